//! One number in the many spellings that people type it in.
//!
//! Messengers give `971500000001`; people type `+971 50 000 0001`, `00971-50-000-0001`, `0500000001`
//! and several numbers in one field. Numbers are compared by their digits: two of which one is a
//! part of the other are the same only where nothing but the country is missing.

/// Digits a number has at least, without its country. Fewer are an extension or a typing error.
const FEWEST_DIGITS: usize = 7;
/// The most that E.164 allows, country included.
const MOST_DIGITS: usize = 15;
/// A number without a plus that is longer than this has its country with it.
const LONGEST_NATIONAL: usize = 10;
/// The same where the shop's country has three digits: numbers at home are shorter there, and ten
/// digits are a whole number of Lebanon's or Singapore's.
const LONGEST_NATIONAL_BEHIND_THREE: usize = 9;

/// A number, read in the light of the shop's own country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The country's digits: `971`. Empty if they are not known.
    country: String,
    /// The rest, without a leading zero. The whole number if the country is not known.
    national: String,
}

impl Phone {
    /// Reads a number as a person or a messenger writes it. `home` is the country's digits (`971`)
    /// that belong before a number without any; `None` for what has too few or too many digits.
    ///
    /// Messengers leave out the plus of whole numbers, which people also leave out of short ones:
    /// whoever knows that a number is whole puts a plus before it.
    pub fn parse(text: &str, home: &str) -> Option<Self> {
        Spelling::parse(text)?.within(home)
    }

    /// The number in full: `+971500000001`.
    pub fn e164(&self) -> String {
        format!("+{}{}", self.country, self.national)
    }

    /// The number without a plus, as messengers give it.
    pub fn digits(&self) -> String {
        format!("{}{}", self.country, self.national)
    }

    /// What is left without country and leading zero: every spelling without gaps contains it.
    pub fn national(&self) -> &str {
        &self.national
    }

    /// Its last four digits, which hardly anybody writes with a gap.
    pub fn ending(&self) -> &str {
        let start = self.national.len().saturating_sub(4);
        self.national.get(start..).unwrap_or(&self.national)
    }

    /// What to look for where numbers are compared as they were typed, from the surest to the
    /// widest: in full, bare, from abroad, at home, without anything before it. Hits are to be
    /// compared with [`Self::is`].
    pub fn spellings(&self) -> Vec<String> {
        let digits = self.digits();
        let mut all = vec![format!("+{digits}"), digits.clone(), format!("00{digits}")];
        if !self.country.is_empty() {
            all.push(format!("0{}", self.national));
            all.push(self.national.clone());
        }
        all
    }

    /// Whether `stored` is this number, or one of several in it is. A number without a country is
    /// taken for one of this number's country.
    pub fn is(&self, stored: &str) -> bool {
        let mut parts = stored.split([',', ';', '/', '\n', '|']);
        parts.any(|part| Self::parse(part, &self.country).is_some_and(|part| part == *self))
    }
}

/// The digits of a number and what stands before them.
#[derive(Debug, PartialEq, Eq)]
enum Spelling {
    /// After a plus or two zeros: the country comes first.
    Abroad(String),
    /// After a zero: without a country.
    Home(String),
    /// After nothing.
    Bare(String),
}

impl Spelling {
    fn parse(text: &str) -> Option<Self> {
        let mut digits = String::new();
        let mut plus = false;
        for c in text.trim().chars() {
            match digit(c) {
                Some(digit) => digits.push(digit),
                None if c == '+' && digits.is_empty() => plus = true,
                // `ext. 5` and its like: what follows is another number.
                None if c.is_alphabetic() && !digits.is_empty() => break,
                None => {}
            }
        }
        let abroad = digits.strip_prefix("00").filter(|_| !plus).map(str::to_owned);
        let home = digits.strip_prefix('0').filter(|_| !plus).map(str::to_owned);
        let spelling = match (plus, abroad, home) {
            (true, _, _) => Self::Abroad(digits.trim_start_matches('0').to_owned()),
            (false, Some(rest), _) => Self::Abroad(rest),
            (false, None, Some(rest)) => Self::Home(rest),
            (false, None, None) => Self::Bare(digits),
        };
        let (Self::Abroad(digits) | Self::Home(digits) | Self::Bare(digits)) = &spelling;
        (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len()).then_some(spelling)
    }

