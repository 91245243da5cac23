//! Stores of product vectors: which products are near a query in meaning and in words.
//!
//! A store holds one point a product and answers with lookup keys. It may be lost and is rebuilt from
//! the catalogue; prices and stock that a customer hears never come from here.

mod fit;
mod none;
pub mod qdrant;

use std::collections::HashMap;

use async_trait::async_trait;
use rust_decimal::Decimal;

pub use none::NoVectors;

use crate::error::ProviderError;

/// Places of the lexical weights: the vocabulary of BGE-M3. Indices are below it.
pub const VOCABULARY: u32 = 250_002;

/// Most lexical weights of one text: more than a product's text has words worth finding.
pub const MOST_WEIGHTS: usize = 1_000;

/// What is added to a place, counted from 0, before its reciprocal is a score of a fused ranking.
pub const RRF_K: u16 = 60;

/// Candidates of each kind, before two rankings are fused, where fewer products are asked for.
pub const CANDIDATES: usize = 50;

/// Which model made the vectors; vectors of another one are never mixed with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Space {
    /// The model's name, with its revision if that matters.
    pub model: String,
    /// Numbers in a dense vector.
    pub dimensions: u32,
    /// Whether there are lexical weights too.
    pub sparse: bool,
}

/// Weights of the words of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseVector {
    /// Places in the vocabulary from 0, each once, ascending.
    pub indices: Vec<u32>,
    /// The weight at each of them, more than zero.
    pub values: Vec<f32>,
}

/// What a model makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// The meaning, of length one.
    pub dense: Vec<f32>,
    /// The words, where the space has them.
    pub sparse: Option<SparseVector>,
}

/// A product's place in a space.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The lookup key of the article code (`noor_core::sku::key`).
    pub key: String,
    /// A hash of the embedded text, to tell whether it has changed since.
    pub text_hash: String,
    /// Where it is.
    pub vector: Vector,
    /// What it can be filtered by.
    pub traits: Traits,
}

/// What products are filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// What kind of thing it is.
    pub family: Option<String>,
    /// Colours on it.
    pub colours: Vec<String>,
    /// Materials in it.
    pub materials: Vec<String>,
    /// What it has or is made for.
    pub features: Vec<String>,
    /// The price; absent is unknown.
    pub price: Option<Decimal>,
    /// Three letters, with every price.
    pub currency: Option<String>,
    /// Whether it is known to be in stock.
    pub in_stock: bool,
    /// Whether it is offered.
    pub active: bool,
}

/// What products must be. Empty lists and absent bounds mean "any"; everything given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// One of these families.
    pub families: Vec<String>,
    /// One of these colours on it.
    pub colours: Vec<String>,
    /// One of these materials in it.
    pub materials: Vec<String>,
    /// All of these features.
    pub features: Vec<String>,
    /// Lowest price; a product without one does not pass.
    pub price_min: Option<Decimal>,
    /// Highest price, likewise.
    pub price_max: Option<Decimal>,
    /// Priced in this currency, which is the bounds' own.
    pub currency: Option<String>,
    /// Only what is known to be in stock.
    pub in_stock: bool,
}

/// A product that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The lookup key of its article code.
    pub key: String,
    /// The cosine of the angle to the query where only meanings were compared; the fused score,
    /// `1 / (60 + place)` added up over both rankings, otherwise.
    pub score: f32,
}

/// Keeps vectors and finds the nearest.
///
/// Everything may be called again: the same call twice leaves what it left once.
#[async_trait]
pub trait VectorStore: Send + Sync + std::fmt::Debug {
    /// The store's name, as it stands in settings.
    fn name(&self) -> &'static str;

    /// Creates what is missing for this space, and checks that what is there fits. Safe to repeat;
    /// comes before every other call.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Refused`] where the server cannot do it or holds something else under the
    /// same name: a person has to look. [`ProviderError::Unavailable`]: try later.
    async fn prepare(&self, space: &Space) -> Result<(), ProviderError>;

    /// The text hash of every stored point, by key: what is the same is not embedded again.
    ///
    /// # Errors
    ///
    /// As for [`Self::prepare`].
    async fn stored(&self, space: &Space) -> Result<HashMap<String, String>, ProviderError>;

    /// Adds points, or replaces those of the same keys.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Refused`] with the code `vector` where a vector does not fit the space: then
    /// none is stored. Otherwise some may be: repeat the call.
    async fn put(&self, space: &Space, points: &[Point]) -> Result<(), ProviderError>;

    /// Changes what points are filtered by, which happens more often than to texts: price, stock.
    /// Keys without a point are passed over.
    ///
    /// # Errors
    ///
    /// As for [`Self::prepare`]; some may be changed: repeat the call.
    async fn refresh(
        &self,
        space: &Space,
        traits: &[(String, Traits)],
    ) -> Result<(), ProviderError>;

    /// Forgets points. Keys without a point are passed over.
    ///
    /// # Errors
    ///
    /// As for [`Self::prepare`]; some may be forgotten: repeat the call.
    async fn remove(&self, space: &Space, keys: &[String]) -> Result<(), ProviderError>;

    /// The nearest active products that pass `narrow`, best first, at most `limit`. Where the query
    /// has words beside its meaning, the two rankings are fused by the reciprocals of their places.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Refused`] with the code `vector` where the query does not fit the space, else
    /// as for [`Self::prepare`].
    async fn nearest(
        &self,
        space: &Space,
        query: &Vector,
        narrow: &Narrow,
        limit: usize,
    ) -> Result<Vec<Near>, ProviderError>;

    /// How many points there are.
    ///
    /// # Errors
    ///
    /// As for [`Self::prepare`].
    async fn count(&self, space: &Space) -> Result<u64, ProviderError>;
}
