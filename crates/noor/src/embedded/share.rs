//! How several Noor processes share the servers of one home.
//!
//! Owns two lock files. The gate is held while somebody starts or stops the servers; the share is
//! held, together with the others, for as long as they are used. The operating system lets go of
//! both when a process dies, so no crash can leave them behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::Company;
use super::error::{Doing, EmbeddedError};
use super::home::Home;

/// The right to start or stop the servers of a home.
#[derive(Debug)]
pub(super) struct Gate {
    _lock: File,
}

impl Gate {
    /// Waits until nobody else is starting or stopping servers.
    pub(super) fn enter(home: &Home, progress: &dyn Fn(&str)) -> Result<Self, EmbeddedError> {
        let path = home.lock_file("gate");
        let file = open(home, &path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                progress("Another Noor is starting or stopping the servers; waiting for it …");
                file.lock().doing("lock", &path)?;
            }
            Err(TryLockError::Error(source)) => Err(source).doing("lock", &path)?,
        }
        Ok(Self { _lock: file })
    }
}

/// One process's part in using the servers.
#[derive(Debug)]
pub(super) struct Share {
    lock: File,
}

impl Share {
    /// Joins those who use the servers, and tells whether there are others. Needs the gate.
    pub(super) fn join(home: &Home) -> Result<(Self, Company), EmbeddedError> {
        let path = home.lock_file("users");
        let lock = open(home, &path)?;
        let company = company(&lock, &path)?;
        lock.lock_shared().doing("lock", &path)?;
        Ok((Self { lock }, company))
    }

    /// Leaves, and tells whether this was the last user. Needs the gate.
    pub(super) fn leave(self, _gate: &Gate) -> Result<bool, EmbeddedError> {
        let path = Path::new("the list of users");
        self.lock.unlock().doing("unlock", path)?;
        Ok(company(&self.lock, path)? == Company::Alone)
    }
}

/// Whether anybody else holds a share, seen by trying to have the file alone.
fn company(file: &File, path: &Path) -> Result<Company, EmbeddedError> {
    match file.try_lock() {
        Ok(()) => {
            file.unlock().doing("unlock", path)?;
            Ok(Company::Alone)
        }
        Err(TryLockError::WouldBlock) => Ok(Company::Others),
        Err(TryLockError::Error(source)) => Err(source).doing("lock", path),
    }
}

fn open(home: &Home, path: &Path) -> Result<File, EmbeddedError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .doing("open the lock file", path)?;
    home.hand_over(path)?;
    Ok(file)
}
