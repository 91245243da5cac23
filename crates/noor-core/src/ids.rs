//! Identifiers, each a type of its own, so that a turn is never taken for a customer.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A person who writes to the shop, whatever channel they use.
    CustomerId
);
id!(
    /// One chat on one line of the shop.
    ConversationId
);
id!(
    /// One run of "read, plan, act, compose" over a batch of messages.
    TurnId
);
id!(
    /// One message that Noor means to send; also the key the gateway sees.
    OutgoingId
);
id!(
    /// A request for a person, open or resolved.
    HandoffId
);
id!(
    /// One raw delivery from a gateway.
    EventId
);
id!(
    /// One revision of a quotation.
    QuoteId
);

id!(
    /// A person of the shop who may sign in.
    UserId
);
id!(
    /// A key that lets a program in.
    ApiKeyId
);

/// A source of fresh identifiers.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// A new identifier, later ones sorting after earlier ones.
    fn next(&self) -> Uuid;
}

/// Time-ordered random identifiers (UUID version 7).
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that draws ids")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}
