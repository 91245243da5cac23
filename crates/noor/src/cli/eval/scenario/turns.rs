//! The turns of a scenario as things that happen.

use std::path::Path;

use serde_json::Value;

use super::fields::{Fields, Notes};
use crate::cli::rehearsal::{Happening, duration};

/// Reads the turn at `at`; media lie in the scenario's `folder`.
pub(super) fn read(
    at: String,
    value: Value,
    folder: &Path,
    notes: &mut Notes<'_>,
) -> Option<Happening> {
    let mut fields = Fields::open(at, value, notes)?;
    let kind: Option<String> = fields.optional("kind")?;
    let happening = match kind.as_deref() {
        None | Some("text") => fields.text("user").map(Happening::Text),
        Some("voice") => fields.text("user").map(Happening::Voice),
        Some("manager") => fields.text("user").map(Happening::Manager),
        Some("burst") => fields.text("user").and_then(|user| burst(&user, &mut fields)),
        Some("image") => image(folder, &mut fields),
        Some("clock") => fields.text("advance").and_then(|advance| clock(&advance, &mut fields)),
        Some(other) => {
            fields.mistake(&format!(
                "unknown kind `{other}`; known are text, voice, image, burst, clock and manager"
            ));
            return None;
        }
    };
    fields.close();
    happening
}

fn burst(user: &str, fields: &mut Fields<'_, '_>) -> Option<Happening> {
    let texts: Vec<String> =
        user.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if texts.len() < 2 {
        fields.mistake(&"a burst has several lines, one a message");
        return None;
    }
    Some(Happening::Burst(texts))
}

fn image(folder: &Path, fields: &mut Fields<'_, '_>) -> Option<Happening> {
    let caption = if fields.has("user") { Some(fields.text("user")?) } else { None };
    let file = folder.join(fields.text("media")?);
    if !file.is_file() {
        fields.mistake(&format!("`media`: there is no file {}", file.display()));
        return None;
    }
    Some(Happening::Image { file, caption: caption.filter(|text| !text.trim().is_empty()) })
}

fn clock(advance: &str, fields: &mut Fields<'_, '_>) -> Option<Happening> {
    duration(advance)
        .map(Happening::Clock)
        .map_err(|problem| fields.mistake(&format!("`advance`: {problem}")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::super::bindings::Bindings;
    use super::*;
    use chrono::TimeDelta;
    use serde_json::json;

    fn of(turn: Value) -> Result<Happening, Vec<String>> {
        let bindings = Bindings::default();
        let mut notes = Notes::new(&bindings);
        let happening = read("turns[0]".to_owned(), turn, Path::new(""), &mut notes);
        happening.ok_or_else(|| notes.mistakes())
    }

    #[test]
    fn every_kind_happens() {
        let table = [
            (json!({"user": "hi"}), Happening::Text("hi".to_owned())),
            (json!({"user": "hi", "kind": "voice"}), Happening::Voice("hi".to_owned())),
            (json!({"user": "hi", "kind": "manager"}), Happening::Manager("hi".to_owned())),
            (json!({"kind": "clock", "advance": "PT2H"}), Happening::Clock(TimeDelta::hours(2))),
            (
                json!({"user": "hi\nthere", "kind": "burst"}),
                Happening::Burst(vec!["hi".to_owned(), "there".to_owned()]),
            ),
            (
                json!({"user": "this one", "kind": "image", "media": "Cargo.toml"}),
                Happening::Image {
                    file: "Cargo.toml".into(),
                    caption: Some("this one".to_owned()),
                },
            ),
        ];
        for (turn, happening) in table {
            assert_eq!(of(turn), Ok(happening));
        }
    }

    #[test]
    fn what_cannot_happen_is_told() {
        let table = [
            (json!({"user": "hi", "kind": "burst"}), "several lines"),
            (json!({"kind": "image", "media": "nowhere.png"}), "nowhere.png"),
            (json!({"kind": "clock", "advance": "soon"}), "PT23H"),
            (json!({"kind": "clock"}), "`advance` is missing"),
        ];
        for (turn, why) in table {
            let problems = of(turn).unwrap_err();
            assert!(problems.iter().any(|problem| problem.contains(why)), "{problems:?}");
        }
    }
}
