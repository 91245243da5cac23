//! Where product vectors are kept: what the stores of vectors share with the rest of Noor.

pub mod pgvector;
