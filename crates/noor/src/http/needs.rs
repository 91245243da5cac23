//! What it takes to be served, as a value: the router is built from it, and tests walk it.

use axum::http::Method;
use noor_core::access::Permission;

/// What a route asks of whoever calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: anybody may have it.
    Nothing,
    /// A proof that its own handler looks at: a gateway's secret, a signed link.
    ProofOfItsOwn,
    /// Somebody who is signed in.
    SignedIn,
    /// Somebody who is signed in and may do this.
    Person(Permission),
    /// A key that opens this, or somebody who is signed in and may do it.
    KeyOrPerson(Permission),
    /// Somebody who is signed in; in development, nobody.
    SignedInOrDevelopment,
}

/// A way into Noor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrance {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: String,
    /// What it asks for.
    pub needs: Needs,
}

impl Entrance {
    pub(super) fn new(method: Method, path: impl Into<String>, needs: Needs) -> Self {
        Self { method, path: path.into(), needs }
    }
}
