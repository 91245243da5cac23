//! What really stands in a customer's words: only that may be read out of them.

use rust_decimal::Decimal;

use super::Known;
use crate::language::Language;
use crate::money::Currency;
use crate::numbers::{self, FigureKind};
use crate::privacy::{is_email, is_phone};
use crate::reading::tags::Tagged;
use crate::reading::{Before, Vocabulary, read, reference_in};
use crate::sku;
use crate::understanding::{CodeMention, Detail, Range, Reference};
use crate::words::Word;

/// Most words of a stretch that a model may point at.
const LONGEST: usize = 24;

/// A customer's words, ready to look things up in.
#[derive(Debug)]
pub struct Ground<'a> {
    text: &'a str,
    pub(super) known: &'a Known,
    vocabulary: &'a Vocabulary,
    words: Vec<Word>,
    amounts: Vec<Decimal>,
    /// All of it as a code would be looked up.
    key: String,
}

impl<'a> Ground<'a> {
    /// The words of `text`. Linear in it.
    pub fn new(text: &'a str, known: &'a Known, vocabulary: &'a Vocabulary) -> Self {
        let amounts = numbers::amounts(&tagged(text, vocabulary));
        Self {
            text,
            known,
            vocabulary,
            words: vocabulary.words(text),
            amounts,
            key: sku::key(text),
        }
    }

    /// What the customer wrote where `said` stands in it, word by word, however it is capitalised.
    pub(super) fn quote(&self, said: &str) -> Option<&'a str> {
        let here = self.words_of(said)?;
        self.text.get(here.first()?.start..here.last()?.end)
    }

    fn words_of(&self, said: &str) -> Option<&[Word]> {
        let sought = self.vocabulary.words(said);
        if sought.is_empty() || sought.len() > LONGEST {
            return None;
        }
        let same = |here: &[Word]| here.iter().zip(&sought).all(|(a, b)| a.text == b.text);
        self.words.windows(sought.len()).find(|here| same(here))
    }

    /// A number, if the customer named it.
    pub(super) fn amount(&self, figure: Option<&str>) -> Option<Decimal> {
        let said = numbers::amounts(&tagged(figure?, self.vocabulary));
        let [amount] = said.as_slice() else { return None };
        self.amounts.contains(amount).then_some(*amount)
    }

    /// A number of pieces or people, if the customer named it.
    pub(super) fn count(&self, figure: Option<&str>) -> Option<u32> {
        let count = u32::try_from(self.amount(figure)?).ok();
        count.filter(|count| *count > 0)
    }

    /// A size, if it stands in the message with its unit; a bare number is centimetres.
    pub(super) fn size(&self, figure: Option<&str>) -> Option<Range> {
        let figure = figure?;
        let sized =
            numbers::figures(&tagged(figure, self.vocabulary)).into_iter().find_map(|it| match it
                .kind
            {
                FigureKind::Size(_, range) => Some(range),
                FigureKind::Footprint(_)
                | FigureKind::Pieces(_)
                | FigureKind::Price(_)
                | FigureKind::People(_)
                | FigureKind::Place(_)
                | FigureKind::LineNumber
                | FigureKind::Other
                | FigureKind::Bare(_)
                | FigureKind::Fraction(_) => None,
            });
        match sized {
            Some(range) => self.quote(figure).map(|_| range),
            None => around(self.amount(Some(figure))?),
        }
    }

    /// A code, if it stands in the message in any spelling.
    pub(super) fn code(&self, code: &str) -> Option<CodeMention> {
        let key = sku::key(code);
        let here = key.len() >= 3 && self.key.contains(&key);
        let text = self.quote(code).unwrap_or(code).trim().to_owned();
        here.then_some(CodeMention { text, key, quantity: None, explicit: true, spot: 0 })
    }

    /// A currency by its code.
    pub(super) fn currency(code: Option<&str>) -> Option<Currency> {
        Currency::parse(code?).ok()
    }

    /// A place in what was shown, if it stands in the message ("the second one").
    pub(super) fn ordinal(&self, place: &str) -> Option<Reference> {
        self.quote(place)?;
        let said = reference_in(place, self.vocabulary).filter(|it| *it != Reference::Last);
        said.or_else(|| self.count(Some(place)).map(Reference::Ordinal))
    }

    /// A few words of the message without digits: a name, a company, a job.
    pub(super) fn name(&self, said: Option<&str>, most: usize) -> Option<String> {
        let name = self.quote(said?)?.trim();
        let few = name.split_whitespace().count() <= most;
        (few && name.chars().any(char::is_alphabetic)).then(|| name.to_owned())
    }

    /// An e-mail address of the message.
    pub(super) fn email(&self, said: Option<&str>) -> Option<String> {
        self.quote(said?).filter(|here| is_email(here)).map(str::to_owned)
    }

    /// A telephone number of the message.
    pub(super) fn phone(&self, said: Option<&str>) -> Option<String> {
        let here = self.words_of(said?)?;
        let first = here.first()?;
        let start = first.start.saturating_sub(usize::from(first.plus));
        let phone = self.text.get(start..here.last()?.end)?;
        is_phone(phone).then(|| phone.to_owned())
    }

    /// A place of the message, and whether somebody can drive there.
    pub(super) fn place(&self, said: Option<&str>) -> Option<(String, bool)> {
        let place = self.quote(said?)?.trim();
        let before = Before { language: Language::English, asked: &[Detail::Address], codes: &[] };
        let known = read(&[place], before, self.vocabulary).details.address.is_some();
        let numbered = place.chars().any(char::is_numeric) && place.split_whitespace().count() > 2;
        Some((place.to_owned(), known || numbered))
    }

    /// Words of the message that name a product or series, folded.
    pub(super) fn series(&self, words: &str) -> Vec<String> {
        let here = self.words_of(words).unwrap_or_default();
        here.iter().map(|word| word.text.clone()).collect()
    }
}

fn tagged<'v>(text: &str, vocabulary: &'v Vocabulary) -> Tagged<'v> {
    vocabulary.tag_words(vocabulary.put_right(text, vocabulary.words(text)))
}

/// Five centimetres to either side of a size.
fn around(cm: Decimal) -> Option<Range> {
    let mm: u32 = cm.checked_mul(Decimal::TEN)?.round().try_into().ok()?;
    Some(Range { min: Some(mm.saturating_sub(50)), max: mm.checked_add(50), near: Some(mm) })
}
