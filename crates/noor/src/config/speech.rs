//! `[speech]`: who hears voice notes.
//!
//! Owns the choice of the vendor, who is the only one to get a customer's voice.

use std::time::Duration;

use super::model::ModelSettings;
use super::reader::{Choice, Reader};
use super::vendor_server::{Keys, Said, ServerKind, VendorServer};

/// `[speech]`.
#[derive(Clone, Debug)]
pub struct Speech {
    /// Who writes down what customers say; `None`: nobody, and they are told so.
    pub vendor: Option<VendorServer>,
    /// How long fetching and hearing one voice note may take.
    pub deadline: Duration,
}

impl Speech {
    pub(super) fn read(from: &mut Reader<'_>, models: &ModelSettings) -> Self {
        let wish: Wish = from.choice("speech.vendor");
        let keys = Keys {
            url: "speech.url",
            api_key: "speech.api_key",
            model: "speech.model",
            to_do_without: "Set it, or set speech.vendor = \"none\" to do without.",
        };
        let server = Said::read(from, keys);
        let second = Duration::from_secs(1);
        let deadline = from.duration("speech.deadline", second..=second * 60);
        let kind = match wish {
            Wish::None => None,
            Wish::OpenRouter => Some(ServerKind::OpenRouter),
            Wish::OpenAi => Some(ServerKind::OpenAi),
        };
        let vendor = kind.map(|kind| server.server(from, kind, models));
        Self { vendor, deadline }
    }
}

#[derive(Clone, Copy)]
enum Wish {
    None,
    OpenRouter,
    OpenAi,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("openrouter", Self::OpenRouter), ("openai", Self::OpenAi)];
}
