//! Who the customer is: names, companies, e-mails, phones and addresses, however they are told.
//!
//! Every detail needs a reason: an introduction, a label, a form of its own, its place in a row of
//! details, or the question before it. What is read here is taken out of the message, so that the
//! number of a villa is no quantity. Linear in the message.

mod address;
mod compact;
mod company;
mod contact;
mod introduction;
mod labels;
mod marks;
mod name;
mod role;
mod sheet;

use std::ops::Range;

pub use marks::DetailMarks;
use sheet::Sheet;

use super::language::Heard;
use super::vocabulary::Vocabulary;
use crate::understanding::{Buyer, Detail, Details};
use crate::words::{Kind, Word};

/// The details of one message.
pub(super) struct Told {
    pub(super) details: Details,
    /// For each word, whether it tells or introduces a detail and nothing else.
    pub(super) taken: Vec<bool>,
    /// For each word, whether it names an area; it may still ask something ("deliver to Dubai").
    pub(super) areas: Vec<bool>,
    /// What the words of both say about the language.
    pub(super) heard: Heard,
}

/// A message as it was written and as it was meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelled<'s> {
    pub(super) raw: &'s str,
    pub(super) words: &'s [Word],
    /// The same words, those of the trade put right.
    pub(super) right: &'s [Word],
}

/// Reads who the customer is. `asked` is what they were asked for last.
pub(super) fn details(message: Spelled<'_>, asked: &[Detail], vocabulary: &Vocabulary) -> Told {
    let mut telling = Telling::new(Sheet::new(message, vocabulary));
    contact::contacts(&mut telling);
    labels::labels(&mut telling, asked);
    introduction::introductions(&mut telling, asked);
    address::addresses(&mut telling, asked);
    compact::compact(&mut telling, asked);
    telling.told(vocabulary)
}

/// A message while its details are being read.
struct Telling<'s> {
    sheet: Sheet<'s>,
    details: Details,
    company: Option<Company>,
    /// Where they said that they buy for themselves.
    individual: Option<usize>,
    areas: Vec<bool>,
    /// For each word, whether it belongs to a detail that makes names beside it likely.
    supports: Vec<bool>,
}

struct Company {
    name: String,
    at: usize,
    labelled: bool,
}

impl<'s> Telling<'s> {
    fn new(sheet: Sheet<'s>) -> Self {
        let length = sheet.len();
        Self {
            sheet,
            details: Details::default(),
            company: None,
            individual: None,
            areas: vec![false; length],
            supports: vec![false; length],
        }
    }

    fn support(&mut self, range: Range<usize>) {
        self.supports.get_mut(range).into_iter().for_each(|words| words.fill(true));
    }

    fn tell_name(&mut self, range: Range<usize>) {
        self.details.name = Some(self.value(range.clone()));
        self.sheet.take(range);
    }

    /// A company that has a label counts even where they buy for themselves, and a later one else.
    fn tell_company(&mut self, range: Range<usize>, labelled: bool) {
        let known = self.company.as_ref().is_some_and(|known| known.labelled && !labelled);
        if !known {
            let name = self.value(range.clone());
            self.company = Some(Company { name, at: range.start, labelled });
        }
        self.forget_area(range.clone());
        self.support(range.clone());
        self.sheet.take(range);
    }

    /// "Smile Dental Centre" is no area once it is somebody's company.
    fn forget_area(&mut self, range: Range<usize>) {
        let inside = self.areas.get(range.clone()).is_some_and(|words| words.contains(&true));
        let outside = self.areas.iter().enumerate().any(|(at, area)| *area && !range.contains(&at));
        if inside && !outside {
            self.details.area = None;
        }
        self.areas.get_mut(range).into_iter().for_each(|words| words.fill(false));
    }

    fn tell_individual(&mut self, range: Range<usize>) {
        self.individual = Some(range.start);
        self.support(range.clone());
        self.sheet.take_form(range);
    }

    fn tell_role(&mut self, range: Range<usize>) {
        self.details.role = Some(self.value(range.clone()));
        self.support(range.clone());
        self.sheet.take(range);
    }

    fn tell_address(&mut self, range: Range<usize>) {
        self.details.address = Some(self.value(range.clone()));
        self.sheet.take(range);
    }

    fn tell_area(&mut self, range: Range<usize>) {
        self.details.area = Some(self.value(range.clone()));
        self.areas.get_mut(range).into_iter().for_each(|words| words.fill(true));
    }

    /// Whether the company, or that there is none, is still to be told.
    fn company_open(&self) -> bool {
        self.company.is_none() && self.individual.is_none()
    }

    fn value(&self, range: Range<usize>) -> String {
        self.sheet.text(range).trim().to_owned()
    }

    fn told(self, vocabulary: &Vocabulary) -> Told {
        let Self { sheet, mut details, company, individual, areas, .. } = self;
        details.company = match (company, individual) {
            (Some(company), Some(at)) if company.labelled || company.at > at => {
                Some(Buyer::Company(company.name))
            }
            (_, Some(_)) => Some(Buyer::Individual),
            (Some(company), None) => Some(Buyer::Company(company.name)),
            (None, None) => None,
        };
        let arabic_digits = sheet.raw.contains(|c| matches!(c, '٠'..='٩' | '۰'..='۹'));
        let mut heard = Heard { arabic_digits, ..Heard::default() };
        for (at, word) in sheet.words.iter().enumerate() {
            let form = sheet.forms.get(at).copied().unwrap_or(false);
            let taken = !sheet.is_free(at) || areas.get(at).copied().unwrap_or(false);
            heard.arabic_names |= taken && word.kind == Kind::Arabic;
            match word.kind {
                Kind::Arabic if form => heard.arabic += 1,
                Kind::Latin if form && vocabulary.details.is_arabizi(word) => heard.arabizi += 1,
                Kind::Latin if form => heard.english += 1,
                Kind::Arabic
                | Kind::Latin
                | Kind::Foreign
                | Kind::Digits
                | Kind::Sign
                | Kind::Private => {}
            }
        }
        Told { details, taken: sheet.taken, areas, heard }
    }
}
