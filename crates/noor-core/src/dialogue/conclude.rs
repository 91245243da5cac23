//! What the answer contributes, decided from what was heard and what was found.

use serde::{Deserialize, Serialize};

use super::plan::Heard;
use super::state::{Event, Reason, State};
use crate::message::MessageKind;
use crate::product::Product;
use crate::understanding::{CodeMention, Intent, Range, Reference, Understanding, Wish};

/// Most products in one list.
pub const LIST: usize = 3;
/// How many of the best hits the list is chosen from.
const SHORTLIST: usize = 12;

/// What the lookups found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// The result of the search, if there was one.
    pub search: Option<Found>,
    /// What stands behind each code that was written.
    pub codes: Vec<FoundCode>,
    /// The products pointed at, as they are today.
    pub pointed: Vec<Product>,
    /// The families carried, most products first.
    pub families: Vec<String>,
}

/// Products that were searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The wish they were searched with.
    pub wish: Wish,
    /// Best first.
    pub products: Vec<Product>,
    /// The wished traits that had to be let go to find any.
    pub without: Vec<Trait>,
}

/// A trait of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trait {
    /// Width, depth or height.
    Size,
    /// The colour.
    Colour,
    /// The material.
    Material,
    /// The kind within the family.
    Kind,
    /// The price.
    Price,
    /// Being in stock.
    Stock,
}

/// What stands behind a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCode {
    /// As it was written, with the pieces wanted.
    pub mention: CodeMention,
    /// What it is.
    pub is: CodeIs,
}

/// What a code turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeIs {
    /// One product on offer.
    One(Box<Product>),
    /// The beginning of several products' codes.
    Many(Vec<Product>),
    /// A product that is no longer offered.
    Gone(Box<Product>),
    /// Nothing in this catalogue.
    Unknown,
}

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
    },
    /// A code that several products begin with.
    Variants {
        /// As the customer wrote it.
        code: String,
        /// The products.
        products: Vec<Product>,
    },
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
    NothingFound,
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
    /// You are welcome.
    Thanks,
    /// Goodbye.
    Goodbye,
    /// It was not understood; says what Noor can do.
    NotUnderstood,
}

/// The one question an answer may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// What are you looking for?
    Family,
    /// Which of these?
    Item,
    /// How many do you need?
    Quantity,
    /// Could you write it in words?
    Words,
}

/// The decision of a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it contributes, in order; empty only if there is nothing to say at all.
    pub contributions: Vec<Contribution>,
    /// Its question.
    pub ask: Option<Ask>,
    /// Products whose picture goes with it. Every one of them is named in the text.
    pub pictures: Vec<String>,
    /// What happened, for the state.
    pub events: Vec<Event>,
    /// Whether a person is asked for.
    pub hand_over: Option<Reason>,
}

/// What only a person can do something about, most pressing first.
const FOR_PEOPLE: [(Intent, Reason); 3] = [
    (Intent::Complain, Reason::Complaint),
    (Intent::AskHuman, Reason::HumanRequest),
    (Intent::AskDiscount, Reason::DiscountTerms),
];

/// Decides the answer. Total: whatever was heard and found, there is one.
pub fn conclude(state: &State, heard: &Heard, findings: &Findings) -> Answer {
    let said = &heard.understanding;
    for (intent, reason) in FOR_PEOPLE {
        if said.has(&intent) {
            return handed_over(state, heard, reason);
        }
    }
    let mut answer = Answer {
        contributions: greeting(state, said),
        ask: None,
        pictures: Vec::new(),
        events: Vec::new(),
        hand_over: None,
    };
    let opened = answer.contributions.len();
    if !said.language_served {
        answer.contributions.push(Contribution::Languages);
    }
    about_the_shop(said, &mut answer);
    for code in &findings.codes {
        about_code(code, said, &mut answer);
    }
    about_pointed(said, &findings.pointed, &mut answer);
    if let Some(found) = findings.search.as_ref().filter(|it| !is_about_codes(it, &findings.codes))
    {
        about_search(found, &mut answer);
    }
    if !findings.families.is_empty() {
        let families = findings.families.clone();
        answer.contributions.push(Contribution::Families { families });
        answer.ask = Some(Ask::Family);
    }
    for kind in &heard.unreadable {
        answer.contributions.push(Contribution::Unreadable { kind: *kind });
        answer.ask = Some(Ask::Words);
    }
    let says_something = answer.contributions.len() > opened;
    if !says_something && said.has(&Intent::Agree) {
        answer.contributions.push(Contribution::Agreed);
        answer.ask = Some(match state.shown.as_slice() {
            [] => Ask::Family,
            [_] => Ask::Quantity,
            [_, _, ..] => Ask::Item,
        });
    }
    if !says_something && said.has(&Intent::Decline) {
        answer.contributions.push(Contribution::Declined);
    }
    if said.has(&Intent::Thank) {
        answer.contributions.push(Contribution::Thanks);
    }
    if said.has(&Intent::SayGoodbye) {
        answer.contributions.push(Contribution::Goodbye);
    }
    let says_something = answer.contributions.len() > opened;
    let only_greeted = said.intents.iter().any(|intent| matches!(intent, Intent::Greet { .. }));
    match (says_something, heard.has_words) {
        (true, _) => answer.events.push(Event::Understood),
        (false, _) if only_greeted => {
            answer.ask = Some(Ask::Family);
            answer.events.push(Event::Understood);
        }
        (false, _) if asks_about_nothing(said) => {
            answer.ask = Some(Ask::Item);
            answer.events.push(Event::Understood);
        }
        (false, true) if state.misunderstood >= 1 => {
            return handed_over(state, heard, Reason::RepeatedFailure);
        }
        (false, true) => {
            answer.contributions.push(Contribution::NotUnderstood);
            answer.ask = Some(Ask::Family);
            answer.events.push(Event::Misunderstood);
        }
        // Only emoji, say: nothing was asked, and a friendly question does no harm.
        (false, false) => answer.ask = Some(Ask::Family),
    }
    if introduces(&answer) {
        answer.events.push(Event::Introduced);
    }
    if let Some(reason) = answer.hand_over {
        answer.ask = None;
        answer.contributions.push(Contribution::HandOver { reason });
        answer.events.push(Event::HandedOver { reason });
    }
    answer
}

