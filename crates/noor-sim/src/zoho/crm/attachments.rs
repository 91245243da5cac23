//! Files that hang on records.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::answer::{Refusal, done, nothing, rows, time};
use super::module::Module;
use super::paging::{Page, Parameters, fields};
use super::read::parse_id;
use super::record::user;
use crate::form::Form;
use crate::lock;
use crate::world::World;

/// The largest file, in bytes.
const LARGEST: usize = 20 << 20;

/// A file that hangs on a record.
#[derive(Debug, Clone)]
pub struct ZohoAttachment {
    /// Digits.
    pub id: String,
    /// The record it hangs on.
    pub parent: String,
    /// The file's name.
    pub name: String,
    /// Its media type, as it was sent.
    pub content_type: String,
    /// What is in it; nothing if only an address was given.
    pub bytes: Bytes,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// `POST /{module}/{id}/Attachments`: a form with the part `file`, or with `attachmentUrl`.
pub(super) async fn attach(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let id = match parse_id(&id) {
        Ok(id) => id,
        Err(refusal) => return refusal.into_response(),
    };
    let Some((name, content_type, bytes)) = sent(&headers, &body) else {
        let details = json!({ "api_name": "file", "param_names": ["file", "attachmentUrl"] });
        let message = "One of the expected parameter is missing";
        return Refusal::bad("EXPECTED_PARAM_MISSING", message).with(details).into_response();
    };
    if bytes.len() > LARGEST {
        let message = "the file is larger than 20 MB";
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Refusal::new(status, "FILE_SIZE_MORE_THAN_ALLOWED_SIZE", message).into_response();
    }
    let created_at = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let crm = &mut state.crm;
    if crm.find(module, id).is_none() {
        let message = "the related id given seems to be invalid";
        return Refusal::bad("INVALID_DATA", message).into_response();
    }
    let attachment = ZohoAttachment {
        id: crm.next_id().to_string(),
        parent: id.to_string(),
        name,
        content_type,
        bytes,
        created_at,
    };
    let details = json!({
        "id": attachment.id,
        "Created_Time": time(created_at),
        "Modified_Time": time(created_at),
        "Created_By": user(),
        "Modified_By": user(),
    });
    crm.attachments.push(attachment);
    rows(vec![Ok(done("attachment uploaded successfully", &details))], StatusCode::OK, 400)
}

/// Name, media type and content of what was sent.
fn sent(headers: &HeaderMap, body: &[u8]) -> Option<(String, String, Bytes)> {
    let url = |mut fields: Vec<(String, String)>| {
        let at = fields.iter().position(|(name, _)| name == "attachmentUrl")?;
        Some((fields.swap_remove(at).1, "text/uri-list".to_owned(), Bytes::new()))
    };
    let Some(form) = Form::read(headers, body) else {
        return url(url::form_urlencoded::parse(body).into_owned().collect());
    };
    match form.file {
        Some(file) => Some((file.name, file.content_type, Bytes::from(file.bytes))),
        None => url(form.fields),
    }
}

/// `GET /{module}/{id}/Attachments`.
pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
    Query(asked): Query<Parameters>,
) -> Response {
    let now = world.clock.now();
    let list = format!("{id}/Attachments");
    let read =
        fields(&asked, true).and_then(|wanted| Ok((wanted, Page::read(&asked, &list, now)?)));
    let (wanted, page) = match read {
        Ok(read) => read,
        Err(refusal) => return refusal.into_response(),
    };
    let state = lock(&world.zoho.inner.state);
    let here: Vec<_> = state.crm.attachments.iter().filter(|file| file.parent == id).collect();
    let shown = here.iter().rev().skip(page.start).take(page.size);
    let rows: Vec<Value> = shown
        .map(|file| {
            let all = [
                ("File_Name", json!(file.name)),
                ("Size", json!(file.bytes.len().to_string())),
                ("Created_Time", json!(time(file.created_at))),
                ("Parent_Id", json!({ "id": file.parent })),
            ];
            let wanted = wanted.as_deref().unwrap_or_default();
            let kept = all.into_iter().filter(|(name, _)| wanted.iter().any(|one| one == name));
            let id = ("id".to_owned(), json!(file.id));
            let row = std::iter::once(id).chain(kept.map(|(name, value)| (name.to_owned(), value)));
            Value::Object(row.collect::<Map<_, _>>())
        })
        .collect();
    if rows.is_empty() {
        return nothing();
    }
    Json(json!({ "data": rows, "info": page.info(here.len(), &list, now) })).into_response()
}

/// `GET /{module}/{id}/Attachments/{attachment}`: the file itself.
pub(super) async fn download(
    Shared(world): Shared<Arc<World>>,
    Path((id, attachment)): Path<(String, String)>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    let mut files = state.crm.attachments.iter();
    let Some(file) = files.find(|file| file.parent == id && file.id == attachment) else {
        return nothing();
    };
    let disposition = format!("attachment; filename=\"{}\"", file.name.escape_default());
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, file.bytes.clone()).into_response()
}
