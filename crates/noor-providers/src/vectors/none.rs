//! No vector store: for shops that search by words and traits alone.

use std::collections::HashMap;

use async_trait::async_trait;

use super::{Narrow, Near, Point, Space, Traits, Vector, VectorStore};
use crate::error::ProviderError;

/// A store that keeps nothing and finds nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoVectors;

#[async_trait]
impl VectorStore for NoVectors {
    fn name(&self) -> &'static str {
        "none"
    }

    async fn prepare(&self, _: &Space) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn stored(&self, _: &Space) -> Result<HashMap<String, String>, ProviderError> {
        Ok(HashMap::new())
    }

    async fn put(&self, _: &Space, _: &[Point]) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn refresh(&self, _: &Space, _: &[(String, Traits)]) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn remove(&self, _: &Space, _: &[String]) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn nearest(
        &self,
        _: &Space,
        _: &Vector,
        _: &Narrow,
        _: usize,
    ) -> Result<Vec<Near>, ProviderError> {
        Ok(Vec::new())
    }

    async fn count(&self, _: &Space) -> Result<u64, ProviderError> {
        Ok(0)
    }
}
