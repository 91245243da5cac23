//! Which reading yields to which where one message has several.
//!
//! 1. "Salam, hello" is one greeting, returned in full.
//! 2. Of what is said about the quotation, the last counts: "no quotation before, but send it now".
//! 3. A quotation that is to be prepared is not yet an order to be carried out, nor accepted;
//!    and an offer that is haggled over is not taken.
//! 4. A certain person, a person of a kind or a call is more than "a person"; the number of another
//!    customer is no call.
//! 5. Who is no customer (applicants, suppliers, couriers, chain messages) wants nothing else.
//! 6. Goods that somebody has and complains of or gives back are not looked for; nor is anything by
//!    who insults or wants no more messages.
//! 7. "Is Mr. Khalid available?" and "when is it available again?" are no questions about stock.
//! 8. A question about a product is answered from the product and not by the shop's article, terms of
//!    payment by a person, and a sum with VAT by the sum.
//!
//! Everything else stands side by side, and the plan decides: a complaint beside a return ("it came
//! broken, I want my money back"), a visit beside the article that tells the way.

use crate::understanding::{Intent, Property};

/// Lets what yields go. `intents` stand in the order of the text, each with its first word.
pub(super) fn settle(intents: &mut Vec<(usize, Intent)>) {
    let last_word = intents.iter().filter(|(_, intent)| speaks_of_quotation(intent));
    let last_word = last_word.max_by_key(|(at, _)| *at).map(|(_, intent)| intent.clone());
    let said: Vec<Intent> = intents.iter().map(|(_, intent)| intent.clone()).collect();
    intents.retain(|(_, intent)| {
        !said.iter().any(|other| other != intent && yields(intent, other))
            && (!speaks_of_quotation(intent) || last_word.as_ref() == Some(intent))
    });
}

/// Whether `intents` say that nothing is looked for, whatever goods are named.
pub(super) fn looks_for_nothing<'i>(mut intents: impl Iterator<Item = &'i Intent>) -> bool {
    intents.any(|intent| {
        is_no_customer(intent)
            || matches!(
                intent,
                Intent::Complain | Intent::ReturnGoods | Intent::Abuse | Intent::OptOut
            )
    })
}

fn yields(intent: &Intent, other: &Intent) -> bool {
    match (intent, other) {
        (Intent::Greet { salam: false }, Intent::Greet { salam: true })
        | (Intent::PlaceOrder | Intent::Accept, Intent::AskQuotation)
        | (Intent::Accept, Intent::AskDiscount | Intent::Instruct)
        | (
            Intent::AskStock,
            Intent::AskPersonByName
            | Intent::AskHuman
            | Intent::AskProperty { property: Property::Restock },
        )
        | (Intent::AskHuman, Intent::AskPersonByName | Intent::AskPersonOfKind | Intent::AskCall)
        | (Intent::AskCall, Intent::AskAboutOthers) => true,
        (Intent::AskShop { article }, other) if !is_no_customer(other) => answers(other, article),
        (
            Intent::Greet { .. }
            | Intent::Thank
            | Intent::SayGoodbye
            | Intent::Instruct
            | Intent::OptOut
            | Intent::Abuse
            | Intent::AskIfBot,
            _,
        ) => false,
        (intent, other) => is_no_customer(other) && !is_no_customer(intent),
    }
}

/// Whether an intent says more exactly what an article says in general.
fn answers(intent: &Intent, article: &str) -> bool {
    match intent {
        Intent::AskDiscount | Intent::SayPaid => article == "payment",
        Intent::AskWithVat => article == "vat",
        Intent::AskInCurrency { .. } => article == "currency",
        Intent::Complain | Intent::ReturnGoods => article == "delivery",
        Intent::AskLogistics => article == "warranty" || article == "installation",
        Intent::AskProperty { property } => match property {
            Property::Warranty => article == "warranty",
            Property::Assembly => article == "installation",
            Property::Origin | Property::Certificate | Property::Benefit => article == "quality",
            Property::Size
            | Property::Colour
            | Property::Material
            | Property::Seats
            | Property::Weight
            | Property::Load
            | Property::Adjustment
            | Property::Restock
            | Property::Details => false,
        },
        _ => false,
    }
}

fn speaks_of_quotation(intent: &Intent) -> bool {
    matches!(intent, Intent::AskQuotation | Intent::RefuseQuotation | Intent::DeferQuotation)
}

/// Whether who says it buys nothing: an applicant, a supplier, a courier, a chain message.
pub(super) fn is_no_customer(intent: &Intent) -> bool {
    matches!(intent, Intent::ApplyForJob | Intent::OfferGoods | Intent::Spam)
}
