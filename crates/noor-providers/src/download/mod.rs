//! Large files from the network, as the files of a model are.
//!
//! A file appears under its own name only when it is whole and, where its hash is known, right. What
//! was fetched of it before is kept beside it and continued, unless the source has another file by now.

mod part;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt as _;
use reqwest::header::{CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use reqwest::{Response, StatusCode, Url};
use sha2::{Digest, Sha256};

use self::part::Part;
use crate::error::BoxError;

/// Attempts in a row that bring nothing new before it is given up.
const MOST_FAILURES: u32 = 5;

/// A file to be fetched.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where it is.
    pub url: Url,
    /// Where it goes.
    pub path: PathBuf,
    /// Its length in bytes, if that is known.
    pub size: Option<u64>,
    /// Its SHA-256 in hexadecimal digits, if that is known.
    pub sha256: Option<String>,
}

/// A file that is there, as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Whether it had to be fetched.
    pub new: bool,
}

/// Why a file is not there. What was fetched of it stays, except where it is wrong.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The source has no such file, or gives it to nobody without a key.
    #[error("{url} answers HTTP {status}: {advice}")]
    Refused {
        /// Where it was looked for.
        url: String,
        /// The answer.
        status: u16,
        /// What to do.
        advice: &'static str,
    },
    /// The network or the source failed again and again.
    #[error("{url} broke off after {have} bytes; what is there is kept: run the command again")]
    BrokeOff {
        /// Where it is.
        url: String,
        /// Bytes that are there.
        have: u64,
        /// The last failure.
        source: BoxError,
    },
    /// It is another file than it should be.
    #[error(
        "{url} is not what it should be: {found} instead of {expected}. It was thrown away. Either it \
         was damaged on the way (run the command again), or the source has another file by now"
    )]
    Wrong {
        /// Where it is.
        url: String,
        /// The hash or length it should have.
        expected: String,
        /// What it has.
        found: String,
    },
    /// There is no room for it.
    #[error("the disk of {} is full; what is there is kept: make room and run the command again", path.display())]
    DiskFull {
        /// The file being written.
        path: PathBuf,
    },
    /// It cannot be written or read here.
    #[error("{} cannot be written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Fetches files.
#[derive(Debug, Clone)]
pub struct Downloader {
    http: reqwest::Client,
    pause: Duration,
}

impl Downloader {
    /// With a client that follows redirects ([`crate::wire::download_client`]), and `pause` before the
    /// second attempt; it doubles.
    pub fn new(http: reqwest::Client, pause: Duration) -> Self {
        Self { http, pause }
    }

    /// Sees to it that a file is there. `progress` is told how many bytes of how many are.
    ///
    /// A file that is there is kept if it has the wanted hash, or if none is known. Calling again
    /// continues what broke off.
    ///
    /// # Errors
    ///
    /// [`DownloadError`], with what to do.
    pub async fn fetch(
        &self,
        wanted: &Wanted,
        progress: &(dyn Fn(u64, Option<u64>) + Sync),
    ) -> Result<Fetched, DownloadError> {
        let file = |source| DownloadError::File { path: wanted.path.clone(), source };
        if let Some(have) = hash_of(&wanted.path).await.map_err(file)?
            && wanted.mistake_of(&have).is_none()
        {
            return Ok(have);
        }
        let mut part = Part::open(&wanted.path).await?;
        self.fill(wanted, &mut part, progress).await?;
        part.close().await?;
        let have = hash_of(part.path()).await.map_err(file)?;
        let have =
            Fetched { new: true, ..have.ok_or_else(|| file(io::ErrorKind::NotFound.into()))? };
        if let Some((expected, found)) = wanted.mistake_of(&have) {
            part.discard().await?;
            let url = wanted.url.to_string();
            return Err(DownloadError::Wrong { url, expected, found });
        }
        part.finish().await?;
        Ok(have)
    }

