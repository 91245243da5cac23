//! Keys for programs, for owners: made, shown once, revoked.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::TimeDelta;
use minijinja::context;
use noor_core::access::Permission;
use noor_core::ids::ApiKeyId;
use noor_store::api_keys;
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::failure::Failure;
use super::fields::Fields;
use super::page::Page;
use crate::app::access::AccessError;
use crate::app::access::keys::{NewKey, make_key, revoke_key};

/// For how many days a key may be made; the empty one is for ever.
const LASTS: [&str; 4] = ["30", "90", "365", ""];

/// The form for a new key.
pub(super) async fn form(page: Page) -> Result<Response, Failure> {
    form_with(&page, None, &Fields::read(b"days=365&scope=read_catalogue")).await
}

async fn form_with(
    page: &Page,
    problem: Option<(&str, &str)>,
    fields: &Fields,
) -> Result<Response, Failure> {
    let ticked: Vec<&str> = fields.all("scope").collect();
    let scopes = Permission::SCOPES.iter().map(|scope| {
        context! { code => scope.code(), ticked => ticked.contains(&scope.code()) }
    });
    let values = context! {
        name => fields.text("name"), days => fields.text("days"), lasts => LASTS,
        scopes => scopes.collect::<Vec<_>>(),
        problem => problem.map(|(field, label)| context! { field, label }),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page.show("keys/new.html", values).await?).into_response())
}

/// A key is made, and shown this once.
pub(super) async fn make(page: Page, fields: Fields) -> Result<Response, Failure> {
    let scopes = fields.all("scope").map(Permission::from_code).collect::<Option<Vec<_>>>();
    let days = match fields.text("days") {
        "" => None,
        days => Some(days.parse::<u16>().map_err(|_| Failure::Invalid)?),
    };
    let new = NewKey {
        name: fields.text("name").to_owned(),
        scopes: scopes.ok_or(Failure::Invalid)?,
        lasts: days.map(|days| TimeDelta::days(days.into())),
    };
    let name = new.name.clone();
    let problem = match make_key(page.context(), &page.actor()?, new).await {
        Ok((_, secret)) => {
            let values = context! { name, secret => secret.expose_secret() };
            return Ok(page.show("keys/made.html", values).await?.into_response());
        }
        Err(AccessError::BadName) => ("name", "keys.needs_name"),
        Err(AccessError::NoScope) => ("scope", "keys.needs_scope"),
        Err(error) => return Err(error.into()),
    };
    form_with(&page, Some(problem), &fields).await
}

fn id(key: &str) -> Result<ApiKeyId, Failure> {
    Ok(ApiKeyId(key.parse::<Uuid>().map_err(|_| Failure::NotFound)?))
}

/// A key, without the key.
pub(super) async fn show(page: Page, Path(key): Path<String>) -> Result<Response, Failure> {
    let mut db = page.context().db.acquire().await?;
    let (key, revoked) = api_keys::by_id(&mut db, id(&key)?).await?.ok_or(Failure::NotFound)?;
    drop(db);
    let now = page.context().clock.now();
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.code()).collect();
    let values = context! {
        key => context! {
            id => key.id.to_string(), name => key.name, beginning => key.beginning,
            created_by => key.created_by, created => page.time(key.created_at),
            expires => key.expires_at.map(|at| page.time(at)),
            scopes,
            state => if revoked { "revoked" }
                     else if key.expires_at.is_some_and(|at| at <= now) { "expired" }
                     else { "active" },
        },
    };
    Ok(page.show("keys/one.html", values).await?.into_response())
}

/// Lets a key open nothing any more.
pub(super) async fn revoke(page: Page, Path(key): Path<String>) -> Result<Response, Failure> {
    let place = format!("/admin/keys/{key}");
    revoke_key(page.context(), &page.actor()?, id(&key)?).await?;
    page.go(&place, "keys.revoked", "").await
}
