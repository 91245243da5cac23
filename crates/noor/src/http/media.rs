//! Pictures behind signed links.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{ApiError, Web};

#[derive(Debug, Deserialize)]
pub(super) struct Signature {
    #[serde(rename = "for")]
    owner: String,
    until: i64,
    sign: String,
}

/// A picture of the shop, for whoever has a link that was signed for it.
pub(super) async fn picture(
    State(web): State<Web>,
    Path(path): Path<String>,
    signature: Result<Query<Signature>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(signature) = signature.map_err(|_| ApiError::Forbidden)?;
    let now = web.context.clock.now();
    let Signature { owner, until, sign } = signature;
    if !web.context.links.allows(&path, &owner, until, &sign, now) {
        return Err(ApiError::Forbidden);
    }
    let bytes = web.context.content.picture(&path);
    let bytes = bytes.ok_or_else(|| ApiError::NotFound("that picture is gone".to_owned()))?;
    let kind = match path.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "private, max-age=86400"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes).into_response())
}
