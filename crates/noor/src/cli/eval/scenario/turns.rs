//! The turns of a scenario as things that happen.

use std::path::Path;

use serde_json::Value;

use super::fields::{Fields, Notes};
use crate::cli::rehearsal::{Happening, Picture, duration};

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
    let caption = caption.filter(|text| !text.trim().is_empty());
    let picture = picture(&fields.text("media")?, folder);
    if picture.is_none() {
        fields.mistake(&"`media`: there is no such file beside the scenario");
    }
    Some(Happening::Image { picture: picture?, caption })
}

/// A file beside the scenario, or in its `media`. A name alone may also be that of any picture: nobody
/// looks at what it shows.
fn picture(media: &str, folder: &Path) -> Option<Picture> {
    let mut files = [folder.join(media), folder.join("media").join(media)].into_iter();
    if let Some(file) = files.find(|file| file.is_file()) {
        return Some(Picture::File(file));
    }
    let alone = !media.trim().is_empty() && !media.contains(['/', '\\']);
    alone.then(|| Picture::Named(media.to_owned()))
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
                    picture: Picture::File("Cargo.toml".into()),
                    caption: Some("this one".to_owned()),
                },
            ),
            (
                json!({"kind": "image", "media": "floor_plan", "user": " "}),
                Happening::Image {
                    picture: Picture::Named("floor_plan".to_owned()),
                    caption: None,
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
            (json!({"kind": "image", "media": "plans/nowhere.png"}), "no such file"),
            (json!({"kind": "clock", "advance": "soon"}), "PT23H"),
            (json!({"kind": "clock"}), "`advance` is missing"),
        ];
        for (turn, why) in table {
            let problems = of(turn).unwrap_err();
            assert!(problems.iter().any(|problem| problem.contains(why)), "{problems:?}");
        }
    }
}