    fn within(self, home: &str) -> Option<Phone> {
        let longest = match home.len() {
            3.. => LONGEST_NATIONAL_BEHIND_THREE,
            _ => LONGEST_NATIONAL,
        };
        let with_country = |digits: &str| match digits.strip_prefix(home) {
            Some(national) if !home.is_empty() && national.len() >= FEWEST_DIGITS => {
                // People write the zero of home after the country too: +971 050 000 0001.
                let national = national.strip_prefix('0').unwrap_or(national);
                Phone { country: home.to_owned(), national: national.to_owned() }
            }
            Some(_) | None => Phone { country: String::new(), national: digits.to_owned() },
        };
        let at_home = |digits: String| Phone { country: home.to_owned(), national: digits };
        let phone = match self {
            Self::Abroad(digits) => with_country(&digits),
            Self::Bare(digits) if digits.len() > longest => with_country(&digits),
            Self::Home(digits) | Self::Bare(digits) => at_home(digits),
        };
        (FEWEST_DIGITS..=MOST_DIGITS).contains(&phone.digits().len()).then_some(phone)
    }
}

fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> Phone {
        Phone::parse("971500000001", "971").unwrap()
    }

    #[test]
    fn one_number_in_every_spelling() {
        let spellings = [
            "+971500000001",
            "971500000001",
            "00971500000001",
            "0500000001",
            "500000001",
            "+971 50 000 0001",
            "+971 (0) 50-000-0001",
            "+971 050 000 0001",
            "00971-50-000.0001",
            "050 000 0001 ext. 5",
            "Mob: 050 000 0001",
            "٠٥٠٠٠٠٠٠٠١",
            "+۹۷۱۵۰۰۰۰۰۰۰۱",
            "04 123 4567 / 050 000 0001",
            "+971 4 123 4567; +971 50 000 0001",
        ];
        for spelling in spellings {
            assert!(number().is(spelling), "{spelling}");
        }
        for spelling in number().spellings() {
            assert!(number().is(&spelling), "{spelling}");
            assert_eq!(Phone::parse(&spelling, "971"), Some(number()), "{spelling}");
        }
        assert_eq!(number().e164(), "+971500000001");
        assert_eq!((number().national(), number().ending()), ("500000001", "0001"));
    }

    #[test]
    fn another_number_is_another_one_however_alike() {
        let others = [
            "+966500000001",
            "966500000001",
            "0500000011",
            "5000000010",
            "1500000001",
            "+9715000000010",
            "0001",
            "000 0001",
            "",
            "none",
            "+",
        ];
        for other in others {
            assert!(!number().is(other), "{other}");
        }
        let abroad = Phone::parse("+966500000001", "971").unwrap();
        assert!(abroad.is("00966 50 000 0001") && !abroad.is("0500000001"));
        assert_eq!(abroad.spellings(), ["+966500000001", "966500000001", "00966500000001"]);
    }

    #[test]
    fn a_whole_number_without_a_plus_is_known_by_its_length() {
        let cases = [
            ("6591234567", "+6591234567"),
            ("9613123456", "+9613123456"),
            ("97141234567", "+97141234567"),
            ("41234567", "+97141234567"),
            ("500000001", "+971500000001"),
            ("+96131234567", "+96131234567"),
        ];
        for (text, e164) in cases {
            assert_eq!(Phone::parse(text, "971").unwrap().e164(), e164, "{text}");
        }
        assert_eq!(Phone::parse("2025550123", "1").unwrap().e164(), "+12025550123");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for none in ["", "123456", "1234567890123456", "call me", "+971", "٠٠٠"] {
            assert_eq!(Phone::parse(none, "971"), None, "{none}");
        }
    }
}
