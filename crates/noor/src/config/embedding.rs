//! `[search.embedding]`: who turns texts into vectors.
//!
//! Owns the choice of the vendor, who is the only one to get what customers ask for. It must never
//! send one vendor's key to another.

use std::path::{Path, PathBuf};
use std::time::Duration;

use noor_providers::embedding::openai::{Limits, Roles};
use secrecy::SecretString;
use url::Url;

use super::model::{ModelSettings, Provider};
use super::reader::{Choice, Reader};

/// Settings that only a server has.
const OF_SERVERS: [&str; 10] = [
    "search.embedding.url",
    "search.embedding.api_key",
    "search.embedding.model",
    "search.embedding.dimensions",
    "search.embedding.query_prefix",
    "search.embedding.passage_prefix",
    "search.embedding.query_type",
    "search.embedding.passage_type",
    "search.embedding.batch_size",
    "search.embedding.max_characters",
];

/// Who turns texts into vectors.
#[derive(Clone, Debug)]
pub enum EmbeddingVendor {
    /// A server.
    Server(Box<EmbeddingServer>),
    /// BGE-M3 in this process.
    BgeM3(BgeM3Settings),
}

/// A server that embeds.
#[derive(Clone, Debug)]
pub struct EmbeddingServer {
    /// How it wants to be asked.
    pub kind: EmbeddingServerKind,
    /// Where its API is.
    pub url: Url,
    /// Its key, if it wants one.
    pub api_key: Option<SecretString>,
    /// The model that embeds.
    pub model: String,
    /// The vectors' length, if it is not the model's own.
    pub dimensions: Option<u32>,
    /// How the model is told questions from texts.
    pub roles: Roles,
    /// How much is asked at once, and how long it may take.
    pub limits: Limits,
}

/// The kinds of servers that embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbeddingServerKind {
    /// OpenRouter.
    OpenRouter,
    /// Any server that speaks OpenAI's embeddings.
    OpenAi,
}

/// The model in this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BgeM3Settings {
    /// The folder with its files.
    pub folder: PathBuf,
    /// The ONNX Runtime.
    pub library: PathBuf,
    /// Copies that work at the same time.
    pub workers: usize,
    /// How long a query may take.
    pub query_deadline: Duration,
}

/// Where the model in this process is, unless the shop names another folder.
pub fn usual_model_folder(home: &Path) -> PathBuf {
    home.join("models/bge-m3")
}

impl EmbeddingVendor {
    /// How long embedding a question may take.
    pub fn query_deadline(&self) -> Duration {
        match self {
            Self::Server(server) => server.limits.query,
            Self::BgeM3(settings) => settings.query_deadline,
        }
    }

    /// `None`: nobody, and nothing is searched for by its meaning.
    pub(super) fn read(from: &mut Reader<'_>, home: &Path, models: &ModelSettings) -> Option<Self> {
        let wish: Wish = from.choice("search.embedding.vendor");
        let server = Server {
            url: from.url("search.embedding.url", &["https", "http"]),
            api_key: from.secret("search.embedding.api_key"),
        };
        let model = from.text("search.embedding.model").unwrap_or_default();
        let dimensions = Some(from.number("search.embedding.dimensions", 0..=8192));
        let roles = Roles {
            query_prefix: prefix(from, "search.embedding.query_prefix"),
            passage_prefix: prefix(from, "search.embedding.passage_prefix"),
            query_type: from.text("search.embedding.query_type").unwrap_or_default(),
            passage_type: from.text("search.embedding.passage_type").unwrap_or_default(),
        };
        let (query, passages) =
            ("search.embedding.query_deadline", "search.embedding.batch_deadline");
        let second = Duration::from_secs(1);
        let limits = Limits {
            batch: from.number("search.embedding.batch_size", 1..=512),
            text: from.number("search.embedding.max_characters", 100..=30_000),
            query: from.duration(query, Duration::from_millis(20)..=second * 30),
            passages: from.duration(passages, second..=second * 600),
        };
        let in_process = BgeM3Settings {
            folder: path(from, "search.embedding.folder")
                .unwrap_or_else(|| usual_model_folder(home)),
            library: path(from, "search.embedding.library")
                .unwrap_or_else(|| home.join("servers/onnxruntime/libonnxruntime.so")),
            workers: from.number("search.embedding.workers", 1..=64),
            query_deadline: limits.query,
        };
        let (kind, server) = match wish {
            Wish::None => return None,
            Wish::BgeM3 => {
                remark_on_the_useless(from, &OF_SERVERS, "bge_m3");
                return Some(Self::BgeM3(in_process));
            }
            Wish::OpenRouter => (EmbeddingServerKind::OpenRouter, server.or_that_of(models)),
            Wish::OpenAi => (EmbeddingServerKind::OpenAi, server),
        };
        check(from, kind, &server, &model);
        remark_on_the_useless(
            from,
            &["search.embedding.folder", "search.embedding.library", "search.embedding.workers"],
            "openai or openrouter",
        );
        let Server { url, api_key } = server;
        let url = url.unwrap_or_else(|| kind.own_address());
        let dimensions = dimensions.filter(|dimensions| *dimensions > 0);
        let server = EmbeddingServer { kind, url, api_key, model, dimensions, roles, limits };
        Some(Self::Server(Box::new(server)))
    }
}

/// A mark before a text, with a blank behind it: blanks at the end of a setting are easily lost.
fn prefix(from: &mut Reader<'_>, key: &'static str) -> String {
    from.text(key).map(|prefix| format!("{prefix} ")).unwrap_or_default()
}

fn path(from: &mut Reader<'_>, key: &'static str) -> Option<PathBuf> {
    from.text(key).map(PathBuf::from)
}

fn remark_on_the_useless(from: &mut Reader<'_>, keys: &[&str], vendor: &str) {
    for key in keys {
        if from.is_chosen(key) {
            from.warnings.push(format!("{key} is set and means nothing to vendor {vendor}."));
        }
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

fn check(from: &mut Reader<'_>, kind: EmbeddingServerKind, server: &Server, model: &str) {
    let needs_key = match kind {
        EmbeddingServerKind::OpenRouter => true,
        EmbeddingServerKind::OpenAi => server.url.is_none(),
    };
    if needs_key && server.api_key.is_none() {
        let advice = "Set it, or set search.embedding.vendor = \"none\" to do without.";
        from.reject("search.embedding.api_key", "this vendor needs a key.", advice);
    }
    let at_openai = kind == EmbeddingServerKind::OpenAi && server.url.is_none();
    let problem = if model.is_empty() {
        "it is empty."
    } else if !at_openai && !from.is_chosen("search.embedding.model") {
        "the default is a model of OpenAI."
    } else {
        return;
    };
    let advice = "Write the name of a model that your vendor offers.";
    from.reject("search.embedding.model", problem, advice);
}

impl EmbeddingServerKind {
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
    OpenAi,
    OpenRouter,
    BgeM3,
}

impl Choice for Wish {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("openai", Self::OpenAi),
        ("openrouter", Self::OpenRouter),
        ("bge_m3", Self::BgeM3),
    ];
}
