//! The panel's templates, in the program, and what they may call.

use std::sync::Arc;

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior};
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
fn label(state: &State<'_, '_>, name: &str, values: Kwargs) -> Result<String, Error> {
    let words = state.lookup(WORDS);
    let words = words.as_ref().and_then(|words| words.downcast_object_ref::<Words>());
    let words = words.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "a page without words"))?;
    let mut text = words.labels.get(words.language, name).to_owned();
    for key in values.args() {
        let value: Value = values.get(key)?;
        text = text.replace(&format!("{{{key}}}"), &value.to_string());
    }
    Ok(text)
}
