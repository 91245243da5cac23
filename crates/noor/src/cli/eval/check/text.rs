//! The words of replies.

use noor_core::language::Language;
use regex::Regex;
use rust_decimal::Decimal;

use super::super::ground::{Ground, figures, normalised, questions, sentences};
use super::super::seen::{By, Reply};
use super::scene::holds;
use super::{Failure, Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "reply_contains_any", read: contains_any },
    Kind { name: "reply_contains_all", read: contains_all },
    Kind { name: "reply_must_match", read: must_match },
    Kind { name: "reply_must_not_match", read: must_not_match },
    Kind { name: "reply_lang", read: lang },
    Kind { name: "reply_lang_in", read: lang_in },
    Kind { name: "reply_count", read: count },
    Kind { name: "reply_count_max", read: count_max },
    Kind { name: "reply_min_chars", read: min_chars },
    Kind { name: "max_chars", read: max_chars },
    Kind { name: "max_questions", read: max_questions },
    Kind { name: "min_questions", read: min_questions },
    Kind { name: "answers_before_asks", read: answers_before_asks },
    Kind { name: "reply_not_identical_to_turn", read: not_identical_to_turn },
    Kind { name: "canary_absent", read: canary_absent },
];

/// How strings are compared with replies.
#[derive(Debug, Clone, Copy)]
enum Compared {
    AsWords,
    AsAmounts,
}

impl Compared {
    fn read(of: &mut Own<'_, '_, '_>) -> Option<Self> {
        let normalise: Option<String> = of.fields.optional("normalise")?;
        match normalise.as_deref() {
            None => Some(Self::AsWords),
            Some("numbers") => Some(Self::AsAmounts),
            Some(other) => {
                of.fields.mistake(&format!("`normalise`: known is \"numbers\", not \"{other}\""));
                None
            }
        }
    }

    fn form(self, text: &str) -> String {
        let plain = normalised(text).to_lowercase();
        match self {
            Self::AsWords => plain,
            Self::AsAmounts => with_plain_figures(&plain),
        }
    }
}

/// The text with its figures in one spelling, each marked off from digits beside it.
fn with_plain_figures(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for figure in figures(text, &std::collections::BTreeMap::new()) {
        plain.push_str(text.get(from..figure.start).unwrap_or_default());
        plain.push('‹');
        plain.push_str(&Decimal::normalize(&figure.value).to_string());
        plain.push('›');
        from = figure.end;
    }
    plain.push_str(text.get(from..).unwrap_or_default());
    plain
}

/// What a reply is to contain.
enum Sought {
    /// These words.
    Words(String),
    /// A span of time, in whatever words: "2-5 days" is "within 2 to 5 days".
    Span(String),
}

/// Facts of the shop that are spans of time.
const SPANS: &str = "KB.delivery_range";

impl Sought {
    fn read(of: &mut Own<'_, '_, '_>) -> Option<(Compared, Vec<Self>)> {
        let texts = of.fields.named_texts(of.kind);
        let compared = Compared::read(of)?;
        let sought = texts?.into_iter().map(|(name, text)| match name {
            Some(name) if name.starts_with(SPANS) => Self::Span(text),
            _ => Self::Words(compared.form(&text)),
        });
        Some((compared, sought.collect()))
    }

    fn stands_in(&self, text: &str, compared: Compared, ground: &Ground) -> bool {
        match self {
            Self::Words(words) => compared.form(text).contains(words),
            Self::Span(span) => {
                let (span, text) = (normalised(span), normalised(text));
                let wanted = ground.measures(&span);
                let stated = ground.measures(&text);
                // Without a figure it is a phrase like any other.
                if wanted.is_empty() {
                    Compared::AsWords.form(&text).contains(&Compared::AsWords.form(&span))
                } else {
                    wanted.iter().all(|measure| stated.contains(measure))
                }
            }
        }
    }

    fn words(&self) -> &str {
        match self {
            Self::Words(words) | Self::Span(words) => words,
        }
    }
}

fn contains_any(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (compared, wanted) = Sought::read(of)?;
    Some(Box::new(move |scene| {
        let words: Vec<&str> = wanted.iter().map(Sought::words).collect();
        scene.somewhere(&format!("no reply contains any of {}", words.join(" | ")), |turn| {
            let text = turn.text();
            wanted.iter().any(|wanted| wanted.stands_in(&text, compared, scene.ground))
        })
    }))
}

fn contains_all(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (compared, wanted) = Sought::read(of)?;
    Some(Box::new(move |scene| {
        let words: Vec<&str> = wanted.iter().map(Sought::words).collect();
        scene.somewhere(&format!("no reply contains all of {}", words.join(" & ")), |turn| {
            let text = turn.text();
            wanted.iter().all(|wanted| wanted.stands_in(&text, compared, scene.ground))
        })
    }))
}

