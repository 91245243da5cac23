//! What a transcript leaves behind: the state that its lines add up to.

use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use noor_core::dialogue::answer::Ask;
use noor_core::dialogue::findings::CodeIs;
use noor_core::dialogue::plan::Lookup;
use noor_core::dialogue::sought::Sought;
use noor_core::dialogue::state::{Consent, Event, Open, State};
use noor_core::language::Language;
use noor_core::normalise::fold;
use noor_core::product::Product;
use noor_core::reading::{Before, read};
use noor_core::understanding::{Detail, Understanding, Wish};
use serde::Deserialize;

use crate::app::search::codes;
use crate::app::take_turn::look_up;
use crate::app::take_turn::recall::recall;
use crate::context::Context;

/// A conversation that is told line by line.
pub(super) struct Past<'c> {
    context: &'c Context,
    state: State,
    language: Language,
    /// What the customer said last, as it was understood.
    said: Option<Understanding>,
}

impl<'c> Past<'c> {
    pub(super) fn new(context: &'c Context, language: Language) -> Self {
        Self { context, state: State::default(), language, said: None }
    }

    pub(super) fn happened(&mut self, event: &Event) {
        self.state = std::mem::take(&mut self.state).after(event);
    }

    /// Opens the question that such an order comes to, unless a line asked something.
    pub(super) fn goes_on(&mut self) {
        if self.state.open.is_some() || self.state.cart.is_empty() {
            return;
        }
        let missing = self.state.missing(&self.context.policy);
        let ask = match self.state.consent {
            Consent::Granted if !missing.is_empty() => Ask::Details(missing),
            Consent::None => Ask::Quotation,
            Consent::Granted | Consent::Deferred | Consent::Declined => return,
        };
        let turn = self.state.turns;
        self.happened(&Event::Asked { open: Some(Open { ask, sku: None, pieces: None, turn }) });
    }

    /// The state at the end, and the language that was spoken last.
    pub(super) fn remembered(self) -> (State, Language) {
        (self.state, self.language)
    }

    /// A line of the customer's is remembered as if Noor had answered it.
    pub(super) async fn customer_said(&mut self, text: &str, at: DateTime<Utc>) -> Result<()> {
        let state = std::mem::take(&mut self.state);
        let (state, said) = recall(self.context, state, self.language, text, at).await?;
        self.state = state;
        self.language = said.language;
        self.said = Some(said);
        Ok(())
    }

    /// A line of Noor's says what was shown and asked, instead of what would have been. Where it only
    /// asked for something, what the customer said before still waits for its answer.
    pub(super) async fn noor_said(&mut self, text: &str) -> Result<()> {
        self.happened(&Event::Introduced);
        let shown = self.products_in(text).await?;
        let ask = asked(text);
        let only_asked = shown.is_empty() && ask.is_some() && !text.chars().any(char::is_numeric);
        if let [_, ..] = shown.as_slice() {
            let listed = if shown.len() > 1 { shown.clone() } else { Vec::new() };
            let lists = vec![listed.len()];
            self.happened(&Event::Showed { skus: shown.clone(), listed, lists });
        }
        let waits =
            matches!(ask, Some(Ask::Details(_))) && only_asked && self.state.cart.is_empty();
        if let Some(said) = self.said.take().filter(|_| waits) {
            self.happened(&Event::Parked { said: Some(Box::new(said)) });
        }
        let sku = match shown.as_slice() {
            [one] => Some(one.clone()),
            [] | [_, _, ..] => match self.state.shown.as_slice() {
                [one] => Some(one.clone()),
                [] | [_, _, ..] => None,
            },
        };
        let turn = self.state.turns;
        let open = ask.map(|ask| Open { ask, sku, pieces: None, turn });
        self.happened(&Event::Asked { open });
        Ok(())
    }

    /// The products whose codes stand in a text, in its order; they are noted as seen.
    async fn products_in(&mut self, text: &str) -> Result<Vec<String>> {
        let codes = codes::of_shop(self.context, &[text]).await?;
        let before = Before { language: self.language, asked: &[], codes: &codes };
        let mentions = read(&[text], before, &self.context.content.vocabulary).codes;
        let lookup = Lookup::FindCodes { mentions, colours: Vec::new() };
        let found = Box::pin(look_up::run(self.context, None, &[lookup])).await;
        let findings = found.context("find the products of a line")?;
        let mut found: Vec<Product> = Vec::new();
        for code in findings.codes {
            if let CodeIs::One(product) = code.is
                && found.iter().all(|it| it.sku != product.sku)
            {
                found.push(*product);
            }
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let families = found.first().and_then(|product| product.family.clone());
        let wish = Wish { families: families.into_iter().collect(), ..Wish::default() };
        let mut wishes = self.state.wishes.clone();
        let skus: Vec<String> = found.iter().map(|product| product.sku.clone()).collect();
        let seen = |sought: &Sought| skus.iter().all(|sku| sought.saw(sku));
        if !wishes.iter().any(seen) {
            wishes.push(Sought::of(wish, &found));
            self.happened(&Event::Wished { wishes });
        }
        Ok(skus)
    }
}

/// What a line asks for, as far as its words tell; most telling first.
fn asked(text: &str) -> Option<Ask> {
    static WORDS: LazyLock<Option<Words>> =
        LazyLock::new(|| toml::from_str(include_str!("asked.toml")).ok());
    let words = WORDS.as_ref()?;
    let question = text.split_inclusive(['?', '؟']).rfind(|part| part.ends_with(['?', '؟']))?;
    let folded = fold(question);
    let says = |words: &[String]| words.iter().any(|word| folded.contains(&fold(word)));
    let details: Vec<Detail> = [
        (Detail::Name, &words.name),
        (Detail::Company, &words.company),
        (Detail::Email, &words.email),
        (Detail::Address, &words.address),
    ]
    .into_iter()
    .filter(|(_, words)| says(words))
    .map(|(detail, _)| detail)
    .collect();
    Some(match () {
        () if !details.is_empty() => Ask::Details(details),
        () if says(&words.quotation) => Ask::Quotation,
        () if says(&words.headcount) => Ask::Headcount,
        () if says(&words.quantity) => Ask::Quantity,
        () if says(&words.item) => Ask::Item,
        () if says(&words.fit) => Ask::Fit,
        () => Ask::Family,
    })
}

#[derive(Debug, Deserialize)]
struct Words {
    name: Vec<String>,
    company: Vec<String>,
    email: Vec<String>,
    address: Vec<String>,
    quotation: Vec<String>,
    headcount: Vec<String>,
    quantity: Vec<String>,
    item: Vec<String>,
    fit: Vec<String>,
}
