//! `[search.embedding]`: who turns texts into vectors.
//!
//! Owns the choice of the vendor, who is the only one to get what customers ask for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use noor_providers::embedding::openai::{Limits, Roles};

use super::model::ModelSettings;
use super::reader::{Choice, Reader};
use super::vendor_server::{Keys, Said, ServerKind, VendorServer};

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
    /// Where it is, and which model embeds there.
    pub server: VendorServer,
    /// The vectors' length, if it is not the model's own.
    pub dimensions: Option<u32>,
    /// How the model is told questions from texts.
    pub roles: Roles,
    /// How much is asked at once, and how long it may take.
    pub limits: Limits,
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
        let keys = Keys {
            url: "search.embedding.url",
            api_key: "search.embedding.api_key",
            model: "search.embedding.model",
            to_do_without: "Set it, or set search.embedding.vendor = \"none\" to do without.",
        };
        let server = Said::read(from, keys);
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
        let kind = match wish {
            Wish::None => return None,
            Wish::BgeM3 => {
                remark_on_the_useless(from, &OF_SERVERS, "bge_m3");
                return Some(Self::BgeM3(in_process));
            }
            Wish::OpenRouter => ServerKind::OpenRouter,
            Wish::OpenAi => ServerKind::OpenAi,
        };
        let server = server.server(from, kind, models);
        remark_on_the_useless(
            from,
            &["search.embedding.folder", "search.embedding.library", "search.embedding.workers"],
            "openai or openrouter",
        );
        let dimensions = dimensions.filter(|dimensions| *dimensions > 0);
        Some(Self::Server(Box::new(EmbeddingServer { server, dimensions, roles, limits })))
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
