//! Which articles a message asks for in their own phrases.

use std::collections::HashMap;

use super::Article;
use crate::normalise::without_particle;
use crate::words::{Gap, Kind, Word, split};

/// All articles' phrases, indexed by their first word.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    keys: Vec<String>,
    triggers: HashMap<String, Vec<Trigger>>,
}

#[derive(Debug, Clone)]
struct Trigger {
    article: usize,
    /// The stems after the first.
    rest: Vec<String>,
}

/// An article that a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The article's key.
    pub article: String,
    /// The words of the message that ask for it.
    pub words: Vec<usize>,
}

impl Topics {
    /// Indexes the phrases of `articles`.
    pub fn new(articles: &[Article]) -> Self {
        let mut topics = Self::default();
        for (article, content) in articles.iter().enumerate() {
            topics.keys.push(content.key.clone());
            for phrase in content.ask.en.iter().chain(&content.ask.ar) {
                let mut stems = split(phrase, |_| true).into_iter().map(|word| word.stem);
                if let Some(first) = stems.next() {
                    let rest = stems.collect();
                    topics.triggers.entry(first).or_default().push(Trigger { article, rest });
                }
            }
        }
        topics
    }

    /// The stems of all phrases.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let triggers = self.triggers.iter();
        triggers.flat_map(|(first, triggers)| {
            let rest = triggers.iter().flat_map(|trigger| &trigger.rest);
            std::iter::once(first).chain(rest).map(String::as_str)
        })
    }

    /// The articles that a message asks for, in its order, at most one for the same words.
    ///
    /// `idle` says which words carry no meaning (greetings, fillers): they do not make a message
    /// longer.
    pub fn asked(&self, words: &[Word], idle: impl Fn(usize) -> bool) -> Vec<Topic> {
        let mut found: Vec<(usize, usize, Vec<usize>)> = Vec::new();
        let mut start = 0;
        for sentence in words.chunk_by(|_, next| next.gap < Gap::Stop) {
            let busy = busy_by_clause(sentence, |at| idle(start + at));
            for at in 0..sentence.len() {
                for (article, places) in self.triggered(sentence, at) {
                    let alone = busy.get(at).is_some_and(|busy| *busy <= 2);
                    let whole = places.len() > 1 || alone;
                    if whole {
                        let places: Vec<usize> = places.iter().map(|at| at + start).collect();
                        found.push((places.len(), article, places));
                    }
                }
            }
            start += sentence.len();
        }
        self.without_overlap(found, words.len())
    }

    /// The triggers that begin at a word, with the words each of them takes.
    fn triggered(&self, sentence: &[Word], at: usize) -> Vec<(usize, Vec<usize>)> {
        let Some(first) = sentence.get(at) else { return Vec::new() };
        let bare = || (first.kind == Kind::Arabic).then(|| without_particle(&first.text)).flatten();
        let triggers = self
            .triggers
            .get(&first.stem)
            .or_else(|| bare().and_then(|bare| self.triggers.get(&bare)));
        let follow = |trigger: &Trigger| {
            let mut places = vec![at];
            for stem in &trigger.rest {
                let last = *places.last()?;
                let next = (last + 1..last + 4).find(|&at| meets(sentence.get(at), stem))?;
                places.push(next);
            }
            Some((trigger.article, places))
        };
        triggers.into_iter().flatten().filter_map(follow).collect()
    }

    /// The longest phrases first; later ones may not use the same words or ask for the same again.
    fn without_overlap(
        &self,
        mut found: Vec<(usize, usize, Vec<usize>)>,
        words: usize,
    ) -> Vec<Topic> {
        // Longer phrases first; of equal ones the tighter; then the earlier.
        found.sort_by_key(|(length, _, places)| {
            let spread = places.last().unwrap_or(&0) - places.first().unwrap_or(&0);
            (std::cmp::Reverse(*length), spread, places.first().copied())
        });
        let mut used = vec![false; words];
        let mut asked = vec![false; self.keys.len()];
        let mut kept: Vec<Topic> = Vec::new();
        for (_, article, places) in found {
            if asked[article] || places.iter().any(|&at| used[at]) {
                continue;
            }
            asked[article] = true;
            for &at in &places {
                used[at] = true;
            }
            kept.push(Topic { article: self.keys[article].clone(), words: places });
        }
        kept.sort_by_key(|topic| topic.words.first().copied());
        kept
    }
}

