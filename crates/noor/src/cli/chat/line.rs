//! What a line of input asks for. It reads words, and must never touch a file or the shop.

use std::path::PathBuf;

use serde::Deserialize;

use crate::cli::rehearsal::{Happening, Picture, duration};

/// Reads a line of `--json`: a JSON object, or else the customer's words as they are.
///
/// # Errors
///
/// A sentence about what is wrong with the object.
pub(super) fn parse(line: &str) -> Result<Happening, String> {
    if !line.trim_start().starts_with('{') {
        return Ok(Happening::Text(line.to_owned()));
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| error.to_string())?;
    fields.meaning()
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
    fn meaning(self) -> Result<Happening, String> {
        let Self { text, burst, voice, image, caption, manager, clock } = self;
        if caption.is_some() && image.is_none() {
            return Err("`caption` belongs to an `image`".to_owned());
        }
        let mut meanings = Vec::new();
        meanings.extend(text.map(|text| words("text", text).map(Happening::Text)));
        meanings.extend(burst.map(several));
        meanings.extend(voice.map(|voice| words("voice", voice).map(Happening::Voice)));
        let picture = image.map(Picture::File);
        meanings.extend(picture.map(|picture| Ok(Happening::Image { picture, caption })));
        meanings.extend(manager.map(|text| words("manager", text).map(Happening::Manager)));
        meanings.extend(clock.map(|clock| duration(&clock).map(Happening::Clock)));
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

fn several(texts: Vec<String>) -> Result<Happening, String> {
    if texts.is_empty() {
        return Err("`burst` has no messages".to_owned());
    }
    let texts: Result<Vec<String>, String> =
        texts.into_iter().map(|text| words("burst", text)).collect();
    texts.map(Happening::Burst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn every_kind_of_line_is_read() {
        let text = |text: &str| Happening::Text(text.to_owned());
        let image = |caption: Option<&str>| Happening::Image {
            picture: Picture::File("a.png".into()),
            caption: caption.map(str::to_owned),
        };
        let table = [
            ("كم سعر المكتب؟", text("كم سعر المكتب؟")),
            ("[1] null", text("[1] null")),
            (r#"{"text":"hi"}"#, text("hi")),
            (r#" {"burst":["a","b"]}"#, Happening::Burst(vec!["a".to_owned(), "b".to_owned()])),
            (r#"{"voice":"hello"}"#, Happening::Voice("hello".to_owned())),
            (r#"{"image":"a.png"}"#, image(None)),
            (r#"{"image":"a.png","caption":"like this"}"#, image(Some("like this"))),
            (r#"{"manager":"I take over"}"#, Happening::Manager("I take over".to_owned())),
            (r#"{"clock":"PT23H"}"#, Happening::Clock(TimeDelta::hours(23))),
        ];
        for (line, meaning) in table {
            assert_eq!(parse(line), Ok(meaning), "{line}");
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
            let problem = parse(line).unwrap_err();
            assert!(problem.contains(why), "{line}: {problem}");
        }
    }
}
