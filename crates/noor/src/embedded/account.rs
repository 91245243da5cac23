//! As whom the private servers run.
//!
//! Owns the choice of an unprivileged user when Noor itself is root, which PostgreSQL refuses to
//! be. It must never choose root.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// A user and their group, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) user: u32,
    pub(super) group: u32,
}

/// What Linux distributions agree on when `/etc/passwd` does not name `nobody`.
const NOBODY: Account = Account { user: 65_534, group: 65_534 };

impl Account {
    /// Chooses the servers' user; `None` means "the same as Noor's", which is not root.
    ///
    /// Running as root, the first of these that is a known user other than root: the owner of the
    /// existing `data`, the owner of `home` (so that the data of a `sudo make run` stays usable for
    /// the person who typed it), `nobody`.
    pub(super) fn for_servers(home: &Path, data: &Path) -> io::Result<Option<Self>> {
        if current_user()? != 0 {
            return Ok(None);
        }
        if let Ok(found) = fs::metadata(data)
            && found.uid() != 0
        {
            return Ok(Some(Self { user: found.uid(), group: found.gid() }));
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owner = fs::metadata(home)?;
        Ok(Some(choose(&users, owner.uid())))
    }

    /// Whether this user may enter `folder` and everything above it.
    pub(super) fn reaches(self, folder: &Path) -> io::Result<bool> {
        for step in folder.ancestors() {
            if !self.may_enter(&fs::metadata(step)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn may_enter(self, folder: &Metadata) -> bool {
        let bits = folder.permissions().mode();
        let needed = if folder.uid() == self.user {
            0o100
        } else if folder.gid() == self.group {
            0o010
        } else {
            0o001
        };
        bits & needed != 0
    }
}

/// The user this process acts as.
pub(super) fn current_user() -> io::Result<u32> {
    fs::metadata("/proc/self").map(|process| process.uid())
}

/// The account of `owner` if `/etc/passwd` knows them (initdb insists), else `nobody`.
fn choose(users: &str, owner: u32) -> Account {
    let accounts = || users.lines().filter_map(entry);
    accounts()
        .find(|(_, account)| owner != 0 && account.user == owner)
        .or_else(|| accounts().find(|(name, account)| *name == "nobody" && account.user != 0))
        .map_or(NOBODY, |(_, account)| account)
}

/// One line of `/etc/passwd`: name, password, user, group, …
fn entry(line: &str) -> Option<(&str, Account)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    let user = fields.nth(1)?.parse().ok()?;
    let group = fields.next()?.parse().ok()?;
    Some((name, Account { user, group }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\n\
                         nobody:x:99:98:nobody:/nonexistent:/usr/sbin/nologin\n\
                         shop:x:1000:1001::/home/shop:/bin/sh\n";

    #[test]
    fn the_owner_of_the_home_is_chosen_before_nobody() {
        assert_eq!(choose(USERS, 1000), Account { user: 1000, group: 1001 });
    }

    #[test]
    fn root_and_strangers_become_nobody() {
        assert_eq!(choose(USERS, 0), Account { user: 99, group: 98 });
        assert_eq!(choose(USERS, 4242), Account { user: 99, group: 98 });
        assert_eq!(choose("", 0), NOBODY);
        assert_eq!(choose("nobody:x:0:0::/:/bin/sh", 0), NOBODY, "a nobody who is root is refused");
    }

    #[test]
    fn a_closed_parent_puts_a_folder_out_of_reach() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        let stranger = Account { user: 64_000, group: 64_000 };
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
        fs::set_permissions(&inside, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(stranger.reaches(&inside).unwrap());
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(!stranger.reaches(&inside).unwrap());
    }
}
