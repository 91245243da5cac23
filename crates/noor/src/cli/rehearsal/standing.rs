//! Where a conversation stands that goes on from something: who the customer is, what they ordered, and
//! whether they want a quotation. The state is made of the same events as that of any conversation.

use anyhow::{Context as _, Result, bail};
use noor_core::dialogue::answer::Ask;
use noor_core::dialogue::cart::{Cart, CartLine};
use noor_core::dialogue::state::{Consent, Event, Open, State};
use noor_core::sku;
use noor_core::understanding::{Buyer, Detail, Details};
use noor_store::products;
use serde_json::Value;

use crate::context::Context;

/// What the customer told, ordered and agreed to before.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Known {
    /// Who they are.
    details: Details,
    /// Confirmed lines: code and pieces.
    cart: Vec<(String, u32)>,
    /// Their stand on a quotation.
    consent: Consent,
}

impl Known {
    /// Whether nothing is.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a detail of the customer's; `false` if there is none of that name.
    pub(super) fn take_detail(&mut self, name: &str, value: String) -> bool {
        let field = match name {
            "name" => &mut self.details.name,
            "email" => &mut self.details.email,
            "phone" => &mut self.details.phone,
            "address" => &mut self.details.address,
            "area" => &mut self.details.area,
            "role" => &mut self.details.role,
            "company" => {
                let individual = value.trim().eq_ignore_ascii_case("individual");
                let company = if individual { Buyer::Individual } else { Buyer::Company(value) };
                self.details.company = Some(company);
                return true;
            }
            _ => return false,
        };
        *field = Some(value);
        true
    }

    /// Takes the lines of an order: `[code, pieces]` or `{"sku": …, "qty": …}`.
    pub(super) fn take_cart(&mut self, lines: Value) -> Result<(), String> {
        let Value::Array(lines) = lines else {
            return Err("`cart` is to be a list of [code, pieces]".to_owned());
        };
        for line in lines {
            self.cart.push(line_of(&line).ok_or_else(|| {
                format!("`cart` has {line}; a line is [code, pieces], with at least one piece")
            })?);
        }
        Ok(())
    }

    /// Takes the stand on a quotation.
    pub(super) fn take_consent(&mut self, word: &str) -> Result<(), String> {
        let all = [Consent::None, Consent::Deferred, Consent::Declined, Consent::Granted];
        let consent = all.into_iter().find(|consent| consent.word() == word);
        self.consent = consent.ok_or_else(|| {
            let words = all.map(Consent::word).join(", ");
            format!("`quote.consent` is one of {words}, not {word}")
        })?;
        Ok(())
    }

    /// The state that all of it led to, from the one before. The question that a conversation would
    /// have come to is open.
    ///
    /// # Errors
    ///
    /// When the catalogue has no such product, or cannot be read.
    pub(super) async fn placed_in(&self, state: State, context: &Context) -> Result<State> {
        let cart = self.cart_of(context).await?;
        let mut state = state;
        let mut happened = |event: Event| state = std::mem::take(&mut state).after(&event);
        happened(Event::Introduced);
        if !self.details.is_empty() {
            happened(Event::Told { details: self.details.clone() });
        }
        if !cart.is_empty() {
            happened(Event::Ordered { cart: cart.clone() });
        }
        happened(Event::Consented { consent: self.consent });
        let missing: Vec<Detail> = state.missing(&context.content.policy);
        let ask = match self.consent {
            Consent::Granted if !missing.is_empty() => Some(Ask::Details(missing)),
            Consent::None if !cart.is_empty() => Some(Ask::Quotation),
            Consent::None | Consent::Deferred | Consent::Declined | Consent::Granted => None,
        };
        let turn = state.turns;
        let open = ask.map(|ask| Open { ask, sku: None, pieces: None, turn });
        Ok(state.after(&Event::Asked { open }))
    }

    /// The order with the shop's spelling of each code.
    async fn cart_of(&self, context: &Context) -> Result<Cart> {
        let keys: Vec<String> = self.cart.iter().map(|(code, _)| sku::key(code)).collect();
        let found = products::by_codes(&context.db, &keys, 1).await.context("find the order")?;
        let mut lines = Vec::new();
        for (code, quantity) in &self.cart {
            let key = sku::key(code);
            let Some(found) = found.iter().find(|it| it.exact && it.key == key) else {
                bail!("`cart`: there is no product {code} in this catalogue");
            };
            lines.push(CartLine { sku: found.product.sku.clone(), quantity: *quantity });
        }
        Ok(Cart::of(lines))
    }
}

fn line_of(line: &Value) -> Option<(String, u32)> {
    let (code, pieces) = match line {
        Value::Array(line) => (line.first()?, line.get(1)?),
        line => (line.get("sku")?, line.get("qty").or_else(|| line.get("quantity"))?),
    };
    let pieces = u32::try_from(pieces.as_u64()?).ok().filter(|pieces| *pieces > 0)?;
    Some((code.as_str()?.to_owned(), pieces))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_are_pairs_or_objects() {
        let mut known = Known::default();
        known.take_cart(json!([["A 1", 2], {"sku": "B 2", "qty": 3}])).unwrap();
        assert_eq!(known.cart, [("A 1".to_owned(), 2), ("B 2".to_owned(), 3)]);
        for bad in [json!(7), json!([["A 1"]]), json!([["A 1", 0]]), json!([["A 1", "two"]])] {
            assert!(Known::default().take_cart(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_stand_on_a_quotation_has_four_words() {
        let mut known = Known::default();
        known.take_consent("granted").unwrap();
        assert_eq!(known.consent, Consent::Granted);
        assert!(known.take_consent("maybe").unwrap_err().contains("deferred"));
    }

    #[test]
    fn a_private_person_is_no_company_of_that_name() {
        let mut known = Known::default();
        assert!(known.take_detail("company", "individual".to_owned()));
        assert_eq!(known.details.company, Some(Buyer::Individual));
        assert!(!known.take_detail("shoe_size", "44".to_owned()));
    }
}
