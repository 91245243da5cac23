//! The intents that cues say by themselves.

use super::behind_number;
use super::cues::Cue;
use super::refusal::declines;
use super::tags::Tagged;
use crate::numbers::Term;
use crate::understanding::Intent;

/// The intents that cues say, each with the word it begins at.
pub(super) fn said(text: &Tagged<'_>, taken: &[bool], names_thing: bool) -> Vec<(usize, Intent)> {
    let mut said = Vec::new();
    for (place, item) in text.items.iter().enumerate() {
        if taken.get(item.at).copied().unwrap_or(false) {
            continue;
        }
        for cue in item.cues() {
            let allowed = match cue {
                // "An office for 20 employees" and "a desk for an employee" ask for no person.
                Cue::Human => !item.is(Term::Person) || !names_thing && !behind_number(text, place),
                Cue::Decline => declines(text, place),
                // "Two more chairs" are two chairs.
                Cue::More => !behind_number(text, place),
                _ => true,
            };
            said.extend(intent_of(cue).filter(|_| allowed).map(|intent| (item.at, intent)));
        }
    }
    // "Salam, hello" is one greeting, returned in full.
    if said.iter().any(|(_, intent)| *intent == Intent::Greet { salam: true }) {
        said.retain(|(_, intent)| *intent != Intent::Greet { salam: false });
    }
    said
}

/// The intent that a cue says by itself; `None` for one that means something only beside others.
fn intent_of(cue: Cue) -> Option<Intent> {
    Some(match cue {
        Cue::Greet => Intent::Greet { salam: false },
        Cue::Salam => Intent::Greet { salam: true },
        Cue::Thank => Intent::Thank,
        Cue::Goodbye => Intent::SayGoodbye,
        Cue::Bot => Intent::AskIfBot,
        Cue::Languages => Intent::AskLanguages,
        Cue::Human => Intent::AskHuman,
        Cue::Price => Intent::AskPrice,
        Cue::Stock => Intent::AskStock,
        Cue::Picture => Intent::AskPicture,
        Cue::Agree => Intent::Agree,
        Cue::Decline => Intent::Decline,
        Cue::Postpone => Intent::Postpone,
        Cue::More => Intent::AskMore,
        Cue::Compare => Intent::Compare,
        Cue::Advice => Intent::AskAdvice,
        Cue::Property(property) => Intent::AskProperty { property },
        Cue::Discount => Intent::AskDiscount,
        Cue::Complaint => Intent::Complain,
        Cue::Quotation => Intent::AskQuotation,
        Cue::RefuseQuotation => Intent::RefuseQuotation,
        Cue::DeferQuotation => Intent::DeferQuotation,
        Cue::OrderStatus => Intent::AskOrder,
        Cue::Invoice => Intent::AskInvoice,
        Cue::Paid => Intent::SayPaid,
        Cue::Take => Intent::Order,
        Cue::Cart => Intent::AskCart,
        Cue::WithVat => Intent::AskWithVat,
        Cue::PlaceOrder => Intent::PlaceOrder,
        Cue::LastTime => Intent::LikeLastTime,
        Cue::NamedPerson => Intent::AskPersonByName,
        Cue::PersonOfKind => Intent::AskPersonOfKind,
        Cue::Call => Intent::AskCall,
        Cue::Visit => Intent::AskVisit,
        Cue::Custom => Intent::AskCustom,
        Cue::Sample => Intent::AskSample,
        Cue::Plan => Intent::SendPlan,
        Cue::Logistics => Intent::AskLogistics,
        Cue::FitOut => Intent::FitOut,
        Cue::Bulk => Intent::BuyInBulk,
        Cue::Abuse => Intent::Abuse,
        Cue::Return => Intent::ReturnGoods,
        Cue::Doubt => Intent::Doubt,
        Cue::Job => Intent::ApplyForJob,
        Cue::Offer => Intent::OfferGoods,
        Cue::Spam => Intent::Spam,
        Cue::OptOut => Intent::OptOut,
        Cue::Instruct => Intent::Instruct,
        Cue::OtherCustomers => Intent::AskAboutOthers,
        Cue::Find
        | Cue::Those
        | Cue::End
        | Cue::Cheapest
        | Cue::Dearest
        | Cue::Smallest
        | Cue::Largest
        | Cue::Cheaper
        | Cue::Dearer
        | Cue::Smaller
        | Cue::Larger
        | Cue::Ordinal(_)
        | Cue::Not
        | Cue::But
        | Cue::Or
        | Cue::All
        | Cue::Correction
        | Cue::Add
        | Cue::Remove
        | Cue::Swap
        | Cue::InsteadOf
        | Cue::Set
        | Cue::Clear
        | Cue::Want
        | Cue::Ask
        | Cue::Definite
        | Cue::Place
        | Cue::Determiner
        | Cue::Name
        | Cue::With
        | Cue::Filler
        | Cue::Chatter
        | Cue::Setting
        | Cue::Foreign => return None,
    })
}

/// Whether an intent leaves room for a product that is named beside it.
pub(super) fn is_about_products(intent: &Intent) -> bool {
    match intent {
        Intent::Greet { .. }
        | Intent::Thank
        | Intent::Agree
        | Intent::Decline
        | Intent::FindProducts
        | Intent::AskPrice
        | Intent::AskStock
        | Intent::AskPicture
        | Intent::AskMore
        | Intent::AskProperty { .. }
        | Intent::Compare
        | Intent::AskAdvice
        | Intent::AskInCurrency { .. }
        | Intent::Order
        | Intent::AskCart
        | Intent::AskWithVat
        | Intent::PlaceOrder
        | Intent::FitOut
        | Intent::BuyInBulk
        | Intent::AskSample
        | Intent::AskCustom
        | Intent::AskQuotation
        | Intent::RefuseQuotation
        | Intent::DeferQuotation => true,
        Intent::SayGoodbye
        | Intent::Postpone
        | Intent::AskOrder
        | Intent::AskInvoice
        | Intent::SayPaid
        | Intent::LikeLastTime
        | Intent::Introduce
        | Intent::AskDiscount
        | Intent::Complain
        | Intent::Abuse
        | Intent::ReturnGoods
        | Intent::Doubt
        | Intent::AskIfBot
        | Intent::AskLanguages
        | Intent::AskHuman
        | Intent::AskPersonByName
        | Intent::AskPersonOfKind
        | Intent::AskCall
        | Intent::AskVisit
        | Intent::SendPlan
        | Intent::AskLogistics
        | Intent::ApplyForJob
        | Intent::OfferGoods
        | Intent::Spam
        | Intent::OptOut
        | Intent::Instruct
        | Intent::AskAboutOthers
        | Intent::AskShop { .. } => false,
    }
}
