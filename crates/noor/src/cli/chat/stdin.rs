//! Lines of standard input, read beside everything else.

use std::io::{BufRead as _, Result};
use std::thread;

use tokio::sync::mpsc;

/// Lines as they come, without their ends; the last one may lack one. The channel closes at the
/// end of the input.
///
/// A thread of its own, since nothing but the end of the process ends a read from a terminal: one
/// of the runtime's threads would keep Ctrl-C waiting for another line.
pub(super) fn lines() -> mpsc::Receiver<Result<Vec<u8>>> {
    let (read, lines) = mpsc::channel(1);
    thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let outcome = match input.read_until(b'\n', &mut line) {
                Ok(0) => return,
                Ok(_) => Ok(without_end(line)),
                Err(error) => Err(error),
            };
            let broken = outcome.is_err();
            if read.blocking_send(outcome).is_err() || broken {
                return;
            }
        }
    });
    lines
}

fn without_end(mut line: Vec<u8>) -> Vec<u8> {
    for end in *b"\n\r" {
        if line.last() == Some(&end) {
            line.pop();
        }
    }
    line
}
