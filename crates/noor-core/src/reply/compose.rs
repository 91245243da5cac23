//! The draft that every decision has: sentences from content, with slots.

use std::collections::HashMap;

use super::blocks::label_of;
use super::draft::{Draft, UnknownSlot};
use super::evidence::{Evidence, unmet_to_quote};
use super::figures::{Voice, number};
use super::naming;
use super::wording::Wording;
use crate::dialogue::answer::{Answer, Ask, Because, Contribution, List, OrderSaid};
use crate::dialogue::findings::Trait;
use crate::dialogue::offer::Occasion;
use crate::dialogue::state::Lead;
use crate::language::Language;
use crate::message::MessageKind;
use crate::product::Product;
use crate::understanding::{Change, Detail, Extreme, Sense};

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

/// Most characters on a button.
///
/// Source: Meta's Cloud API, interactive reply buttons.
pub const LONGEST_BUTTON: usize = 20;

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

/// What of that draft answers nothing: an argument for the shop. A model may leave it out.
pub fn spare(words: Words<'_>, voice: Voice, seed: u64) -> String {
    words.wording.phrase("note.worth", voice, seed)
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
    let mut told = Told::default();
    for contribution in &answer.contributions {
        paragraphs.push(writer.paragraph(contribution, &mut told));
    }
    if answer.contributions.iter().any(states_a_price) {
        // That a colleague takes over is the last word.
        let last = usize::from(answer.hand_over.is_some());
        paragraphs.insert(paragraphs.len().saturating_sub(last), writer.say("note.vat"));
    }
    let leads_on = || writer.leads_on(&answer.contributions);
    paragraphs.extend(match &answer.ask {
        // What an article asks is nearer than whether there is anything else.
        Some(Ask::Else) => leads_on().or_else(|| Some(writer.question(&Ask::Else))),
        Some(ask) => Some(writer.question(ask)),
        None if answer.hand_over.is_some() => None,
        None => leads_on(),
    });
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs.join("\n\n")
}

/// The answers to its question that can be given with a press; none where words are wanted.
pub fn buttons(answer: &Answer, words: Words<'_>, voice: Voice) -> Vec<String> {
    let say = |key: &str| words.wording.phrase(key, voice, 0);
    let yes_or_no = || vec![say("button.yes"), say("button.no")];
    let buttons = match &answer.ask {
        Some(Ask::Acceptance) => vec![say("button.accept"), say("button.not_yet")],
        Some(Ask::Variant) => {
            let quoted = answer.contributions.iter().find_map(|part| match part {
                Contribution::Quotation { quote, .. } => Some(quote.draft.variants.len()),
                _ => None,
            });
            let option = |n: u32| say("button.option").replace("{n}", &number(n, voice));
            (1..).take(quoted.unwrap_or_default()).map(option).collect()
        }
        Some(Ask::Quotation | Ask::TakeOut | Ask::SameOrder) => yes_or_no(),
        Some(Ask::SameDetails(missing)) if missing.is_empty() => yes_or_no(),
        Some(
            Ask::SameDetails(_)
            | Ask::Details(_)
            | Ask::Family
            | Ask::Item
            | Ask::Items
            | Ask::Version
            | Ask::Plan
            | Ask::Referent
            | Ask::Fit
            | Ask::Else
            | Ask::Quantity
            | Ask::Lines
            | Ask::Headcount
            | Ask::UseCase
            | Ask::NextContact
            | Ask::Words,
        )
        | None => Vec::new(),
    };
    let fits = |title: &String| title.chars().count() <= LONGEST_BUTTON;
    if buttons.iter().all(fits) { buttons } else { Vec::new() }
}

