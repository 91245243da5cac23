//! What the answer contributes, decided from what was heard and what was found.

use serde::{Deserialize, Serialize};

use super::choose::choose;
use super::plan::{Aim, Heard, Search};
use super::sought::{self, Sought, wish_of};
use super::state::{Event, Reason, State};
use crate::message::MessageKind;
use crate::product::Product;
use crate::understanding::{
    Change, CodeMention, Extreme, Guess, Intent, Reference, Understanding, Wish,
};

/// Most products in a list.
pub const LIST: usize = 3;
/// Most products in each of several lists.
pub const EACH: usize = 2;

/// What the lookups found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// The results of the searches, in the order of the plan.
    pub searches: Vec<Found>,
    /// What stands behind each code that was written.
    pub codes: Vec<FoundCode>,
    /// The products pointed at, as they are today.
    pub pointed: Vec<Product>,
    /// The families carried, most products first.
    pub families: Vec<String>,
}

/// Products that were searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    /// The search.
    pub search: Search,
    /// Best first. Their names meet as many of the wished words as any.
    pub products: Vec<Product>,
    /// The wished traits that had to be let go to find any.
    pub without: Vec<Trait>,
    /// The wished words that none of them meets.
    pub unmet: Vec<String>,
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
    /// Room for that many people.
    People,
    /// The words of a name.
    Words,
    /// Being a version of the very product that was meant.
    Version,
}

/// What stands behind a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCode {
    /// As it was written, with the pieces wanted.
    pub mention: CodeMention,
    /// What it is.
    pub is: CodeIs,
    /// Whether a colour was named beside it that it does not come in.
    #[serde(default)]
    pub other_colour: bool,
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
        /// The wished words that none of them meets.
        unmet: Vec<String>,
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
    },
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
    Noted,
    /// You are welcome.
    Thanks,
    /// Goodbye.
    Goodbye,
    /// It was not understood; says what Noor can do.
    NotUnderstood,
}

/// What a list is to the customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum List {
    /// What fits the wish.
    #[default]
    Fits,
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
}

