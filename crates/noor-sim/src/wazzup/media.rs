//! Files in both directions: the gateway fetches what the shop sends, and keeps what customers
//! send for the shop to fetch.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use url::Url;

use super::api::ApiError;
use super::shapes::SeenFile;
use crate::lock;
use crate::sound::hexadecimal;
use crate::world::World;

/// The largest file taken through the API, in bytes.
const LARGEST: u64 = 10 << 20;

/// Fetches the file at `uri` as the gateway does: at once, without credentials, no redirects.
///
/// # Errors
///
/// `MESSAGE_DOWNLOAD_CONTENT_ERROR` when it cannot be had, `MESSAGES_CONTENT_SIZE_EXCEEDED` above
/// 10 MB, `MESSAGE_WRONG_CONTENT_TYPE` for what messengers do not show.
pub(super) async fn fetch(client: &reqwest::Client, uri: &Url) -> Result<SeenFile, ApiError> {
    let unreachable = |_| download_error("The content cannot be downloaded");
    let request = client.get(uri.clone()).timeout(Duration::from_secs(20));
    let mut response = request.send().await.map_err(unreachable)?;
    if response.status() != StatusCode::OK {
        return Err(download_error("The content's address must answer 200 without redirects"));
    }
    let named = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type =
        named.unwrap_or("application/octet-stream").split(';').next().unwrap_or_default();
    let content_type = content_type.trim().to_ascii_lowercase();
    if !is_shown(&content_type) {
        return Err(ApiError::new("MESSAGE_WRONG_CONTENT_TYPE", "Unsupported content type"));
    }
    let mut hash = Sha256::new();
    let mut size = 0;
    while let Some(piece) = response.chunk().await.map_err(unreachable)? {
        size += piece.len() as u64;
        if size > LARGEST {
            return Err(ApiError::new("MESSAGES_CONTENT_SIZE_EXCEEDED", "More than 10 MB"));
        }
        hash.update(&piece);
    }
    Ok(SeenFile { name: file_name(uri), content_type, size, sha256: hexadecimal(&hash.finalize()) })
}

fn download_error(description: &str) -> ApiError {
    ApiError::new("MESSAGE_DOWNLOAD_CONTENT_ERROR", description)
}

fn is_shown(content_type: &str) -> bool {
    let document = [
        "application/pdf",
        "application/zip",
        "application/msword",
        "application/octet-stream",
        "text/plain",
        "text/csv",
    ];
    let family = ["image/", "audio/", "video/", "application/vnd."];
    document.contains(&content_type) || family.iter().any(|start| content_type.starts_with(start))
}

/// The end of the path, which is the name the customer sees.
fn file_name(uri: &Url) -> String {
    let last = uri.path_segments().and_then(|mut segments| segments.next_back());
    last.filter(|name| !name.is_empty()).unwrap_or("file").to_owned()
}

/// What the file at `uri` probably is, from the ending of its name alone.
pub(super) fn guess_media_type(uri: &Url) -> &'static str {
    let name = file_name(uri).to_ascii_lowercase();
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "jpg" | "jpeg" | "png" | "gif" | "webp" => "image/*",
        "ogg" | "mp3" | "amr" | "aac" | "m4a" => "audio/*",
        "mp4" | "3gp" => "video/*",
        _other => "application/octet-stream",
    }
}

/// Files that customers sent.
#[derive(Debug, Default)]
pub(super) struct Store {
    files: Mutex<HashMap<String, StoredFile>>,
}

#[derive(Debug, Clone)]
struct StoredFile {
    content_type: String,
    bytes: Bytes,
}

impl Store {
    /// Keeps a file under `hash`.
    pub(super) fn keep(&self, hash: String, content_type: &str, bytes: Bytes) {
        let file = StoredFile { content_type: content_type.to_owned(), bytes };
        lock(&self.files).insert(hash, file);
    }

    /// Every link expires.
    pub(super) fn clear(&self) {
        lock(&self.files).clear();
    }
}

/// `GET /store/{hash}/?filename=…`: open to everyone who knows the hash, as at the vendor.
pub(super) async fn download(
    State(world): State<Arc<World>>,
    Path(hash): Path<String>,
) -> Response {
    let file = lock(&world.wazzup.store().files).get(&hash).cloned();
    match file {
        Some(file) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