fn states_a_price(contribution: &Contribution) -> bool {
    match contribution {
        Contribution::Products { products, .. } | Contribution::Variants { products, .. } => {
            products.iter().any(|product| product.price.is_some())
        }
        Contribution::Product { product }
        | Contribution::Line { product, .. }
        | Contribution::Advice { product, .. } => product.price.is_some(),
        Contribution::Comparison { products } => products.iter().any(|it| it.price.is_some()),
        // With VAT they say so themselves.
        Contribution::Order { lines, vat_percent, .. } => {
            vat_percent.is_none() && lines.iter().any(|line| line.product.price.is_some())
        }
        Contribution::Plans { vat_percent, .. } => vat_percent.is_none(),
        Contribution::Greeting { .. }
        | Contribution::Pending { .. }
        | Contribution::Languages
        | Contribution::Assistant
        | Contribution::Article { .. }
        | Contribution::OtherColour
        | Contribution::UnknownCode { .. }
        | Contribution::Gone { .. }
        | Contribution::NothingFound { .. }
        | Contribution::NoMore { .. }
        | Contribution::NothingBeyond { .. }
        | Contribution::Pictures { .. }
        | Contribution::Unstated { .. }
        | Contribution::NoPicture { .. }
        | Contribution::NoOrder
        | Contribution::NotInOrder
        | Contribution::OrderCleared
        | Contribution::Property { .. }
        | Contribution::InCurrency { .. }
        | Contribution::WithVat { .. }
        | Contribution::OtherCurrency
        | Contribution::Families { .. }
        | Contribution::Unreadable { .. }
        | Contribution::HandOver { .. }
        | Contribution::Agreed
        | Contribution::Declined
        | Contribution::Took { .. }
        | Contribution::Noted { .. }
        | Contribution::PlacedOrders { .. }
        | Contribution::QuotationAgreed
        | Contribution::KnownDetails { .. }
        | Contribution::QuotationAccepted { .. }
        | Contribution::QuotationCancelled { .. }
        | Contribution::QuotationWithdrawn { .. }
        | Contribution::UnknownQuotation { .. }
        | Contribution::NotOffered { .. }
        | Contribution::Quotation { .. }
        | Contribution::NoQuotation { .. }
        | Contribution::LastTimeUnknown
        | Contribution::NoRush
        | Contribution::Doubted
        | Contribution::Worth
        | Contribution::NotSales { .. }
        | Contribution::OptedOut
        | Contribution::Unmoved
        | Contribution::Private
        | Contribution::Thanks
        | Contribution::Goodbye
        | Contribution::NotUnderstood => false,
    }
}

/// How much of an answer is written, for what is counted through all of it.
#[derive(Debug, Default)]
struct Told {
    /// Rows of lists: "the fourth" is the fourth of them all.
    rows: usize,
    /// Order lines.
    lines: usize,
    /// Texts of the customer's.
    quoted: usize,
    /// Blocks.
    blocks: usize,
}

