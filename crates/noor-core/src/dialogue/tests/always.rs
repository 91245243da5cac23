//! What holds whatever is said: properties of every decision.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::given::*;
use super::words::wording;
use crate::dialogue::answer::{Contribution, List};
use crate::dialogue::conclude::LIST;
use crate::dialogue::context::Heard;
use crate::dialogue::findings::{Findings, Found, Trait};
use crate::dialogue::plan::{Lookup, Search};
use crate::dialogue::sought::MOST;
use crate::dialogue::state::{Event, State};
use crate::language::Language;
use crate::message::MessageKind;
use crate::money::{Currency, Money};
use crate::product::Product;
use crate::reply::Draft;
use crate::reply::compose::{self, Words};
use crate::reply::evidence::Evidence;
use crate::reply::figures::{Digits, Voice};
use crate::reply::wording::Wording;
use crate::understanding::{Change, Extreme, Intent, Range, Reference, SizeWish, Wish};

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("chair".to_owned()),
        Just("desk".to_owned()),
        Just("black".to_owned()),
        Just("{name:p1}".to_owned()),
        Just(String::new()),
        ".{0,6}",
    ]
}

fn any_words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(any_word(), 0..3)
}

fn any_end() -> impl Strategy<Value = Option<Extreme>> {
    prop::option::of(prop_oneof![
        Just(Extreme::Cheapest),
        Just(Extreme::Dearest),
        Just(Extreme::Smallest),
        Just(Extreme::Largest),
    ])
}

fn any_change() -> impl Strategy<Value = Option<Change>> {
    prop::option::of(prop_oneof![
        Just(Change::Cheaper),
        Just(Change::Dearer),
        Just(Change::Smaller),
        Just(Change::Larger),
    ])
}

fn any_number() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(prop_oneof![0..5_u32, Just(u32::MAX)])
}

prop_compose! {
    fn any_wish()(
        lists in prop::array::uniform6(any_words()),
        price in any_number(),
        width in any_number(),
        people in any_number(),
        pieces in any_number(),
        first in any_end(),
    ) -> Wish {
        let [families, subtypes, subtypes_not, colours, colours_not, words] = lists;
        let range = |near| Range { min: None, max: None, near: Some(near) };
        Wish {
            families, subtypes, subtypes_not, colours, colours_not, words,
            price_max: price.map(Decimal::from),
            size: SizeWish { width: width.map(range), ..SizeWish::default() },
            people, pieces, first,
            ..Wish::default()
        }
    }
}

prop_compose! {
    fn any_product()(
        sku in any_word(),
        name in any_word(),
        price in prop::option::of(prop_oneof![1..900_i64, Just(i64::MAX)]),
        family in prop::option::of(any_word()),
        capacity in any_number(),
        stock in any_number(),
        pictured in any::<bool>(),
    ) -> Product {
        Product {
            price: price.map(|it| Money::new(Decimal::from(it), Currency::AED)),
            family, capacity, stock,
            images: if pictured { vec!["a.png".to_owned()] } else { Vec::new() },
            ..product(&sku, &name, 1)
        }
    }
}

fn any_products() -> impl Strategy<Value = Vec<Product>> {
    prop::collection::vec(any_product(), 0..6)
}

prop_compose! {
    fn any_state()(
        wishes in prop::collection::vec((any_wish(), any_products()), 0..5),
        shown in any_words(),
        listed in any_words(),
        introduced in any::<bool>(),
        misunderstood in any::<u8>(),
    ) -> State {
        let wishes = wishes.into_iter().map(|(wish, shown)| sought(wish, &shown)).collect();
        State { introduced, wishes, shown, listed, misunderstood, ..State::default() }
    }
}

fn any_intent() -> impl Strategy<Value = Intent> {
    prop_oneof![
        Just(Intent::Greet { salam: true }),
        Just(Intent::Thank),
        Just(Intent::Agree),
        Just(Intent::Decline),
        Just(Intent::AskHuman),
        Just(Intent::FindProducts),
        Just(Intent::AskPrice),
        Just(Intent::AskStock),
        Just(Intent::AskPicture),
        Just(Intent::AskMore),
        Just(Intent::AskQuotation),
        Just(Intent::AskOrder),
        Just(Intent::AskInvoice),
        Just(Intent::Introduce),
    ]
}

