//! What people see while something takes time: bars on a terminal, plain lines elsewhere.

use std::io::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Says one sentence about what is being done.
pub(super) fn tell(sentence: &str) {
    // Nobody is left to complain to if standard error is gone.
    writeln!(std::io::stderr(), "  {sentence}").ok();
}

/// Says what went wrong.
pub(super) fn complain(problem: &str) {
    writeln!(std::io::stderr(), "noor: {problem}").ok();
}

/// Prints a result for people or programs.
pub(super) fn print(result: &str) {
    writeln!(std::io::stdout(), "{result}").ok();
}

/// A bar for a file that is being fetched.
pub(super) fn bytes(name: &str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_message(name.to_owned());
    let style = ProgressStyle::with_template(
        "  {msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A bar for work of known or unknown length.
pub(super) fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_message(what);
    let style = ProgressStyle::with_template("  {msg} {bar:30} {pos}/{len}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
