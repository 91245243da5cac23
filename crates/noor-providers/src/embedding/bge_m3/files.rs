//! The model's folder: what must be in it, and how one folder is told from another.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::LoadError;

/// The network; weights that are not inside stand beside it.
const MODEL: &str = "model.onnx";
/// Names under which exporters put weights beside the network.
const WEIGHTS: [&str; 2] = ["model.onnx.data", "model.onnx_data"];
const TOKENIZER: &str = "tokenizer.json";
/// Bytes that are read at either end of a file to recognise it: two gigabytes are not read twice.
const ENDS: u64 = 1 << 20;

/// A folder with everything in it.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) model: PathBuf,
    pub(super) tokenizer: PathBuf,
    /// The same for the same files on every machine, and another for any other export, precision
    /// or tokenizer.
    pub(super) revision: String,
}

impl Files {
    /// Looks into `folder`.
    pub(super) fn find(folder: &Path) -> Result<Self, LoadError> {
        let (model, tokenizer) = (folder.join(MODEL), folder.join(TOKENIZER));
        if let Some(path) = [&model, &tokenizer].into_iter().find(|path| !path.is_file()) {
            return Err(LoadError::Missing { path: path.clone() });
        }
        let weights = WEIGHTS.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
        let mut hash = Sha256::new();
        for path in [model.clone(), tokenizer.clone()].into_iter().chain(weights) {
            add(&mut hash, &path).map_err(|source| LoadError::Unreadable { path, source })?;
        }
        let revision = hex::encode(hash.finalize()).chars().take(12).collect();
        Ok(Self { model, tokenizer, revision })
    }
}

/// Adds a file's length and both of its ends.
fn add(hash: &mut Sha256, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    hash.update(length.to_le_bytes());
    io::copy(&mut (&mut file).take(ENDS), hash)?;
    file.seek(SeekFrom::Start(length.saturating_sub(ENDS)))?;
    io::copy(&mut file.take(ENDS), hash)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_is_told_from_others_by_its_contents() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
        let missing = Files::find(folder.path()).unwrap_err().to_string();
        assert!(
            missing.contains("model.onnx") && missing.contains("noor model fetch"),
            "{missing}"
        );
        write("model.onnx", b"network");
        assert!(Files::find(folder.path()).unwrap_err().to_string().contains("tokenizer.json"));
        write("tokenizer.json", b"{}");
        let revision = || Files::find(folder.path()).unwrap().revision;
        let first = revision();
        assert_eq!(first.len(), 12);
        assert_eq!(revision(), first);
        write("notes.txt", b"nothing of the model");
        assert_eq!(revision(), first);
        let mut changed = vec![7; 3 << 20];
        write("model.onnx.data", &changed);
        let second = revision();
        *changed.last_mut().unwrap() = 8;
        write("model.onnx.data", &changed);
        assert!(second != first && revision() != second);
    }
}
