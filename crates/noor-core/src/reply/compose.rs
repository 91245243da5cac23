//! The draft that every decision has: sentences from content, with slots.

use std::collections::HashMap;

use super::draft::{Draft, UnknownSlot};
use super::evidence::Evidence;
use super::figures::Voice;
use super::wording::Wording;
use crate::dialogue::conclude::{Answer, Ask, Contribution, Trait};
use crate::language::Language;
use crate::message::MessageKind;
use crate::product::Product;

/// What composing needs beside the decision.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The shop's sentences.
    pub wording: &'a Wording,
    /// The shop's articles by key and language, ready to send.
    pub articles: &'a HashMap<(String, Language), ArticleText>,
    /// Family names by canonical name and language, in the plural.
    pub families: &'a HashMap<(String, Language), String>,
}

/// An article in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleText {
    /// What it says.
    pub answer: String,
    /// The question that leads on from it, if it has one.
    pub next: Option<String>,
}

/// Writes the answer's draft. `seed` picks among equal sentences; the same seed, the same words.
///
/// # Errors
///
/// [`UnknownSlot`] when a sentence of content names a slot that its place does not have: a mistake
/// in `content/replies`, which its test finds.
pub fn compose(
    answer: &Answer,
    evidence: &Evidence,
    words: Words<'_>,
    voice: Voice,
    seed: u64,
) -> Result<Draft, UnknownSlot> {
    Draft::parse(&text(answer, evidence, words, voice, seed), evidence)
}

/// The draft's text, slots in braces. Also what a model is shown as the plain version to improve.
pub fn text(
    answer: &Answer,
    evidence: &Evidence,
    words: Words<'_>,
    voice: Voice,
    seed: u64,
) -> String {
    let writer = Writer { evidence, words, voice, seed };
    let mut paragraphs = Vec::new();
    let (mut lines, mut quoted) = (0, 0);
    for contribution in &answer.contributions {
        paragraphs.push(writer.paragraph(contribution, &mut lines, &mut quoted));
    }
    if answer.contributions.iter().any(states_a_price) {
        paragraphs.push(writer.say("note.vat"));
    }
    paragraphs.extend(match answer.ask {
        Some(ask) => Some(writer.say(ask_key(ask))),
        None if answer.hand_over.is_some() => None,
        None => writer.leads_on(&answer.contributions),
    });
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs.join("\n\n")
}

fn states_a_price(contribution: &Contribution) -> bool {
    match contribution {
        Contribution::Products { products, .. } | Contribution::Variants { products, .. } => {
            products.iter().any(|product| product.price.is_some())
        }
        Contribution::Product { product } | Contribution::Line { product, .. } => {
            product.price.is_some()
        }
        Contribution::Greeting { .. }
        | Contribution::Languages
        | Contribution::Assistant
        | Contribution::Article { .. }
        | Contribution::UnknownCode { .. }
        | Contribution::Gone { .. }
        | Contribution::NothingFound
        | Contribution::Families { .. }
        | Contribution::Unreadable { .. }
        | Contribution::HandOver { .. }
        | Contribution::Agreed
        | Contribution::Declined
        | Contribution::Thanks
        | Contribution::Goodbye
        | Contribution::NotUnderstood => false,
    }
}

struct Writer<'a> {
    evidence: &'a Evidence,
    words: Words<'a>,
    voice: Voice,
    seed: u64,
}