fn introduces(answer: &Answer) -> bool {
    answer
        .contributions
        .iter()
        .any(|part| matches!(part, Contribution::Greeting { introduce: true, .. }))
}

/// Whether a wish only describes the products whose codes stand beside it: "AT 2 grey" is no wish for
/// something grey, and "chair KX 210" none for other chairs.
fn is_about_codes(found: &Found, codes: &[FoundCode]) -> bool {
    let families = &found.wish.families;
    let mut named = codes.iter().flat_map(|code| match &code.is {
        CodeIs::One(product) | CodeIs::Gone(product) => std::slice::from_ref(product.as_ref()),
        CodeIs::Many(products) => products.as_slice(),
        CodeIs::Unknown => &[],
    });
    named.any(|product| {
        families.is_empty() || product.family.as_ref().is_some_and(|it| families.contains(it))
    })
}

/// The first answer says who is talking, and a greeting is always returned.
fn greeting(state: &State, said: &Understanding) -> Vec<Contribution> {
    let salam = said.intents.iter().find_map(|intent| match intent {
        Intent::Greet { salam } => Some(*salam),
        _ => None,
    });
    match (salam, state.introduced) {
        (Some(salam), introduced) => {
            vec![Contribution::Greeting { salam, introduce: !introduced }]
        }
        (None, false) => vec![Contribution::Greeting { salam: false, introduce: true }],
        (None, true) => Vec::new(),
    }
}

fn handed_over(state: &State, heard: &Heard, reason: Reason) -> Answer {
    let mut contributions = greeting(state, &heard.understanding);
    contributions.push(Contribution::HandOver { reason });
    let mut events = vec![Event::HandedOver { reason }, Event::Understood];
    if !state.introduced {
        events.push(Event::Introduced);
    }
    Answer { contributions, ask: None, pictures: Vec::new(), events, hand_over: Some(reason) }
}

fn about_the_shop(said: &Understanding, answer: &mut Answer) {
    for intent in &said.intents {
        match intent {
            Intent::AskIfBot => answer.contributions.push(Contribution::Assistant),
            Intent::AskLanguages if said.language_served => {
                answer.contributions.push(Contribution::Languages);
            }
            Intent::AskShop { article } => {
                answer.contributions.push(Contribution::Article { key: article.clone() });
            }
            Intent::AskLanguages
            | Intent::Greet { .. }
            | Intent::Thank
            | Intent::SayGoodbye
            | Intent::Agree
            | Intent::Decline
            | Intent::AskDiscount
            | Intent::Complain
            | Intent::AskHuman
            | Intent::FindProducts
            | Intent::AskPrice
            | Intent::AskStock
            | Intent::AskPicture => {}
        }
    }
}

fn about_code(code: &FoundCode, said: &Understanding, answer: &mut Answer) {
    match &code.is {
        CodeIs::One(product) => {
            answer.pictures.push(product.sku.clone());
            about_product(product, code.mention.quantity.or(said.quantity), answer);
        }
        CodeIs::Many(products) => {
            answer.contributions.push(Contribution::Variants {
                code: code.mention.text.clone(),
                products: products.clone(),
            });
            answer.ask = Some(Ask::Item);
            showed(products, answer);
        }
        CodeIs::Gone(product) => {
            answer.contributions.push(Contribution::Gone { product: product.clone() });
            answer.ask = Some(Ask::Family);
        }
        CodeIs::Unknown => {
            answer
                .contributions
                .push(Contribution::UnknownCode { code: code.mention.text.clone() });
            answer.ask = Some(Ask::Item);
        }
    }
}

