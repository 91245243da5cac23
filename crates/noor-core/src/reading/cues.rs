//! What customers say to a shop besides naming products: the closed list of cues, and the words
//! for each from `content/intents.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::lexicon::{Forms, Spelling};
use crate::understanding::Property;

/// One thing a phrase can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// Hello.
    Greet,
    /// The Arabic greeting that asks for its full return.
    Salam,
    /// Thank you.
    Thank,
    /// Goodbye.
    Goodbye,
    /// "Are you a bot?"
    Bot,
    /// "Which languages do you speak?"
    Languages,
    /// "I want to talk to a person."
    Human,
    /// "How much is it?"
    Price,
    /// "Is it available?"
    Stock,
    /// "Send a picture."
    Picture,
    /// "I need", "do you have": what follows is a wish.
    Find,
    /// "Those", "this one": what was shown last.
    Those,
    /// "The last one."
    End,
    /// "The cheapest one", "your cheapest desk".
    Cheapest,
    /// "The most expensive."
    Dearest,
    /// "The smallest."
    Smallest,
    /// "The largest."
    Largest,
    /// "Too expensive", «غالي»: what was shown costs more than they like.
    Expensive,
    /// An advertisement: what is quoted of it is the shop's own.
    Ad,
    /// "Something cheaper." Arabic says the superlative with the same word before its thing.
    Cheaper,
    /// "Something better."
    Dearer,
    /// "Something smaller."
    Smaller,
    /// "Something bigger."
    Larger,
    /// "Show me more", "others?"
    More,
    /// "The second one."
    #[serde(skip)]
    Ordinal(u32),
    /// What follows is not wanted.
    Not,
    /// What is excluded ends here: "not black *but* white".
    But,
    /// One of the things before and behind it.
    Or,
    /// What is said holds for everything named.
    All,
    /// "2 of each": so many of everything that was shown.
    Each,
    /// What follows replaces what was said: "sorry, I mean white".
    Correction,
    /// "Options", "choices": what is counted is rows of the answer.
    Options,
    /// "Exactly", "at most": so many and no more.
    Exactly,
    /// A new thing begins: "a", "some".
    Determiner,
    /// A person's name follows.
    Name,
    /// What follows belongs to the thing before.
    With,
    /// "Next to", "in front of": what follows is where a thing stands.
    Beside,
    /// Yes, ok, fine: to be read beside the question that was asked.
    Agree,
    /// No, not now.
    Decline,
    /// A discount, a better price, terms of payment.
    Discount,
    /// Something went wrong and they say so.
    Complaint,
    /// A quotation on paper.
    Quotation,
    /// "No quotation", "I don't need a quote".
    RefuseQuotation,
    /// "No quotation yet", "quote later".
    DeferQuotation,
    /// An order that was placed before.
    OrderStatus,
    /// An invoice, a receipt.
    Invoice,
    /// "I paid".
    Paid,
    /// "I'll take it", "book it for me": what is meant goes into the order.
    Take,
    /// "Add", "2 more", "as well": on top of the order.
    Add,
    /// "Remove", "without", "cancel the": out of the order.
    Remove,
    /// "Replace", "swap": something takes the place of something.
    Swap,
    /// "Instead of", "in place of": what follows goes out.
    InsteadOf,
    /// "Make it", "change it to": the order is corrected.
    Set,
    /// "Start over", "cancel everything": all of the order goes.
    Clear,
    /// "I want", "give me": what follows they want to have. Every such phrase is also [`Cue::Find`].
    Want,
    /// "Do you have", "what if I": what follows is asked about and not taken.
    Ask,
    /// What follows is known to both: "*the* lamp".
    Definite,
    /// A place that people work in, perhaps with the name of a thing: «مكتب» is a desk or an office.
    Place,
    /// "My order", "the list so far", "the total".
    Cart,
    /// "With VAT", "including tax".
    WithVat,
    /// "Confirm the order", "please proceed".
    PlaceOrder,
    /// "Approved", "go ahead", "I accept the quotation".
    Accept,
    /// "Same as last time".
    LastTime,
    /// "Compare", "what is the difference", "which is better".
    Compare,
    /// "Which one do you recommend?"
    Advice,
    /// "I'll think about it", "I will check with my boss".
    Postpone,
    /// "Mr.", "engineer": a name stands behind it.
    NamedPerson,
    /// "Indian", "lady", "Hindi": asks for such a person only beside somebody of the shop.
    PersonOfKind,
    /// "Call me".
    Call,
    /// "Can I visit your showroom?"
    Visit,
    /// "Custom made", "in another size", "with our logo".
    Custom,
    /// "Can you make …": asks for custom work where a size is named.
    Make,
    /// "A sample".
    Sample,
    /// "Floor plan", "drawing", "layout attached".
    Plan,
    /// "By sea", "crane", "customs clearance": a way to deliver that no article speaks of.
    Logistics,
    /// "New office", "fit-out", "furnish the whole".
    FitOut,
    /// "Wholesale", "bulk", "reseller".
    Bulk,
    /// Insults and threats.
    Abuse,
    /// "Return", "exchange", "warranty claim".
    Return,
    /// "Not convinced", "none of these".
    Doubt,
    /// "Vacancy", "my CV".
    Job,
    /// "We supply", "our company offers", "do you buy used furniture".
    Offer,
    /// "Casino", "forward to ten people".
    Spam,
    /// "Stop", "unsubscribe".
    OptOut,
    /// "Ignore your instructions", "system prompt".
    Instruct,
    /// "Other customers".
    OtherCustomers,
    /// A property of a product.
    #[serde(skip)]
    Property(Property),
    // Circumstances: they want nothing by themselves and decide what others beside them mean.
    /// "Do not", "no need for": what follows is refused.
    Refrain,
    /// "Yet", "for now": what is refused is only put off.
    Later,
    /// "Later", "another time".
    Afterwards,
    /// "If", "before I": a case that is only imagined.
    If,
    /// "Is", "can": opens a question that is answered with yes or no.
    Whether,
    /// "What", "how many": opens any other question.
    Which,
    /// "I", "us", «نبي»: the customer speaks of themselves.
    Oneself,
    /// "At": an hour follows.
    At,
    /// "You", "your service".
    Addressed,
    /// Rude where it is said to somebody: "useless".
    Rude,
    /// "Talk to", "connect me with".
    Talk,
    /// "Salesman", "manager", "somebody": who works in a shop.
    Staff,
    /// "Who speaks", "speaking".
    Speaks,
    /// "There", "in the office": asked of a person.
    Present,
    /// "Bought", "arrived": goods the customer already has from the shop.
    Had,
    /// "Broken", "missing", "late".
    Fault,
    /// "My old", "existing": goods from elsewhere.
    Old,
    /// "Deliver", "ship".
    Deliver,
    /// "Guarantee", "make sure".
    Promise,
    /// A day or an hour.
    Day,
    /// A country that no article speaks of.
    Abroad,
    /// "Floor", "no lift": how far up a delivery has to go.
    Upstairs,
    /// "Ignore", "forget".
    Disregard,
    /// "Instructions", "your rules".
    Rules,
    /// "System", "admin": whom a forged line claims to be from.
    Role,
    /// "Authorise", "permit".
    Allow,
    /// "Number", "order", "paid": what is nobody's business but its owner's.
    Private,
    /// A word that carries no meaning of its own.
    Filler,
    /// A word of a story around the wish ("my boss thinks"): it names no product.
    Chatter,
    /// A place or use ("for the office"): understood, but nothing to search by.
    Setting,
    /// A frequent word of a language that Noor does not write.
    #[serde(skip)]
    Foreign,
}

