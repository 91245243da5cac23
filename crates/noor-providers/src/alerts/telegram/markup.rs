//! Words in Telegram's HTML, within its limit.
//!
//! Only three characters mean something in it, so whatever a customer wrote is harmless once those are
//! written otherwise. Lengths are counted as Telegram counts: in UTF-16 units, without the markup.

use crate::alerts::Words;

/// The longest text of a message, in UTF-16 units after its markup is read.
const LONGEST: usize = 4096;
/// The longest answer to a press.
pub(super) const LONGEST_ANSWER: usize = 200;
/// What stands where something was cut off.
const CUT: char = '…';

/// The words with their looks, cut to what one message takes.
pub(super) fn html(words: &[Words]) -> String {
    let mut html = String::new();
    for part in fitting(words) {
        let text = htmlize::escape_text(part.text());
        match part {
            Words::Plain(_) => html.push_str(&text),
            Words::Bold(_) => html.extend(["<b>", &text, "</b>"]),
            Words::Quoted(_) => html.extend(["<blockquote>", &text, "</blockquote>"]),
        }
    }
    html
}

/// The same words without looks.
pub(super) fn plain(words: &[Words]) -> String {
    fitting(words).iter().map(Words::text).collect()
}

/// As many of the words as one message takes, the last of them shortened.
fn fitting(words: &[Words]) -> Vec<Words> {
    let whole: usize = words.iter().map(|part| length(part.text())).sum();
    if whole <= LONGEST {
        return words.to_vec();
    }
    let mut left = LONGEST;
    let mut kept = Vec::new();
    for part in words {
        let text = part.text();
        // What is cut off exactly here would otherwise be cut without a sign.
        let last = length(text) >= left;
        let shortened = if last { cut(text, left) } else { text.to_owned() };
        left -= length(&shortened);
        kept.push(match part {
            Words::Plain(_) => Words::Plain(shortened),
            Words::Bold(_) => Words::Bold(shortened),
            Words::Quoted(_) => Words::Quoted(shortened),
        });
        if last {
            break;
        }
    }
    kept
}

/// The first characters of a text, at most `limit` units of them with the sign that something is
/// missing. It never cuts a character in two.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if length(text) <= limit { text.to_owned() } else { cut(text, limit) }
}

fn cut(text: &str, limit: usize) -> String {
    let mut left = limit.saturating_sub(CUT.len_utf16());
    let mut kept: String = text
        .chars()
        .take_while(|letter| {
            let fits = letter.len_utf16() <= left;
            left = left.saturating_sub(letter.len_utf16());
            fits
        })
        .collect();
    kept.push(CUT);
    kept
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_words(text: &str) -> Vec<Words> {
        vec![Words::Plain(text.to_owned())]
    }

    #[test]
    fn what_a_customer_wrote_is_shown_and_never_means_anything() {
        let words = vec![
            Words::Bold("A & B".to_owned()),
            Words::Plain(": 5 < 6 > 4\n".to_owned()),
            Words::Quoted("</blockquote><a href=\"x\">&lt;".to_owned()),
        ];
        assert_eq!(
            html(&words),
            "<b>A &amp; B</b>: 5 &lt; 6 &gt; 4\n\
             <blockquote>&lt;/blockquote&gt;&lt;a href=\"x\"&gt;&amp;lt;</blockquote>"
        );
        assert_eq!(plain(&words), "A & B: 5 < 6 > 4\n</blockquote><a href=\"x\">&lt;");
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        for letter in ["a", "ن", "🌿", "<"] {
            let text = letter.repeat(5000);
            let cut = plain(&plain_words(&text));
            assert!(length(&cut) <= LONGEST, "{letter}: {}", length(&cut));
            assert!(length(&cut) + 2 > LONGEST, "{letter}: {}", length(&cut));
            assert!(cut.ends_with(CUT), "{letter}");
        }
        let whole = "🌿".repeat(LONGEST / 2);
        assert_eq!(plain(&plain_words(&whole)), whole);
    }

    #[test]
    fn what_stands_behind_a_long_part_is_left_out_and_tags_stay_whole() {
        let words = vec![
            Words::Bold("a".to_owned()),
            Words::Quoted("b".repeat(LONGEST)),
            Words::Plain("c".to_owned()),
        ];
        let html = html(&words);
        assert!(html.ends_with("b…</blockquote>"), "{}", html.len());
        assert_eq!(length(&plain(&words)), LONGEST);
    }

    #[test]
    fn a_text_that_ends_where_the_room_does_still_says_that_more_was_there() {
        let words = vec![Words::Plain("a".repeat(LONGEST)), Words::Plain("the rest".to_owned())];
        assert!(plain(&words).ends_with(CUT));
        assert_eq!(length(&plain(&words)), LONGEST);
    }

    #[test]
    fn a_short_answer_stays_as_it_is() {
        assert_eq!(shortened("خلاص", 4), "خلاص");
        assert_eq!(shortened("abcde", 4), "abc…");
        assert_eq!(shortened("🌿🌿🌿", 4), "🌿…");
    }
}
