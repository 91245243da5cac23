//! The private PostgreSQL: its cluster, start and stop.
//!
//! Owns the cluster's creation, its settings, and the recovery of one that was killed. It listens on
//! a Unix socket in a private folder only, and must never listen on the network.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use url::Url;

use super::error::{Doing, EmbeddedError};
use super::home::{Home, remove_folder};
use super::process::{is_running, log_since, program, run, run_with_input};
use super::{Company, Durability};

/// Recovery after a crash may replay up to `max_wal_size`; a slow disk needs its time for that.
const START_SECONDS: u64 = 300;
const STOP_SECONDS: u64 = 60;

/// How long the children of a killed postmaster may take to notice its death.
const ORPHANS_LEAVE: Duration = Duration::from_secs(20);

/// A log longer than this is set aside at the next start.
const LONG_LOG: u64 = 10 << 20;

/// The user and the database that Noor uses.
const NAME: &str = "noor";

/// A running private PostgreSQL.
#[derive(Debug)]
pub(super) struct Postgres {
    programs: PathBuf,
    url: String,
}

impl Postgres {
    /// Creates the cluster if there is none, and starts it or joins the one that runs.
    pub(super) fn start(
        home: &Home,
        programs: &Path,
        durability: Durability,
        company: Company,
        progress: &dyn Fn(&str),
    ) -> Result<Self, EmbeddedError> {
        let url = url(home.run())?;
        let cluster = Cluster { home, programs, path: home.cluster() };
        if cluster.path.join("PG_VERSION").exists() {
            cluster.check_version()?;
        } else {
            progress("Creating the database …");
            cluster.create()?;
        }
        if company == Company::Alone
            && cluster.postmaster().is_some()
            && !cluster.runs_with(durability)
        {
            progress("Stopping PostgreSQL, which still runs with other settings …");
            cluster.stop()?;
        }
        match cluster.wait_for_the_running()? {
            Found::Ready => {}
            Found::Nothing => {
                progress("Starting PostgreSQL …");
                cluster.start(durability)?;
            }
        }
        Ok(Self { programs: programs.to_path_buf(), url })
    }

    /// Whether a postmaster serves this home's cluster.
    pub(super) fn is_up(home: &Home) -> bool {
        postmaster(&home.cluster()).is_some()
    }

    /// The database's address for sqlx.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Ends all connections, writes a checkpoint and stops.
    pub(super) fn stop(self, home: &Home) -> Result<(), EmbeddedError> {
        let cluster = Cluster { home, programs: &self.programs, path: home.cluster() };
        match cluster.postmaster() {
            Some(_) => cluster.stop(),
            None => Ok(()),
        }
    }
}

/// `postgres://noor@localhost/noor?host=<folder of the socket>`.
fn url(run: &Path) -> Result<String, EmbeddedError> {
    let folder = run.to_str().ok_or_else(|| EmbeddedError::NotUnicode(run.to_path_buf()))?;
    let mut url = Url::parse(&format!("postgres://{NAME}@localhost/{NAME}"))
        .expect("two plain names make a valid address");
    url.query_pairs_mut().append_pair("host", folder);
    // A form writes a space as `+`, which other readers of such addresses take literally.
    Ok(url.as_str().replace('+', "%20"))
}

/// A cluster on the disk and the programs that serve it.
struct Cluster<'a> {
    home: &'a Home,
    programs: &'a Path,
    path: PathBuf,
}