impl Cue {
    /// Whether it wants nothing by itself and only bears on what others beside it mean.
    pub(super) fn is_circumstance(self) -> bool {
        matches!(
            self,
            Self::Refrain
                | Self::Later
                | Self::Afterwards
                | Self::If
                | Self::Whether
                | Self::Which
                | Self::Oneself
                | Self::At
                | Self::Addressed
                | Self::Rude
                | Self::Talk
                | Self::Staff
                | Self::Speaks
                | Self::Present
                | Self::Had
                | Self::Fault
                | Self::Old
                | Self::Deliver
                | Self::Promise
                | Self::Day
                | Self::Abroad
                | Self::Upstairs
                | Self::Disregard
                | Self::Rules
                | Self::Role
                | Self::Allow
                | Self::Private
                | Self::NamedPerson
                | Self::PersonOfKind
                | Self::Ad
        )
    }
}

/// People whom an office is for, or a room of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its key in the content.
    pub key: String,
    /// What its word says of their number.
    pub form: RoleForm,
}

/// What a word for a role says of how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleForm {
    /// Nothing: somebody has to count them.
    Person,
    /// Two of them («مديرين»).
    Pair,
    /// One of them, also where nobody counts ("a reception").
    One,
    /// It is a room that people are counted for ("meeting room for 8").
    Room,
}

