//! The private Valkey: its start and stop.
//!
//! Owns the process behind one Unix socket. It keeps nothing on the disk, since everything in it may
//! be lost, and must never listen on the network.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use url::Url;

use super::error::EmbeddedError;
use super::home::Home;
use super::process::{is_running, log_since, program, run};

const START_SECONDS: u64 = 10;
const STOP_SECONDS: u64 = 10;

/// A running private Valkey.
#[derive(Debug)]
pub(super) struct Valkey {
    socket: PathBuf,
    url: String,
}

impl Valkey {
    /// Starts the server, or joins the one that answers on this home's socket.
    pub(super) fn start(
        home: &Home,
        server: &Path,
        progress: &dyn Fn(&str),
    ) -> Result<Self, EmbeddedError> {
        let socket = home.run().join("valkey.sock");
        let valkey = Self { url: url(&socket)?, socket };
        if valkey.answers() {
            return Ok(valkey);
        }
        progress("Starting Valkey …");
        valkey.end_the_silent(home)?;
        let log = home.log("valkey");
        let before = fs::metadata(&log).map_or(0, |file| file.len());
        run(program(home, server)
            .args(["--port", "0", "--unixsocketperm", "700", "--unixsocket"])
            .arg(&valkey.socket)
            .args(["--save", "", "--appendonly", "no", "--daemonize", "yes", "--pidfile"])
            .arg(pid_file(home))
            .arg("--dir")
            .arg(home.data("valkey")?)
            .arg("--logfile")
            .arg(&log))?;
        if wait(START_SECONDS, || valkey.answers()) {
            return Ok(valkey);
        }
        Err(EmbeddedError::Failed {
            program: "valkey-server".to_owned(),
            status: format!("it does not answer after {START_SECONDS} s"),
            output: log_since(&log, before),
        })
    }

    /// The server's address for the redis crate.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server; what was in it is gone.
    pub(super) fn stop(self, home: &Home) -> Result<(), EmbeddedError> {
        if !self.answers() {
            return self.end_the_silent(home);
        }
        // The server closes the connection instead of answering.
        drop(self.ask("SHUTDOWN NOSAVE\r\n"));
        if wait(STOP_SECONDS, || process(home).is_none_or(|number| !self.is_ours(number))) {
            return Ok(());
        }
        self.end_the_silent(home)
    }

    /// Whether the server is up and well.
    pub(super) fn answers(&self) -> bool {
        self.ask("PING\r\n").is_ok_and(|answer| answer.starts_with(b"+PONG"))
    }

    /// Sends one command and reads the beginning of the answer.
    fn ask(&self, command: &str) -> io::Result<Vec<u8>> {
        let mut stream = UnixStream::connect(&self.socket)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.set_write_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(command.as_bytes())?;
        let mut answer = vec![0; 64];
        let length = stream.read(&mut answer)?;
        answer.truncate(length);
        Ok(answer)
    }

    /// Kills a server of this home that runs but does not answer, so that two never share a socket.
    fn end_the_silent(&self, home: &Home) -> Result<(), EmbeddedError> {
        let Some(number) = process(home).filter(|number| self.is_ours(*number)) else {
            return Ok(());
        };
        // The shell's own `kill`: a slim system has no such program.
        run(program(home, Path::new("/bin/sh")).args([
            "-c",
            "kill -9 \"$0\"",
            &number.to_string(),
        ]))?;
        if wait(STOP_SECONDS, || !self.is_ours(number)) {
            return Ok(());
        }
        Err(EmbeddedError::TooSlow {
            server: "Valkey",
            action: "end",
            seconds: STOP_SECONDS,
            log: home.log("valkey"),
        })
    }

    /// A running Valkey shows its socket as its title.
    fn is_ours(&self, process: u32) -> bool {
        is_running(process, &self.socket)
    }
}

/// `unix://<path of the socket>`.
fn url(socket: &Path) -> Result<String, EmbeddedError> {
    let file = Url::from_file_path(socket)
        .map_err(|()| EmbeddedError::NotUnicode(socket.to_path_buf()))?;
    Ok(file.as_str().replacen("file:", "unix:", 1))
}

fn pid_file(home: &Home) -> PathBuf {
    home.run().join("valkey.pid")
}

fn process(home: &Home) -> Option<u32> {
    fs::read_to_string(pid_file(home)).ok()?.trim().parse().ok()
}

/// Asks again and again until `done` or the time is over; tells which.
fn wait(seconds: u64, done: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < deadline {
        if done() {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_survives_odd_folder_names() {
        let address = url(Path::new("/srv/my shop/valkey.sock")).unwrap();
        assert_eq!(address, "unix:///srv/my%20shop/valkey.sock");
        let back = Url::parse(&address).unwrap().to_file_path().unwrap();
        assert_eq!(back, Path::new("/srv/my shop/valkey.sock"));
    }
}