impl Cluster<'_> {
    /// Makes the cluster and its database under another name first: it is complete or absent.
    fn create(&self) -> Result<(), EmbeddedError> {
        let unfinished = self.path.with_extension("unfinished");
        remove_folder(&unfinished)?;
        // The folder itself is private, so whoever reaches the socket may connect as `noor`.
        run(self
            .program("initdb")
            .arg("--pgdata")
            .arg(&unfinished)
            .args(["--username", NAME, "--auth", "trust", "--encoding", "UTF8"])
            .args(["--locale", "C", "--locale-provider", "builtin"])
            .args(["--builtin-locale", "C.UTF-8", "--text-search-config", "simple"]))?;
        run_with_input(
            self.program("postgres")
                .args(["--single", "-c", "exit_on_error=on", "-D"])
                .arg(&unfinished)
                .arg("postgres"),
            &format!("create database {NAME};\n"),
        )?;
        fs::rename(&unfinished, &self.path).doing("move", &unfinished)
    }

    /// Refuses a cluster of another major version, which this program could not read.
    fn check_version(&self) -> Result<(), EmbeddedError> {
        let file = self.path.join("PG_VERSION");
        let found = fs::read_to_string(&file).doing("read", &file)?.trim().to_owned();
        let said = self.program("postgres").arg("--version").output();
        let said = said.doing("run", &self.programs.join("postgres"))?;
        let program = major_version(&String::from_utf8_lossy(&said.stdout));
        if program == found {
            return Ok(());
        }
        Err(EmbeddedError::OtherVersion { path: self.path.clone(), found, program })
    }

    /// The number of the postmaster that serves this cluster now, if one does.
    fn postmaster(&self) -> Option<u32> {
        postmaster(&self.path)
    }

    /// Whether the running postmaster was started with this durability.
    fn runs_with(&self, durability: Durability) -> bool {
        let options = fs::read_to_string(self.path.join("postmaster.opts")).unwrap_or_default();
        options.contains(fsync(durability))
    }

    /// Starts the postmaster and returns once it accepts connections.
    fn start(&self, durability: Durability) -> Result<(), EmbeddedError> {
        self.forget_the_dead()?;
        let log = self.home.log("postgres");
        set_long_log_aside(&log)?;
        let deadline = Instant::now() + ORPHANS_LEAVE;
        loop {
            let before = fs::metadata(&log).map_or(0, |file| file.size());
            let started = run(self
                .program("pg_ctl")
                .args(["start", "--silent", "--wait", "--timeout", &START_SECONDS.to_string()])
                .arg("--pgdata")
                .arg(&self.path)
                .arg("--log")
                .arg(&log)
                .arg("--options")
                .arg(settings(self.home.run(), durability)));
            let Err(error) = started else { return Ok(()) };
            let said = log_since(&log, before);
            // A killed postmaster's children live on for a moment and hold its shared memory.
            if said.contains("shared memory block") && Instant::now() < deadline {
                sleep(Duration::from_millis(200));
                continue;
            }
            return Err(with_log(error, &said));
        }
    }

    /// Removes what a killed postmaster left behind.
    ///
    /// PostgreSQL would do that too, unless an unrelated process has been given the same number.
    fn forget_the_dead(&self) -> Result<(), EmbeddedError> {
        for file in [
            self.path.join("postmaster.pid"),
            self.home.run().join(".s.PGSQL.5432.lock"),
            self.home.run().join(".s.PGSQL.5432"),
        ] {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(error).doing("remove", &file);
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Waits until a postmaster that runs already accepts connections, or is gone.
    fn wait_for_the_running(&self) -> Result<Found, EmbeddedError> {
        let deadline = Instant::now() + Duration::from_secs(START_SECONDS);
        while Instant::now() < deadline {
            if self.postmaster().is_none() {
                return Ok(Found::Nothing);
            }
            let text = fs::read_to_string(self.path.join("postmaster.pid")).unwrap_or_default();
            // The eighth line is PostgreSQL's own word on its state.
            if text.lines().nth(7).is_some_and(|state| state.trim() == "ready") {
                return Ok(Found::Ready);
            }
            sleep(Duration::from_millis(50));
        }
        Err(EmbeddedError::TooSlow {
            server: "PostgreSQL",
            action: "get ready",
            seconds: START_SECONDS,
            log: self.home.log("postgres"),
        })
    }

    fn stop(&self) -> Result<(), EmbeddedError> {
        run(self
            .program("pg_ctl")
            .args(["stop", "--silent", "--mode", "fast", "--wait"])
            .args(["--timeout", &STOP_SECONDS.to_string(), "--pgdata"])
            .arg(&self.path))
    }

    fn program(&self, name: &str) -> Command {
        program(self.home, &self.programs.join(name))
    }
}

/// The number of the postmaster that serves a cluster now, if one does.
fn postmaster(cluster: &Path) -> Option<u32> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let process = text.lines().next()?.trim().parse().ok()?;
    is_running(process, cluster).then_some(process)
}

