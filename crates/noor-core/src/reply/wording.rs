//! The shop's wording: every sentence Noor can say by itself, in both languages, from content.

use std::collections::{BTreeMap, HashMap};

use super::figures::Voice;
use crate::language::Language;

/// Sentences by key and language, each in one or more variants.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    sentences: HashMap<(String, Language), Vec<String>>,
}

/// Content that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// The file is not TOML of the expected shape: sections of keys with lists of sentences.
    #[error("replies/{language}: {source}")]
    Unreadable {
        /// Which file.
        language: Language,
        /// What is wrong, with its line.
        source: Box<toml::de::Error>,
    },
    /// A sentence exists in one language only.
    #[error("replies: `{key}` is missing in {language}")]
    Missing {
        /// Which sentence.
        key: String,
        /// Where.
        language: Language,
    },
}

impl Wording {
    /// Reads both languages.
    ///
    /// # Errors
    ///
    /// [`WordingError`] names the file and line, or the first sentence that one language lacks.
    pub fn from_toml(english: &str, arabic: &str) -> Result<Self, WordingError> {
        let mut wording = Self::default();
        for (language, text) in [(Language::English, english), (Language::Arabic, arabic)] {
            let sections: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text)
                .map_err(|source| WordingError::Unreadable {
                    language,
                    source: Box::new(source),
                })?;
            for (section, sentences) in sections {
                for (key, variants) in sentences {
                    wording.sentences.insert((format!("{section}.{key}"), language), variants);
                }
            }
        }
        for (key, language) in wording.sentences.keys() {
            let other = match language {
                Language::English => Language::Arabic,
                Language::Arabic => Language::English,
            };
            if !wording.sentences.contains_key(&(key.clone(), other)) {
                return Err(WordingError::Missing { key: key.clone(), language: other });
            }
        }
        Ok(wording)
    }

    /// Adds what something is called: `colour.black`. An entry of content stays.
    pub fn name(&mut self, key: String, language: Language, name: &str) {
        self.sentences.entry((key, language)).or_insert_with(|| vec![name.to_owned()]);
    }

    /// A sentence; `seed` picks the variant.
    pub fn get(&self, key: &str, language: Language, seed: u64) -> Option<&str> {
        let variants = self.sentences.get(&(key.to_owned(), language))?;
        let place = seed.checked_rem(u64::try_from(variants.len()).ok()?)?;
        variants.get(usize::try_from(place).ok()?).map(String::as_str)
    }

    /// A sentence that content must have; its key where it does not, so that the gap is seen.
    pub fn phrase(&self, key: &str, voice: Voice, seed: u64) -> String {
        self.get(key, voice.language, seed).unwrap_or(key).to_owned()
    }

    /// Whether there is such a sentence.
    pub fn has(&self, key: &str) -> bool {
        self.sentences.contains_key(&(key.to_owned(), Language::English))
    }
}