impl Writer<'_> {
    fn say(&self, key: &str) -> String {
        self.words.wording.phrase(key, self.voice, self.seed)
    }

    fn paragraph(
        &self,
        contribution: &Contribution,
        lines: &mut usize,
        quoted: &mut usize,
    ) -> String {
        match contribution {
            Contribution::Greeting { salam, introduce } => self.greeting(*salam, *introduce),
            Contribution::Languages => self.say("about.languages"),
            Contribution::Assistant => self.say("about.assistant"),
            Contribution::Article { key } => self
                .words
                .articles
                .get(&(key.clone(), self.voice.language))
                .map(|article| article.answer.clone())
                .unwrap_or_default(),
            Contribution::Products { products, without } => {
                let intro = match without.as_slice() {
                    [] if products.len() == 1 => self.say("list.one"),
                    [] => self.say("list.several"),
                    [Trait::Stock] if products.iter().any(|it| it.stock != Some(0)) => {
                        self.say("list.several")
                    }
                    [one] => self.say(without_key(*one)),
                    [_, _, ..] => self.say("list.other_several"),
                };
                format!("{intro}\n{}", self.list(products))
            }
            Contribution::Variants { products, .. } => {
                *quoted += 1;
                let intro =
                    self.say("code.variants").replace("{code}", &format!("{{quoted:c{quoted}}}"));
                format!("{intro}\n{}", self.list(products))
            }
            Contribution::Product { product } => self.of_product("product.detail", product),
            Contribution::Gone { product } => self.of_product("product.gone", product),
            Contribution::Line { product, .. } => {
                *lines += 1;
                let key = if product.price.is_some() { "line.priced" } else { "line.unpriced" };
                let text = self.of_product(key, product);
                ["quantity", "total", "cover"].iter().fold(text, |text, slot| {
                    text.replace(&format!("{{{slot}}}"), &format!("{{{slot}:t{lines}}}"))
                })
            }
            Contribution::UnknownCode { .. } => {
                *quoted += 1;
                self.say("code.unknown").replace("{code}", &format!("{{quoted:c{quoted}}}"))
            }
            Contribution::NothingFound => self.say("list.nothing"),
            Contribution::Families { families } => {
                let name = |family: &String| {
                    let key = (family.clone(), self.voice.language);
                    self.words.families.get(&key).unwrap_or(family).clone()
                };
                let names: Vec<String> = families.iter().map(name).collect();
                let and = self.say("list.and");
                let listed = match names.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, rest)) => {
                        format!("{}{}{last}", rest.join(&self.say("list.comma")), and)
                    }
                    None => String::new(),
                };
                self.say("list.families").replace("{families}", &listed)
            }
            Contribution::Unreadable { kind } => self.say(unreadable_key(*kind)),
            Contribution::HandOver { reason } => {
                let key = format!("hand_over.{}", reason.code());
                if self.words.wording.has(&key) {
                    self.say(&key)
                } else {
                    self.say("hand_over.any")
                }
            }
            Contribution::Agreed => self.say("courtesy.agreed"),
            Contribution::Declined => self.say("courtesy.declined"),
            Contribution::Thanks => self.say("courtesy.thanks"),
            Contribution::Goodbye => self.say("courtesy.goodbye"),
            Contribution::NotUnderstood => self.say("about.not_understood"),
        }
    }

    /// The question of the last article that has one.
    fn leads_on(&self, contributions: &[Contribution]) -> Option<String> {
        contributions.iter().rev().find_map(|contribution| match contribution {
            Contribution::Article { key } => {
                let article = self.words.articles.get(&(key.clone(), self.voice.language))?;
                article.next.clone()
            }
            _ => None,
        })
    }

    fn greeting(&self, salam: bool, introduce: bool) -> String {
        let hello = self.say(if salam { "greeting.salam" } else { "greeting.hello" });
        if introduce { format!("{hello} {}", self.say("greeting.introduction")) } else { hello }
    }

    fn list(&self, products: &[Product]) -> String {
        let key = |product: &Product| match (product.price.is_some(), self.needs_a_word(product)) {
            (true, false) => "product.row",
            (true, true) => "product.row_about",
            (false, false) => "product.row_unpriced",
            (false, true) => "product.row_unpriced_about",
        };
        let rows = products.iter().enumerate().map(|(place, product)| {
            // The place in a list is the renderer's, not a figure anybody could invent.
            format!("{}. {}", place + 1, self.of_product(key(product), product))
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Whether a name says too little ("MARIUS") and a short description can say what it is.
    fn needs_a_word(&self, product: &Product) -> bool {
        const SHORT_NAME: usize = 2;
        const SHORT_DESCRIPTION: usize = 80;
        let name = product.display_name(self.voice.language);
        let about = product.description.best(self.voice.language);
        name.split_whitespace().count() <= SHORT_NAME
            && about.is_some_and(|about| about.chars().count() <= SHORT_DESCRIPTION)
    }

    /// A sentence about one product, its slots bound to that product. A line of the sentence whose
    /// slot has nothing to say is left out.
    fn of_product(&self, key: &str, product: &Product) -> String {
        let Some(place) = self.evidence.place(product) else { return String::new() };
        let known_size = product.size.width.or(product.size.length).is_some()
            || product.size.depth.is_some()
            || product.size.height.is_some();
        let says = |line: &&str| {
            (!line.contains("{size}") || known_size)
                && (!line.contains("{about}")
                    || product.description.best(self.voice.language).is_some())
        };
        let sentence = self.say(key);
        let sentence = sentence.lines().filter(says).collect::<Vec<_>>().join("\n");
        ["name", "sku", "price", "stock", "size", "about"].iter().fold(sentence, |text, slot| {
            text.replace(&format!("{{{slot}}}"), &format!("{{{slot}:p{}}}", place + 1))
        })
    }
}

fn without_key(without: Trait) -> &'static str {
    match without {
        Trait::Size => "list.other_size",
        Trait::Colour => "list.other_colour",
        Trait::Material => "list.other_material",
        Trait::Kind => "list.other_kind",
        Trait::Price => "list.other_price",
        Trait::Stock => "list.other_stock",
    }
}

fn ask_key(ask: Ask) -> &'static str {
    match ask {
        Ask::Family => "ask.family",
        Ask::Item => "ask.item",
        Ask::Quantity => "ask.quantity",
        Ask::Words => "ask.words",
    }
}

fn unreadable_key(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Voice => "unreadable.voice",
        MessageKind::Image => "unreadable.image",
        MessageKind::Video => "unreadable.video",
        MessageKind::Document => "unreadable.document",
        MessageKind::Sticker => "unreadable.sticker",
        MessageKind::Location => "unreadable.location",
        MessageKind::Contact => "unreadable.contact",
        MessageKind::MissedCall => "unreadable.missed_call",
        MessageKind::Text | MessageKind::Unsupported => "unreadable.other",
    }
}