impl Told {
    /// The next block.
    fn block(&mut self) -> String {
        self.blocks += 1;
        format!("{{block:b{}}}", self.blocks)
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

    fn paragraph(&self, contribution: &Contribution, told: &mut Told) -> String {
        match contribution {
            Contribution::Greeting { salam, introduce, name } => {
                self.greeting(*salam, *introduce, name.is_some(), told)
            }
            Contribution::Languages => self.say("about.languages"),
            Contribution::Assistant => self.say("about.assistant"),
            Contribution::Article { key } => self
                .words
                .articles
                .get(&(key.clone(), self.voice.language))
                .map(|article| article.answer.clone())
                .unwrap_or_default(),
            Contribution::Products { products, without, unmet, pieces, list, family, .. } => {
                let intro = match unmet_to_quote(without, unmet) {
                    Some(_) => self.quoting("list.other_words", told),
                    None => self.say(intro_key(products, without, *list)),
                };
                let rows = match pieces {
                    Some(_) => self.list_of_lines(products, told),
                    None => self.list(products, told),
                };
                // The family alone says enough where everything fits.
                match self.family_line(family.as_deref()) {
                    Some(family) if without.is_empty() && *list == List::Fits => {
                        format!("{family}\n{rows}")
                    }
                    Some(family) => format!("{family}\n{intro}\n{rows}"),
                    None => format!("{intro}\n{rows}"),
                }
            }
            Contribution::Variants { products, .. } => {
                format!("{}\n{}", self.quoting("code.variants", told), self.list(products, told))
            }
            Contribution::Product { product } => self.of_product("product.detail", product),
            Contribution::Gone { product } => self.of_product("product.gone", product),
            Contribution::Line { .. } if self.evidence.is_reduced(told.lines) => {
                told.lines += 1;
                told.block()
            }
            Contribution::Line { product, .. } => {
                let key = if product.price.is_some() { "line.priced" } else { "line.unpriced" };
                self.of_line(key, product, told)
            }
            Contribution::Order { lines, said, .. } => {
                told.lines += lines.len();
                let intro = self.say(match said {
                    OrderSaid::Noted => "order.noted",
                    OrderSaid::Changed => "order.changed",
                    OrderSaid::Asked => "order.asked",
                    OrderSaid::Calculated => "order.calculated",
                    OrderSaid::LastTime => "order.last_time",
                });
                format!("{intro}\n{}", told.block())
            }
            Contribution::NoOrder => self.say("order.empty"),
            Contribution::OrderCleared => self.say("order.cleared"),
            Contribution::NotInOrder => self.say("order.not_in_it"),
            Contribution::Plans { plans, .. } => {
                let intro = if plans.len() > 1 { "plan.several" } else { "plan.one" };
                let mut paragraphs = vec![self.say(intro)];
                for plan in plans {
                    told.lines += plan.lines.len();
                    paragraphs.push(told.block());
                }
                paragraphs.join("\n\n")
            }
            Contribution::Comparison { .. } => {
                format!("{}\n\n{}", self.say("compare.intro"), told.block())
            }
            Contribution::Advice { product, because } => {
                self.of_product(advice_key(*because), product)
            }
            Contribution::Pending { .. }
            | Contribution::Property { .. }
            | Contribution::InCurrency { .. }
            | Contribution::WithVat { .. } => told.block(),
            Contribution::OtherCurrency => self.say("in_currency.other"),
            Contribution::OtherColour => self.say("code.other_colour"),
            Contribution::UnknownCode { .. } => self.quoting("code.unknown", told),
            Contribution::NothingFound { family } => self.about("list.nothing", family.as_deref()),
            Contribution::NoMore { family } => self.about("list.no_more", family.as_deref()),
            Contribution::NothingBeyond { change, family } => {
                self.about(nothing_beyond_key(*change), family.as_deref())
            }
            Contribution::Unstated { property, .. } => {
                let label = self.say(&format!("property.{}", label_of(*property)));
                self.say("property.unstated_of_these").replace("{property}", &label)
            }
            Contribution::Pictures { products } => match products.as_slice() {
                [one] => self.of_product("picture.of", one),
                several => {
                    let rows = several.iter().map(|it| self.of_product("picture.row", it));
                    let intro = self.say("picture.of_these");
                    std::iter::once(intro).chain(rows).collect::<Vec<_>>().join("\n")
                }
            },
            Contribution::NoPicture { products, others_have } => match products.as_slice() {
                [one] => self.of_product("picture.none_of", one),
                _ if *others_have => self.say("picture.none_of_some"),
                _ => self.say("picture.none_of_these"),
            },
            Contribution::Families { families } => {
                self.say("list.families").replace("{families}", &self.enumerated(families))
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
            Contribution::Took { guess } => self.quoting(took_key(guess.sense), told),
            Contribution::Noted { name: Some(_) } => self.quoting("courtesy.noted_name", told),
            Contribution::Noted { name: None } => self.say("courtesy.noted"),
            Contribution::PlacedOrders { .. } => {
                format!("{}\n{}", self.say("placed.intro"), told.block())
            }
            Contribution::QuotationAgreed => self.say("quotation.agreed"),
            Contribution::KnownDetails { .. } => {
                format!("{}\n{}", self.say("quotation.as_before"), told.block())
            }
            Contribution::Quotation { occasion, .. } => {
                format!("{}\n\n{}", self.say(occasion_key(*occasion)), told.block())
            }
            Contribution::QuotationAccepted { again, .. } => {
                let key = if *again { "quotation.accepted_before" } else { "quotation.accepted" };
                self.quoting(key, told)
            }
            Contribution::QuotationCancelled { .. } => self.quoting("quotation.cancelled", told),
            Contribution::QuotationWithdrawn { .. } => self.quoting("quotation.withdrawn", told),
            Contribution::UnknownQuotation { .. } => self.quoting("quotation.unknown", told),
            Contribution::NotOffered { .. } => self.quoting("quotation.not_offered", told),
            Contribution::NoQuotation { later: true } => self.say("quotation.later"),
            Contribution::NoQuotation { later: false } => self.say("quotation.none"),
            Contribution::LastTimeUnknown => self.say("order.last_time_unknown"),
            Contribution::NoRush => self.say("courtesy.no_rush"),
            Contribution::Doubted => self.say("courtesy.doubted"),
            Contribution::Worth => self.say("note.worth"),
            Contribution::NotSales { lead } => self.say(not_sales_key(*lead)),
            Contribution::OptedOut => self.say("strangers.opted_out"),
            Contribution::Unmoved => self.say("about.unmoved"),
            Contribution::Private => self.say("about.private"),
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

    fn greeting(&self, salam: bool, introduce: bool, named: bool, told: &mut Told) -> String {
        let hello = match (salam, named) {
            (true, false) => self.say("greeting.salam"),
            (false, false) => self.say("greeting.hello"),
            (true, true) => self.quoting("greeting.salam_name", told),
            (false, true) => self.quoting("greeting.hello_name", told),
        };
        if introduce { format!("{hello} {}", self.say("greeting.introduction")) } else { hello }
    }

    /// A sentence with the next text of the customer's in it.
    fn quoting(&self, key: &str, told: &mut Told) -> String {
        told.quoted += 1;
        self.say(key).replace("{code}", &format!("{{quoted:c{}}}", told.quoted))
    }

    /// A sentence about so many pieces of a product, its slots bound to the next line.
    fn of_line(&self, key: &str, product: &Product, told: &mut Told) -> String {
        told.lines += 1;
        let lines = told.lines;
        let text = self.of_product(key, product);
        ["quantity", "total", "cover"].iter().fold(text, |text, slot| {
            text.replace(&format!("{{{slot}}}"), &format!("{{{slot}:t{lines}}}"))
        })
    }

    /// The one question of an answer.
    fn question(&self, ask: &Ask) -> String {
        let (Ask::Details(missing) | Ask::SameDetails(missing)) = ask else {
            return self.say(ask_key(ask));
        };
        let names: Vec<String> = missing.iter().map(|it| self.say(detail_key(*it))).collect();
        let listed = match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                format!("{}{}{last}", rest.join(&self.say("list.comma")), self.say("list.and"))
            }
            None => String::new(),
        };
        let key = match ask {
            Ask::SameDetails(missing) if !missing.is_empty() => "ask.same_details_and",
            _ => ask_key(ask),
        };
        self.say(key).replace("{details}", &listed)
    }

    /// A sentence with the family it is about above it, where the answer has several parts.
    fn about(&self, key: &str, family: Option<&str>) -> String {
        let sentence = self.say(key);
        match self.family_line(family) {
            Some(family) => format!("{family}\n{sentence}"),
            None => sentence,
        }
    }

    /// The line above a list that says what is in it.
    fn family_line(&self, family: Option<&str>) -> Option<String> {
        let name = capitalised(&self.family_name(family?)?);
        Some(self.say("list.of_family").replace("{family}", &name))
    }

    /// A family as customers call it. The catalogue may call its families what it likes, so that
    /// nothing in a name may pass for a slot or for markup.
    fn family_name(&self, family: &str) -> Option<String> {
        let key = (family.to_owned(), self.voice.language);
        let known = self.words.families.get(&key).map_or(family, String::as_str);
        let name: String =
            naming::code(known).chars().filter(|c| !matches!(c, '{' | '}')).collect();
        Some(name).filter(|name| !name.trim().is_empty())
    }

    /// Families in a sentence: "chairs, desks and tables".
    fn enumerated(&self, families: &[String]) -> String {
        let names: Vec<String> = families.iter().filter_map(|it| self.family_name(it)).collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                let and = self.say("list.and");
                format!("{}{and}{last}", rest.join(&self.say("list.comma")))
            }
            None => String::new(),
        }
    }

