//! The network itself: token ids in, embeddings out.
//!
//! Exports of BGE-M3 differ in the names of their outputs, so outputs are found by name when the
//! network is loaded, and one that cannot be used is told apart from one that is broken.

use std::collections::BTreeMap;
use std::path::Path;

use ort::environment::Environment;
use ort::memory::MemoryInfo;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{RunOptions, Session};
use ort::value::{Outlet, Tensor, TensorElementType, ValueType};

use super::LoadError;
use super::tokens::Tokens;
use crate::embedding::Embedding;
use crate::embedding::vector::unit;

/// Whole-text vectors, and the states of every token of which the first stands for the text.
const DENSE: [&str; 5] =
    ["dense_vecs", "dense", "sentence_embedding", "last_hidden_state", "token_embeddings"];
/// One weight for each token.
const SPARSE: [&str; 3] = ["sparse_vecs", "sparse", "sparse_weights"];
/// Ids of `<s>`, `<pad>`, `</s>` and `<unk>` come first in the vocabulary and carry no meaning.
const FIRST_WORD: u32 = 4;
/// What shorter texts are filled up with.
const PAD: i64 = 1;

/// A loaded network.
#[derive(Debug)]
pub(super) struct Network {
    session: Session,
    inputs: Vec<Input>,
    dense: String,
    sparse: Option<String>,
}

/// What a network is told about its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Ids,
    Mask,
    Types,
}

/// Why a run gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum RunError {
    /// The runtime's own error, or that it was told to stop.
    #[error("the runtime failed")]
    Runtime(#[from] ort::Error),
    /// The numbers make no sense.
    #[error("the network gave {0}")]
    Senseless(String),
}

impl Network {
    /// Loads a network that computes with `threads` threads.
    pub(super) fn load(
        environment: &Environment,
        path: &Path,
        threads: usize,
    ) -> Result<Self, LoadError> {
        let session = open(environment, path, threads)
            .map_err(|reason| LoadError::Model { path: path.to_owned(), reason })?;
        let inputs = session.inputs().iter().map(Input::of).collect::<Option<Vec<_>>>();
        let dense = find(session.outputs(), &DENSE);
        let sparse = find(session.outputs(), &SPARSE);
        match (inputs, dense) {
            (Some(inputs), Some(dense)) => Ok(Self { session, inputs, dense, sparse }),
            (None, _) | (_, None) => Err(LoadError::Strange {
                path: path.to_owned(),
                inputs: describe(session.inputs()),
                outputs: describe(session.outputs()),
            }),
        }
    }

    /// Embeds texts, in their order. `options` can stop it from another thread.
    pub(super) fn run(
        &mut self,
        texts: &[Tokens],
        options: &RunOptions,
    ) -> Result<Vec<Embedding>, RunError> {
        let width = texts.iter().map(|text| text.ids.len()).max().unwrap_or_default().max(1);
        let mut binding = self.session.create_binding()?;
        for input in &self.inputs {
            let values = input.values(texts, width);
            binding
                .bind_input(input.name(), &Tensor::from_array(([texts.len(), width], values))?)?;
        }
        // Only what is used is bound: the vectors of every token would be a thousand times as much.
        let memory = MemoryInfo::default();
        for output in [Some(&self.dense), self.sparse.as_ref()].into_iter().flatten() {
            binding.bind_output_to_device(output, &memory)?;
        }
        let outputs = self.session.run_binding_with_options(&binding, options)?;
        let numbers = |name: &str| -> Result<(Vec<i64>, &[f32]), RunError> {
            let value =
                outputs.get(name).ok_or_else(|| RunError::Senseless(format!("no {name}")))?;
            let (shape, numbers) = value.try_extract_tensor::<f32>()?;
            Ok((shape.to_vec(), numbers))
        };
        let (shape, dense) = numbers(&self.dense)?;
        let dense = first_of_each(&shape, dense, texts.len())?;
        let weights = match &self.sparse {
            Some(name) => {
                let (shape, weights) = numbers(name)?;
                if weights.len() != texts.len() * width {
                    let problem = format!("{name} of the shape {shape:?}, not a weight a token");
                    return Err(RunError::Senseless(problem));
                }
                Some(weights)
            }
            None => None,
        };
        let mut embeddings = Vec::with_capacity(texts.len());
        for (at, (text, dense)) in texts.iter().zip(dense).enumerate() {
            let dense = unit(dense)
                .map_err(|error| RunError::Senseless(format!("a vector that {error}")))?;
            let own = weights.map(|weights| weights.iter().skip(at * width));
            let sparse = own.map(|own| strongest(&text.ids, own));
            embeddings.push(Embedding { dense, sparse });
        }
        Ok(embeddings)
    }
}