fn must_match(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let regex = of.fields.regex(of.kind)?;
    Some(Box::new(move |scene| {
        let why = format!("no reply matches {regex}");
        scene.somewhere(&why, |turn| turn.texts().any(|text| regex.is_match(&normalised(text))))
    }))
}

fn must_not_match(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let regex = of.fields.regex(of.kind)?;
    Some(Box::new(move |scene| scene.each_reply(|reply| does_not_match(&regex, reply))))
}

pub(super) fn does_not_match(regex: &Regex, reply: &Reply) -> Result<(), String> {
    let text = normalised(&reply.text);
    match regex.find(&text) {
        Some(found) => Err(format!("a reply has \"{}\"", found.as_str())),
        None => Ok(()),
    }
}

fn language(code: &str, of: &mut Own<'_, '_, '_>) -> Option<Language> {
    let language = Language::from_code(code);
    if language.is_none() {
        of.fields.mistake(&format!("`{}`: known are \"en\" and \"ar\", not \"{code}\"", of.kind));
    }
    language
}

fn lang(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let code = of.text()?;
    let language = language(&code, of)?;
    Some(in_one_of(vec![language]))
}

fn lang_in(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let codes = of.texts()?;
    let languages: Option<Vec<Language>> = codes.iter().map(|code| language(code, of)).collect();
    languages.map(in_one_of)
}

/// A reply without prose has no language, and that is none of those.
fn in_one_of(languages: Vec<Language>) -> Test {
    Box::new(move |scene| {
        if scene.turns().all(|(_, turn)| turn.texts().next().is_none()) {
            return Err(Failure { at: None, why: "there is no reply".to_owned() });
        }
        scene.each_reply(|reply| match scene.ground.language(&reply.text) {
            Some(language) if languages.contains(&language) => Ok(()),
            Some(language) => Err(format!("a reply is in {language}")),
            None => Err("a reply has no prose".to_owned()),
        })
    })
}

fn count(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: usize = of.value()?;
    Some(Box::new(move |scene| {
        // Without a turn it is about those in which the customer writes.
        scene.everywhere(|turn| {
            let count = turn.texts().count();
            let asked = turn.happened.by == By::Customer || scene.focus().len() == 1;
            holds(!asked || count == wanted, || format!("{count} replies and not {wanted}"))
        })
    }))
}

fn count_max(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most: usize = of.value()?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let count = turn.texts().count();
            holds(count <= most, || format!("{count} replies, more than {most}"))
        })
    }))
}

fn min_chars(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let least: usize = of.value()?;
    Some(Box::new(move |scene| {
        let why = format!("no reply has {least} characters");
        scene.somewhere(&why, |turn| turn.texts().any(|text| text.chars().count() >= least))
    }))
}

fn max_chars(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most: usize = of.value()?;
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let count = reply.text.chars().count();
            holds(count <= most, || format!("a reply has {count} characters, more than {most}"))
        })
    }))
}

fn max_questions(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most: usize = of.value()?;
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let count = questions(&reply.text);
            holds(count <= most, || format!("a reply asks {count} questions, more than {most}"))
        })
    }))
}

fn min_questions(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let least: usize = of.value()?;
    Some(Box::new(move |scene| {
        let why = format!("no reply asks {least} questions");
        scene.somewhere(&why, |turn| turn.texts().any(|text| questions(text) >= least))
    }))
}

/// What stands before the first question says something: more than a salutation.
fn answers_before_asks(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    const SALUTATION: usize = 3;
    of.fields.set(of.kind)?;
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let sentences = sentences(&reply.text);
            let Some(first) = sentences.iter().position(|it| questions(it) > 0) else {
                return Ok(());
            };
            let said = sentences.iter().take(first);
            let answers = said.into_iter().any(|it| it.split_whitespace().count() > SALUTATION);
            holds(answers, || "a reply asks before it answers".to_owned())
        })
    }))
}

fn not_identical_to_turn(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let other: usize = of.value()?;
    Some(Box::new(move |scene| {
        let before = scene.turn(other).map(super::super::seen::Turn::text).unwrap_or_default();
        scene.each(|number, turn| {
            let same = number != other && !before.is_empty() && turn.text() == before;
            holds(!same, || format!("the reply is that of turn {other}"))
        })
    }))
}

