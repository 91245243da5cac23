//! Running a server's programs.
//!
//! Owns how a child process is started: as the servers' user, with an empty environment, and in a
//! process group of its own, so that Ctrl-C in the terminal reaches Noor first. It must never pass
//! on Noor's environment, which holds secrets.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::account::Account;
use super::error::{Doing, EmbeddedError};
use super::home::Home;

/// A program of a server, ready for its arguments.
pub(super) fn program(home: &Home, path: &Path) -> Command {
    let mut command = Command::new(path);
    command
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .current_dir(home.base())
        .stdin(Stdio::null())
        .process_group(0);
    if let Some(Account { user, group }) = home.account() {
        // The standard library also drops root's supplementary groups here.
        command.uid(user).gid(group);
    }
    command
}

/// Runs a program to its end; what it says is kept for the error.
pub(super) fn run(command: &mut Command) -> Result<(), EmbeddedError> {
    run_with_input(command, "")
}

/// Runs a program to its end with `input` on its standard input.
pub(super) fn run_with_input(command: &mut Command, input: &str) -> Result<(), EmbeddedError> {
    let path = Path::new(command.get_program()).to_path_buf();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().doing("run", &path)?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that ended early shows that in its status, not here.
        drop(pipe.write_all(input.as_bytes()));
    }
    let done = child.wait_with_output().doing("run", &path)?;
    if done.status.success() {
        return Ok(());
    }
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    let name = path.file_name().unwrap_or_else(|| OsStr::new("program")).to_string_lossy();
    Err(EmbeddedError::Failed {
        program: name.into_owned(),
        status: done.status.to_string(),
        output: last_lines(&said),
    })
}

/// Whether `process` lives and was started with an argument that contains `mark`.
///
/// A number alone proves nothing: after a crash, or in a new container, somebody else may have it.
pub(super) fn is_running(process: u32, mark: &Path) -> bool {
    let folder = Path::new("/proc").join(process.to_string());
    let Ok(state) = fs::read_to_string(folder.join("stat")) else { return false };
    // The name stands in brackets and may contain anything; the state follows the last one.
    let ended = state
        .rsplit_once(')')
        .is_some_and(|(_, rest)| matches!(rest.trim_start().chars().next(), Some('Z' | 'X')));
    let command = fs::read(folder.join("cmdline")).unwrap_or_default();
    let mark = mark.as_os_str().as_encoded_bytes();
    !ended && command.windows(mark.len()).any(|part| part == mark)
}

/// What a log file says since `from`, in a few lines.
pub(super) fn log_since(log: &Path, from: u64) -> String {
    let mut text = Vec::new();
    let read = fs::File::open(log).and_then(|mut file| {
        file.seek(SeekFrom::Start(from))?;
        file.read_to_end(&mut text)
    });
    match read {
        Ok(_) => last_lines(&String::from_utf8_lossy(&text)),
        Err(error) => format!("(its log {} cannot be read: {error})", log.display()),
    }
}

fn last_lines(text: &str) -> String {
    const KEPT: usize = 20;
    let lines: Vec<&str> = text.lines().collect();
    let (_, tail) = lines.split_at(lines.len().saturating_sub(KEPT));
    tail.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_number_and_its_arguments() {
        let mark = "31.4159";
        let mut child = Command::new("sleep").arg(mark).spawn().unwrap();
        let becomes = |wanted: bool| {
            (0..200).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(10));
                is_running(child.id(), Path::new(mark)) == wanted
            })
        };
        assert!(becomes(true));
        assert!(!is_running(child.id(), Path::new("/another/cluster")));
        // Nobody waits for it yet: a zombie, which keeps its number but does not run.
        let kill = format!("kill -9 {}", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert!(becomes(false));
        child.wait().unwrap();
    }

    #[test]
    fn a_failed_program_is_quoted() {
        let mut command = Command::new("sh");
        command.args(["-c", "read word; echo no $word here >&2; exit 3"]);
        let error = run_with_input(&mut command, "sofa\n").unwrap_err().to_string();
        assert!(error.contains("sh failed") && error.contains("no sofa here"), "{error}");
    }
}
