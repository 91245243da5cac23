//! The conversation for a person: they type as the customer, and see what the customer sees.

use std::io::{IsTerminal as _, Write as _};

use anyhow::Result;
use noor_core::message::OutgoingContent;
use noor_sim::{CustomerMessage, SeenMessage};
use noor_store::trace::SentMessage;
use tokio::sync::mpsc;

use super::Ending;
use crate::cli::progress;
use crate::cli::rehearsal::{News, Shop, Watch, duration};

const HELP: &str = "/manager TEXT  a person of the shop writes
/clock PT2H    two hours pass
/quit          the end (or Ctrl-D)
Everything else is what the customer writes.";

/// Talks until the input ends or the person has had enough.
///
/// # Errors
///
/// When the shop's database is lost.
pub(super) async fn talk(
    shop: &mut Shop,
    lines: &mut mpsc::Receiver<std::io::Result<Vec<u8>>>,
) -> Result<Ending> {
    let mut watch = Watch::default();
    watch.look(shop).await?;
    let mut holder = "noor".to_owned();
    let mut ending = Ending::Good;
    let at_a_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if at_a_terminal {
        let name = &shop.context.content.shop.name.en;
        progress::tell(&format!("you are +{}, writing to {name}; /help", shop.chat()));
    }
    loop {
        if at_a_terminal {
            write!(std::io::stdout(), "you> ").ok();
            std::io::stdout().flush().ok();
        }
        let Some(line) = lines.recv().await else {
            if at_a_terminal {
                super::print("");
            }
            return Ok(ending);
        };
        // A stray byte of another encoding becomes a mark that the customer would see, too.
        let line = String::from_utf8_lossy(&line?).into_owned();
        let outcome = match Typed::read(line.trim()) {
            Typed::Nothing => continue,
            Typed::Quit => return Ok(ending),
            Typed::Note(note) => {
                super::print(&note);
                continue;
            }
            Typed::Customer(text) => {
                shop.customer_writes(vec![CustomerMessage::text("", text)]).await
            }
            Typed::Manager(text) => shop.manager_writes(text).await,
            Typed::Clock(time) => shop.let_pass(time).await,
        };
        if let Err(error) = outcome {
            progress::complain(&format!("{error:#}"));
            ending = ending.worse(Ending::NoAnswer);
        }
        for said in told(watch.look(shop).await?, &mut holder) {
            if !super::print(&said) {
                return Ok(ending);
            }
        }
    }
}

/// What a person typed.
enum Typed<'a> {
    Nothing,
    Quit,
    /// It is not for the shop; this is the answer.
    Note(String),
    Customer(&'a str),
    Manager(&'a str),
    Clock(chrono::TimeDelta),
}

impl<'a> Typed<'a> {
    fn read(line: &'a str) -> Self {
        if line.is_empty() {
            return Self::Nothing;
        }
        let Some(command) = line.strip_prefix('/') else { return Self::Customer(line) };
        let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
        let rest = rest.trim();
        match (word, rest) {
            ("quit" | "exit", _) => Self::Quit,
            ("help", _) => Self::Note(HELP.to_owned()),
            ("manager", "") => Self::Note("/manager needs the words they write".to_owned()),
            ("manager", text) => Self::Manager(text),
            ("clock", time) => duration(time).map_or_else(Self::Note, Self::Clock),
            (word, _) => Self::Note(format!("there is no /{word}\n{HELP}")),
        }
    }
}

/// What is new, as lines of a chat; and a note when the chat changed hands.
fn told(news: News, holder: &mut String) -> Vec<String> {
    let mut told: Vec<String> =
        news.messages.iter().map(|(message, row)| bubble(message, row.as_ref())).collect();
    let now = news.standing.map(|standing| standing.holder);
    if let Some(now) = now.filter(|now| now != holder) {
        let reason = news.handoffs.last().map_or("", |handoff| handoff.reason.as_str());
        told.push(match now.as_str() {
            "handoff" => {
                format!("-- Noor asked for a person: {reason}. Until one writes, silence.")
            }
            "manager" => "-- A person has this chat now; Noor says nothing.".to_owned(),
            _ => "-- Noor has this chat again.".to_owned(),
        });
        *holder = now;
    }
    told
}

fn bubble(message: &SeenMessage, row: Option<&SentMessage>) -> String {
    let said = match row.map(|row| &row.content) {
        Some(OutgoingContent::Image { url, sku }) => format!("[picture of {sku}] {url}"),
        Some(OutgoingContent::Document { url, name }) => format!("[document {name}] {url}"),
        Some(OutgoingContent::Text { .. }) | None => message.text.clone().unwrap_or_default(),
    };
    let lines: Vec<String> = said
        .lines()
        .enumerate()
        .map(|(place, line)| match (place, line.trim_end()) {
            (0, line) => format!("noor> {line}"),
            (_, "") => String::new(),
            (_, line) => format!("      {line}"),
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_goes_to_the_right_person() {
        assert!(matches!(Typed::read("hello / there"), Typed::Customer("hello / there")));
        assert!(matches!(Typed::read("/manager  I am here "), Typed::Manager("I am here")));
        assert!(matches!(Typed::read("/clock PT2H"), Typed::Clock(_)));
        assert!(matches!(Typed::read("/quit"), Typed::Quit));
        for line in ["/manager", "/clock soon", "/qiut", "/"] {
            assert!(matches!(Typed::read(line), Typed::Note(_)), "{line}");
        }
    }
}
