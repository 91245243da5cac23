//! What belongs into a model's folder: names, and lengths and hashes as far as they are known.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use url::Url;

/// The files of BGE-M3 and where they are unless somebody says otherwise. No published hashes of them
/// are known, so those of the first fetch hold.
const BUILT_IN: &str = include_str!("bge-m3.json");
/// The name of the list in a model's folder.
pub(super) const NAME: &str = "manifest.json";

/// A list of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The address that their names are put behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<Url>,
    pub(super) files: Vec<Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) name: String,
    /// In bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<u64>,
    /// In hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<String>,
}

impl Manifest {
    /// The list to go by: one that is named, else what the folder was found to be, else the built-in
    /// one.
    pub(super) fn choose(named: Option<&Path>, folder: &Path) -> Result<Self> {
        let own = folder.join(NAME);
        match named {
            Some(path) => Self::read(path),
            None if own.is_file() => Self::read(&own),
            None => Self::parse(BUILT_IN).context("the built-in list of files"),
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is no list of files", path.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        let manifest: Self = serde_json::from_str(text)?;
        if manifest.files.is_empty() {
            bail!("it names no file");
        }
        for entry in &manifest.files {
            entry.check()?;
        }
        Ok(manifest)
    }

    /// Writes it into the folder, in one step.
    pub(super) fn keep(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let new = folder.join(format!("{NAME}.new"));
        let text = serde_json::to_string_pretty(self).context("write the list of files")?;
        fs::write(&new, text + "\n")
            .and_then(|()| fs::rename(&new, &path))
            .with_context(|| format!("write {}", path.display()))
    }
}

impl Entry {
    fn check(&self) -> Result<()> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if self.name.is_empty() || self.name.starts_with('.') || !self.name.chars().all(plain) {
            bail!("{:?} is no plain name of a file", self.name);
        }
        let is_hash =
            |hash: &String| hash.len() == 64 && hash.chars().all(|it| it.is_ascii_hexdigit());
        if self.sha256.as_ref().is_some_and(|hash| !is_hash(hash)) {
            bail!("the sha256 of {} does not have 64 hexadecimal digits", self.name);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_names_what_a_model_needs() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = Manifest::choose(None, folder.path()).unwrap();
        let names: Vec<&str> = manifest.files.iter().map(|entry| entry.name.as_str()).collect();
        assert!(names.contains(&"model.onnx") && names.contains(&"tokenizer.json"), "{names:?}");
        let from = manifest.from.unwrap();
        assert!(from.scheme() == "https" && from.path().ends_with('/'), "{from}");
    }

    #[test]
    fn a_kept_list_wins_over_the_built_in_one_and_a_named_one_over_both() {
        let folder = tempfile::tempdir().unwrap();
        let entry = Entry { name: "a".to_owned(), size: Some(1), sha256: Some("0".repeat(64)) };
        let kept = Manifest { from: None, files: vec![entry] };
        kept.keep(folder.path()).unwrap();
        assert_eq!(Manifest::choose(None, folder.path()).unwrap(), kept);
        let named = folder.path().join("named.json");
        fs::write(&named, r#"{"files":[{"name":"b"}]}"#).unwrap();
        let found = Manifest::choose(Some(&named), folder.path()).unwrap();
        assert_eq!(found.files[0].name, "b");
    }

    #[test]
    fn a_list_that_leads_astray_is_refused() {
        for (text, reason) in [
            ("", "EOF"),
            (r#"{"files":[]}"#, "no file"),
            (r#"{"files":[{"name":"../noor.toml"}]}"#, "plain name"),
            (r#"{"files":[{"name":"/etc/passwd"}]}"#, "plain name"),
            (r#"{"files":[{"name":".env"}]}"#, "plain name"),
            (r#"{"files":[{"name":""}]}"#, "plain name"),
            (r#"{"files":[{"name":"a","sha256":"abc"}]}"#, "64 hexadecimal"),
            (r#"{"files":[{"name":"a","sha265":"abc"}]}"#, "unknown field"),
        ] {
            let error = format!("{:#}", Manifest::parse(text).unwrap_err());
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
