//! `[search]`: what finds products by meaning, and how near is near enough.

use secrecy::SecretString;
use url::Url;

use super::embedding::EmbeddingVendor;
use super::model::ModelSettings;
use super::reader::{Choice, Reader};
use super::shop::{Profile, Shop};

/// `[search]`.
#[derive(Clone, Debug)]
pub struct Search {
    /// Where vectors are kept, decided.
    pub vector_store: VectorStore,
    /// Who turns texts into vectors; `None`: nobody.
    pub embedding: Option<EmbeddingVendor>,
    /// How near the meaning of a product has to be to that of a text that names nothing known: the
    /// cosine, in percent.
    pub least_similarity: u8,
}

/// Where vectors are kept.
#[derive(Clone, Debug)]
pub enum VectorStore {
    /// Nowhere: filters and full text only.
    None,
    /// PostgreSQL with pgvector.
    Pgvector,
    /// A Qdrant server.
    Qdrant(QdrantSettings),
}

/// A Qdrant server.
#[derive(Clone, Debug)]
pub struct QdrantSettings {
    /// Its address.
    pub url: Url,
    /// Its key, if it wants one.
    pub api_key: Option<SecretString>,
    /// What the names of this shop's collections begin with.
    pub prefix: String,
    /// Whether vectors are kept as bytes beside the exact ones.
    pub int8: bool,
}

impl Search {
    pub(super) fn read(from: &mut Reader<'_>, shop: &Shop, models: &ModelSettings) -> Self {
        let wish: VectorWish = from.choice("search.vector_store");
        let url = from.url("search.qdrant.url", &["https", "http"]);
        let api_key = from.secret("search.qdrant.api_key");
        let prefix = from.text("search.qdrant.prefix").unwrap_or_default();
        let int8 = from.flag("search.qdrant.int8");
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if prefix.is_empty() || prefix.len() > 60 || !prefix.chars().all(is_name) {
            from.reject(
                "search.qdrant.prefix",
                "it is empty, too long, or has more than letters, digits, \"-\" and \"_\".",
                "Write a short name, such as the shop's.",
            );
        }
        let qdrant = url.map(|url| QdrantSettings { url, api_key, prefix, int8 });
        let vector_store = match (wish, shop.profile, qdrant) {
            (VectorWish::None, _, _) | (VectorWish::Auto, Profile::Minimal, _) => VectorStore::None,
            (VectorWish::Qdrant, _, Some(qdrant))
            | (VectorWish::Auto, Profile::Extended, Some(qdrant)) => VectorStore::Qdrant(qdrant),
            (VectorWish::Qdrant, _, None) => {
                from.reject(
                    "search.qdrant.url",
                    "search.vector_store is qdrant, and nobody says where it is.",
                    "Write its address, as \"http://localhost:6333\".",
                );
                VectorStore::None
            }
            (VectorWish::Pgvector, _, _)
            | (VectorWish::Auto, Profile::Standard, _)
            | (VectorWish::Auto, Profile::Extended, None) => VectorStore::Pgvector,
        };
        Self {
            vector_store,
            embedding: EmbeddingVendor::read(from, &shop.home, models),
            least_similarity: from.number("search.least_similarity", 1..=100),
        }
    }
}

#[derive(Clone, Copy)]
enum VectorWish {
    Auto,
    None,
    Pgvector,
    Qdrant,
}

impl Choice for VectorWish {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("none", Self::None),
        ("pgvector", Self::Pgvector),
        ("qdrant", Self::Qdrant),
    ];
}
