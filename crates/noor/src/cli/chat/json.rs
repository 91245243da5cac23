//! The conversation for programs: a line of input, a trace object as a line of output.

use std::path::Path;

use anyhow::Result;
use noor_sim::{CustomerMessage, Kind};
use tokio::sync::mpsc;

use super::Ending;
use super::line::Line;
use super::shop::Shop;
use super::trace::Trace;
use super::watch::Watch;
use crate::cli::progress;

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
        match happen(shop, what).await {
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
fn read(line: std::io::Result<Vec<u8>>) -> Result<Option<Line>, String> {
    let line = line.map_err(|error| error.to_string())?;
    let line = String::from_utf8(line).map_err(|_| "this is not UTF-8".to_owned())?;
    // An editor's mark at the beginning of a file is no word.
    let line = line.trim_start_matches('\u{feff}');
    if line.trim().is_empty() { Ok(None) } else { Line::parse(line).map(Some) }
}

/// Why nothing, or not everything, happened.
enum Trouble {
    /// The line names a file that cannot be read.
    File(String),
    /// The shop did not take it, or did not answer.
    Shop(anyhow::Error),
}

async fn happen(shop: &mut Shop, line: Line) -> Result<(), Trouble> {
    let outcome = match line {
        Line::Text(text) => shop.customer_writes(vec![CustomerMessage::text("", text)]).await,
        Line::Burst(texts) => {
            let messages = texts.into_iter().map(|text| CustomerMessage::text("", text));
            shop.customer_writes(messages.collect()).await
        }
        Line::Voice(voice) => {
            let file = Path::new(&voice);
            // Words instead of a file are kept as the sound, for a transcriber that only plays one.
            let sound = if file.is_file() {
                shop.file(Kind::Voice, &name(file), bytes(file)?)
            } else {
                shop.file(Kind::Voice, "voice.ogg", voice.into_bytes())
            };
            shop.customer_writes(vec![sound]).await
        }
        Line::Image { file, caption } => {
            let picture = shop.file(Kind::Image, &name(&file), bytes(&file)?);
            shop.customer_writes(vec![CustomerMessage { text: caption, ..picture }]).await
        }
        Line::Manager(text) => shop.manager_writes(&text).await,
        Line::Clock(time) => shop.let_pass(time).await,
    };
    outcome.map_err(Trouble::Shop)
}

fn bytes(file: &Path) -> Result<Vec<u8>, Trouble> {
    std::fs::read(file).map_err(|error| Trouble::File(format!("{}: {error}", file.display())))
}

fn name(file: &Path) -> String {
    file.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned())
}