    fn list(&self, products: &[Product], told: &mut Told) -> String {
        let key = |product: &Product| match (product.price.is_some(), self.needs_a_word(product)) {
            (true, false) => "product.row",
            (true, true) => "product.row_about",
            (false, false) => "product.row_unpriced",
            (false, true) => "product.row_unpriced_about",
        };
        let rows = products.iter().map(|product| {
            told.rows += 1;
            // The place in a list is the renderer's, not a figure anybody could invent.
            format!("{}. {}", told.rows, self.of_product(key(product), product))
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// A numbered list that says what so many pieces of each come to.
    fn list_of_lines(&self, products: &[Product], told: &mut Told) -> String {
        let mut lines = told.lines..told.lines + products.len();
        if lines.any(|line| self.evidence.is_reduced(line)) {
            told.rows += products.len();
            told.lines += products.len();
            return told.block();
        }
        let rows = products.iter().map(|product| {
            told.rows += 1;
            let key = if product.price.is_some() {
                "product.row_total"
            } else {
                "product.row_untotalled"
            };
            let place = told.rows;
            format!("{place}. {}", self.of_line(key, product, told))
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
        // A short description that stands in for a name is a name, in whatever language.
        let keeps_about = self.needs_a_word(product);
        let described = product.described(self.voice.language).is_some();
        let says = |line: &&str| {
            (!line.contains("{size}") || known_size)
                && (!line.contains("{about}") || keeps_about || described)
        };
        let sentence = self.say(key);
        let sentence = sentence.lines().filter(says).collect::<Vec<_>>().join("\n");
        ["name", "sku", "price", "stock", "size", "about"].iter().fold(sentence, |text, slot| {
            text.replace(&format!("{{{slot}}}"), &format!("{{{slot}:p{}}}", place + 1))
        })
    }
}

/// A name as it stands at the beginning of a line.
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The sentence above a list.
fn intro_key(products: &[Product], without: &[Trait], list: List) -> &'static str {
    let fits = if products.len() == 1 { "list.one" } else { "list.several" };
    match without {
        [] => match list {
            List::Fits => fits,
            List::NotSaid => "list.not_said",
            List::Again => "list.again",
            List::First { end: Extreme::Cheapest } => "list.cheapest",
            List::First { end: Extreme::Dearest } => "list.dearest",
            List::First { end: Extreme::Smallest } => "list.smallest",
            List::First { end: Extreme::Largest } => "list.largest",
            List::More => "list.more",
            List::Beyond { change: Change::Cheaper } => "list.cheaper",
            List::Beyond { change: Change::Dearer } => "list.dearer",
            List::Beyond { change: Change::Smaller } => "list.smaller",
            List::Beyond { change: Change::Larger } => "list.larger",
            List::Version if products.len() > 1 => "list.versions",
            List::Version => "list.version",
            List::Instead => "list.instead",
        },
        // Nobody knows which words they were, or whether they named anything.
        [Trait::Words] => fits,
        [Trait::Stock] if products.iter().any(|it| it.stock != Some(0)) => fits,
        [Trait::People] if products.iter().all(|it| it.capacity.is_none()) => "list.unknown_people",
        [one] => without_key(*one),
        several if several.contains(&Trait::Version) => without_key(Trait::Version),
        [_, _, ..] => "list.other_several",
    }
}

fn without_key(without: Trait) -> &'static str {
    match without {
        Trait::Size => "list.other_size",
        Trait::Colour => "list.other_colour",
        Trait::Material => "list.other_material",
        Trait::Feature => "list.without_feature",
        Trait::Kind => "list.other_kind",
        Trait::Price => "list.other_price",
        Trait::Stock => "list.other_stock",
        Trait::People => "list.other_people",
        Trait::Version => "list.other_version",
        // Nobody knows which words, or there is no room for them.
        Trait::Words => "list.other_several",
    }
}

fn nothing_beyond_key(change: Change) -> &'static str {
    match change {
        Change::Cheaper => "list.none_cheaper",
        Change::Dearer => "list.none_dearer",
        Change::Smaller => "list.none_smaller",
        Change::Larger => "list.none_larger",
    }
}

fn occasion_key(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::First => "quotation.first",
        Occasion::Changed => "quotation.changed",
        Occasion::Repriced => "quotation.repriced",
        Occasion::Expired => "quotation.expired",
        Occasion::Again => "quotation.again",
        Occasion::Later => "quotation.later_revision",
    }
}

fn took_key(sense: Sense) -> &'static str {
    match sense {
        Sense::Width => "took.width",
        Sense::Price => "took.price",
        Sense::People => "took.people",
        Sense::Pieces => "took.pieces",
    }
}

