//! `[speech]`: who hears voice notes.
//!
//! Owns the choice of the vendor, who is the only one to get a customer's voice. It must never send
//! one vendor's key to another.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::model::{ModelSettings, Provider};
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
    /// How it wants to be asked.
    pub kind: SpeechKind,
    /// Where its API is.
    pub url: Url,
    /// Its key, if it wants one.
    pub api_key: Option<SecretString>,
    /// The model that hears.
    pub model: String,
}

/// The kinds of servers that hear voice notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeechKind {
    /// OpenRouter.
    OpenRouter,
    /// Any server that speaks OpenAI's audio transcriptions.
    OpenAi,
}

impl Speech {
    pub(super) fn read(from: &mut Reader<'_>, models: &ModelSettings) -> Self {
        let wish: Wish = from.choice("speech.vendor");
        let server = Server {
            url: from.url("speech.url", &["https", "http"]),
            api_key: from.secret("speech.api_key"),
        };
        let model = from.text("speech.model").unwrap_or_default();
        let second = Duration::from_secs(1);
        let deadline = from.duration("speech.deadline", second..=second * 60);
        let vendor = match wish {
            Wish::None => None,
            Wish::OpenRouter => Some((SpeechKind::OpenRouter, server.or_that_of(models))),
            Wish::OpenAi => Some((SpeechKind::OpenAi, server)),
        };
        let vendor = vendor.map(|(kind, server)| {
            check(from, kind, &server, &model);
            let Server { url, api_key } = server;
            let url = url.unwrap_or_else(|| kind.own_address());
            SpeechVendor { kind, url, api_key, model }
        });
        Self { vendor, deadline }
    }
}

/// Where to ask and with which key, as far as it was said.
struct Server {
    url: Option<Url>,
    api_key: Option<SecretString>,
}

impl Server {
    /// The models' OpenRouter, if no other was named.
    fn or_that_of(self, models: &ModelSettings) -> Self {
        match (&self.url, &self.api_key, models.provider) {
            (None, None, Provider::OpenRouter) => {
                Self { url: models.base_url.clone(), api_key: models.api_key.clone() }
            }
            (Some(_), _, _)
            | (_, Some(_), _)
            | (None, None, Provider::Rules | Provider::OpenAi) => self,
        }
    }
}

fn check(from: &mut Reader<'_>, kind: SpeechKind, server: &Server, model: &str) {
    let needs_key = match kind {
        SpeechKind::OpenRouter => true,
        SpeechKind::OpenAi => server.url.is_none(),
    };
    if needs_key && server.api_key.is_none() {
        let advice = "Set it, or set speech.vendor = \"none\" to do without.";
        from.reject("speech.api_key", "this vendor needs a key.", advice);
    }
    let at_openai = kind == SpeechKind::OpenAi && server.url.is_none();
    let problem = if model.is_empty() {
        "it is empty."
    } else if !at_openai && !from.is_chosen("speech.model") {
        "the default is a model of OpenAI."
    } else {
        return;
    };
    from.reject("speech.model", problem, "Write the name of a model that your vendor offers.");
}

impl SpeechKind {
    fn own_address(self) -> Url {
        let address = match self {
            Self::OpenRouter => "https://openrouter.ai/api/v1",
            Self::OpenAi => "https://api.openai.com/v1",
        };
        Url::parse(address).expect("a constant address")
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
