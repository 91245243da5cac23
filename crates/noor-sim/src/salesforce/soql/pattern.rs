//! Patterns: `%` stands for anything, `_` for one character, and with a backslash for themselves.

use super::token::Char;

/// Whether `text` has the form of `pattern`; capitals do not count.
pub(in crate::salesforce) fn like(text: &str, pattern: &[Char]) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    // Of a prefix of the text of each length, whether the pattern so far fits it.
    let mut fits = vec![false; text.len() + 1];
    fits[0] = true;
    for (sign, escaped) in pattern {
        let mut next = vec![false; text.len() + 1];
        if *sign == '%' && !escaped {
            let from = fits.iter().position(|fits| *fits).unwrap_or(next.len());
            next.iter_mut().skip(from).for_each(|fits| *fits = true);
        } else {
            let any = *sign == '_' && !escaped;
            for (at, c) in text.iter().enumerate() {
                let same = any || sign.to_lowercase().eq([*c]);
                next[at + 1] = fits[at] && same;
            }
        }
        fits = next;
    }
    fits.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(pattern: &str) -> Vec<Char> {
        pattern.chars().map(|c| (c, false)).collect()
    }

    #[test]
    fn signs_stand_for_what_they_stand_for() {
        let fitting = [
            ("+971 50 000 0001", "%5%0%0%0%0%0%0%0%1%"),
            ("Sample", "sam%"),
            ("", "%"),
            ("a-b-c", "a%b%c"),
            ("cat", "c_t"),
        ];
        for (text, pattern) in fitting {
            assert!(like(text, &plain(pattern)), "{text} {pattern}");
        }
        for (text, pattern) in [("abc", "b"), ("abc", "%d%"), ("ab", "a_b"), ("", "_")] {
            assert!(!like(text, &plain(pattern)), "{text} {pattern}");
        }
        let escaped = [('%', false), ('_', true), ('7', false)];
        assert!(like("turn_7", &escaped) && !like("turn-7", &escaped));
    }
}
