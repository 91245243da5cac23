//! Turning texts into vectors, so that what means the same is near, whatever words it is said in.
//!
//! A vendor's file translates; it never decides what to look for. A text goes to the one vendor that
//! is configured for it and to nobody else. What is asked are a customer's words: they stand in no
//! error and no log line.

mod vector;

#[cfg(feature = "bge-m3")]
pub mod bge_m3;
pub mod openai;

use async_trait::async_trait;

use crate::error::ProviderError;

/// What a text is for: models that tell questions from texts embed them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Something that somebody looks for.
    Query,
    /// Something to be found.
    Passage,
}

/// A text as a model places it.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// Where it stands among all meanings: of length one, so that the dot product of two is the
    /// cosine of the angle between them.
    pub dense: Vec<f32>,
    /// Which of its tokens matter: the token's id and a weight above zero, ids ascending. `None`
    /// where the model gives no such weights.
    pub sparse: Option<Vec<(u32, f32)>>,
}

/// Which model made a vector. Vectors of different ones are never mixed: they have nothing to do
/// with each other, even if they have the same length.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The model's name, with whatever else decides about a passage's vector: the revision of its
    /// files, or how passages are marked.
    pub model: String,
    /// The length of every dense vector.
    pub dimensions: u32,
    /// Whether sparse weights come along.
    pub sparse: bool,
}

/// Someone who turns texts into vectors.
#[async_trait]
pub trait Embedder: Send + Sync + std::fmt::Debug {
    /// The vendor, for people.
    fn name(&self) -> &'static str;

    /// Which model it is. Known before the first text for models in process; for servers from the
    /// first answer: if nothing was asked yet, a word is, once.
    ///
    /// # Errors
    ///
    /// As for [`Embedder::embed`].
    async fn identity(&self) -> Result<Identity, ProviderError>;

    /// One embedding for each text, in their order. Any number of texts: batches are the vendor's
    /// business. Calling twice is safe. A text that is longer than the model reads is cut.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] when it may work later, or was too slow this time.
    /// [`ProviderError::Refused`] when it will not: a text without a letter in it, a wrong key, a
    /// model that is not there, an answer that cannot be right. Nothing is given for the texts
    /// beside it then.
    async fn embed(
        &self,
        purpose: Purpose,
        texts: &[String],
    ) -> Result<Vec<Embedding>, ProviderError>;
}

/// A refusal that is our own: `code` as [`ProviderError::Refused`] wants it.
fn refused(service: &'static str, code: &str, reason: impl Into<String>) -> ProviderError {
    ProviderError::Refused { service, code: code.to_owned(), reason: reason.into() }
}

/// Refuses texts with nothing in them, which models place anywhere.
fn check_texts(service: &'static str, texts: &[String]) -> Result<(), ProviderError> {
    match texts.iter().position(|text| text.trim().is_empty()) {
        Some(at) => Err(refused(
            service,
            "emptytext",
            format!("text {} of {} is empty: leave it out", at + 1, texts.len()),
        )),
        None => Ok(()),
    }
}
