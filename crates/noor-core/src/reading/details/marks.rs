//! The words by which customers say who they are, from `content/details.toml`.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::lexicon::{Forms, Spelling};
use crate::phrases::{Met, PhraseBook};
use crate::words::{Word, split};

/// What a phrase says about the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mark {
    /// "Name:".
    LabelName,
    /// "Company:".
    LabelCompany,
    /// "E-mail:".
    LabelEmail,
    /// "Mobile:".
    LabelPhone,
    /// "Address:".
    LabelAddress,
    /// "Position:".
    LabelRole,
    /// "My name is": a name follows.
    Named,
    /// "I'm", "this is": a name may follow.
    Being,
    /// "It's", "ok": what an answer may begin with.
    Answering,
    /// "We are", "I work for": a company may follow.
    Plural,
    /// "Omar here": a name stands before it.
    Here,
    /// "Regards": a signature follows.
    Closing,
    /// "From", "at": what somebody belongs to follows.
    From,
    /// "Is", "called": joins a label and its value.
    Is,
    /// "The", "a".
    Article,
    /// "Mr": stands before a name and is no part of it.
    Title,
    /// "Abu", "bin": a part of a name that is none alone.
    Patronym,
    /// «شركة»: the name of a company follows.
    Head,
    /// "LLC", "Trading": ends the name of a company.
    Legal,
    /// "Labs", «دار»: found in names of companies, and elsewhere.
    Trade,
    /// "No company", "for myself".
    Individual,
    /// "Individual": only as a whole answer.
    Alone,
    /// "Manager".
    Post,
    /// «المشتريات», behind «مدير».
    Department,
    /// An emirate, a city, a country.
    City,
    /// A district of one.
    Area,
    /// "Opposite": a landmark follows.
    Near,
    /// "Gardens", «حي»: found in names of places.
    District,
    /// A common first name.
    FirstName,
    /// Never a name.
    NotName,
}

/// The words by which customers say who they are, as the shop keeps them.
#[derive(Debug, Clone)]
pub struct DetailMarks {
    book: PhraseBook<Mark>,
    arabizi: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    marks: BTreeMap<Mark, Forms>,
}

impl DetailMarks {
    /// Reads `content/details.toml`.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut marks = Self { book: PhraseBook::default(), arabizi: HashSet::new() };
        let mut others = HashSet::new();
        for (mark, forms) in &file.marks {
            for (phrase, spelling) in forms.all() {
                marks.book.add(phrase, *mark);
                let words = split(phrase, |_| true).into_iter().map(|word| word.text);
                match spelling {
                    Spelling::Arabizi => marks.arabizi.extend(words),
                    Spelling::AsIs => others.extend(words),
                }
            }
        }
        // "El email" is no reason to take "email" for Arabic.
        marks.arabizi.retain(|word| !others.contains(word));
        Ok(marks)
    }

    /// The longest phrase that begins with the first of `words`.
    pub(super) fn longest(&self, words: &[Word]) -> Option<Met<'_, Mark>> {
        self.book.longest(words)
    }

    /// Whether a word is Arabic in Latin letters.
    pub(super) fn is_arabizi(&self, word: &Word) -> bool {
        self.arabizi.contains(&word.text)
    }
}