fn open(environment: &Environment, path: &Path, threads: usize) -> Result<Session, String> {
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let builder = Session::builder(environment).map_err(|error| failed(&error))?;
    let level = GraphOptimizationLevel::All;
    let builder = builder.with_optimization_level(level).map_err(|error| failed(&error))?;
    let builder = builder.with_intra_threads(threads).map_err(|error| failed(&error))?;
    let builder = builder.with_intra_op_spinning(false).map_err(|error| failed(&error))?;
    let mut builder = builder.with_inter_op_spinning(false).map_err(|error| failed(&error))?;
    builder.commit_from_file(path).map_err(|error| error.to_string())
}

impl Input {
    fn of(outlet: &Outlet) -> Option<Self> {
        match (outlet.name(), outlet.dtype()) {
            (name, ValueType::Tensor { ty: TensorElementType::Int64, .. }) => match name {
                "input_ids" => Some(Self::Ids),
                "attention_mask" => Some(Self::Mask),
                "token_type_ids" => Some(Self::Types),
                _ => None,
            },
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Ids => "input_ids",
            Self::Mask => "attention_mask",
            Self::Types => "token_type_ids",
        }
    }

    /// One row a text, all of the same width.
    fn values(self, texts: &[Tokens], width: usize) -> Vec<i64> {
        let value = |id: &u32| match self {
            Self::Ids => i64::from(*id),
            Self::Mask => 1,
            Self::Types => 0,
        };
        let filling = match self {
            Self::Ids => PAD,
            Self::Mask | Self::Types => 0,
        };
        let row = |text: &Tokens| {
            let row = text.ids.iter().map(value).chain(std::iter::repeat(filling));
            row.take(width).collect::<Vec<_>>()
        };
        texts.iter().flat_map(row).collect()
    }
}

/// The first of `names` that is an output with plain numbers.
fn find(outputs: &[Outlet], names: &[&str]) -> Option<String> {
    let is_plain = |output: &Outlet| {
        matches!(output.dtype(), ValueType::Tensor { ty: TensorElementType::Float32, .. })
    };
    let found = |name: &&str| outputs.iter().any(|it| it.name() == *name && is_plain(it));
    names.iter().copied().find(found).map(str::to_owned)
}

fn describe(outlets: &[Outlet]) -> String {
    let each = |outlet: &Outlet| format!("{} ({})", outlet.name(), outlet.dtype());
    outlets.iter().map(each).collect::<Vec<_>>().join(", ")
}

/// The whole vector of each text, or that of its first token.
fn first_of_each<'a>(
    shape: &[i64],
    numbers: &'a [f32],
    texts: usize,
) -> Result<Vec<&'a [f32]>, RunError> {
    let sizes: Option<Vec<usize>> = shape.iter().map(|size| usize::try_from(*size).ok()).collect();
    let (tokens, length) = match sizes.as_deref() {
        Some([count, length]) if *count == texts => (1, *length),
        Some([count, tokens, length]) if *count == texts => (*tokens, *length),
        _ => {
            let problem = format!("vectors of the shape {shape:?} for {texts} texts");
            return Err(RunError::Senseless(problem));
        }
    };
    let stride = (tokens * length).max(1);
    Ok(numbers.chunks(stride).filter_map(|text| text.get(..length)).collect())
}

/// The largest weight of each token that means something.
fn strongest<'a>(ids: &[u32], weights: impl Iterator<Item = &'a f32>) -> Vec<(u32, f32)> {
    let mut found = BTreeMap::<u32, f32>::new();
    for (id, weight) in ids.iter().zip(weights) {
        if *id >= FIRST_WORD && weight.is_finite() && *weight > 0.0 {
            let strongest = found.entry(*id).or_insert(*weight);
            *strongest = strongest.max(*weight);
        }
    }
    found.into_iter().collect()
}