/// The one question an answer may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// What are you looking for?
    Family,
    /// Which of these?
    Item,
    /// Which of these, of several kinds?
    Items,
    /// Does it suit you?
    Fit,
    /// Is there anything else?
    Else,
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
pub(super) const FOR_PEOPLE: [(Intent, Reason); 5] = [
    (Intent::Complain, Reason::Complaint),
    (Intent::AskHuman, Reason::HumanRequest),
    (Intent::AskOrder, Reason::LogisticsUnverified),
    (Intent::AskInvoice, Reason::PaymentCheck),
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
        events: counts(state, heard),
        hand_over: None,
    };
    let opened = answer.contributions.len();
    if !said.language_served {
        answer.contributions.push(Contribution::Languages);
        answer.ask = Some(Ask::Family);
    }
    about_the_shop(said, &mut answer);
    let mut wishes = Wishes::of(state);
    for code in &findings.codes {
        about_code(code, said, &mut wishes, &mut answer);
    }
    // What was shown is meant only where no code is.
    if findings.codes.is_empty() || said.reference.is_some() {
        about_pointed(said, &findings.pointed, &mut wishes, &mut answer);
    }
    if findings.searches.iter().any(|found| !is_about_codes(found, &findings.codes)) {
        let took = said.guesses.iter().map(|guess| Contribution::Took { guess: guess.clone() });
        answer.contributions.extend(took);
    }
    about_searches(said, findings, &mut wishes, &mut answer);
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
    if said.has(&Intent::Introduce) {
        answer.contributions.push(Contribution::Noted);
        answer.ask = answer.ask.or_else(|| Some(after_a_yes(state)));
    }
    if said.has(&Intent::AskQuotation) {
        answer.hand_over = answer.hand_over.or(Some(Reason::QuoteFailure));
    }
    let leaves = said.has(&Intent::Thank) || said.has(&Intent::SayGoodbye);
    if !says_something && said.has(&Intent::Agree) && !asks_about_nothing(said) && !leaves {
        answer.contributions.push(Contribution::Agreed);
        answer.ask = Some(after_a_yes(state));
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
    remember(state, wishes, &mut answer);
    let says_something = answer.contributions.len() > opened || answer.hand_over.is_some();
    let only_greeted = said.intents.iter().any(|intent| matches!(intent, Intent::Greet { .. }));
    match (says_something, heard.has_words) {
        (true, _) => answer.events.push(Event::Understood),
        (false, _) if only_greeted => {
            answer.ask = Some(Ask::Family);
            answer.events.push(Event::Understood);
        }
        (false, _) if asks_about_nothing(said) => {
            answer.ask = Some(after_a_yes(state));
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

/// What comes next once the customer said yes: what is not known yet.
fn after_a_yes(state: &State) -> Ask {
    match state.shown.as_slice() {
        [] => Ask::Family,
        [one] => {
            let known = state.wishes.iter().any(|it| it.saw(one) && it.wish.pieces.is_some());
            if known { Ask::Else } else { Ask::Quantity }
        }
        [_, _, ..] => Ask::Item,
    }
}

/// Notes the digits the customer writes, where they are not those of before.
fn counts(state: &State, heard: &Heard) -> Vec<Event> {
    let digits = heard.digits.filter(|digits| *digits != state.digits);
    digits.map(|digits| Event::Counts { digits }).into_iter().collect()
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
    let families = &found.search.wish.families;
    let goes_on = found.search.of.is_some();
    let mut named = codes.iter().flat_map(|code| match &code.is {
        CodeIs::One(product) | CodeIs::Gone(product) => std::slice::from_ref(product.as_ref()),
        CodeIs::Many(products) => products.as_slice(),
        CodeIs::Unknown => &[],
    });
    named.any(|product| {
        goes_on
            || families.is_empty()
            || product.family.as_ref().is_some_and(|it| families.contains(it))
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
    let mut events = counts(state, heard);
    events.extend([Event::HandedOver { reason }, Event::Understood]);
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
            _ => {}
        }
    }
}

/// Adds what this turn heard and showed to what was remembered.
struct Wishes<'s> {
    before: &'s [Sought],
    /// Those of this turn, each with the place of the one it goes on from.
    now: Vec<(Option<usize>, Sought)>,
}

impl<'s> Wishes<'s> {
    fn of(state: &'s State) -> Self {
        Self { before: &state.wishes, now: Vec::new() }
    }

    /// How many of a product are wanted, as far as the customer said before.
    fn pieces_of(&self, product: &Product) -> Option<u32> {
        self.before.get(wish_of(self.before, product)?)?.wish.pieces
    }

    /// Notes that a product was asked about, and how many of it, if that was said.
    fn asked(&mut self, product: &Product, pieces: Option<u32>) {
        let place = wish_of(self.before, product);
        let is_its_own = |(of, sought): &&mut (Option<usize>, Sought)| {
            let of_this_turn = wish_of(std::slice::from_ref(sought), product).is_some();
            sought.saw(&product.sku) || *of == place && (of.is_some() || of_this_turn)
        };
        let known = self.now.iter_mut().find(is_its_own);
        let note = |sought: &mut Sought| {
            sought.show(std::slice::from_ref(product));
            sought.wish.pieces = pieces.or(sought.wish.pieces);
        };
        if let Some((_, sought)) = known {
            note(sought);
            return;
        }
        let before = place.and_then(|place| self.before.get(place)).cloned();
        let mut sought = before.unwrap_or_else(|| of_its_kind(product));
        if !sought.wish.is_empty() {
            note(&mut sought);
            self.now.push((place, sought));
        }
    }

    /// Notes a search and what was shown of what it found. Where there was nothing more to show, what
    /// was looked for stays as it was.
    fn searched(&mut self, found: &Found, shown: &[Product]) {
        let search = &found.search;
        let before = search.of.and_then(|place| self.before.get(place)).cloned();
        let goes_on = match search.aim {
            Aim::More | Aim::Change { .. } => true,
            Aim::Wish | Aim::Version { .. } => false,
        };
        let mut sought = match before.filter(|_| goes_on) {
            Some(before) if shown.is_empty() => before,
            Some(before) => Sought { wish: search.wish.clone(), ..before },
            None => Sought {
                wish: search.wish.clone(),
                without: found.without.clone(),
                ..Sought::default()
            },
        };
        sought.show(shown);
        self.now.push((search.of, sought));
    }

    /// All that is remembered from now on, the newest last.
    fn remembered(self) -> Vec<Sought> {
        let is_replaced = |place: usize, sought: &Sought| {
            let families = &sought.wish.families;
            self.now.iter().any(|(of, new)| match of {
                Some(of) => *of == place,
                None => !families.is_empty() && new.wish.families == *families,
            })
        };
        let kept = self.before.iter().enumerate().filter(|(place, it)| !is_replaced(*place, it));
        let mut all: Vec<Sought> = kept.map(|(_, sought)| sought.clone()).collect();
        all.extend(self.now.into_iter().map(|(_, sought)| sought));
        all.drain(..all.len().saturating_sub(sought::MOST));
        all
    }
}

/// What somebody looks for who asked for one product: things of its kind.
fn of_its_kind(product: &Product) -> Sought {
    let wish = Wish {
        families: product.family.iter().cloned().collect(),
        subtypes: product.subtype.iter().cloned().collect(),
        ..Wish::default()
    };
    Sought { wish, ..Sought::default() }
}

/// Notes what was looked for and what the customer has before their eyes now.
fn remember(state: &State, wishes: Wishes<'_>, answer: &mut Answer) {
    if !wishes.now.is_empty() {
        let wishes = wishes.remembered();
        if wishes != state.wishes {
            answer.events.push(Event::Wished { wishes });
        }
    }
    let (listed, single) = shown_by(&answer.contributions);
    let skus: Vec<String> = listed.iter().chain(&single).cloned().collect();
    if !skus.is_empty() {
        answer.events.push(Event::Showed { skus, listed });
    }
}

/// The products of an answer: those of its lists as they are numbered, and the others.
fn shown_by(contributions: &[Contribution]) -> (Vec<String>, Vec<String>) {
    let (mut listed, mut single): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for contribution in contributions {
        match contribution {
            Contribution::Products { products, .. } | Contribution::Variants { products, .. } => {
                listed.extend(products.iter().map(|product| product.sku.clone()));
            }
            Contribution::Product { product } | Contribution::Line { product, .. } => {
                single.push(product.sku.clone());
            }
            Contribution::Greeting { .. }
            | Contribution::Languages
            | Contribution::Assistant
            | Contribution::Article { .. }
            | Contribution::NoMore { .. }
            | Contribution::NothingBeyond { .. }
            | Contribution::OtherColour
            | Contribution::UnknownCode { .. }
            | Contribution::Gone { .. }
            | Contribution::NothingFound { .. }
            | Contribution::NoPicture { .. }
            | Contribution::Families { .. }
            | Contribution::Unreadable { .. }
            | Contribution::HandOver { .. }
            | Contribution::Agreed
            | Contribution::Declined
            | Contribution::Took { .. }
            | Contribution::Noted
            | Contribution::Thanks
            | Contribution::Goodbye
            | Contribution::NotUnderstood => {}
        }
    }
    single.retain(|sku| !listed.contains(sku));
    (listed, single)
}

fn about_code(
    code: &FoundCode,
    said: &Understanding,
    wishes: &mut Wishes<'_>,
    answer: &mut Answer,
) {
    if code.other_colour {
        answer.contributions.push(Contribution::OtherColour);
    }
    match &code.is {
        CodeIs::One(product) => {
            about_product(product, code.mention.quantity.or(said.quantity), wishes, answer);
            answer.pictures.push(product.sku.clone());
            about_pictures(said, &[product.as_ref()], answer);
        }
        CodeIs::Many(products) => {
            answer.contributions.push(Contribution::Variants {
                code: code.mention.text.clone(),
                products: products.clone(),
            });
            answer.ask = Some(Ask::Item);
            for product in products {
                wishes.asked(product, code.mention.quantity.or(said.quantity));
            }
        }
        CodeIs::Gone(product) => {
            answer.contributions.push(Contribution::Gone { product: product.clone() });
            answer.ask = Some(Ask::Family);
        }
        CodeIs::Unknown => {
            answer
                .contributions
                .push(Contribution::UnknownCode { code: code.mention.text.clone() });
            answer.ask = answer.ask.or(Some(Ask::Family));
        }
    }
}

/// One product, or what so many of it cost, if it is known how many are wanted. Without a price, a
/// person has to name one.
fn about_product(
    product: &Product,
    quantity: Option<u32>,
    wishes: &mut Wishes<'_>,
    answer: &mut Answer,
) {
    let quantity = quantity.filter(|it| *it > 0);
    let known = quantity.or_else(|| wishes.pieces_of(product));
    wishes.asked(product, quantity);
    let product = Box::new(product.clone());
    if product.price.is_none() {
        answer.hand_over = Some(Reason::PriceUnavailable);
    }
    if let Some(quantity) = known {
        answer.contributions.push(Contribution::Line { product, quantity });
        answer.ask = answer.ask.or(Some(Ask::Else));
    } else {
        answer.contributions.push(Contribution::Product { product });
        answer.ask = Some(Ask::Quantity);
    }
}

fn about_pointed(
    said: &Understanding,
    pointed: &[Product],
    wishes: &mut Wishes<'_>,
    answer: &mut Answer,
) {
    let price = |product: &&Product| product.price.map(|it| it.amount);
    let priced = pointed.iter().filter(|it| it.price.is_some());
    let meant: Vec<&Product> = match said.reference {
        Some(Reference::Cheapest) => priced.min_by_key(price).into_iter().collect(),
        Some(Reference::Dearest) => priced.max_by_key(price).into_iter().collect(),
        Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => {
            pointed.iter().collect()
        }
    };
    // None of them has a price to compare.
    let meant = if meant.is_empty() { pointed.iter().collect() } else { meant };
    match (meant.as_slice(), said.quantity) {
        ([], _) => return,
        ([one], quantity) => {
            about_product(one, quantity, wishes, answer);
            answer.pictures.push(one.sku.clone());
        }
        (several, Some(quantity)) if quantity > 0 => {
            for product in several {
                wishes.asked(product, Some(quantity));
                let product = Box::new((*product).clone());
                answer.contributions.push(Contribution::Line { product, quantity });
            }
            answer.ask = Some(Ask::Item);
        }
        (several, _) => {
            let products = several.iter().map(|product| (*product).clone()).collect();
            answer.contributions.push(plain_list(products, List::Again));
            answer.ask = Some(Ask::Item);
        }
    }
    about_pictures(said, &meant, answer);
}

fn plain_list(products: Vec<Product>, list: List) -> Contribution {
    Contribution::Products { products, without: Vec::new(), unmet: Vec::new(), list, family: None }
}

/// The pictures that were asked for, and which of them nobody has.
fn about_pictures(said: &Understanding, products: &[&Product], answer: &mut Answer) {
    if !said.has(&Intent::AskPicture) {
        return;
    }
    let (with, none): (Vec<&Product>, Vec<&Product>) =
        products.iter().partition(|product| !product.images.is_empty());
    let others_have = !with.is_empty();
    for product in with {
        if !answer.pictures.contains(&product.sku) {
            answer.pictures.push(product.sku.clone());
        }
    }
    if !none.is_empty() {
        let products = none.into_iter().cloned().collect();
        answer.contributions.push(Contribution::NoPicture { products, others_have });
    }
}

fn about_searches(
    said: &Understanding,
    findings: &Findings,
    wishes: &mut Wishes<'_>,
    answer: &mut Answer,
) {
    let founds = findings.searches.iter().filter(|it| !is_about_codes(it, &findings.codes));
    let founds: Vec<&Found> = founds.collect();
    let several = founds.len() > 1;
    for found in &founds {
        about_search(said, found, several, wishes, answer);
    }
    if several && matches!(answer.ask, Some(Ask::Item | Ask::Fit)) {
        answer.ask = Some(Ask::Items);
    }
}

/// One list, or honestly none. One of several has its family above it.
fn about_search(
    said: &Understanding,
    found: &Found,
    several: bool,
    wishes: &mut Wishes<'_>,
    answer: &mut Answer,
) {
    let search = &found.search;
    let products = choose(found, if several { EACH } else { LIST });
    let family = search.wish.families.first().filter(|_| several).cloned();
    let list = list_of(search);
    // What goes on from a list lacks what that list lacked, and nobody has to be told again.
    let goes_on = matches!(list, List::More | List::Beyond { .. });
    let told_before = goes_on && found.without == search.without;
    let all_fits = found.without.is_empty() && found.unmet.is_empty();
    let pieces = search.wish.pieces.filter(|it| *it > 0);
    // The very product that is meant, or the only one there is for so many pieces.
    let in_detail = !several && all_fits && (list == List::Version || pieces.is_some());
    wishes.searched(found, &products);
    match products.as_slice() {
        [] => nothing(list, family, answer),
        [one] if in_detail => {
            let asked = answer.ask;
            about_product(one, pieces, wishes, answer);
            answer.pictures.push(one.sku.clone());
            if asked.is_none() && answer.ask == Some(Ask::Else) {
                answer.ask = Some(Ask::Fit);
            }
        }
        [_, ..] => {
            answer.ask = Some(match (products.len(), pieces) {
                (1, Some(_)) => Ask::Fit,
                (1, None) if !several => Ask::Quantity,
                (_, _) => Ask::Item,
            });
            answer.contributions.push(Contribution::Products {
                products: products.clone(),
                without: if told_before { Vec::new() } else { found.without.clone() },
                // There are such, only not beyond what was shown.
                unmet: if goes_on { Vec::new() } else { found.unmet.clone() },
                list,
                family,
            });
        }
    }
    about_pictures(said, &products.iter().collect::<Vec<_>>(), answer);
}

fn list_of(search: &Search) -> List {
    match (&search.aim, search.wish.first) {
        (Aim::Version { .. }, _) => List::Version,
        (Aim::More, _) => List::More,
        (Aim::Change { change }, _) => List::Beyond { change: *change },
        (Aim::Wish, Some(end)) => List::First { end },
        (Aim::Wish, None) => List::Fits,
    }
}

/// Says that there is nothing, or no more.
fn nothing(list: List, family: Option<String>, answer: &mut Answer) {
    let (contribution, ask) = match list {
        List::More => (Contribution::NoMore { family }, Ask::Item),
        List::Beyond { change } => (Contribution::NothingBeyond { change, family }, Ask::Item),
        List::Fits | List::Again | List::First { .. } | List::Version => {
            (Contribution::NothingFound { family }, Ask::Family)
        }
    };
    answer.contributions.push(contribution);
    answer.ask = answer.ask.or(Some(ask));
}

/// Asks about price, stock, pictures or more of something that nothing points at, or points at what
/// is not there.
fn asks_about_nothing(said: &Understanding) -> bool {
    said.has(&Intent::AskPrice)
        || said.has(&Intent::AskStock)
        || said.has(&Intent::AskPicture)
        || said.has(&Intent::AskMore)
        || said.has(&Intent::FindProducts)
        || said.change.is_some()
        || said.reference.is_some()
}