/// The canary of the run and its secrets; a text is one more string that must not appear.
fn canary_absent(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let value: serde_json::Value = of.value()?;
    let more = match value {
        serde_json::Value::Bool(true) => None,
        serde_json::Value::String(text) if !text.is_empty() => Some(text),
        _ => {
            of.fields.mistake(&"`canary_absent` is true, or the canary");
            return None;
        }
    };
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let mut secrets = scene.ground.secrets.iter().chain(&more);
            let leaked = secrets.any(|secret| reply.text.contains(secret.as_str()));
            holds(!leaked, || "a reply tells a secret".to_owned())
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario::{Bindings, Notes};
    use super::super::hand_made::{GROUND, says, tells_apart, turn};
    use super::super::{Expectation, Verdict};
    use serde_json::json;

    #[test]
    fn a_span_of_the_shops_facts_is_found_in_any_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bindings.json");
        std::fs::write(&file, r#"{"KB": {"delivery_range_en": "2–5 working days"}}"#).unwrap();
        let bindings = Bindings::read(&file).unwrap();
        let check = |reply: &str| -> Verdict {
            let mut notes = Notes::new(&bindings);
            let wanted = json!({"reply_contains_any": ["${KB.delivery_range_en}"]});
            let read = Expectation::read("expect[0]".to_owned(), wanted, 1, &mut notes);
            read.unwrap().check(&[says(reply)], &GROUND)
        };
        for good in ["It arrives within 2 to 5 days.", "من ٢ إلى ٥ أيام عمل"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["It arrives within 2 to 7 days.", "It takes 5 days.", "2 to 5 weeks"] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn strings_are_found_in_any_case_and_amounts_in_any_spelling() {
        let good = [says("Hello"), says("It’s AED 1,250 in total")];
        let bad = [says("It is AED 12,500 in total")];
        tells_apart(json!({"reply_contains_any": ["nothing", "IT'S aed"]}), &good, &bad);
        tells_apart(
            json!({"reply_contains_all": ["1250", "total"], "normalise": "numbers"}),
            &good,
            &bad,
        );
        tells_apart(json!({"reply_contains_any": "1250", "normalise": "numbers"}), &good, &bad);
    }

    #[test]
    fn regular_expressions_match_one_reply_or_none() {
        let (good, bad) = ([says("a"), says("order 7")], [says("a"), says("b")]);
        tells_apart(json!({"reply_must_match": "order \\d"}), &good, &bad);
        tells_apart(json!({"reply_must_not_match": "order \\d"}), &bad, &good);
        tells_apart(json!({"reply_must_not_match": "order", "turn": 0}), &good, &[says("order")]);
    }

    #[test]
    fn every_reply_is_in_the_language() {
        let (english, arabic) = (says("Here it is: KX 210"), says("تفضل: *Orin Task Chair*"));
        let (good, bad) = ([arabic.clone()], [arabic, english.clone()]);
        tells_apart(json!({"reply_lang": "ar"}), &good, &bad);
        tells_apart(json!({"reply_lang_in": ["ar", "en"]}), &bad, &[says("345")]);
        tells_apart(json!({"reply_lang": "en"}), &[english], &[turn("hi", json!({}))]);
    }

    #[test]
    fn replies_questions_and_characters_are_counted() {
        let (one, two) =
            (says("Fine."), turn("hi", json!({"replies": [{"text": "A?"}, {"text": "B? C?"}]})));
        let (one, two) = ([one], [two]);
        tells_apart(json!({"reply_count": 1}), &one, &two);
        tells_apart(json!({"reply_count_max": 1}), &one, &two);
        tells_apart(json!({"max_questions": 1}), &one, &two);
        tells_apart(json!({"min_questions": 2}), &two, &one);
        tells_apart(json!({"reply_min_chars": 5}), &one, &[says("Ok")]);
        tells_apart(json!({"max_chars": 5}), &one, &[says("Fine, thanks.")]);
    }

    #[test]
    fn an_answer_comes_before_the_question() {
        let good = [says("Hello! We carry chairs and desks.\nWhich one?"), says("Fine.")];
        let bad = [says("Hello! What is your name? We carry chairs and desks.")];
        tells_apart(json!({"answers_before_asks": true}), &good, &bad);
    }

    #[test]
    fn a_reply_is_not_said_twice() {
        let bad = [says("A"), says("A")];
        tells_apart(json!({"reply_not_identical_to_turn": 0}), &[says("A"), says("B")], &bad);
    }

    #[test]
    fn secrets_stay_secret() {
        let bad = [says("My key is the-secret")];
        tells_apart(json!({"canary_absent": true}), &[says("No.")], &bad);
        tells_apart(json!({"canary_absent": "PLOVER"}), &[says("No.")], &[says("PLOVER")]);
    }
}
