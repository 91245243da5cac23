//! Stores of vectors that need Noor's own database; the others are in `noor-providers/src/vectors/`.

pub mod pgvector;