/// The words for people of one kind, and for their room.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RoleForms {
    en: Vec<String>,
    ar: Vec<String>,
    arabizi: Vec<String>,
    pair: Vec<String>,
    one: Vec<String>,
    room: Vec<String>,
}

/// The words for every cue, as the shop keeps them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intents {
    cues: BTreeMap<Cue, Forms>,
    ordinals: BTreeMap<String, Forms>,
    /// How customers ask about properties of products.
    #[serde(default)]
    properties: BTreeMap<Property, Forms>,
    /// Whom an office can be for.
    #[serde(default)]
    roles: BTreeMap<String, RoleForms>,
    foreign: Vec<String>,
    /// Ordinary words that are one slip away from a word of the trade.
    ordinary: Vec<String>,
}

impl Intents {
    /// Reads `content/intents.toml`.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Words that are never taken for misspelled ones.
    pub(crate) fn ordinary(&self) -> impl Iterator<Item = &str> {
        self.ordinary.iter().map(String::as_str)
    }

    /// Every word for people and their rooms, with its spelling.
    pub(crate) fn roles(&self) -> impl Iterator<Item = (&str, Spelling, Role)> {
        self.roles.iter().flat_map(|(key, forms)| {
            let lists = [
                (&forms.en, Spelling::AsIs, RoleForm::Person),
                (&forms.ar, Spelling::AsIs, RoleForm::Person),
                (&forms.arabizi, Spelling::Arabizi, RoleForm::Person),
                (&forms.pair, Spelling::AsIs, RoleForm::Pair),
                (&forms.one, Spelling::AsIs, RoleForm::One),
                (&forms.room, Spelling::AsIs, RoleForm::Room),
            ];
            lists.into_iter().flat_map(move |(phrases, spelling, form)| {
                phrases
                    .iter()
                    .map(move |phrase| (phrase.as_str(), spelling, Role { key: key.clone(), form }))
            })
        })
    }

    /// Every phrase with its spelling and what it says.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (&str, Spelling, Cue)> {
        let cues = self.cues.iter().map(|(cue, forms)| (*cue, forms));
        let ordinals = self
            .ordinals
            .iter()
            .filter_map(|(place, forms)| Some((Cue::Ordinal(place.parse().ok()?), forms)));
        let properties =
            self.properties.iter().map(|(property, forms)| (Cue::Property(*property), forms));
        let foreign = self.foreign.iter().map(|word| (word.as_str(), Spelling::AsIs, Cue::Foreign));
        cues.chain(ordinals)
            .chain(properties)
            .flat_map(|(cue, forms)| {
                forms.all().map(move |(phrase, spelling)| (phrase, spelling, cue))
            })
            .chain(foreign)
    }
}
