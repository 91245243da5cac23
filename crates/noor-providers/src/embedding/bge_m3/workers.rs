//! Threads that run the network, and what they do first.
//!
//! A question goes before every text that is to be indexed. If all workers are busy with such texts
//! when one comes, a batch of several is stopped and handed back to be cut in two: so a question
//! waits for one text at the most, and indexing still gets on.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use ort::session::RunOptions;
use tokio::sync::oneshot;

use super::network::{Network, RunError};
use super::tokens::Tokens;
use crate::embedding::{Embedding, Purpose};

/// What became of a batch.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The embeddings, in the order of the batch.
    Done(Vec<Embedding>),
    /// A question came in between: cut it in two and ask again.
    Interrupted(Vec<Tokens>),
    /// It cannot be done.
    Failed(RunError),
}

/// The threads. Dropping it stops them; what waits then is not done.
pub(super) struct Workers {
    desk: Arc<Desk>,
    threads: Vec<JoinHandle<()>>,
}

/// Where work is put and taken.
#[derive(Default)]
struct Desk {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    queries: VecDeque<Job>,
    passages: VecDeque<Job>,
    idle: usize,
    /// What each worker does that may be stopped.
    stoppable: Vec<Option<Arc<RunOptions>>>,
    closed: bool,
}

struct Job {
    batch: Vec<Tokens>,
    reply: oneshot::Sender<Outcome>,
}

impl Workers {
    /// One thread for each network.
    pub(super) fn start(networks: Vec<Network>) -> std::io::Result<Self> {
        let desk = Arc::new(Desk::default());
        desk.lock().stoppable = networks.iter().map(|_| None).collect();
        let mut workers = Self { desk: Arc::clone(&desk), threads: Vec::new() };
        for (number, network) in networks.into_iter().enumerate() {
            let desk = Arc::clone(&desk);
            let work = move || desk.work(number, network);
            workers.threads.push(thread::Builder::new().name("embedding".to_owned()).spawn(work)?);
        }
        Ok(workers)
    }

    /// Puts a batch on the desk. The receiver fails if the worker died.
    pub(super) fn submit(
        &self,
        purpose: Purpose,
        batch: Vec<Tokens>,
    ) -> oneshot::Receiver<Outcome> {
        let (reply, answer) = oneshot::channel();
        let mut state = self.desk.lock();
        match purpose {
            Purpose::Query => {
                state.queries.push_back(Job { batch, reply });
                if state.idle == 0 {
                    state.make_room();
                }
            }
            Purpose::Passage => state.passages.push_back(Job { batch, reply }),
        }
        drop(state);
        self.desk.bell.notify_one();
        answer
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        let mut state = self.desk.lock();
        state.closed = true;
        // Whoever still waits for these has gone with us.
        state.queries.clear();
        state.passages.clear();
        while state.make_room() {}
        drop(state);
        self.desk.bell.notify_all();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread that embeds had panicked");
            }
        }
    }
}

impl State {
    /// Stops one batch that may be stopped; whether there was one.
    fn make_room(&mut self) -> bool {
        let Some(running) = self.stoppable.iter_mut().find_map(Option::take) else { return false };
        if let Err(error) = running.terminate() {
            tracing::warn!(%error, "a batch could not be stopped");
        }
        true
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works until the desk is closed.
    fn work(&self, number: usize, mut network: Network) {
        while let Some((job, options)) = self.take(number) {
            let outcome = match options {
                Ok(options) => network.run(&job.batch, &options),
                Err(error) => Err(error.into()),
            };
            let stopped = self.end(number) && job.batch.len() > 1;
            let outcome = match outcome {
                Ok(embeddings) => Outcome::Done(embeddings),
                Err(_) if stopped => Outcome::Interrupted(job.batch),
                Err(error) => Outcome::Failed(error),
            };
            // Nobody listens any more: the time was over.
            job.reply.send(outcome).ok();
        }
    }

    /// The next batch that somebody still waits for; `None` when the desk is closed.
    fn take(&self, number: usize) -> Option<(Job, ort::Result<Arc<RunOptions>>)> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            let query = state.queries.pop_front();
            let may_be_stopped = query.is_none();
            let Some(job) = query.or_else(|| state.passages.pop_front()) else {
                state.idle += 1;
                state = self.bell.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
                continue;
            };
            if job.reply.is_closed() {
                continue;
            }
            let options = RunOptions::new().map(Arc::new);
            if may_be_stopped
                && job.batch.len() > 1
                && let (Ok(options), Some(place)) = (&options, state.stoppable.get_mut(number))
            {
                *place = Some(Arc::clone(options));
            }
            return Some((job, options));
        }
    }

    /// Notes that a worker's batch is over; whether it was stopped.
    fn end(&self, number: usize) -> bool {
        self.lock().stoppable.get_mut(number).is_some_and(|place| place.take().is_none())
    }
}
