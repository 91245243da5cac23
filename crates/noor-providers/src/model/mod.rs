//! Language models behind OpenAI-compatible servers, OpenRouter above all.
//!
//! Owns the wire: what is asked, what an answer means, when asking again can help. Never sees the
//! customer's phone, e-mail or address (the caller masks them first), and never lets a customer's
//! words into an error or a log line.

mod error;
mod events;
mod prompted;
mod repair;
mod reply;
mod request;
mod schema;
mod task;

pub mod chat;

pub use chat::{ChatClient, Dialect};
pub use error::{ChatError, ChatFailure};
pub use prompted::{Limits, Prompted, Prompts};
pub use reply::{ChatReply, Finish, Usage};
pub use request::{ChatRequest, Role, Schema};
pub use schema::Offered;
pub use task::{CallRecord, Memory, Model, Outcome, ReadTask, Rules, Said, Speaker, WriteTask};
