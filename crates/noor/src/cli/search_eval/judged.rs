//! Queries with their judgements, and what is known of the products they judge.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::constraints::Constraints;

/// A judged query.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Its name.
    pub(super) qid: String,
    /// The group of its writing: `en`, `ar-gulf`, …
    pub(super) lang: String,
    /// What kind of query it is: `budget`, `negation`, …
    pub(super) kind: String,
    /// What somebody typed.
    pub(super) text: String,
    /// What no result may break.
    #[serde(default)]
    pub(super) constraints: Constraints,
    /// Grades 1 to 3 of the relevant products by their codes.
    pub(super) relevant: HashMap<String, u8>,
}

/// A product as constraints look at it.
#[derive(Debug, Deserialize)]
pub(super) struct Article {
    pub(super) sku: String,
    /// Its name, the parts of a combination apart by `/`.
    #[serde(default)]
    pub(super) name: Name,
    #[serde(default)]
    pub(super) categories: Vec<String>,
    #[serde(default)]
    description: Name,
    #[serde(default)]
    variant: String,
    #[serde(default)]
    pub(super) colours: Vec<String>,
    #[serde(default)]
    pub(super) materials: Vec<String>,
    #[serde(default)]
    pub(super) price: Option<Price>,
    #[serde(default)]
    width_cm: Option<f64>,
    #[serde(default)]
    depth_cm: Option<f64>,
    #[serde(default)]
    height_cm: Option<f64>,
    #[serde(default)]
    size_mm: Option<SizeMm>,
    /// The longest size of what can be pulled out.
    #[serde(default)]
    pub(super) extends_to_cm: Option<f64>,
    #[serde(default)]
    pub(super) stock: Option<i64>,
}

/// A name in one language, or in several.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Name {
    One(String),
    Several(HashMap<String, Option<String>>),
    #[default]
    None,
}

#[derive(Debug, Deserialize)]
pub(super) struct Price {
    pub(super) amount: serde_json::Value,
    pub(super) currency: String,
}

#[derive(Debug, Deserialize)]
struct SizeMm {
    width: Option<f64>,
    depth: Option<f64>,
    height: Option<f64>,
}

impl Name {
    fn text(&self) -> String {
        match self {
            Self::One(name) => name.clone(),
            Self::Several(names) => names.values().flatten().cloned().collect::<Vec<_>>().join(" "),
            Self::None => String::new(),
        }
    }
}

impl Price {
    /// The amount, whether it is written as a number or a string.
    pub(super) fn amount(&self) -> Option<f64> {
        self.amount.as_f64().or_else(|| self.amount.as_str()?.parse().ok())
    }
}

impl Article {
    /// The parts of its name, in small letters.
    pub(super) fn series(&self) -> Vec<String> {
        let name = self.name.text().to_lowercase();
        let parts = name.split('/').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// Everything that is written about it, in small letters.
    pub(super) fn text(&self) -> String {
        let materials = self.materials.join(" ");
        let [name, description] = [self.name.text(), self.description.text()];
        format!("{name} {description} {} {materials}", self.variant).to_lowercase()
    }

    /// A size in centimetres.
    pub(super) fn size(&self, side: Side) -> Option<f64> {
        let mm = self.size_mm.as_ref();
        let (cm, mm) = match side {
            Side::Width => (self.width_cm, mm.and_then(|it| it.width)),
            Side::Depth => (self.depth_cm, mm.and_then(|it| it.depth)),
            Side::Height => (self.height_cm, mm.and_then(|it| it.height)),
        };
        cm.or_else(|| mm.map(|mm| mm / 10.0))
    }
}

/// A side of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Width,
    Depth,
    Height,
}

/// Reads a file of JSON lines; empty lines are none.
///
/// # Errors
///
/// Names the file, and the line that cannot be read.
pub(super) fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("read {name}"))?;
    parsed(&text, &name)
}

/// Reads JSON lines of a file that is called `name`.
///
/// # Errors
///
/// As [`lines`].
pub(super) fn parsed<T: DeserializeOwned>(text: &str, name: &str) -> Result<Vec<T>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let place = || format!("read line {} of {name}", number + 1);
            serde_json::from_str(line).with_context(place)
        })
        .collect()
}
