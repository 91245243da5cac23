//! The decision of a turn: what the answer contributes, what it asks, and what happened.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::findings::Trait;
use super::offer::{Occasion, QuoteStep, Repriced};
use super::past::Pending;
use super::placed::PlacedOrder;
use super::reason::Reason;
use super::state::{Event, Lead};
use crate::message::MessageKind;
use crate::money::Money;
use crate::pricing::PriceDecision;
use crate::product::Product;
use crate::quote::Quote;
use crate::understanding::{Change, Detail, Details, Extreme, Guess, Property};

/// One thing an answer contributes. An answer without any cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Contribution {
    /// Returns a greeting; introduces Noor the first time.
    Greeting {
        /// The Arabic greeting that is returned in full.
        salam: bool,
        /// Whether Noor says who it is.
        introduce: bool,
        /// The name of somebody who is known.
        #[serde(default)]
        name: Option<String>,
    },
    /// Tells somebody who comes back what is open between them and the shop.
    Pending {
        /// It.
        pending: Pending,
        /// The last day on which the quotation can be accepted, where the shop is.
        until: Option<NaiveDate>,
    },
    /// Says which languages are served.
    Languages,
    /// Says honestly that it is an AI assistant.
    Assistant,
    /// An article of the shop's knowledge.
    Article {
        /// Its key.
        key: String,
    },
    /// A list of products that match.
    Products {
        /// In the order they are shown.
        products: Vec<Product>,
        /// What they do not match, although it was wished.
        without: Vec<Trait>,
        /// The wished words that none of them meets.
        unmet: Vec<String>,
        /// How many of each are wanted, so that a row can say what they come to.
        #[serde(default)]
        pieces: Option<u32>,
        /// What one of each costs the customer at that number, in the order of the products; empty
        /// where nobody knows who buys.
        #[serde(default)]
        prices: Vec<Option<PriceDecision>>,
        /// What the list is to the customer.
        list: List,
        /// The family that stands above it, where there are several lists.
        family: Option<String>,
    },
    /// There is no more of what was shown.
    NoMore {
        /// The family it is about, where the answer has several parts.
        family: Option<String>,
    },
    /// Nothing lies beyond what was shown.
    NothingBeyond {
        /// Which way.
        change: Change,
        /// The family it is about, where the answer has several parts.
        family: Option<String>,
    },
    /// One product in detail.
    Product {
        /// Which.
        product: Box<Product>,
    },
    /// What a number of pieces costs, and whether they are there.
    Line {
        /// Of which product.
        product: Box<Product>,
        /// Pieces.
        quantity: u32,
        /// What one of them costs the customer; `None` without a price, or where nobody knows who buys.
        #[serde(default)]
        price: Option<PriceDecision>,
    },
    /// The order as it stands.
    Order {
        /// Its lines.
        lines: Vec<OrderLine>,
        /// What is said of it.
        said: OrderSaid,
        /// VAT in percent, where the total with it is told as well.
        vat_percent: Option<Decimal>,
    },
    /// The order is empty.
    NoOrder,
    /// Everything was taken out of the order.
    OrderCleared,
    /// What was to change is not in the order.
    NotInOrder,
    /// Complete solutions, numbered.
    Plans {
        /// Cheapest first.
        plans: Vec<Plan>,
        /// VAT in percent, where the budget is one that VAT is part of.
        vat_percent: Option<Decimal>,
    },
    /// What tells products apart.
    Comparison {
        /// In the order they are told.
        products: Vec<Product>,
    },
    /// The one Noor would take.
    Advice {
        /// Which.
        product: Box<Product>,
        /// Why.
        because: Because,
    },
    /// A property of a product, as far as the catalogue states it.
    Property {
        /// Of which product.
        product: Box<Product>,
        /// Which.
        property: Property,
        /// What the catalogue's own table says of it, with the names it uses.
        values: Vec<(String, String)>,
    },
    /// A property that the catalogue states of none of several products.
    Unstated {
        /// The products.
        products: Vec<Product>,
        /// Which.
        property: Property,
    },
    /// Prices in another currency, as an approximation beside the shop's own.
    InCurrency {
        /// The products with what one piece is in it.
        amounts: Vec<(Product, Money)>,
    },
    /// What each of several products comes to with VAT.
    WithVat {
        /// The products, with the pieces that are wanted of each.
        lines: Vec<OrderLine>,
        /// VAT in percent.
        vat_percent: Decimal,
    },
    /// A currency that the shop does not name prices in.
    OtherCurrency,
    /// A code that several products begin with.
    Variants {
        /// As the customer wrote it.
        code: String,
        /// The products.
        products: Vec<Product>,
    },
    /// What follows does not come in the colour that was named.
    OtherColour,
    /// A code that nothing has.
    UnknownCode {
        /// As the customer wrote it.
        code: String,
    },
    /// A product that is no longer offered.
    Gone {
        /// Which.
        product: Box<Product>,
    },
    /// Nothing matches, not even without some of the traits.
    NothingFound {
        /// The family it is about, where the answer has several parts.
        family: Option<String>,
    },
    /// Only the pictures that were asked for, of products that were told of before.
    Pictures {
        /// The products.
        products: Vec<Product>,
    },
    /// Pictures that were asked for and that nobody has.
    NoPicture {
        /// Of which products.
        products: Vec<Product>,
        /// Whether others of the answer have one.
        others_have: bool,
    },
    /// What the shop carries.
    Families {
        /// Canonical names.
        families: Vec<String>,
    },
    /// Messages that cannot be read yet, honestly.
    Unreadable {
        /// Of which kind.
        kind: MessageKind,
    },
    /// A colleague takes over.
    HandOver {
        /// Why.
        reason: Reason,
    },
    /// Fine; what comes next is the question.
    Agreed,
    /// No problem.
    Declined,
    /// Says what a number was taken for that says nothing about itself.
    Took {
        /// The number, and what for.
        guess: Guess,
    },
    /// Thanks for a name or an address.
    Noted {
        /// The name, where it was just told.
        name: Option<String>,
    },
    /// A quotation will be made.
    QuotationAgreed,
    /// What is known of the customer from an earlier sale, before a quotation is made out with it.
    KnownDetails {
        /// Only what a quotation needs.
        details: Details,
    },
    /// A quotation, which goes along as a document.
    Quotation {
        /// It.
        quote: Box<Quote>,
        /// The last day on which it can be accepted, where the shop is.
        until: NaiveDate,
        /// Why it is sent.
        occasion: Occasion,
        /// What costs another amount than in the one before.
        repriced: Vec<Repriced>,
    },
    /// The customer took a quotation.
    QuotationAccepted {
        /// Its number.
        number: String,
        /// Whether they had done so before.
        again: bool,
    },
    /// A quotation was taken back.
    QuotationCancelled {
        /// Its number.
        number: String,
    },
    /// A quotation was taken back before, and cannot be accepted.
    QuotationWithdrawn {
        /// Its number.
        number: String,
    },
    /// The customer has no quotation of that number.
    UnknownQuotation {
        /// As they named it.
        number: String,
    },
    /// Lines of the order that are not offered any more, so that there is no quotation.
    NotOffered {
        /// Their codes.
        codes: Vec<String>,
    },
    /// How the customer's own orders stand.
    PlacedOrders {
        /// Newest first; at least one.
        orders: Vec<PlacedOrder>,
    },
    /// No quotation, or none yet.
    NoQuotation {
        /// Whether it is only put off.
        later: bool,
    },
    /// What was bought before is not known here.
    LastTimeUnknown,
    /// Takes time for a decision gladly.
    NoRush,
    /// Asks what would convince.
    Doubted,
    /// What the shop is worth to a customer.
    Worth,
    /// This line sells furniture, and that is all it does.
    NotSales {
        /// To whom it is said.
        lead: Lead,
    },
    /// Nobody writes any more.
    OptedOut,
    /// Orders to the machine change nothing.
    Unmoved,
    /// Other customers' affairs are theirs.
    Private,
    /// You are welcome.
    Thanks,
    /// Goodbye.
    Goodbye,
    /// It was not understood; says what Noor can do.
    NotUnderstood,
}