/// What serves the cluster before we start anything.
enum Found {
    /// A postmaster that accepts connections: another Noor's, or one that a killed Noor left.
    Ready,
    /// Nobody.
    Nothing,
}

/// The postmaster's options, as one shell-quoted line for `pg_ctl`.
fn settings(run: &Path, durability: Durability) -> String {
    let settings = [
        "listen_addresses=".to_owned(),
        format!("unix_socket_directories={}", run.display()),
        "unix_socket_permissions=0700".to_owned(),
        "max_connections=100".to_owned(),
        format!("shared_buffers={}MB", shared_buffers()),
        "max_wal_size=512MB".to_owned(),
        // Noor's queries are short; compiling them costs more than it brings.
        "jit=off".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
        // Also without durability: what is committed must survive a killed server.
        "synchronous_commit=on".to_owned(),
        fsync(durability).to_owned(),
    ];
    let quoted = settings.iter().map(|setting| format!("-c '{}'", setting.replace('\'', r"'\''")));
    quoted.collect::<Vec<_>>().join(" ")
}

/// An eighth of the machine's memory, 128 to 1024 MB. It is taken as it is used: a small shop's
/// whole database is smaller.
fn shared_buffers() -> u64 {
    let told = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes: u64 = told
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0);
    (kilobytes / 1024 / 8).clamp(128, 1024)
}

const fn fsync(durability: Durability) -> &'static str {
    match durability {
        Durability::Full => "fsync=on",
        Durability::Off => "fsync=off",
    }
}

/// The first number in `postgres (PostgreSQL) 18.6`.
fn major_version(said: &str) -> String {
    said.chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect()
}

/// `pg_ctl` only says "examine the log output": do that for the reader.
fn with_log(error: EmbeddedError, log: &str) -> EmbeddedError {
    match error {
        EmbeddedError::Failed { program, status, output } => {
            EmbeddedError::Failed { program, status, output: format!("{output}\n{log}") }
        }
        other @ (EmbeddedError::NotFetched { .. }
        | EmbeddedError::OtherVersion { .. }
        | EmbeddedError::BelongsToOther { .. }
        | EmbeddedError::OutOfReach { .. }
        | EmbeddedError::NotUnicode(_)
        | EmbeddedError::Io { .. }
        | EmbeddedError::TooSlow { .. }) => other,
    }
}

fn set_long_log_aside(log: &Path) -> Result<(), EmbeddedError> {
    if fs::metadata(log).is_ok_and(|file| file.size() > LONG_LOG) {
        fs::rename(log, log.with_extension("log.1")).doing("set aside", log)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_the_program_says() {
        assert_eq!(major_version("postgres (PostgreSQL) 18.6\n"), "18");
        assert_eq!(major_version("postgres (PostgreSQL) 19beta1 (Debian)"), "19");
        assert_eq!(major_version("nothing"), "");
    }

    #[test]
    fn the_address_survives_odd_folder_names() {
        let address = url(Path::new("/srv/my shop/a+b?c")).unwrap();
        assert_eq!(address, "postgres://noor@localhost/noor?host=%2Fsrv%2Fmy%20shop%2Fa%2Bb%3Fc");
        let options: sqlx::postgres::PgConnectOptions = address.parse().unwrap();
        assert_eq!(options.get_socket(), Some(&PathBuf::from("/srv/my shop/a+b?c")));
        assert_eq!(options.get_username(), "noor");
        assert_eq!(options.get_database(), Some("noor"));
    }

    #[test]
    fn a_quote_in_a_folder_name_does_not_end_the_setting() {
        let line = settings(Path::new("/srv/o'clock"), Durability::Full);
        assert!(line.contains(r"-c 'unix_socket_directories=/srv/o'\''clock'"), "{line}");
    }
}
