//! The names of the intents that a model may suggest.

use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer};

use crate::understanding::Intent;

/// Every intent that says all by its name. Greetings have two of their own; articles, properties and
/// currencies stand in lists beside them.
const PLAIN: [Intent; 48] = [
    Intent::Thank,
    Intent::SayGoodbye,
    Intent::Agree,
    Intent::Decline,
    Intent::Postpone,
    Intent::Introduce,
    Intent::AskIfBot,
    Intent::AskLanguages,
    Intent::FindProducts,
    Intent::AskPrice,
    Intent::AskStock,
    Intent::AskPicture,
    Intent::AskMore,
    Intent::Compare,
    Intent::AskAdvice,
    Intent::Order,
    Intent::AskCart,
    Intent::AskWithVat,
    Intent::PlaceOrder,
    Intent::LikeLastTime,
    Intent::AskQuotation,
    Intent::RefuseQuotation,
    Intent::DeferQuotation,
    Intent::AskOrder,
    Intent::AskInvoice,
    Intent::SayPaid,
    Intent::AskHuman,
    Intent::AskPersonByName,
    Intent::AskPersonOfKind,
    Intent::AskCall,
    Intent::AskVisit,
    Intent::AskDiscount,
    Intent::AskCustom,
    Intent::AskSample,
    Intent::SendPlan,
    Intent::AskLogistics,
    Intent::FitOut,
    Intent::BuyInBulk,
    Intent::Complain,
    Intent::Abuse,
    Intent::ReturnGoods,
    Intent::Doubt,
    Intent::ApplyForJob,
    Intent::OfferGoods,
    Intent::Spam,
    Intent::OptOut,
    Intent::Instruct,
    Intent::AskAboutOthers,
];

/// The greeting without more, and the Arabic one that asks for its full return.
const GREETINGS: [(&str, bool); 2] = [("greet", false), ("salam", true)];

/// The names a model may use.
pub fn intents() -> Vec<String> {
    let plain = PLAIN.iter().filter_map(name);
    GREETINGS.iter().map(|(name, _)| (*name).to_owned()).chain(plain).collect()
}

/// The intent behind a name; `None` if there is none of it, or if it says too little by itself.
pub(super) fn intent(name: &str) -> Option<Intent> {
    if let Some((_, salam)) = GREETINGS.iter().find(|(greeting, _)| *greeting == name) {
        return Some(Intent::Greet { salam: *salam });
    }
    Intent::deserialize(MapDeserializer::<_, Error>::new([("kind", name)].into_iter())).ok()
}

/// The name under which an intent is stored.
fn name(intent: &Intent) -> Option<String> {
    let stored = serde_json::to_value(intent).ok()?;
    Some(stored.get("kind")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_offered_is_understood() {
        for name in intents() {
            let intent = intent(&name);
            assert!(intent.is_some(), "{name}");
            let offered = intent.as_ref().is_some_and(is_said_by_its_name);
            assert!(offered || name == "greet" || name == "salam", "{name}");
        }
        assert_eq!(intents().len(), PLAIN.len() + GREETINGS.len());
        for strange in ["", "ask_shop", "ask_property", "sell_cheaply"] {
            assert_eq!(intent(strange), None, "{strange}");
        }
    }

    /// Fails to compile when there is a new intent: is it to be offered?
    fn is_said_by_its_name(intent: &Intent) -> bool {
        match intent {
            Intent::Greet { .. }
            | Intent::AskShop { .. }
            | Intent::AskProperty { .. }
            | Intent::AskInCurrency { .. }
            // What binds the customer is read from their own words.
            | Intent::Accept => false,
            Intent::Thank
            | Intent::SayGoodbye
            | Intent::Agree
            | Intent::Decline
            | Intent::Postpone
            | Intent::Introduce
            | Intent::AskIfBot
            | Intent::AskLanguages
            | Intent::FindProducts
            | Intent::AskPrice
            | Intent::AskStock
            | Intent::AskPicture
            | Intent::AskMore
            | Intent::Compare
            | Intent::AskAdvice
            | Intent::Order
            | Intent::AskCart
            | Intent::AskWithVat
            | Intent::PlaceOrder
            | Intent::LikeLastTime
            | Intent::AskQuotation
            | Intent::RefuseQuotation
            | Intent::DeferQuotation
            | Intent::AskOrder
            | Intent::AskInvoice
            | Intent::SayPaid
            | Intent::AskHuman
            | Intent::AskPersonByName
            | Intent::AskPersonOfKind
            | Intent::AskCall
            | Intent::AskVisit
            | Intent::AskDiscount
            | Intent::AskCustom
            | Intent::AskSample
            | Intent::SendPlan
            | Intent::AskLogistics
            | Intent::FitOut
            | Intent::BuyInBulk
            | Intent::Complain
            | Intent::Abuse
            | Intent::ReturnGoods
            | Intent::Doubt
            | Intent::ApplyForJob
            | Intent::OfferGoods
            | Intent::Spam
            | Intent::OptOut
            | Intent::Instruct
            | Intent::AskAboutOthers => true,
        }
    }
}