fn any_reference() -> impl Strategy<Value = Option<Reference>> {
    prop::option::of(prop_oneof![
        Just(Reference::Last),
        Just(Reference::End),
        Just(Reference::Cheapest),
        Just(Reference::Dearest),
        (0..6_u32).prop_map(Reference::Ordinal),
        Just(Reference::Ordinal(u32::MAX)),
    ])
}

prop_compose! {
    fn any_heard()(
        intents in prop::collection::vec(any_intent(), 0..3),
        wishes in prop::collection::vec(any_wish(), 0..6),
        quantity in any_number(),
        reference in any_reference(),
        change in any_change(),
        has_words in any::<bool>(),
        voice in any::<bool>(),
    ) -> Heard {
        Heard {
            has_words,
            unreadable: if voice { vec![MessageKind::Voice] } else { Vec::new() },
            ..heard(|said| {
                said.intents = intents;
                said.wishes = wishes;
                said.quantity = quantity;
                said.reference = reference;
                said.change = change;
            })
        }
    }
}

fn any_trait() -> impl Strategy<Value = Trait> {
    prop_oneof![
        Just(Trait::Size),
        Just(Trait::Price),
        Just(Trait::People),
        Just(Trait::Words),
        Just(Trait::Version),
    ]
}

/// What the lookups of a plan could come back with.
fn any_findings(lookups: &[Lookup]) -> impl Strategy<Value = Findings> + use<> {
    let searches: Vec<Search> = lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::SearchProducts { search } => Some(search.as_ref().clone()),
            Lookup::SearchOne { searches } => searches.last().cloned(),
            Lookup::FindCodes { .. }
            | Lookup::GetStock { .. }
            | Lookup::GetOrder { .. }
            | Lookup::Furnish { .. }
            | Lookup::ListFamilies
            | Lookup::CheckOrders
            | Lookup::GetPending
            | Lookup::GetLastOrder
            | Lookup::GetQuotation { .. } => None,
        })
        .collect();
    let results = prop::collection::vec(
        (any_products(), prop::collection::vec(any_trait(), 0..3)),
        searches.len(),
    );
    (results, any_products(), any_words()).prop_map(move |(results, pointed, families)| {
        let found = |(search, (products, without)): (&Search, (Vec<Product>, Vec<Trait>))| Found {
            search: search.clone(),
            products,
            without,
            unmet: search.wish.words.clone(),
        };
        let searches = searches.iter().zip(results).map(found).collect();
        Findings { searches, pointed, families, ..Findings::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever was said before, is said now and is found: there is an answer, it can be worded in
    /// both languages, its state stays small, and its lists are short.
    #[test]
    fn there_is_always_an_answer(
        (state, heard, findings) in (any_state(), any_heard()).prop_flat_map(|(state, heard)| {
            let heard = in_context(&state, heard);
            let findings = any_findings(&plan(&state, &heard));
            (Just(state), Just(heard), findings)
        }),
        seed in 0..4_u64,
    ) {
        static WORDING: std::sync::OnceLock<Wording> = std::sync::OnceLock::new();
        let wording = WORDING.get_or_init(wording);
        let answer = conclude(&state, &heard, &findings);
        prop_assert!(!answer.contributions.is_empty() || answer.ask.is_some());
        let evidence = Evidence::of(&answer);
        let (articles, families) = Default::default();
        let words = Words { wording, articles: &articles, families: &families };
        for language in [Language::English, Language::Arabic] {
            let voice = Voice::answering(language, Digits::Eastern);
            let text = compose::text(&answer, &evidence, words, voice, seed);
            let draft = Draft::parse(&text, &evidence);
            prop_assert!(draft.is_ok(), "{draft:?}: {text}");
            let sent = draft.unwrap().render(&evidence, voice, wording);
            prop_assert!(!sent.trim().is_empty());
        }
        let after = answer.events.iter().fold(state, State::after);
        prop_assert!(after.wishes.len() <= MOST.max(5));
        for part in &answer.contributions {
            if let Contribution::Products { products, list, .. } = part {
                prop_assert!(*list == List::Again || products.len() <= LIST);
            }
        }
        let counts = |it: &&Event| {
            matches!(it, Event::Misunderstood | Event::Spoke { .. } | Event::Doubted)
        };
        let again = answer.events.iter().filter(|it| !counts(it));
        prop_assert_eq!(again.fold(after.clone(), State::after), after);
    }
}
