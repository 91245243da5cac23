//! BGE-M3 in this process: no server, no account, and no text leaves the machine.
//!
//! One pass through the network gives a dense vector (the first token's state, of length one) and a
//! weight for each token, of which the largest for each word of the vocabulary is kept. Questions and
//! texts are embedded alike. The network is an ONNX file that the shop brings, run by the ONNX Runtime,
//! a shared library that is opened when the model is loaded.
//!
//! Source: `FlagEmbedding`'s `BGEM3FlagModel` and its model card (August 2026).

mod files;
mod network;
mod runtime;
mod threads;
mod tokens;
mod workers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::try_join_all;
use ort::session::RunOptions;
use tokenizers::Tokenizer;

use self::files::Files;
use self::network::{Network, RunError};
use self::tokens::Tokens;
use self::workers::{Outcome, Workers};
use super::{Embedder, Embedding, Identity, Purpose, check_texts, refused};
use crate::error::{BoxError, ProviderError};

/// The model's name in errors.
const SERVICE: &str = "the embedding model";
/// What is embedded to see that everything works.
const PROBE: &str = "chair";

/// What it takes to load the model.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder with `model.onnx` and `tokenizer.json`, and the weights if they are beside.
    pub folder: PathBuf,
    /// The ONNX Runtime: `libonnxruntime.so` of 1.24 or newer.
    pub library: PathBuf,
    /// Copies of the network that work at the same time; each needs its own memory.
    pub workers: usize,
    /// How long a query may take, waiting included.
    pub query: Duration,
}

/// Why the model could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file is not there.
    #[error("there is no {}: `noor model fetch` brings it, or name another folder", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The shared library is missing, broken or too old.
    #[error(
        "the ONNX Runtime at {} cannot be used: {reason}. Name libonnxruntime.so of version 1.24 or \
         newer; `python3 tools/fetch_servers.py --runtime` brings one",
        path.display()
    )]
    Library {
        /// Where it should be.
        path: PathBuf,
        /// What the loader said.
        reason: String,
    },
    /// The tokenizer is no tokenizer.
    #[error("{} is no tokenizer that can be used: {reason}", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The network is broken, or its weights are missing.
    #[error("{} cannot be loaded: {reason}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What the runtime said.
        reason: String,
    },
    /// The network is something else.
    #[error(
        "{} is no export of BGE-M3 that can be used: it takes {inputs} and gives {outputs}; wanted are \
         input_ids and attention_mask (int64), and dense_vecs or last_hidden_state (float32) with \
         sparse_vecs if possible",
        path.display()
    )]
    Strange {
        /// The file.
        path: PathBuf,
        /// What it takes.
        inputs: String,
        /// What it gives.
        outputs: String,
    },
    /// It was loaded, and gives nothing of use.
    #[error("the model in {} does not work", folder.display())]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// What happened with the first text.
        source: BoxError,
    },
}

/// The model, loaded.
pub struct BgeM3 {
    tokenizer: Arc<Tokenizer>,
    workers: Workers,
    identity: Identity,
    query: Duration,
}

impl std::fmt::Debug for BgeM3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BgeM3").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl BgeM3 {
    /// Loads the model and embeds a word with it. This takes seconds and blocks.
    ///
    /// # Errors
    ///
    /// [`LoadError`] names the file and what to do about it.
    pub fn load(settings: &Settings) -> Result<Self, LoadError> {
        let Settings { folder, library, workers, query } = settings;
        let files = Files::find(folder)?;
        let tokenizer = tokens::tokenizer(&files.tokenizer)?;
        let environment = runtime::open(library)?;
        let threads = threads::for_each(*workers);
        let load = |_| Network::load(&environment, &files.model, threads);
        let mut networks = (0..(*workers).max(1)).map(load).collect::<Result<Vec<_>, _>>()?;

        let broken = |source: BoxError| LoadError::Broken { folder: folder.clone(), source };
        let probe = tokens::cut(&tokenizer, &[PROBE.to_owned()]).map_err(broken)?;
        let options = RunOptions::new().map_err(|error| broken(error.into()))?;
        let first = networks.first_mut().map(|network| network.run(&probe, &options)).transpose();
        let first = first.map_err(|error| broken(error.into()))?.unwrap_or_default();
        let Some(Embedding { dense, sparse }) = first.first() else {
            return Err(broken("it gave no vector".into()));
        };
        let identity = Identity {
            model: format!("bge-m3@{}", files.revision),
            dimensions: u32::try_from(dense.len()).unwrap_or(u32::MAX),
            sparse: sparse.is_some(),
        };
        let workers = Workers::start(networks).map_err(|error| broken(error.into()))?;
        Ok(Self { tokenizer: Arc::new(tokenizer), workers, identity, query: *query })
    }

    async fn all(
        &self,
        purpose: Purpose,
        texts: &[String],
    ) -> Result<Vec<Embedding>, ProviderError> {
        let (tokenizer, own) = (Arc::clone(&self.tokenizer), texts.to_vec());
        let tokens = tokio::task::spawn_blocking(move || tokens::cut(&tokenizer, &own)).await;
        let tokens = tokens.map_err(unavailable)?.map_err(|_| {
            // Its words may quote the text.
            refused(SERVICE, "tokenizer", "a text cannot be cut into tokens")
        })?;
        let batches = tokens::batches(tokens).into_iter().map(|batch| self.batch(purpose, batch));
        let mut found: Vec<(usize, Embedding)> =
            try_join_all(batches).await?.into_iter().flatten().collect();
        found.sort_by_key(|(place, _)| *place);
        Ok(found.into_iter().map(|(_, embedding)| embedding).collect())
    }

    /// One batch, in halves if questions come in between.
    async fn batch(
        &self,
        purpose: Purpose,
        batch: Vec<Tokens>,
    ) -> Result<Vec<(usize, Embedding)>, ProviderError> {
        let mut found = Vec::with_capacity(batch.len());
        let mut parts = vec![batch];
        while let Some(part) = parts.pop() {
            let places: Vec<usize> = part.iter().map(|text| text.place).collect();
            match self.workers.submit(purpose, part).await.map_err(unavailable)? {
                Outcome::Done(embeddings) => found.extend(places.into_iter().zip(embeddings)),
                Outcome::Interrupted(mut part) => {
                    parts.push(part.split_off(part.len() / 2));
                    parts.push(part);
                }
                Outcome::Failed(RunError::Senseless(what)) => {
                    return Err(refused(SERVICE, "senseless", format!("the network gave {what}")));
                }
                Outcome::Failed(error @ RunError::Runtime(_)) => return Err(unavailable(error)),
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl Embedder for BgeM3 {
    fn name(&self) -> &'static str {
        "bge_m3"
    }

    async fn identity(&self) -> Result<Identity, ProviderError> {
        Ok(self.identity.clone())
    }

    async fn embed(
        &self,
        purpose: Purpose,
        texts: &[String],
    ) -> Result<Vec<Embedding>, ProviderError> {
        check_texts(SERVICE, texts)?;
        match purpose {
            Purpose::Query => {
                let all = self.all(purpose, texts);
                tokio::time::timeout(self.query, all).await.map_err(unavailable)?
            }
            Purpose::Passage => self.all(purpose, texts).await,
        }
    }
}

fn unavailable(source: impl Into<BoxError>) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after: None, source: source.into() }
}
