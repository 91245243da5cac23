//! Articles as people write them: Markdown with a head.
//!
//! ```text
//! +++
//! key = "care"
//! title = { en = "Care", ar = "العناية" }
//! +++
//!
//! ## en
//! Wipe it with a **damp** cloth.
//!
//! ## ar
//! امسحها بقطعة **رطبة**.
//! ```

use serde::Deserialize;

use super::{Article, Asks, Both};

/// Why a Markdown file is no article.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MarkdownError {
    /// The head does not begin in the first line, or does not end.
    #[error("the file begins with a head between two lines of +++")]
    NoHead,
    /// The head cannot be read.
    #[error("the head: {0}")]
    Head(#[from] toml::de::Error),
    /// One language has no text.
    #[error("there is no text under `## {0}`")]
    Silent(&'static str),
    /// A heading is neither of the languages.
    #[error("`## {0}`: a heading is `en` or `ar`")]
    Heading(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    key: String,
    title: Both,
    #[serde(default)]
    ask: Asks,
    next: Option<Both>,
}

impl Article {
    /// Reads a Markdown file. What WhatsApp writes otherwise is written so: `**bold**` as `*bold*`,
    /// and list items behind a `•`.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says what is missing.
    pub fn from_markdown(text: &str) -> Result<Self, MarkdownError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let rest = text.trim_start().strip_prefix("+++").ok_or(MarkdownError::NoHead)?;
        let (head, body) = rest.split_once("\n+++").ok_or(MarkdownError::NoHead)?;
        let Head { key, title, ask, next } = toml::from_str(head)?;
        let answer = answer(body)?;
        Ok(Self { key, title, ask, answer, next })
    }
}

/// The texts under the two headings.
fn answer(body: &str) -> Result<Both, MarkdownError> {
    let mut both = Both { en: String::new(), ar: String::new() };
    let mut current: Option<&mut String> = None;
    for line in body.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            current = Some(match heading.trim() {
                "en" => &mut both.en,
                "ar" => &mut both.ar,
                other => return Err(MarkdownError::Heading(other.to_owned())),
            });
        } else if let Some(text) = &mut current {
            text.push_str(&as_whatsapp_writes(line));
            text.push('\n');
        }
    }
    both = Both { en: both.en.trim().to_owned(), ar: both.ar.trim().to_owned() };
    match (both.en.is_empty(), both.ar.is_empty()) {
        (true, _) => Err(MarkdownError::Silent("en")),
        (_, true) => Err(MarkdownError::Silent("ar")),
        (false, false) => Ok(both),
    }
}

fn as_whatsapp_writes(line: &str) -> String {
    let line = line.trim_end();
    let listed = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
    let line = listed.map_or_else(|| line.to_owned(), |item| format!("• {item}"));
    line.replace("**", "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARE: &str = "+++\nkey = \"care\"\ntitle = { en = \"Care\", ar = \"العناية\" }\n+++\n\n\
        ## en\nWipe it with a **damp** cloth.\n\n- no bleach\n- no steam\n\n## ar\nامسحها بقطعة رطبة.\n";

    #[test]
    fn markdown_becomes_what_whatsapp_writes() {
        let article = Article::from_markdown(CARE).unwrap();
        assert_eq!(article.key, "care");
        assert_eq!(article.answer.en, "Wipe it with a *damp* cloth.\n\n• no bleach\n• no steam");
        assert_eq!(article.answer.ar, "امسحها بقطعة رطبة.");
        assert!(article.ask.en.is_empty(), "it is found by its words alone");
    }

    #[test]
    fn mistakes_are_named() {
        for (text, mistake) in [
            ("# Care\nWipe it.", "the file begins with a head between two lines of +++"),
            (&CARE.replace("## ar", "## de"), "`## de`: a heading is `en` or `ar`"),
            (&CARE.replace("امسحها بقطعة رطبة.", ""), "there is no text under `## ar`"),
        ] {
            let error = Article::from_markdown(text).unwrap_err();
            assert_eq!(error.to_string(), mistake);
        }
        let error = Article::from_markdown(&CARE.replace("title", "titel")).unwrap_err();
        assert!(matches!(error, MarkdownError::Head(_)), "{error}");
    }
}
