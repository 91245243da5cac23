//! Words for every decision, and what goes with them.

use std::collections::HashMap;

use proptest::prelude::*;

use super::given::*;
use super::shop::{CONTENT, VOCABULARY};
use crate::dialogue::answer::{Answer, Contribution};
use crate::dialogue::context::Heard;
use crate::dialogue::findings::Findings;
use crate::dialogue::state::State;
use crate::knowledge::{Article, Both};
use crate::language::Language;
use crate::product::Product;
use crate::reply::Draft;
use crate::reply::compose::{self, ArticleText, Words};
use crate::reply::evidence::Evidence;
use crate::reply::figures::{Digits, Voice};
use crate::reply::wording::Wording;
use crate::understanding::{Intent, Understanding};

#[test]
fn a_picture_that_nobody_has_is_said_to_be_missing() {
    let [with, other, _] = three();
    let without = Product { images: Vec::new(), ..other };
    let ask = |said: &mut Understanding| said.intents = vec![Intent::AskPicture];
    let (answer, _) = answered(&after_three(), ask, &pointed(&[with, without.clone()]));
    assert_eq!(answer.pictures, ["A"]);
    let missing = Contribution::NoPicture { products: vec![without], others_have: true };
    assert!(answer.contributions.contains(&missing), "{answer:?}");
}

#[test]
fn digits_stay_until_the_customer_changes_them() {
    let write = |state: &State, digits| {
        let heard = Heard { digits, ..heard(|said| said.intents = vec![Intent::Thank]) };
        let answer = conclude(state, &heard, &Findings::default());
        answer.events.iter().fold(state.clone(), State::after)
    };
    let eastern = write(&State::default(), Some(Digits::Eastern));
    assert_eq!(eastern.digits, Digits::Eastern);
    let kept = write(&eastern, None);
    assert_eq!(kept.digits, Digits::Eastern);
    assert_eq!(write(&kept, Some(Digits::Western)).digits, Digits::Western);
}

/// The shop's sentences, filled in.
pub(super) fn wording() -> Wording {
    let file = |language| {
        let text = std::fs::read_to_string(format!("{CONTENT}/replies/{language}.toml")).unwrap();
        [("name", "Mizwala"), ("city", "Dubai"), ("currency", "AED")]
            .iter()
            .fold(text, |text, (fact, it)| text.replace(&format!("{{{{ shop.{fact} }}}}"), it))
    };
    Wording::from_toml(&file("en"), &file("ar")).unwrap()
}

/// All the sentences that an answer can be made of, the shop's articles and names of families among
/// them.
pub(super) struct Sentences {
    wording: Wording,
    articles: HashMap<(String, Language), ArticleText>,
    families: HashMap<(String, Language), String>,
}

pub(super) fn sentences() -> Sentences {
    let mut articles = HashMap::new();
    for file in std::fs::read_dir(format!("{CONTENT}/knowledge")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let article = Article::from_toml(&text.replace("{{", "").replace("}}", "")).unwrap();
        for language in LANGUAGES {
            let text = |text: &Both| text.text(language).trim().to_owned();
            let (answer, next) = (text(&article.answer), article.next.as_ref().map(text));
            articles.insert((article.key.clone(), language), ArticleText { answer, next });
        }
    }
    let lexicon = &VOCABULARY.lexicon;
    let mut wording = wording();
    let mut families = HashMap::new();
    for family in lexicon.families() {
        for language in LANGUAGES {
            let name = lexicon.family_name(family, language, true).unwrap();
            wording.name(format!("family.{family}"), language, name);
            families.insert((family.to_owned(), language), name.to_owned());
        }
    }
    Sentences { wording, articles, families }
}

const LANGUAGES: [Language; 2] = [Language::English, Language::Arabic];

impl Sentences {
    /// That an answer has words in both languages, and no slot that its place does not fill.
    pub(super) fn can_word(&self, answer: &Answer) -> Result<(), TestCaseError> {
        let evidence = Evidence::of(answer);
        let Self { wording, articles, families } = self;
        let words = Words { wording, articles, families };
        for language in LANGUAGES {
            let voice = Voice::answering(language, Digits::Eastern);
            for seed in 0..3 {
                let text = compose::text(answer, &evidence, words, voice, seed);
                let draft = Draft::parse(&text, &evidence);
                prop_assert!(draft.is_ok(), "{draft:?}: {text}");
                let sent = draft.unwrap().render(&evidence, voice, wording);
                prop_assert!(!sent.trim().is_empty(), "{answer:?}");
                let slots = sent.contains('{') || sent.contains('}');
                prop_assert!(!slots, "{sent}");
                let questions = sent.chars().filter(|c| matches!(c, '?' | '؟')).count();
                let told = answer.contributions.iter().any(has_questions_of_its_own);
                prop_assert!(questions <= 1 || told, "{questions} questions: {sent}");
            }
        }
        Ok(())
    }
}

/// Whether a contribution is worded with a question or with the customer's own words.
fn has_questions_of_its_own(contribution: &Contribution) -> bool {
    matches!(contribution, Contribution::UnknownCode { .. } | Contribution::Variants { .. })
}
