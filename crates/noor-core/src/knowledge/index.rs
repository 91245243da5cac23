//! Articles by their words, for questions that none of their phrases asks.

use std::collections::{HashMap, HashSet};

use super::Article;
use crate::language::Language;
use crate::normalise::{stem, tokens};

/// A word of a title or of a phrase says what an article is about; one of its text only that it is
/// mentioned there. Shares are in thousandths.
const ABOUT: u32 = 1_000;
const IN_TEXT: u32 = 750;
/// An article that has less of what a question says is no answer to it.
const FLOOR: u32 = 550;
/// A word that one article in fewer than so many has is no reason to choose one of them.
const COMMON: usize = 4;

/// The words of all articles.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<Entry>,
    /// In how many articles each word is.
    spread: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Entry {
    key: String,
    about: HashSet<String>,
    text: HashSet<String>,
}

/// An article that is near a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The article's key.
    pub article: String,
    /// How much of what the question says it has, in thousandths, weighed by how rare the words are.
    pub score: u32,
    /// The words it has.
    pub words: Vec<String>,
}

impl Index {
    /// Indexes articles.
    pub fn new(articles: &[Article]) -> Self {
        let entries: Vec<Entry> = articles.iter().map(Entry::of).collect();
        let mut spread = HashMap::new();
        for entry in &entries {
            for word in entry.about.union(&entry.text) {
                *spread.entry(word.clone()).or_default() += 1;
            }
        }
        Self { entries, spread }
    }

    /// The articles that have most of what a question says, best first; none where none has enough, or
    /// where they only share words that most articles have.
    ///
    /// `question` is the words of it that say something ([`crate::reading::telling_words`]).
    pub fn near(&self, question: &[String], limit: usize) -> Vec<Near> {
        let mut words: Vec<String> = question.iter().map(|word| stem(word)).collect();
        words.sort_unstable();
        words.dedup();
        let mut near: Vec<Near> =
            self.entries.iter().filter_map(|entry| self.met(entry, &words)).collect();
        near.sort_by(|one, other| {
            other.score.cmp(&one.score).then_with(|| one.article.cmp(&other.article))
        });
        near.truncate(limit);
        near
    }

    fn met(&self, entry: &Entry, words: &[String]) -> Option<Near> {
        let share = |word: &String| {
            if entry.about.contains(word) {
                ABOUT
            } else if entry.text.contains(word) {
                IN_TEXT
            } else {
                0
            }
        };
        let all: u32 = words.iter().map(|word| self.weight(word)).sum();
        let has: u32 = words.iter().map(|word| self.weight(word).saturating_mul(share(word))).sum();
        let score = has.checked_div(all)?;
        let met: Vec<String> = words.iter().filter(|word| share(word) > 0).cloned().collect();
        let telling = met.iter().any(|word| self.is_telling(word));
        (telling && score >= FLOOR).then(|| Near { article: entry.key.clone(), score, words: met })
    }

    /// Rare words weigh more, and those that no article has most: they are what was asked about.
    fn weight(&self, word: &str) -> u32 {
        let spread = self.spread.get(word).copied().unwrap_or(0).max(1);
        (1 + self.entries.len() / spread).ilog2()
    }

    fn is_telling(&self, word: &str) -> bool {
        let spread = self.spread.get(word).copied().unwrap_or(0);
        spread == 1 || spread.saturating_mul(COMMON) <= self.entries.len()
    }
}

impl Entry {
    fn of(article: &Article) -> Self {
        let stems = |text: &str| tokens(text).iter().map(|word| stem(word)).collect::<Vec<_>>();
        let titles = [&article.title.en, &article.title.ar].into_iter();
        let about = titles.chain(&article.ask.en).chain(&article.ask.ar);
        let answers = [Language::English, Language::Arabic].map(|it| article.answer.text(it));
        Self {
            key: article.key.clone(),
            about: about.flat_map(|text| stems(text)).collect(),
            text: answers.into_iter().flat_map(stems).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Asks, Both};

    fn article(key: &str, title: (&str, &str), answer: (&str, &str)) -> Article {
        let both = |(en, ar): (&str, &str)| Both { en: en.to_owned(), ar: ar.to_owned() };
        Article {
            key: key.to_owned(),
            title: both(title),
            ask: Asks::default(),
            answer: both(answer),
            next: None,
        }
    }

    fn shop() -> Index {
        Index::new(&[
            article(
                "parking",
                ("Parking at the showroom", "مواقف المعرض"),
                ("You can park in front of the building.", "تقدر توقف قدام المبنى."),
            ),
            article(
                "care",
                ("Looking after mesh", "العناية بالشبك"),
                (
                    "You can wipe the mesh with a damp cloth, without bleach.",
                    "امسح الشبك بقطعة رطبة.",
                ),
            ),
            article(
                "warranty",
                ("Warranty", "الضمان"),
                ("You have five years on the mechanism.", "عندك خمس سنوات على الميكانيزم."),
            ),
            article(
                "delivery",
                ("Delivery", "التوصيل"),
                ("You can have it brought up the stairs.", "نطلعها لك على الدرج."),
            ),
        ])
    }

    fn nearest(question: &str) -> Option<String> {
        shop().near(&tokens(question), 1).pop().map(|near| near.article)
    }

    #[test]
    fn a_question_finds_the_article_that_has_its_words() {
        for (question, article) in [
            ("parking showroom?", Some("parking")),
            ("bleach mesh", Some("care")),
            ("المواقف عند المعرض", Some("parking")),
            ("تنظيف الشبك بقطعة", Some("care")),
            ("stairs", Some("delivery")),
            ("helicopter", None),
            ("can you have", None),
            ("helicopter landing permits showroom", None),
            ("", None),
        ] {
            assert_eq!(nearest(question).as_deref(), article, "{question}");
        }
    }

    #[test]
    fn nothing_anybody_writes_is_an_error() {
        let index = shop();
        for question in ["'; drop table", "🪑🪑", &"x ".repeat(5_000), "٣٠٠", "a:* & b | !c"]
        {
            assert!(index.near(&tokens(question), 3).is_empty(), "{question}");
        }
        assert!(Index::new(&[]).near(&tokens("parking"), 3).is_empty());
    }
}
