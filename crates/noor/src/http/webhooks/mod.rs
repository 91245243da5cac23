//! Where gateways deliver. They prove who they are by a secret compared in constant time; what they
//! bring is stored before they are answered.

pub(super) mod telegram;
pub(super) mod wazzup;

use axum::body::{Body, Bytes};
use futures::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::ApiError;

/// How much of a body that is too long is read and thrown away, so that its sender gets an answer
/// instead of a broken connection.
const DRAINED: usize = 16 << 20;

/// Compares a secret without telling by the time it takes how much of it was right.
pub(super) fn same_secret(given: &str, ours: &SecretString) -> bool {
    given.as_bytes().ct_eq(ours.expose_secret().as_bytes()).into()
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
///
/// [`ApiError::TooLarge`] for a longer one, [`ApiError::Invalid`] for one that broke off.
pub(super) async fn read_body(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut stream = body.into_data_stream();
    let mut read = Vec::new();
    let mut length = 0_usize;
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| ApiError::Invalid("the body broke off".to_owned()))?;
        length += piece.len();
        if length <= limit {
            read.extend_from_slice(&piece);
        } else if length > DRAINED {
            break;
        }
    }
    if length > limit { Err(ApiError::TooLarge(limit)) } else { Ok(read.into()) }
}
