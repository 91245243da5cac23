//! A model that is listened to: what its vendor gets to see.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use noor_core::suggestion::Suggestion;
use noor_providers::model::{Memory, Model, Outcome, ReadTask, WriteTask};

/// What was given to models, oldest first.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    /// Takes what was heard since the last time.
    pub(in crate::cli) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A model that does what `model` does, and is heard.
    pub(super) fn listening_to(&self, model: Arc<dyn Model>) -> Arc<dyn Model> {
        Arc::new(Overheard { model, heard: self.clone() })
    }

    fn note(&self, texts: &[&str]) {
        let texts = texts.iter().map(|text| (*text).to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(texts);
    }

    fn note_memory(&self, memory: Memory<'_>) {
        self.note(&[memory.summary]);
        self.note(&memory.history.iter().map(|said| said.text.as_str()).collect::<Vec<_>>());
    }
}

#[derive(Debug)]
struct Overheard {
    model: Arc<dyn Model>,
    heard: Heard,
}

#[async_trait]
impl Model for Overheard {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn remembers(&self) -> bool {
        self.model.remembers()
    }

    async fn read(&self, task: ReadTask<'_>) -> Outcome<Suggestion> {
        self.heard.note(&[task.customer]);
        self.heard.note_memory(task.memory);
        self.model.read(task).await
    }

    async fn write(&self, task: WriteTask<'_>) -> Outcome<String> {
        self.heard.note(&[task.customer, task.facts, task.plain]);
        self.heard.note_memory(task.memory);
        self.model.write(task).await
    }
}
