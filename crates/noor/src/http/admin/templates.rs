//! The panel's templates, in the program, and what they may call.

use std::sync::Arc;

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, escape_formatter,
};
use noor_core::language::Language;

use super::assets;
use crate::labels::Labels;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/panel");

/// The name under which a page's labels are at hand while it is made.
pub(super) const WORDS: &str = "words";

/// The templates, read once.
#[derive(Debug)]
pub(super) struct Templates(Environment<'static>);

impl Templates {
    /// Those built in.
    ///
    /// # Panics
    ///
    /// When one of them cannot be read, which a test would have seen.
    pub(super) fn built_in() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()
                .expect("it is the usual syntax"),
        );
        environment.set_formatter(escaped);
        environment.add_function("t", label);
        environment.add_function("asset", |name: &str| {
            assets::address(name).ok_or_else(|| {
                Error::new(ErrorKind::InvalidOperation, format!("there is no asset {name}"))
            })
        });
        for (name, text) in files(&TEMPLATES) {
            environment.add_template_owned(name, text).expect("the built-in templates are tested");
        }
        Self(environment)
    }

    pub(super) fn render(&self, name: &str, values: Value) -> Result<String, Error> {
        self.0.get_template(name)?.render(values)
    }

    /// The names of the templates.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        self.0.templates().map(|(name, _)| name.to_owned()).collect()
    }
}

/// Writes a value with what HTML reads as more than a letter written out. Addresses keep their
/// slashes, which the library's own way would write as six letters each.
fn escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe()) else {
        return escape_formatter(out, state, value);
    };
    let mut rest = text;
    while let Some((plain, special, after)) = next_special(rest) {
        out.write_str(plain)?;
        out.write_str(special)?;
        rest = after;
    }
    Ok(out.write_str(rest)?)
}

/// What comes before the next special letter, how that is written, and what comes after it.
fn next_special(text: &str) -> Option<(&str, &'static str, &str)> {
    let (at, letter) =
        text.char_indices().find(|(_, it)| matches!(it, '&' | '<' | '>' | '"' | '\''))?;
    let written = match letter {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => "&#39;",
    };
    let (plain, rest) = text.split_at(at);
    Some((plain, written, rest.strip_prefix(letter)?))
}

/// Every template with its path inside the folder.
pub(super) fn files(folder: &'static Dir<'static>) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for file in folder.files() {
        if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            found.push((name.to_owned(), text));
        }
    }
    for inner in folder.dirs() {
        found.extend(files(inner));
    }
    found
}

/// All templates, for those who look for words in them.
#[cfg(test)]
pub(super) fn texts() -> Vec<(String, &'static str)> {
    files(&TEMPLATES)
}

/// A page's labels, as templates carry them along.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) labels: Arc<Labels>,
    pub(super) language: Language,
}

impl minijinja::value::Object for Words {}

/// `t("users.added", name=…)`: the words of a label, with what stands for `{name}` in them.
#[expect(clippy::needless_pass_by_value, reason = "the library hands them over so")]
fn label(state: &State<'_, '_>, name: &str, values: Kwargs) -> Result<String, Error> {
    let words = state.lookup(WORDS);
    let words = words.as_ref().and_then(|words| words.downcast_object_ref::<Words>());
    let words =
        words.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "a page without words"))?;
    let mut text = words.labels.get(words.language, name).to_owned();
    for key in values.args() {
        let value: Value = values.get(key)?;
        text = text.replace(&format!("{{{key}}}"), &value.to_string());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_words() {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(escaped);
        environment.add_template("it.html", "{{ it }}|{{ it|upper }}|{{ [it] }}").unwrap();
        let template = environment.get_template("it.html").unwrap();
        let shown = template.render(minijinja::context! { it => "/a?b=<script>&\"'شاي" }).unwrap();
        let words = "/a?b=&lt;script&gt;&amp;&quot;&#39;شاي";
        assert!(shown.starts_with(&format!("{words}|")), "{shown}");
        assert!(!shown.contains('<') && !shown.contains("\"'"), "{shown}");
    }
}
