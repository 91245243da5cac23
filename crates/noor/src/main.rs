//! The door: reads the command line, runs the command, and says what went wrong.

use std::process::ExitCode;

fn main() -> ExitCode {
    noor::cli::run()
}