/// Whether a word has a stem, perhaps behind a particle («وبكم» for «بكم»).
fn meets(word: Option<&Word>, stem: &str) -> bool {
    word.is_some_and(|word| {
        word.stem == stem
            || word.kind == Kind::Arabic
                && without_particle(&word.text).is_some_and(|bare| bare == stem)
    })
}

/// For each word, how many words of its clause say something. "And", a comma and the Arabic «و» that is
/// written together with a word begin a clause.
fn busy_by_clause(sentence: &[Word], idle: impl Fn(usize) -> bool) -> Vec<usize> {
    const AND: [&str; 4] = ["and", "&", "plus", "also"];
    let begins = |word: &Word| {
        word.gap >= Gap::Comma
            || AND.contains(&word.text.as_str())
            || word.kind == Kind::Arabic
                && word.text.starts_with('و')
                && word.text.chars().count() > 2
    };
    let mut busy = Vec::with_capacity(sentence.len());
    for clause in sentence.chunk_by(|_, next| !begins(next)) {
        let start = busy.len();
        let says = |at: &usize| {
            !idle(*at) && !sentence.get(*at).is_some_and(|it| AND.contains(&it.text.as_str()))
        };
        let count = (start..start + clause.len()).filter(says).count();
        busy.extend(std::iter::repeat_n(count, clause.len()));
    }
    busy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    const LOCATION: &str = r#"
        key = "location"
        title = { en = "Location", ar = "الموقع" }
        ask.en = ["where is your office", "location"]
        ask.ar = ["وين موقعكم", "الموقع"]
        answer = { en = "In {{ shop.city }}.", ar = "في {{ shop.city }}." }
    "#;
    const VISIT: &str = r#"
        key = "visit"
        title = { en = "Visit", ar = "زيارة" }
        ask.en = ["visit your office today", "visit"]
        ask.ar = ["زيارة"]
        answer = { en = "Welcome.", ar = "حياك." }
    "#;

    fn asked(message: &str) -> Vec<String> {
        let articles = [LOCATION, VISIT].map(|text| Article::from_toml(text).unwrap());
        let words = split(message, |_| true);
        let topics = Topics::new(&articles).asked(&words, |_| false);
        topics.into_iter().map(|topic| topic.article).collect()
    }

    #[test]
    fn whole_phrases_ask_and_single_words_only_alone() {
        for (message, expected) in [
            ("where is your office?", vec!["location"]),
            ("where is your new office please", vec!["location"]),
            ("I am the office manager here", vec![]),
            ("my location is far from the sea", vec![]),
            ("location", vec!["location"]),
            ("location please", vec!["location"]),
            ("وين موقعكم", vec!["location"]),
            ("ووين موقعكم", vec!["location"]),
            ("I want to visit your office today", vec!["visit"]),
            ("where is your office? visit", vec!["location", "visit"]),
            ("where is it. your office", vec![]),
            ("I want a very good desk and the location", vec!["location"]),
            ("نبي مكاتب للموظفين الجدد وين موقعكم", vec!["location"]),
        ] {
            assert_eq!(asked(message), expected, "{message}");
        }
    }

    #[test]
    fn an_article_answers_in_both_languages() {
        let article = Article::from_toml(LOCATION).unwrap();
        assert_eq!(article.answer.text(Language::English), "In {{ shop.city }}.");
        assert_eq!(article.answer.text(Language::Arabic), "في {{ shop.city }}.");
        assert!(Article::from_toml("key = 3").is_err());
    }
}
