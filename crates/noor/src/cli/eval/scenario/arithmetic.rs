//! Arithmetic of expectations: `12*${A.price}`, once the placeholders are figures.

use rust_decimal::Decimal;

/// How deep brackets may stand in each other.
const DEEPEST: u8 = 32;

/// The value of a term of figures, `+ - * /` and brackets.
///
/// # Errors
///
/// A sentence about what cannot be calculated.
pub(super) fn value(term: &str) -> Result<Decimal, String> {
    let mut reader = Reader { rest: term, depth: 0 };
    let value = reader.sum().ok_or_else(|| format!("`{term}` cannot be calculated"))?;
    if reader.rest.trim().is_empty() {
        Ok(value)
    } else {
        Err(format!("`{term}` cannot be calculated from `{}` on", reader.rest.trim()))
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: u8,
}

impl<'a> Reader<'a> {
    fn sum(&mut self) -> Option<Decimal> {
        let mut sum = self.product()?;
        loop {
            if self.takes('+') {
                sum = sum.checked_add(self.product()?)?;
            } else if self.takes('-') {
                sum = sum.checked_sub(self.product()?)?;
            } else {
                return Some(sum);
            }
        }
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut product = self.factor()?;
        loop {
            if self.takes('*') {
                product = product.checked_mul(self.factor()?)?;
            } else if self.takes('/') {
                product = product.checked_div(self.factor()?)?;
            } else {
                return Some(product);
            }
        }
    }

    fn factor(&mut self) -> Option<Decimal> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth <= DEEPEST)?;
        let factor = if self.takes('(') {
            let inner = self.sum()?;
            self.takes(')').then_some(inner)
        } else if self.takes('-') {
            self.factor().map(|factor| -factor)
        } else {
            self.figure()
        };
        self.depth -= 1;
        factor
    }

    fn figure(&mut self) -> Option<Decimal> {
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let (figure, rest): (&'a str, &'a str) = rest.split_at_checked(end)?;
        self.rest = rest;
        figure.parse().ok()
    }

    fn takes(&mut self, sign: char) -> bool {
        let after = self.rest.trim_start().strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_their_values() {
        let table = [
            ("12*345", "4140"),
            ("2 * 140.25 + 15", "295.5"),
            ("(10+2)*(345-45)/4", "900"),
            ("-3+5", "2"),
            ("1000*1.05", "1050"),
            ("10-2-3", "5"),
        ];
        for (term, expected) in table {
            let expected: Decimal = expected.parse().unwrap();
            assert_eq!(value(term), Ok(expected), "{term}");
        }
    }

    #[test]
    fn nonsense_has_none() {
        let deep = "(".repeat(10_000);
        for term in ["", "12*", "1/0", "(2", "2)", "two", "1..2", "9".repeat(40).as_str(), &deep] {
            assert!(value(term).is_err(), "{term}");
        }
    }
}
