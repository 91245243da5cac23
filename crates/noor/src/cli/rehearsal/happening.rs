//! What can happen in a rehearsed conversation.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use noor_sim::{CustomerMessage, Kind};

use super::shop::Shop;

/// One thing that happens in the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Happening {
    /// The customer writes.
    Text(String),
    /// The customer writes several messages, one right after the other.
    Burst(Vec<String>),
    /// The customer sends a voice note: the name of a sound file, else its words.
    Voice(String),
    /// The customer sends a picture.
    Image {
        /// What they send.
        picture: Picture,
        /// The words below it.
        caption: Option<String>,
    },
    /// A person of the shop writes in the same chat.
    Manager(String),
    /// Nobody writes while time passes.
    Clock(TimeDelta),
}

/// A picture that a customer sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Picture {
    /// What a file shows.
    File(PathBuf),
    /// Any picture, under this name: what it shows does not matter.
    Named(String),
}

/// A picture of nothing.
const NOTHING: &[u8] = include_bytes!("../../../assets/eval/picture.png");

/// Why nothing, or not everything, happened.
#[derive(Debug)]
pub(in crate::cli) enum Trouble {
    /// The line names a file that cannot be read.
    File(String),
    /// The shop did not take it, or did not answer.
    Shop(anyhow::Error),
}

impl Shop {
    /// Lets it happen, and waits until everything that follows from it is done.
    ///
    /// # Errors
    ///
    /// [`Trouble`] says whose.
    pub(in crate::cli) async fn happen(&mut self, what: Happening) -> Result<(), Trouble> {
        let outcome = match what {
            Happening::Text(text) => {
                self.customer_writes(vec![CustomerMessage::text("", text)]).await
            }
            Happening::Burst(texts) => {
                let messages = texts.into_iter().map(|text| CustomerMessage::text("", text));
                self.customer_writes(messages.collect()).await
            }
            Happening::Voice(voice) => {
                let file = Path::new(&voice);
                // Words instead of a file: a sound in which the simulated transcriber hears them.
                let sound = if file.is_file() {
                    self.file(Kind::Voice, &name(file), bytes(file)?)
                } else {
                    let uri = self.simulator.voice_note(&voice);
                    CustomerMessage::file("", Kind::Voice, uri)
                };
                self.customer_writes(vec![sound]).await
            }
            Happening::Image { picture, caption } => {
                let picture = match picture {
                    Picture::File(file) => self.file(Kind::Image, &name(&file), bytes(&file)?),
                    Picture::Named(name) => self.file(Kind::Image, &name, NOTHING.to_vec()),
                };
                self.customer_writes(vec![CustomerMessage { text: caption, ..picture }]).await
            }
            Happening::Manager(text) => self.manager_writes(&text).await,
            Happening::Clock(time) => self.let_pass(time).await,
        };
        outcome.map_err(Trouble::Shop)
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Trouble> {
    std::fs::read(file).map_err(|error| Trouble::File(format!("{}: {error}", file.display())))
}

fn name(file: &Path) -> String {
    file.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned())
}
