//! What people of the shop decide or do: which wish calls for them, and what is said before they come.
//!
//! Source: business rules, "When a person takes over". What a trigger does is a setting.

use super::policy::{Mode, Policy};
use super::reason::Reason;
use crate::understanding::{Intent, Understanding};

/// What calls for a person by itself, most pressing first.
const TRIGGERS: [(Intent, Reason); 18] = [
    (Intent::Abuse, Reason::Abuse),
    (Intent::Complain, Reason::Complaint),
    (Intent::ReturnGoods, Reason::ReturnClaim),
    (Intent::AskPersonByName, Reason::NamedManager),
    (Intent::AskPersonOfKind, Reason::StaffPreference),
    (Intent::AskCall, Reason::PhoneCall),
    (Intent::AskHuman, Reason::HumanRequest),
    (Intent::SayPaid, Reason::PaymentCheck),
    (Intent::AskInvoice, Reason::PaymentCheck),
    (Intent::AskOrder, Reason::LogisticsUnverified),
    (Intent::AskDiscount, Reason::DiscountTerms),
    (Intent::AskVisit, Reason::ShowroomVisit),
    (Intent::SendPlan, Reason::FloorPlan),
    (Intent::AskSample, Reason::Sample),
    (Intent::AskCustom, Reason::CustomMade),
    (Intent::AskLogistics, Reason::LogisticsUnverified),
    (Intent::FitOut, Reason::B2bFitout),
    (Intent::BuyInBulk, Reason::WholesaleBulk),
];

/// The triggers of a message that do something, most pressing first.
pub(super) fn triggers(said: &Understanding, policy: &Policy) -> Vec<(Reason, Mode)> {
    let called = TRIGGERS.iter().filter(|(intent, _)| said.has(intent));
    called
        .map(|(_, reason)| (*reason, policy.mode(*reason)))
        .filter(|(_, mode)| *mode != Mode::Off)
        .collect()
}

/// Whether a message calls for a person at all.
pub(super) fn is_called(said: &Understanding, policy: &Policy) -> bool {
    !triggers(said, policy).is_empty()
}

/// Whether a person takes over.
pub(super) fn stops(said: &Understanding, policy: &Policy) -> bool {
    triggers(said, policy).iter().any(|(_, mode)| *mode == Mode::HandOver)
}

/// Whether a person takes over for something that products are only the occasion of: a visit, a plan,
/// a delivery.
pub(super) fn comes_anyway(said: &Understanding, policy: &Policy) -> bool {
    let first = triggers(said, policy).into_iter().find(|(_, mode)| *mode == Mode::HandOver);
    first.is_some_and(|(reason, _)| {
        matches!(reason, Reason::ShowroomVisit | Reason::FloorPlan | Reason::LogisticsUnverified)
    })
}

/// Whether a person takes over for a reason beside which nothing is looked up: whoever is angry, asks
/// for somebody or for their order does not want to read about chairs.
pub(super) fn nothing_else_matters(said: &Understanding, policy: &Policy) -> bool {
    let pressing = |reason: Reason| {
        matches!(
            reason,
            Reason::Abuse
                | Reason::Complaint
                | Reason::ReturnClaim
                | Reason::NamedManager
                | Reason::StaffPreference
                | Reason::PhoneCall
                | Reason::HumanRequest
                | Reason::PaymentCheck
        ) || reason == Reason::LogisticsUnverified && said.has(&Intent::AskOrder)
    };
    let first = triggers(said, policy).into_iter().find(|(_, mode)| *mode == Mode::HandOver);
    first.is_some_and(|(reason, _)| pressing(reason))
}
