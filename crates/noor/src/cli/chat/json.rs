//! The conversation for programs: a line of input, a trace object as a line of output.

use anyhow::Result;
use tokio::sync::mpsc;

use super::Ending;
use super::line;
use crate::cli::progress;
use crate::cli::rehearsal::{Happening, Shop, Trace, Trouble, Watch};

/// Takes lines until there are no more. A line that cannot be used is complained about and passed
/// over; the ending says so.
///
/// # Errors
///
/// When the shop's database is lost.
pub(super) async fn talk(
    shop: &mut Shop,
    lines: &mut mpsc::Receiver<std::io::Result<Vec<u8>>>,
) -> Result<Ending> {
    let mut watch = Watch::default();
    // What was given happened before the first turn.
    watch.look(shop).await?;
    let (mut at, mut turn, mut ending) = (0_usize, 0_usize, Ending::Good);
    while let Some(line) = lines.recv().await {
        at += 1;
        let what = match read(line) {
            Ok(Some(what)) => what,
            Ok(None) => continue,
            Err(problem) => {
                complain(at, &problem);
                ending = ending.worse(Ending::BadInput);
                continue;
            }
        };
        match shop.happen(what).await {
            Ok(()) => {}
            Err(Trouble::File(problem)) => {
                complain(at, &problem);
                ending = ending.worse(Ending::BadInput);
                continue;
            }
            Err(Trouble::Shop(error)) => {
                complain(at, &format!("{error:#}"));
                ending = ending.worse(Ending::NoAnswer);
            }
        }
        let trace = Trace::of(turn, watch.look(shop).await?);
        if !super::print(&serde_json::to_string(&trace)?) {
            return Ok(ending);
        }
        turn += 1;
    }
    Ok(ending)
}

fn complain(at: usize, problem: &str) {
    progress::complain(&format!("line {at}: {problem}"));
}

/// The meaning of a line; `None` for a blank one.
fn read(line: std::io::Result<Vec<u8>>) -> Result<Option<Happening>, String> {
    let line = line.map_err(|error| error.to_string())?;
    let line = String::from_utf8(line).map_err(|_| "this is not UTF-8".to_owned())?;
    // An editor's mark at the beginning of a file is no word.
    let line = line.trim_start_matches('\u{feff}');
    if line.trim().is_empty() { Ok(None) } else { line::parse(line).map(Some) }
}
