//! A vendor of language models: OpenRouter's dialect of chat completions, with models that follow a
//! script, lie, dawdle, break off or refuse.
//!
//! It owns what was asked and what each model does next. It must never answer a request that the
//! real vendor would turn down.

mod account;
mod answer;
mod behaviour;
mod chat;
mod control;
mod embeddings;
mod lies;
mod request;
mod schema;
mod transcriptions;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

pub use behaviour::{Behaviour, ToolCall};
pub(crate) use control::routes as control_routes;

use crate::SIMULATOR_KEY;
use crate::gate::Gated as _;
use crate::lock;
use crate::world::{Basics, World};

/// How the model vendor starts.
#[derive(Debug, Clone)]
pub struct ModelsOptions {
    /// The account's API key.
    pub api_key: String,
    /// What models do that were told nothing else.
    pub behaviour: Behaviour,
    /// How many calls are kept.
    pub keep_calls: usize,
}

impl Default for ModelsOptions {
    fn default() -> Self {
        Self {
            api_key: SIMULATOR_KEY.to_owned(),
            behaviour: Behaviour::Harmless,
            keep_calls: 10_000,
        }
    }
}

/// One call of chat completions, embeddings or transcriptions, as it arrived.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelCall {
    /// When, by the simulator's clock.
    pub at: DateTime<Utc>,
    /// The models it asked for, in order.
    pub requested: Vec<String>,
    /// The model that served it; `None` if none did.
    pub served: Option<String>,
    /// The whole body: what left the house. Of a sound, its name, type, size and hash.
    pub body: Value,
}

/// The model vendor. Cheap to clone.
#[derive(Clone)]
pub struct Models {
    inner: Arc<Inner>,
}

struct Inner {
    basics: Basics,
    options: ModelsOptions,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    general: Part,
    by_model: HashMap<String, Part>,
    without_zdr: HashSet<String>,
    known: HashSet<String>,
    /// What is said in sounds, by their SHA-256 in hexadecimal digits or by their file's name.
    transcripts: HashMap<String, String>,
    calls: VecDeque<ModelCall>,
    generations: VecDeque<(String, Value)>,
    spent: f64,
}

/// What a model does: first the script, then always the same.
#[derive(Default)]
struct Part {
    script: VecDeque<Behaviour>,
    always: Option<Behaviour>,
}

impl Part {
    fn next(&mut self) -> Option<Behaviour> {
        self.script.pop_front().or_else(|| self.always.clone())
    }
}

impl Models {
    pub(crate) fn new(basics: &Basics, options: ModelsOptions) -> Self {
        let inner = Inner { basics: basics.clone(), options, state: Mutex::default() };
        Self { inner: Arc::new(inner) }
    }

    /// All models do this from now on, except those told something of their own.
    pub fn set(&self, behaviour: Behaviour) {
        lock(&self.inner.state).general.always = Some(behaviour);
    }

    /// `model` does this from now on.
    pub fn set_for(&self, model: &str, behaviour: Behaviour) {
        lock(&self.inner.state).part(model).always = Some(behaviour);
    }

    /// The next calls, of whatever model, are answered by `steps` in order.
    pub fn script(&self, steps: impl IntoIterator<Item = Behaviour>) {
        lock(&self.inner.state).general.script.extend(steps);
    }

    /// The next calls of `model` are answered by `steps` in order. Its own script goes before the
    /// general one.
    pub fn script_for(&self, model: &str, steps: impl IntoIterator<Item = Behaviour>) {
        lock(&self.inner.state).part(model).script.extend(steps);
    }

    /// Steps that no call has used yet.
    pub fn script_left(&self) -> usize {
        let state = lock(&self.inner.state);
        let parts = state.by_model.values().chain([&state.general]);
        parts.map(|part| part.script.len()).sum()
    }

    /// Says whether `model` has an endpoint that keeps no data; all have one at the start.
    pub fn set_zdr(&self, model: &str, has_endpoint: bool) {
        let mut state = lock(&self.inner.state);
        if has_endpoint {
            state.without_zdr.remove(model);
        } else {
            state.without_zdr.insert(model.to_owned());
        }
    }

    /// Transcriptions of a file with this SHA-256 (hexadecimal digits) or this name give `text` from
    /// now on; the hash goes first. Of other files they give nothing.
    pub fn transcribe_as(&self, file: &str, text: &str) {
        lock(&self.inner.state).transcripts.insert(file.to_owned(), text.to_owned());
    }

    /// The calls so far, oldest first.
    pub fn calls(&self) -> Vec<ModelCall> {
        lock(&self.inner.state).calls.iter().cloned().collect()
    }

    /// The key that callers must show.
    pub fn api_key(&self) -> &str {
        &self.inner.options.api_key
    }

    pub(crate) fn reset(&self) {
        *lock(&self.inner.state) = State::default();
    }

    /// What `model` does with the next call.
    fn next(&self, model: &str) -> Behaviour {
        let mut state = lock(&self.inner.state);
        state.known.insert(model.to_owned());
        let own = state.by_model.get_mut(model).and_then(Part::next);
        own.or_else(|| state.general.next()).unwrap_or_else(|| self.inner.options.behaviour.clone())
    }

    fn has_zdr(&self, model: &str) -> bool {
        !lock(&self.inner.state).without_zdr.contains(model)
    }

    fn record(&self, call: ModelCall) {
        let mut state = lock(&self.inner.state);
        if state.calls.len() >= self.inner.options.keep_calls.max(1) {
            state.calls.pop_front();
        }
        state.calls.push_back(call);
    }

    /// Puts a generation on the bill and keeps it for `GET /generation`.
    fn bill(&self, id: &str, cost: f64, generation: Value) {
        let mut state = lock(&self.inner.state);
        state.spent += cost;
        if state.generations.len() >= 1000 {
            state.generations.pop_front();
        }
        state.generations.push_back((id.to_owned(), generation));
    }
}

impl State {
    fn part(&mut self, model: &str) -> &mut Part {
        self.by_model.entry(model.to_owned()).or_default()
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .gated(world, "models.chat", "/chat/completions", post(chat::complete))
        .gated(world, "models.embeddings", "/embeddings", post(embeddings::embed))
        .gated(
            world,
            "models.transcribe",
            "/audio/transcriptions",
            post(transcriptions::transcribe),
        )
        .gated(world, "models.list", "/models", get(account::models))
        .gated(world, "models.zdr", "/endpoints/zdr", get(account::zdr_endpoints))
        .gated(world, "models.key", "/key", get(account::key))
        .gated(world, "models.generation", "/generation", get(account::generation))
}
