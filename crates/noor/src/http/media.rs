//! Pictures and documents behind signed links.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use noor_store::{documents, products};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{ApiError, Web};
use crate::context::Links;
use crate::links::NotOpen;

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
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let nothing = || ApiError::NotFound("nothing is behind this link; was it cut off?".to_owned());
    let Query(Signature { owner, until, sign }) = signature.map_err(|_| nothing())?;
    let now = web.context.clock.now();
    web.context.links.check(&path, &owner, until, &sign, now).map_err(|why| match why {
        NotOpen::Forged => nothing(),
        NotOpen::Expired => ApiError::Gone("this link has expired; ask for it again".to_owned()),
    })?;
    let gone = || ApiError::NotFound("it is gone; ask for it again".to_owned());
    if let Some(id) = Links::document_of(&path) {
        let document = documents::read(&web.context.db, id).await?.ok_or_else(gone)?;
        let tag = tag(&Sha256::digest(&document.bytes));
        return Ok(answer(&headers, tag, &document.content_type, document.bytes));
    }
    let Some(hash) = Links::prepared_from(&path) else {
        let bytes = web.context.content.picture(&path).ok_or_else(gone)?;
        let tag = tag(&Sha256::digest(&bytes));
        return Ok(answer(&headers, tag, kind(&path), bytes));
    };
    let tag = tag(&hash);
    if is_known(&headers, &tag) {
        // The bytes behind a hash never change, so nobody has to look for them.
        return Ok(answer(&headers, tag, "image/jpeg", Vec::new()));
    }
    let picture = products::picture(&web.context.db, &hash).await?.ok_or_else(gone)?;
    Ok(answer(&headers, tag, &picture.content_type, picture.bytes))
}

/// The picture, or that who asks has it already.
fn answer(asked: &HeaderMap, tag: String, kind: &str, bytes: Vec<u8>) -> Response {
    let known = is_known(asked, &tag);
    let caching =
        [(header::CACHE_CONTROL, "private, max-age=86400".to_owned()), (header::ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let content = [(header::CONTENT_TYPE, kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (caching, content, bytes).into_response()
}

fn tag(hash: &[u8]) -> String {
    format!("\"{}\"", hex::encode(hash))
}

/// Whether who asks has the picture with this tag.
fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let given = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|it| {
        let it = it.trim();
        it.strip_prefix("W/").unwrap_or(it) == tag
    })
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    }
}
