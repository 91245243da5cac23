//! `[speech]`: who hears voice notes.
//!
//! Owns the choice of the vendor, who is the only one to get a customer's voice.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::reader::{Choice, Reader};

/// `[speech]`.
#[derive(Clone, Debug)]
pub struct Speech {
    /// Who writes down what customers say; `None`: nobody, and they are told so.
    pub vendor: Option<SpeechVendor>,
    /// How long fetching and hearing one voice note may take.
    pub deadline: Duration,
}

/// A server that hears voice notes.
#[derive(Clone, Debug)]
pub struct SpeechVendor {
    /// Where its API is.
    pub url: Url,
    /// Its key, if it wants one.
    pub api_key: Option<SecretString>,
    /// The model that hears.
    pub model: String,
}

impl Speech {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let wish = from.choice("speech.vendor");
        let url = from.url("speech.url", &["https", "http"]);
        let api_key = from.secret("speech.api_key");
        let model = from.text("speech.model").unwrap_or_default();
        let second = Duration::from_secs(1);
        let deadline = from.duration("speech.deadline", second..=second * 60);
        let vendor = match wish {
            Wish::None => None,
            Wish::OpenAi => {
                check(from, url.is_some(), api_key.is_some(), &model);
                let url = url.unwrap_or_else(own_address);
                Some(SpeechVendor { url, api_key, model })
            }
        };
        Self { vendor, deadline }
    }
}

fn check(from: &mut Reader<'_>, other_address: bool, key: bool, model: &str) {
    if !other_address && !key {
        let advice =
            "Set it, or speech.url to a server that needs none, or speech.vendor = \"none\".";
        from.reject("speech.api_key", "OpenAI needs a key.", advice);
    }
    let problem = match (model.is_empty(), other_address && !from.is_chosen("speech.model")) {
        (true, _) => "it is empty.",
        (false, true) => "the default is a model of OpenAI.",
        (false, false) => return,
    };
    from.reject("speech.model", problem, "Write the name of a model that your server offers.");
}

fn own_address() -> Url {
    Url::parse("https://api.openai.com/v1").expect("a constant address")
}

#[derive(Clone, Copy)]
enum Wish {
    None,
    OpenAi,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("openai", Self::OpenAi)];
}