/// So many pieces of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Of which product.
    pub product: Box<Product>,
    /// Pieces.
    pub quantity: u32,
    /// What one of them costs the customer; `None` without a price, or where nobody knows who buys.
    #[serde(default)]
    pub price: Option<PriceDecision>,
}

/// What is said of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderSaid {
    /// It was begun or grew.
    Noted,
    /// It was corrected.
    Changed,
    /// It is told again.
    Asked,
    /// It is none: what something would come to was calculated.
    Calculated,
    /// It is none: what was bought the last time, at the prices of today.
    LastTime,
}

impl OrderSaid {
    /// Whether the lines are none of the order, and may become it.
    pub(super) fn is_proposed(self) -> bool {
        match self {
            Self::Calculated | Self::LastTime => true,
            Self::Noted | Self::Changed | Self::Asked => false,
        }
    }
}

/// A complete solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// What it lacks: families and pieces.
    pub missing: Vec<(String, u32)>,
    /// Whether it keeps the budget; `None` without one.
    pub within: Option<bool>,
    /// Whether it takes something for granted about how many people share a piece.
    #[serde(default)]
    pub assumed: bool,
}

/// Why Noor would take a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// All that is wanted is in stock.
    InStock,
    /// It costs least.
    Cheapest,
    /// It fits the wish best.
    Fits,
}