fn ask_key(ask: &Ask) -> &'static str {
    match ask {
        Ask::Family => "ask.family",
        Ask::Item => "ask.item",
        Ask::Items => "ask.items",
        Ask::Version => "ask.version",
        Ask::Plan => "ask.plan",
        Ask::Referent => "ask.referent",
        Ask::Fit => "ask.fit",
        Ask::SameOrder => "ask.same_order",
        Ask::Else => "ask.else",
        Ask::Quantity => "ask.quantity",
        Ask::Lines => "ask.lines",
        Ask::Headcount => "ask.headcount",
        Ask::UseCase => "ask.use_case",
        Ask::Quotation => "ask.quotation",
        Ask::Details(_) => "ask.details",
        Ask::SameDetails(_) => "ask.same_details",
        Ask::Acceptance => "ask.acceptance",
        Ask::Variant => "ask.variant",
        Ask::TakeOut => "ask.take_out",
        Ask::NextContact => "ask.next_contact",
        Ask::Words => "ask.words",
    }
}

fn detail_key(detail: Detail) -> &'static str {
    match detail {
        Detail::Name => "detail.name",
        Detail::Company => "detail.company",
        Detail::Email => "detail.email",
        Detail::Phone => "detail.phone",
        Detail::Address => "detail.address",
    }
}

fn advice_key(because: Because) -> &'static str {
    match because {
        Because::InStock => "advice.in_stock",
        Because::Cheapest => "advice.cheapest",
        Because::Fits => "advice.fits",
    }
}

fn not_sales_key(lead: Lead) -> &'static str {
    match lead {
        Lead::JobSeeker => "strangers.job_seeker",
        Lead::Supplier => "strangers.supplier",
        Lead::Spam | Lead::Customer => "strangers.spam",
        Lead::OptedOut => "strangers.opted_out",
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
