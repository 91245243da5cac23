//! The beginning of a file, beside the place where the whole will be.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt as _;

use super::DownloadError;

/// A file that is not whole yet: `NAME.part`, and in `NAME.part-of` the source's mark of which file it
/// is the beginning of.
#[derive(Debug)]
pub(super) struct Part {
    whole: PathBuf,
    path: PathBuf,
    mark_path: PathBuf,
    mark: Option<String>,
    file: File,
    length: u64,
}

impl Part {
    /// Opens what is there of `whole`, or begins it.
    pub(super) async fn open(whole: &Path) -> Result<Self, DownloadError> {
        let beside = |ending: &str| {
            let mut name = whole.file_name().map(OsString::from).unwrap_or_default();
            name.push(ending);
            whole.with_file_name(name)
        };
        let (path, mark_path) = (beside(".part"), beside(".part-of"));
        let opened = async {
            let file = OpenOptions::new().append(true).create(true).open(&path).await?;
            let length = file.metadata().await?.len();
            Ok((file, length))
        };
        let (file, length) = opened.await.map_err(|error| trouble(&path, error))?;
        let mark = fs::read_to_string(&mark_path).await.ok();
        Ok(Self { whole: whole.to_owned(), path, mark_path, mark, file, length })
    }

    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The source's mark of the file that this is the beginning of.
    pub(super) fn mark(&self) -> Option<&str> {
        self.mark.as_deref()
    }

    /// Forgets what is there.
    pub(super) async fn restart(&mut self, mark: Option<String>) -> Result<(), DownloadError> {
        if self.length > 0 {
            self.file.set_len(0).await.map_err(|error| trouble(&self.path, error))?;
            self.length = 0;
        }
        let kept = match &mark {
            Some(mark) => fs::write(&self.mark_path, mark).await,
            None => remove(&self.mark_path).await,
        };
        kept.map_err(|error| trouble(&self.mark_path, error))?;
        self.mark = mark;
        Ok(())
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), DownloadError> {
        let written = async {
            self.file.write_all(bytes).await?;
            // Otherwise a full disk would be noticed by whoever writes next.
            self.file.flush().await
        };
        written.await.map_err(|error| trouble(&self.path, error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Sees to it that every byte survives a power cut.
    pub(super) async fn close(&mut self) -> Result<(), DownloadError> {
        self.file.sync_all().await.map_err(|error| trouble(&self.path, error))
    }

    /// Throws it away.
    pub(super) async fn discard(&mut self) -> Result<(), DownloadError> {
        self.restart(None).await?;
        remove(&self.path).await.map_err(|error| trouble(&self.path, error))
    }

    /// Gives it its name, in one step.
    pub(super) async fn finish(self) -> Result<(), DownloadError> {
        let Self { whole, path, mark_path, .. } = self;
        fs::rename(&path, &whole).await.map_err(|error| trouble(&whole, error))?;
        remove(&mark_path).await.map_err(|error| trouble(&mark_path, error))
    }
}

async fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn trouble(path: &Path, source: io::Error) -> DownloadError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            DownloadError::DiskFull { path }
        }
        _ => DownloadError::File { path, source },
    }
}
