//! Why the private servers could not be started or stopped.
//!
//! Owns the sentences that the person in front of the terminal reads. They must name the way out.

use std::io;
use std::path::{Path, PathBuf};

/// A failure around the private servers.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The programs were not fetched, or the configured ones do not exist.
    #[error(
        "{server} is not at {}: run `make servers` to fetch it, \
         or name a server of your own with {instead}",
        path.display()
    )]
    NotFetched {
        /// Which server.
        server: &'static str,
        /// Where it was looked for.
        path: PathBuf,
        /// The environment name that makes it unnecessary.
        instead: &'static str,
    },
    /// The cluster was made by another major version of PostgreSQL.
    #[error(
        "the database in {} was made by PostgreSQL {found}, and this is PostgreSQL {program}: \
         restore a backup into a new NOOR_HOME, or use the former version",
        path.display()
    )]
    OtherVersion {
        /// The cluster.
        path: PathBuf,
        /// The major version that made it.
        found: String,
        /// The major version of the program.
        program: String,
    },
    /// The data belongs to somebody else.
    #[error(
        "{} belongs to user id {owner}: run Noor as that user or as root, \
         or choose another folder with NOOR_HOME",
        path.display()
    )]
    BelongsToOther {
        /// The folder.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
    },
    /// Noor runs as root, and the servers' own user cannot reach their files.
    #[error(
        "PostgreSQL does not run as root, and the user it runs as (id {user}) cannot enter {}: \
         allow others to pass its parent folders (chmod o+x), or choose another NOOR_HOME",
        path.display()
    )]
    OutOfReach {
        /// The folder with the data.
        path: PathBuf,
        /// The user the servers run as.
        user: u32,
    },
    /// A folder's name cannot stand in an address.
    #[error("the folder {} has a name that is not valid Unicode: choose another NOOR_HOME", .0.display())]
    NotUnicode(PathBuf),
    /// The operating system refused something.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A server's program ran and failed.
    #[error("{program} failed ({status}):\n{output}")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: String,
        /// The last lines that it or its log said.
        output: String,
    },
    /// A server neither answered nor ended in time.
    #[error("{server} did not {action} within {seconds} s; its log is {}", log.display())]
    TooSlow {
        /// Which server.
        server: &'static str,
        /// What it was expected to do.
        action: &'static str,
        /// How long it was given.
        seconds: u64,
        /// Where it may say why.
        log: PathBuf,
    },
}

/// Adds to an operating system's refusal what was tried, as in `.doing("create", path)`.
pub(super) trait Doing<T> {
    /// Turns the refusal into an [`EmbeddedError::Io`].
    fn doing(self, action: &'static str, path: &Path) -> Result<T, EmbeddedError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, action: &'static str, path: &Path) -> Result<T, EmbeddedError> {
        self.map_err(|source| EmbeddedError::Io { action, path: path.to_path_buf(), source })
    }
}
