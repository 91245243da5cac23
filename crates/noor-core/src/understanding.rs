//! What a batch of messages means, as a closed type that both the rules and a model fill.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::money::Currency;

/// The reading of one batch of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understanding {
    /// The language to answer in: that of the last message with words in it.
    pub language: Language,
    /// Whether the customer wrote in a language Noor serves; if not, the answer says which are.
    pub language_served: bool,
    /// What the customer wants, in the order of their text, without repeats.
    pub intents: Vec<Intent>,
    /// The kinds of product they look for, one entry for each kind of thing, in the order of the
    /// text ("a black chair and a white desk"); empty if they named no trait of any.
    pub wishes: Vec<Wish>,
    /// Article codes they may have meant; only the catalogue can tell whether they exist.
    pub codes: Vec<CodeMention>,
    /// How many pieces, where no code stands beside the number; of the only wish, if there is one.
    /// With several wishes each has [`Wish::pieces`] of its own.
    pub quantity: Option<u32>,
    /// What "those", "the second one" points at.
    pub reference: Option<Reference>,
    /// "Cheaper", "a bit wider": how the next list should differ from the one shown last.
    pub change: Option<Change>,
    /// Numbers that say nothing about themselves and were taken for what is likeliest beside their
    /// thing ("desk 1200"); the answer says so.
    #[serde(default)]
    pub guesses: Vec<Guess>,
    /// Whether the rules read every word that matters. If not, a model is asked to look as well.
    pub complete: bool,
}

impl Understanding {
    /// Nothing understood yet, in `language`.
    pub fn empty(language: Language) -> Self {
        Self {
            language,
            language_served: true,
            intents: Vec::new(),
            wishes: Vec::new(),
            codes: Vec::new(),
            quantity: None,
            reference: None,
            change: None,
            guesses: Vec::new(),
            complete: false,
        }
    }

    /// Whether `intent` was read.
    pub fn has(&self, intent: &Intent) -> bool {
        self.intents.contains(intent)
    }
}

/// One thing a customer can want. Closed: a new one fails to compile wherever it matters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Intent {
    /// Says hello; `salam` when it was the Arabic greeting that asks for its full return.
    Greet {
        /// "As-salamu alaykum" in either script.
        salam: bool,
    },
    /// Says thank you.
    Thank,
    /// Says goodbye.
    SayGoodbye,
    /// Asks whether they talk to a machine.
    AskIfBot,
    /// Asks which languages are served, or wishes for another one.
    AskLanguages,
    /// Wants a person.
    AskHuman,
    /// Says yes, or that something is fine.
    Agree,
    /// Says no, or not now.
    Decline,
    /// Asks for a discount, a better price or terms of payment.
    AskDiscount,
    /// Complains.
    Complain,
    /// Wants a quotation on paper; a person writes it.
    AskQuotation,
    /// Asks where an order is that was placed before.
    AskOrder,
    /// Wants an invoice or a receipt, or says that something is paid.
    AskInvoice,
    /// Says who they are or how to reach them, and nothing else.
    Introduce,
    /// Looks for products of a kind.
    FindProducts,
    /// Asks what something costs.
    AskPrice,
    /// Asks whether, or how many of, something is there.
    AskStock,
    /// Wants to see a picture.
    AskPicture,
    /// Wants to see more, or others, of what was shown.
    AskMore,
    /// Asks about the shop; the article of its own knowledge that answers.
    AskShop {
        /// The article's key in `content/knowledge`.
        article: String,
    },
}

/// Traits of a product somebody looks for. All of them must hold; empty lists mean "any".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Canonical families (`chair`); several mean "one of these".
    pub families: Vec<String>,
    /// Canonical kinds within the families (`executive`).
    pub subtypes: Vec<String>,
    /// Canonical kinds that are not wanted ("no mesh").
    pub subtypes_not: Vec<String>,
    /// Canonical colours; one of them must be on the product.
    pub colours: Vec<String>,
    /// Canonical colours that must not be on it.
    pub colours_not: Vec<String>,
    /// Canonical materials; one of them must be on it.
    pub materials: Vec<String>,
    /// Canonical materials that must not be on it.
    pub materials_not: Vec<String>,
    /// Lowest unit price.
    pub price_min: Option<Decimal>,
    /// Highest unit price.
    pub price_max: Option<Decimal>,
    /// The currency the customer named; `None` means that of the catalogue.
    pub price_currency: Option<Currency>,
    /// What everything together may cost, where the customer gave one budget for several pieces;
    /// `price_max` is then the share of one piece. A budget for several kinds of things stands with
    /// each of them, and no piece of any may cost more.
    pub budget_total: Option<Decimal>,
    /// Wished sizes.
    pub size: SizeWish,
    /// How many people it is for. To compare with a capacity that a person entered, or to ask
    /// about; never to claim.
    pub people: Option<u32>,
    /// Only what is known to be in stock.
    pub in_stock: bool,
    /// Pieces wanted of it, where the message names several kinds of things.
    pub pieces: Option<u32>,
    /// Which end of the range comes first ("your cheapest desk"); `None` is by how well they fit.
    pub first: Option<Extreme>,
    /// Remaining words that may name a product or series, normalised, for the text search.
    pub words: Vec<String>,
}

impl Wish {
    /// Whether no trait was named at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Wished sizes by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SizeWish {
    /// Left to right (or the longest side, where the customer said "long").
    pub width: Option<Range>,
    /// Front to back.
    pub depth: Option<Range>,
    /// Floor to top.
    pub height: Option<Range>,
}

/// A range of millimetres, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Lowest; `None` is open.
    pub min: Option<u32>,
    /// Highest; `None` is open.
    pub max: Option<u32>,
    /// The very size that was named, where it was one size and not a range: results are sorted by
    /// how near they come to it.
    pub near: Option<u32>,
}

/// A number that was taken for what is likeliest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    /// The number, as the customer is told it.
    pub figure: String,
    /// What it was taken for.
    pub sense: Sense,
}

/// What a number can be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// A width in millimetres.
    Width,
    /// The most that one piece may cost.
    Price,
    /// People.
    People,
    /// Pieces.
    Pieces,
}

/// An end of a range that somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extreme {
    /// The lowest price.
    Cheapest,
    /// The highest price.
    Dearest,
    /// The least wide, or of the least footprint.
    Smallest,
    /// The widest.
    Largest,
}

/// How the next list should differ from the one shown last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// "Anything cheaper?": below the lowest price shown.
    Cheaper,
    /// "Something better": above the highest price shown.
    Dearer,
    /// "Smaller": narrower than the narrowest shown.
    Smaller,
    /// "Bigger": wider than the widest shown.
    Larger,
}

/// A stretch of text that could be an article code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeMention {
    /// As the customer wrote it.
    pub text: String,
    /// Its lookup key (see [`crate::sku::key`]).
    pub key: String,
    /// Pieces wanted of it.
    pub quantity: Option<u32>,
    /// Whether it is written like a code (letters with digits, or a long number after "code"/"SKU"),
    /// so that not finding it is worth telling the customer.
    pub explicit: bool,
}

/// What a customer points at in what Noor last showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum Reference {
    /// "it", "this one", "of those": whatever was shown last.
    Last,
    /// "the second one": a place in the last list, counted from 1.
    Ordinal(u32),
    /// "the last one" of the list.
    End,
    /// "the cheaper one", "أرخص واحد": the cheapest of the list.
    Cheapest,
    /// "the most expensive one": the dearest of the list.
    Dearest,
}
