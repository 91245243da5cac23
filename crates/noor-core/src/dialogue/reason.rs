//! Why a person is asked for: the shop's closed list.

use serde::{Deserialize, Serialize};

/// Why a person is asked for. The first block is the shop's own table of triggers, whose modes are
/// settings (see [`super::policy::Policy`]); the second is what the machine itself cannot mend.
///
/// Source: business rules, "When a person takes over".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer asked for one.
    HumanRequest,
    /// Two messages in a row made no sense.
    RepeatedFailure,
    /// Something went wrong and they say so.
    Complaint,
    /// Insults and threats.
    Abuse,
    /// A confirmed order above the shop's limit.
    LargeOrder,
    /// A discount, a better price or terms of payment.
    DiscountTerms,
    /// Something made or changed for them.
    CustomMade,
    /// A delivery that the shop's articles say nothing of; where an order is.
    LogisticsUnverified,
    /// Goods that are to go back, or a claim under a warranty.
    ReturnClaim,
    /// A certain person of the shop.
    NamedManager,
    /// A person of a nationality, a sex or a language.
    StaffPreference,
    /// A visit to the showroom.
    ShowroomVisit,
    /// A whole office, a large project.
    B2bFitout,
    /// Bulk, wholesale.
    WholesaleBulk,
    /// Drawings, floor plans.
    FloorPlan,
    /// Samples.
    Sample,
    /// Not convinced after honest tries.
    NotConvinced,
    /// A call.
    PhoneCall,
    /// A concrete order with delivery details.
    OrderConfirmation,
    /// A quotation that Noor cannot write.
    QuoteFailure,
    /// A price that is missing and was asked for.
    PriceUnavailable,
    /// A payment that is said to be made, or an invoice.
    PaymentCheck,
    /// A property that the catalogue does not state, asked for again.
    SpecUnverified,

    /// An answer could not be delivered, or nobody knows whether it was.
    DeliveryFailed,
    /// A turn broke off again and again.
    TurnFailed,
}

impl Reason {
    /// Every reason there is.
    pub const ALL: [Self; 25] = [
        Self::HumanRequest,
        Self::RepeatedFailure,
        Self::Complaint,
        Self::Abuse,
        Self::LargeOrder,
        Self::DiscountTerms,
        Self::CustomMade,
        Self::LogisticsUnverified,
        Self::ReturnClaim,
        Self::NamedManager,
        Self::StaffPreference,
        Self::ShowroomVisit,
        Self::B2bFitout,
        Self::WholesaleBulk,
        Self::FloorPlan,
        Self::Sample,
        Self::NotConvinced,
        Self::PhoneCall,
        Self::OrderConfirmation,
        Self::QuoteFailure,
        Self::PriceUnavailable,
        Self::PaymentCheck,
        Self::SpecUnverified,
        Self::DeliveryFailed,
        Self::TurnFailed,
    ];

    /// The code it is stored and reported under.
    pub fn code(self) -> &'static str {
        match self {
            Self::HumanRequest => "human_request",
            Self::RepeatedFailure => "repeated_failure",
            Self::Complaint => "complaint",
            Self::Abuse => "abuse",
            Self::LargeOrder => "large_order",
            Self::DiscountTerms => "discount_terms",
            Self::CustomMade => "custom_made",
            Self::LogisticsUnverified => "logistics_unverified",
            Self::ReturnClaim => "return_claim",
            Self::NamedManager => "named_manager",
            Self::StaffPreference => "staff_preference",
            Self::ShowroomVisit => "showroom_visit",
            Self::B2bFitout => "b2b_fitout",
            Self::WholesaleBulk => "wholesale_bulk",
            Self::FloorPlan => "floor_plan",
            Self::Sample => "sample",
            Self::NotConvinced => "not_convinced",
            Self::PhoneCall => "phone_call",
            Self::OrderConfirmation => "order_confirmation",
            Self::QuoteFailure => "quote_failure",
            Self::PriceUnavailable => "price_unavailable",
            Self::PaymentCheck => "payment_check",
            Self::SpecUnverified => "spec_unverified",
            Self::DeliveryFailed => "delivery_failed",
            Self::TurnFailed => "turn_failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_how_a_reason_is_written() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }
}