/// What a list is to the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum List {
    /// What fits the wish.
    #[default]
    Fits,
    /// What fits the wish as far as the catalogue says: it says nothing of what is not wanted.
    NotSaid,
    /// What was shown before, once more.
    Again,
    /// One end of the range, beginning there.
    First {
        /// Which.
        end: Extreme,
    },
    /// More of what was shown.
    More,
    /// What lies beyond what was shown.
    Beyond {
        /// Which way.
        change: Change,
    },
    /// The version of a product that was asked for.
    Version,
    /// Others of the kind of what cannot be had.
    Instead,
}

/// The one question an answer may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// What are you looking for?
    Family,
    /// Which of these?
    Item,
    /// Which of these, of several kinds?
    Items,
    /// Which version of it?
    Version,
    /// Which of the solutions?
    Plan,
    /// Which product do you mean?
    Referent,
    /// Does it suit you?
    Fit,
    /// Shall it be what was ordered the last time?
    SameOrder,
    /// Is there anything else?
    Else,
    /// How many do you need?
    Quantity,
    /// Which items, and how many of each?
    Lines,
    /// For how many people is it?
    Headcount,
    /// What matters to you?
    UseCase,
    /// Shall I have a quotation prepared?
    Quotation,
    /// What a quotation still needs.
    Details(Vec<Detail>),
    /// Does what was told for an earlier sale hold for this one? With what a quotation needs beyond
    /// that.
    SameDetails(Vec<Detail>),
    /// Shall we go ahead with the quotation?
    Acceptance,
    /// With which of its variants?
    Variant,
    /// Shall I take out what is not offered any more?
    TakeOut,
    /// When may we talk again?
    NextContact,
    /// Could you write it in words?
    Words,
}

/// The decision of a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it contributes, in order; empty only if there is nothing to say at all.
    pub contributions: Vec<Contribution>,
    /// Its question.
    pub ask: Option<Ask>,
    /// Products whose picture goes with it. Every one of them is named in the text.
    pub pictures: Vec<String>,
    /// What happened, for the state.
    pub events: Vec<Event>,
    /// What a person is told of while Noor goes on.
    #[serde(default)]
    pub notify: Vec<Reason>,
    /// Whether a person is asked for.
    pub hand_over: Option<Reason>,
    /// What is done with a quotation.
    #[serde(default)]
    pub quote: Option<QuoteStep>,
}