/// One product, or what so many of it cost. Without a price, a person has to name one.
fn about_product(product: &Product, quantity: Option<u32>, answer: &mut Answer) {
    let boxed = Box::new(product.clone());
    match quantity {
        Some(quantity) if quantity > 0 => {
            answer.contributions.push(Contribution::Line { product: boxed, quantity });
        }
        Some(_) | None => {
            answer.contributions.push(Contribution::Product { product: boxed });
            answer.ask = Some(Ask::Quantity);
        }
    }
    if product.price.is_none() {
        answer.hand_over = Some(Reason::PriceUnavailable);
    }
    showed(std::slice::from_ref(product), answer);
}

fn about_pointed(said: &Understanding, pointed: &[Product], answer: &mut Answer) {
    let meant: Vec<&Product> = match said.reference {
        Some(Reference::Cheapest) => pointed
            .iter()
            .filter(|it| it.price.is_some())
            .min_by_key(|it| it.price.map(|p| p.amount))
            .into_iter()
            .collect(),
        Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => {
            pointed.iter().collect()
        }
    };
    if said.has(&Intent::AskPicture) {
        let with_picture = meant.iter().filter(|it| !it.images.is_empty());
        answer.pictures.extend(with_picture.map(|it| it.sku.clone()));
    }
    match (meant.as_slice(), said.quantity) {
        ([], _) => {}
        ([one], quantity) => {
            if !said.has(&Intent::AskPicture) {
                answer.pictures.push(one.sku.clone());
            }
            about_product(one, quantity, answer);
        }
        (several, Some(quantity)) if quantity > 0 => {
            for product in several {
                let product = Box::new((*product).clone());
                answer.contributions.push(Contribution::Line { product, quantity });
            }
            answer.ask = Some(Ask::Item);
        }
        (several, _) => {
            let products = several.iter().map(|product| (*product).clone()).collect();
            answer.contributions.push(Contribution::Products { products, without: Vec::new() });
            answer.ask = Some(Ask::Item);
        }
    }
}

fn about_search(found: &Found, answer: &mut Answer) {
    answer.events.push(Event::Wished { wish: Box::new(found.wish.clone()) });
    let products = choose(&found.products, &found.wish);
    if products.is_empty() {
        answer.contributions.push(Contribution::NothingFound);
        answer.ask = Some(Ask::Family);
        return;
    }
    showed(&products, answer);
    answer.ask = Some(if products.len() == 1 { Ask::Quantity } else { Ask::Item });
    answer.contributions.push(Contribution::Products { products, without: found.without.clone() });
}

fn showed(products: &[Product], answer: &mut Answer) {
    let skus = products.iter().map(|product| product.sku.clone());
    match answer.events.iter_mut().find_map(|event| match event {
        Event::Showed { skus } => Some(skus),
        _ => None,
    }) {
        Some(shown) => shown.extend(skus),
        None => answer.events.push(Event::Showed { skus: skus.collect() }),
    }
}

/// Asks about price, stock or pictures of something that nothing points at.
fn asks_about_nothing(said: &Understanding) -> bool {
    said.has(&Intent::AskPrice) || said.has(&Intent::AskStock) || said.has(&Intent::AskPicture)
}

/// Up to [`LIST`] of the best hits that differ in price and design, cheapest first.
///
/// Where one size was named, hits of the nearest size come before all others.
fn choose(hits: &[Product], wish: &Wish) -> Vec<Product> {
    let priced: Vec<&Product> = hits.iter().filter(|product| product.price.is_some()).collect();
    let usable = if priced.is_empty() { hits.iter().collect() } else { priced };
    let nearest = usable.iter().map(|product| size_gap(product, wish)).min().unwrap_or(0);
    let near: Vec<&Product> =
        usable.iter().copied().filter(|product| size_gap(product, wish) == nearest).collect();
    let shortlist: Vec<&Product> =
        if near.len() >= 2 { near } else { usable }.into_iter().take(SHORTLIST).collect();
    let mut chosen: Vec<&Product> = Vec::new();
    for different in [true, false] {
        for product in &shortlist {
            let is_new = chosen.iter().all(|other| {
                other.sku != product.sku
                    && (!different
                        || other.price != product.price && design(other) != design(product))
            });
            if chosen.len() < LIST && is_new {
                chosen.push(product);
            }
        }
    }
    chosen.sort_by_key(|product| (product.price.is_none(), product.price.map(|it| it.amount)));
    chosen.into_iter().cloned().collect()
}

/// What two products of one design share: the first word of the name and the kind.
fn design(product: &Product) -> (Option<&str>, Option<&str>) {
    (
        product.name.en.as_deref().and_then(|name| name.split_whitespace().next()),
        product.subtype.as_deref(),
    )
}

/// How far a product is from the sizes that were named, in millimetres.
fn size_gap(product: &Product, wish: &Wish) -> u32 {
    let gap = |wished: Option<Range>, size: Option<u32>| match wished.and_then(|range| range.near) {
        Some(near) => size.map_or(u32::MAX / 4, |size| size.abs_diff(near)),
        None => 0,
    };
    gap(wish.size.width, product.size.width.or(product.size.length))
        .saturating_add(gap(wish.size.depth, product.size.depth))
        .saturating_add(gap(wish.size.height, product.size.height))
}