    /// Asks until the whole file is there.
    async fn fill(
        &self,
        wanted: &Wanted,
        part: &mut Part,
        progress: &(dyn Fn(u64, Option<u64>) + Sync),
    ) -> Result<(), DownloadError> {
        let (mut failures, mut pause) = (0, self.pause);
        // A source that makes us start over and over brings nothing new either.
        let mut most = part.length();
        loop {
            let source = match self.attempt(wanted, part, progress).await {
                Ok(()) => return Ok(()),
                Err(Trouble::Lasting(error)) => return Err(error),
                Err(Trouble::Passing(source)) => source,
            };
            if part.length() > most {
                (failures, pause, most) = (0, self.pause, part.length());
            }
            failures += 1;
            if failures == MOST_FAILURES {
                let (url, have) = (wanted.url.to_string(), part.length());
                return Err(DownloadError::BrokeOff { url, have, source });
            }
            tracing::debug!(have = part.length(), "a download broke off; it is continued");
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    async fn attempt(
        &self,
        wanted: &Wanted,
        part: &mut Part,
        progress: &(dyn Fn(u64, Option<u64>) + Sync),
    ) -> Result<(), Trouble> {
        if wanted.size.is_some_and(|size| part.length() == size && size > 0) {
            return Ok(());
        }
        let mut get = self.http.get(wanted.url.clone());
        match (part.length(), part.mark(), &wanted.sha256) {
            (0, ..) => {}
            (have, Some(mark), _) => {
                get = get.header(RANGE, format!("bytes={have}-")).header(IF_RANGE, mark);
            }
            // A wrong end would be noticed.
            (have, None, Some(_)) => get = get.header(RANGE, format!("bytes={have}-")),
            (_, None, None) => part.restart(None).await?,
        }
        let response = get.send().await.map_err(|error| Trouble::passing(error.without_url()))?;
        let total = match response.status() {
            StatusCode::PARTIAL_CONTENT if continues(&response, part.length()) => {
                total_of(&response)
            }
            StatusCode::OK => {
                let mark = response.headers().get(ETAG).and_then(|mark| mark.to_str().ok());
                // A weak mark does not promise the same bytes.
                let mark = mark.filter(|mark| !mark.starts_with("W/")).map(str::to_owned);
                part.restart(mark).await?;
                response.content_length()
            }
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                // What is there is no beginning of it.
                part.restart(None).await?;
                return Err(Trouble::passing("the source could not continue"));
            }
            status => return Err(refusal(wanted, status)),
        };
        let mut body = response.bytes_stream();
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|error| Trouble::passing(error.without_url()))?;
            part.write(&bytes).await?;
            if wanted.size.is_some_and(|size| part.length() > size) {
                break;
            }
            progress(part.length(), wanted.size.or(total));
        }
        match wanted.size.or(total) {
            Some(total) if part.length() < total => Err(Trouble::passing("the source broke off")),
            Some(_) | None => Ok(()),
        }
    }
}

impl Wanted {
    /// What a file should be and what it is, if the two differ.
    fn mistake_of(&self, have: &Fetched) -> Option<(String, String)> {
        if let Some(size) = self.size.filter(|size| *size != have.size) {
            return Some((format!("{size} bytes"), format!("{} bytes", have.size)));
        }
        let expected = self.sha256.as_ref()?;
        (!expected.eq_ignore_ascii_case(&have.sha256))
            .then(|| (format!("SHA-256 {expected}"), have.sha256.clone()))
    }
}

/// Why an attempt failed.
enum Trouble {
    /// Another may not.
    Passing(BoxError),
    /// All would.
    Lasting(DownloadError),
}

impl Trouble {
    fn passing(source: impl Into<BoxError>) -> Self {
        Self::Passing(source.into())
    }
}

impl From<DownloadError> for Trouble {
    fn from(error: DownloadError) -> Self {
        Self::Lasting(error)
    }
}

fn refusal(wanted: &Wanted, status: StatusCode) -> Trouble {
    let advice = match status.as_u16() {
        408 | 425 | 429 | 500.. => return Trouble::passing(format!("HTTP {}", status.as_u16())),
        401 | 403 => "it is not for everybody; name a source that needs no key",
        404 | 410 => "there is no such file; name another source",
        300..=399 => "it points elsewhere and Noor does not follow: too often, or to http",
        _ => "the source does not give it",
    };
    let (url, status) = (wanted.url.to_string(), status.as_u16());
    Trouble::Lasting(DownloadError::Refused { url, status, advice })
}

/// Whether an answer goes on where the file ends: `bytes 100-199/200`.
fn continues(response: &Response, have: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next());
    start.and_then(|start| start.parse().ok()) == Some(have)
}

/// The whole length that a `Content-Range` names.
fn total_of(response: &Response) -> Option<u64> {
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    range.rsplit('/').next()?.parse().ok()
}

/// Length and hash of a file; `None` if it is not there. Runs where blocking is allowed.
async fn hash_of(path: &Path) -> io::Result<Option<Fetched>> {
    let path = path.to_owned();
    let hashing = tokio::task::spawn_blocking(move || {
        let mut file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut hash = Sha256::new();
        let size = io::copy(&mut file, &mut hash)?;
        let sha256 = hex::encode(hash.finalize());
        Ok(Some(Fetched { size, sha256, new: false }))
    });
    hashing.await.map_err(io::Error::other)?
}
