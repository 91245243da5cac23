//! A code that tells whether a paper still says what was quoted.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use crate::quotation::QuotePaper;

/// The signs of base 32 after Crockford: none is taken for another.
const SIGNS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J',
    'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
/// How many signs a fingerprint has: 100 bits.
const LENGTH: usize = 20;
/// How many stand together.
const GROUP: usize = 5;

/// The fingerprint of a quotation's figures, written `7K3QF-9D2MX-00AZC-TTR5W`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Reads one that a person typed: in either case, with or without its dashes, `O` for `0`, `I` or
    /// `L` for `1`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut signs = String::new();
        for c in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let sign = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            signs.push(SIGNS.contains(&sign).then_some(sign)?);
        }
        (signs.len() == LENGTH).then_some(Self(signs))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, sign) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_char('-')?;
            }
            f.write_char(sign)?;
        }
        Ok(())
    }
}

/// The fingerprint of a quotation: of its number, revision, dates, customer, and of each line and sum.
///
/// Names and descriptions of products, remarks and terms are not in it, nor is the language, so the
/// English and the Arabic paper of a quotation have the same one. `345` and `345.00` are alike.
pub fn fingerprint(paper: &QuotePaper) -> Fingerprint {
    let mut figures = Figures(Sha256::new());
    figures.text("noor quotation 1");
    figures.text(&paper.number);
    figures.text(&paper.revision.to_string());
    figures.text(&paper.date.to_string());
    figures.text(&paper.valid_until.to_string());
    figures.text(paper.currency.code());
    figures.text(&paper.customer.name);
    figures.text(paper.customer.company.as_deref().unwrap_or_default());
    figures.text(paper.customer.email.as_deref().unwrap_or_default());
    figures.text(&paper.customer.delivery_address);
    figures.count(paper.variants.len());
    for variant in &paper.variants {
        figures.count(variant.lines.len());
        for line in &variant.lines {
            figures.text(&line.sku);
            figures.text(&line.quantity.to_string());
            figures.amount(Some(line.unit_price));
            figures.amount(line.list_price.as_ref().map(|list| list.price));
            figures.amount(Some(line.total));
        }
        let sums = &variant.sums;
        figures.amount(Some(sums.subtotal));
        figures.count(sums.reductions.len());
        for reduction in &sums.reductions {
            figures.amount(Some(reduction.amount));
        }
        figures.amount(sums.delivery);
        figures.amount(Some(sums.vat_percent));
        figures.amount(Some(sums.vat));
        figures.amount(Some(sums.total));
    }
    Fingerprint(figures.signs())
}

/// Each value with its length before it, so that no two quotations come to the same bytes.
struct Figures(Sha256);

impl Figures {
    fn text(&mut self, text: &str) {
        self.0.update(format!("{}:", text.len()));
        self.0.update(text);
    }

    fn count(&mut self, count: usize) {
        self.text(&count.to_string());
    }

    fn amount(&mut self, amount: Option<Decimal>) {
        self.text(&amount.map(|it| it.normalize().to_string()).unwrap_or_default());
    }

    fn signs(self) -> String {
        let bits: Vec<bool> = self
            .0
            .finalize()
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
            .collect();
        bits.chunks(5)
            .take(LENGTH)
            .filter_map(|five| {
                let value = five.iter().fold(0, |value, &bit| value * 2 + usize::from(bit));
                SIGNS.get(value)
            })
            .collect()
    }
}

/// What stands on a paper for whoever checks it: `NR-1042/2/7K3QF-9D2MX-00AZC-TTR5W`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VerificationCode {
    /// The quotation's number.
    pub number: String,
    /// Its revision.
    pub revision: u32,
    /// The fingerprint of its figures.
    pub fingerprint: Fingerprint,
}

/// A text that is no verification code.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not a verification code: write it as it stands at the foot of the quotation, such as \
     NR-1042/2/7K3QF-9D2MX-00AZC-TTR5W"
)]
pub struct NotAVerificationCode(String);

impl VerificationCode {
    /// The code of a quotation.
    pub fn of(paper: &QuotePaper) -> Self {
        Self {
            number: paper.number.clone(),
            revision: paper.revision,
            fingerprint: fingerprint(paper),
        }
    }
}

impl std::fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for byte in self.number.bytes() {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => {
                    f.write_char(char::from(byte))?;
                }
                other => write!(f, "%{other:02X}")?,
            }
        }
        write!(f, "/{}/{}", self.revision, self.fingerprint)
    }
}

impl std::str::FromStr for VerificationCode {
    type Err = NotAVerificationCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = || {
            let mut parts = text.trim().splitn(3, '/');
            let number = plain(parts.next()?)?;
            let revision = parts.next()?.trim().parse().ok()?;
            let fingerprint = Fingerprint::parse(parts.next()?)?;
            Some(Self { number, revision, fingerprint })
        };
        code().ok_or_else(|| NotAVerificationCode(text.chars().take(80).collect()))
    }
}

/// A number without the escapes of a code; `None` for an empty one.
fn plain(escaped: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = escaped.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code: VerificationCode = "NR-1042/2/7K3QF-9D2MX-00AZC-TTR5W".parse().unwrap();
        assert_eq!((code.number.as_str(), code.revision), ("NR-1042", 2));
        for typed in [
            "NR-1042/2/7k3qf-9d2mx-ooazc-ttr5w",
            " NR-1042/2/7K3QF 9D2MX 00AZC TTR5W ",
            "NR-1042/2/7K3QF9D2MXOOAZCTTR5W",
        ] {
            assert_eq!(typed.parse::<VerificationCode>().unwrap(), code, "{typed}");
        }
        for wrong in [
            "",
            "NR-1042",
            "NR-1042/2",
            "NR-1042/x/7K3QF-9D2MX-00AZC-TTR5W",
            "/1/7K3QF-9D2MX-00AZC-TTR5W",
            "NR-1/1/7K3QF-9D2MX-00AZC-TTR5U",
            "NR-1/1/7K3QF",
            "%F/1/7K3QF-9D2MX-00AZC-TTR5W",
        ] {
            assert!(wrong.parse::<VerificationCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn any_number_survives_its_code() {
        let fingerprint = Fingerprint::parse("7K3QF-9D2MX-00AZC-TTR5W").unwrap();
        for number in ["NR-1042", "عرض ١٠٤٢", "A/B, 7%", "2026 11 23"] {
            let code = VerificationCode {
                number: number.to_owned(),
                revision: 3,
                fingerprint: fingerprint.clone(),
            };
            let written = code.to_string();
            assert!(written.is_ascii() && !written.contains([' ', ',']), "{written}");
            assert_eq!(written.parse::<VerificationCode>().unwrap(), code);
        }
    }
}
