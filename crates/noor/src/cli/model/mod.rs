//! `noor model fetch`: the files of the embedding model that runs in this process.
//!
//! It calls the one source it is told and nobody else, and runs nothing of what it fetches. Where no
//! hash is known beforehand, the ones of the first fetch are written into the folder and hold from
//! then on.

mod manifest;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use noor_providers::download::{Downloader, Fetched, Wanted};
use noor_providers::wire;
use url::Url;

use self::manifest::{Entry, Manifest};
use super::progress;
use crate::config::{Config, EmbeddingVendor, usual_model_folder};
use crate::setup::USER_AGENT;

/// Before the second attempt at a file.
const PAUSE: Duration = Duration::from_secs(1);

/// What to do with the model.
#[derive(Debug, Subcommand)]
pub(super) enum ModelCommand {
    /// Fetch the files of BGE-M3, or the rest of them.
    Fetch {
        /// Where they go, instead of the configured folder.
        #[arg(long)]
        folder: Option<PathBuf>,
        /// The address that the files' names are put behind, instead of the usual one.
        #[arg(long, value_name = "URL")]
        from: Option<Url>,
        /// A list of the files with their lengths and hashes, as the folder gets one.
        #[arg(long, value_name = "FILE")]
        manifest: Option<PathBuf>,
    },
}

pub(super) async fn run(command: ModelCommand, config: &Config) -> Result<ExitCode> {
    let ModelCommand::Fetch { folder, from, manifest } = command;
    let folder = folder.unwrap_or_else(|| match &config.search.embedding {
        Some(EmbeddingVendor::BgeM3(settings)) => settings.folder.clone(),
        Some(EmbeddingVendor::Server(_)) | None => usual_model_folder(&config.shop.home),
    });
    fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
    let manifest = Manifest::choose(manifest.as_deref(), &folder)?;
    let from = from
        .or_else(|| manifest.from.clone())
        .context("the list of files does not say where they are: name their address with --from")?;
    fetch(&folder, from, manifest).await?;
    progress::tell(&format!("the model is in {}", folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// Fetches what is missing, and keeps the list of what was found.
async fn fetch(folder: &Path, mut from: Url, manifest: Manifest) -> Result<()> {
    if !from.path().ends_with('/') {
        from.set_path(&format!("{}/", from.path()));
    }
    let http = wire::download_client(USER_AGENT).context("set up the HTTP client")?;
    let downloader = Downloader::new(http, PAUSE);
    let unknown = manifest.files.iter().filter(|entry| entry.sha256.is_none()).count();
    let mut files = Vec::with_capacity(manifest.files.len());
    for entry in manifest.files {
        let wanted = Wanted {
            url: address(&from, &entry.name)?,
            path: folder.join(&entry.name),
            size: entry.size,
            sha256: entry.sha256,
        };
        let fetched = one(&downloader, &entry.name, &wanted).await?;
        let Fetched { size, sha256, .. } = fetched;
        files.push(Entry { name: entry.name, size: Some(size), sha256: Some(sha256) });
    }
    Manifest { from: Some(from), files }.keep(folder)?;
    if unknown > 0 {
        progress::tell(&format!(
            "nobody had told the hashes of {unknown} of these files: they are in {} now, and a later \
             fetch is held to them",
            folder.join(manifest::NAME).display()
        ));
    }
    Ok(())
}

async fn one(downloader: &Downloader, name: &str, wanted: &Wanted) -> Result<Fetched> {
    let bar = progress::bytes(name);
    let told = |have: u64, of: Option<u64>| {
        bar.set_length(of.unwrap_or(have));
        bar.set_position(have);
    };
    let fetched = downloader.fetch(wanted, &told).await;
    bar.finish_and_clear();
    let fetched = fetched?;
    let what = if fetched.new { "fetched" } else { "is here already" };
    progress::tell(&format!("{name}: {what} ({} bytes)", fetched.size));
    Ok(fetched)
}

/// A file's address; what stands behind a question mark, such as a key, stays behind.
fn address(from: &Url, name: &str) -> Result<Url> {
    let mut url = from.join(name).context("put the address together")?;
    url.set_query(from.query());
    Ok(url)
}
