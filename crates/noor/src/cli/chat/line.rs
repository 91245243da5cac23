//! What a line of input asks for. It reads words, and must never touch a file or the shop.

use std::path::PathBuf;

use chrono::TimeDelta;
use serde::Deserialize;

/// The longest time that can be let pass at once.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// One thing that happens in the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// The customer writes.
    Text(String),
    /// The customer writes several messages, one right after the other.
    Burst(Vec<String>),
    /// The customer sends a voice note: the name of a sound file, else its words.
    Voice(String),
    /// The customer sends a picture.
    Image {
        /// The picture's file.
        file: PathBuf,
        /// The words below it.
        caption: Option<String>,
    },
    /// A person of the shop writes in the same chat.
    Manager(String),
    /// Nobody writes while time passes.
    Clock(TimeDelta),
}

impl Line {
    /// Reads a line of `--json`: a JSON object, or else the customer's words as they are.
    ///
    /// # Errors
    ///
    /// A sentence about what is wrong with the object.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        if !line.trim_start().starts_with('{') {
            return Ok(Self::Text(line.to_owned()));
        }
        let fields: Fields = serde_json::from_str(line).map_err(|error| error.to_string())?;
        fields.meaning()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    text: Option<String>,
    burst: Option<Vec<String>>,
    voice: Option<String>,
    image: Option<PathBuf>,
    caption: Option<String>,
    manager: Option<String>,
    clock: Option<String>,
}

impl Fields {
    fn meaning(self) -> Result<Line, String> {
        let Self { text, burst, voice, image, caption, manager, clock } = self;
        if caption.is_some() && image.is_none() {
            return Err("`caption` belongs to an `image`".to_owned());
        }
        let mut meanings = Vec::new();
        meanings.extend(text.map(|text| words("text", text).map(Line::Text)));
        meanings.extend(burst.map(several));
        meanings.extend(voice.map(|voice| words("voice", voice).map(Line::Voice)));
        meanings.extend(image.map(|file| Ok(Line::Image { file, caption })));
        meanings.extend(manager.map(|text| words("manager", text).map(Line::Manager)));
        meanings.extend(clock.map(|clock| duration(&clock).map(Line::Clock)));
        match (meanings.pop(), meanings.pop()) {
            (Some(meaning), None) => meaning,
            (None, _) => {
                Err("one of `text`, `burst`, `voice`, `image`, `manager` or `clock` is missing"
                    .to_owned())
            }
            (Some(_), Some(_)) => Err("one line is one thing: leave one key".to_owned()),
        }
    }
}

fn words(key: &str, text: String) -> Result<String, String> {
    if text.trim().is_empty() { Err(format!("`{key}` has no words")) } else { Ok(text) }
}

fn several(texts: Vec<String>) -> Result<Line, String> {
    if texts.is_empty() {
        return Err("`burst` has no messages".to_owned());
    }
    let texts: Result<Vec<String>, String> =
        texts.into_iter().map(|text| words("burst", text)).collect();
    texts.map(Line::Burst)
}

/// Reads a duration of ISO 8601 in weeks, days, hours, minutes and seconds: `P1DT2H`.
///
/// # Errors
///
/// A sentence that shows how one is written.
pub(super) fn duration(text: &str) -> Result<TimeDelta, String> {
    let days = [('W', 604_800), ('D', 86_400)];
    let hours = [('H', 3_600), ('M', 60), ('S', 1)];
    let seconds = text.strip_prefix('P').and_then(|rest| match rest.split_once('T') {
        Some(("", time)) => amount(time, &hours),
        Some((date, time)) => amount(date, &days)?.checked_add(amount(time, &hours)?),
        None => amount(rest, &days),
    });
    seconds
        .and_then(TimeDelta::try_seconds)
        .filter(|length| *length <= LONGEST)
        .ok_or_else(|| format!("`{text}` is no length of time: write PT23H, PT30M or P2D"))
}

/// Adds up `2H30M`; each unit at most once, in the order of `units`, and at least one.
fn amount(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut units = units.iter();
    let mut number = String::new();
    let mut total = None;
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        let (_, seconds) = units.find(|(unit, _)| *unit == letter)?;
        let part = number.parse::<i64>().ok()?.checked_mul(*seconds)?;
        total = Some(total.unwrap_or(0_i64).checked_add(part)?);
        number.clear();
    }
    if number.is_empty() { total } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_is_read() {
        let text = |text: &str| Line::Text(text.to_owned());
        let image = |caption: Option<&str>| Line::Image {
            file: "a.png".into(),
            caption: caption.map(str::to_owned),
        };
        let table = [
            ("كم سعر المكتب؟", text("كم سعر المكتب؟")),
            ("[1] null", text("[1] null")),
            (r#"{"text":"hi"}"#, text("hi")),
            (r#" {"burst":["a","b"]}"#, Line::Burst(vec!["a".to_owned(), "b".to_owned()])),
            (r#"{"voice":"hello"}"#, Line::Voice("hello".to_owned())),
            (r#"{"image":"a.png"}"#, image(None)),
            (r#"{"image":"a.png","caption":"like this"}"#, image(Some("like this"))),
            (r#"{"manager":"I take over"}"#, Line::Manager("I take over".to_owned())),
            (r#"{"clock":"PT23H"}"#, Line::Clock(TimeDelta::hours(23))),
        ];
        for (line, meaning) in table {
            assert_eq!(Line::parse(line), Ok(meaning), "{line}");
        }
    }

    #[test]
    fn a_line_that_means_nothing_says_why() {
        let table = [
            (r#"{"text":"#, "EOF"),
            (r#"{"say":"hi"}"#, "unknown field `say`"),
            (r#"{"text":7}"#, "invalid type"),
            (r#"{"text":"  "}"#, "`text` has no words"),
            ("{}", "is missing"),
            (r#"{"text":"a","manager":"b"}"#, "one line is one thing"),
            (r#"{"text":"a","caption":"b"}"#, "belongs to an `image`"),
            (r#"{"burst":[]}"#, "no messages"),
            (r#"{"clock":"tomorrow"}"#, "PT23H"),
        ];
        for (line, why) in table {
            let problem = Line::parse(line).unwrap_err();
            assert!(problem.contains(why), "{line}: {problem}");
        }
    }

    #[test]
    fn lengths_of_time() {
        let table = [
            ("PT23H", Some(TimeDelta::hours(23))),
            ("P1DT2H", Some(TimeDelta::hours(26))),
            ("P2W", Some(TimeDelta::weeks(2))),
            ("PT1M30S", Some(TimeDelta::seconds(90))),
            ("P", None),
            ("PT", None),
            ("P1DT", None),
            ("PT5", None),
            ("PTH", None),
            ("PT1S1H", None),
            ("PT-1H", None),
            ("P1Y", None),
            ("P999999W", None),
            ("PT99999999999999999999S", None),
        ];
        for (text, expected) in table {
            assert_eq!(duration(text).ok(), expected, "{text}");
        }
    }
}
