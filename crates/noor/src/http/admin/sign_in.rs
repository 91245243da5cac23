//! The door: name and password, then perhaps a code; and the way out.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Utc};
use minijinja::context;
use secrecy::SecretString;
use serde::Deserialize;

use super::super::Web;
use super::failure::Failure;
use super::fields::Fields;
use super::page::Page;
use super::session;
use crate::app::access::sign_in::{Shown, SignInError, check_code, check_password, enter, leave};
use noor_store::users::User;

/// Where somebody wanted to go.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Aim {
    #[serde(default)]
    next: String,
}

/// Only pages of the panel, so that no link to our door leads anywhere else.
fn within(next: &str) -> &str {
    let plain = next.chars().all(|letter| letter.is_ascii_graphic() && letter != '\\');
    let is_page = next == "/admin" || next.starts_with("/admin/") || next.starts_with("/docs");
    if plain && is_page && !next.contains("//") && !next.starts_with("/admin/log") {
        next
    } else {
        "/admin"
    }
}

/// The form.
pub(super) async fn form(page: Page, Query(aim): Query<Aim>) -> Result<Response, Failure> {
    if page.person().is_ok() {
        return Ok(Redirect::to(within(&aim.next)).into_response());
    }
    let values = context! { next => within(&aim.next), username => "", problem => () };
    Ok(page.show("sign_in.html", values).await?.into_response())
}

/// Somebody shows their name and password.
pub(super) async fn sign_in(
    State(web): State<Web>,
    page: Page,
    fields: Fields,
) -> Result<Response, Failure> {
    let next = within(fields.text("next"));
    let username = fields.text("username");
    let shown = Shown {
        username: username.to_owned(),
        password: SecretString::from(fields.text("password")),
        address: page.address(),
    };
    match check_password(page.context(), &web.gate.first_owner, shown).await {
        Ok(user) if user.has_totp => {
            session::await_code(page.session(), &user, page.context().clock.now()).await?;
            let mut aim = url::form_urlencoded::Serializer::new(String::new());
            aim.append_pair("next", next).append_pair("language", page.language().code());
            Ok(Redirect::to(&format!("/admin/login/code?{}", aim.finish())).into_response())
        }
        Ok(user) => come_in(&page, &user, next).await,
        Err(SignInError::Unexpected(error)) => Err(error.into()),
        Err(refusal) => {
            let (status, problem) = told(&page, &refusal);
            let values = context! { next, username, problem };
            Ok((status, page.show("sign_in.html", values).await?).into_response())
        }
    }
}

/// The form for the code.
pub(super) async fn code_form(page: Page, Query(aim): Query<Aim>) -> Result<Response, Failure> {
    if session::awaited(page.session(), page.context().clock.now()).await?.is_none() {
        return Ok(Redirect::to("/admin/login").into_response());
    }
    let values = context! { next => within(&aim.next), problem => () };
    Ok(page.show("sign_in_code.html", values).await?.into_response())
}

/// Somebody shows their code.
pub(super) async fn give_code(page: Page, fields: Fields) -> Result<Response, Failure> {
    let next = within(fields.text("next"));
    let awaited = session::awaited(page.session(), page.context().clock.now()).await?;
    let Some(id) = awaited else { return Ok(Redirect::to("/admin/login").into_response()) };
    match check_code(page.context(), id, fields.text("code"), page.address()).await {
        Ok(user) => come_in(&page, &user, next).await,
        Err(SignInError::Unexpected(error)) => Err(error.into()),
        Err(refusal) => {
            let (status, problem) = told(&page, &refusal);
            let values = context! { next, problem };
            Ok((status, page.show("sign_in_code.html", values).await?).into_response())
        }
    }
}

async fn come_in(page: &Page, user: &User, next: &str) -> Result<Response, Failure> {
    enter(page.context(), user, page.address()).await?;
    session::begin(page.session(), user).await?;
    Ok(Redirect::to(next).into_response())
}

/// Signs out: the session is gone on the server, whoever has its cookie.
pub(super) async fn sign_out(page: Page) -> Result<Redirect, Failure> {
    leave(page.context(), page.person()?, page.address()).await?;
    page.session().flush().await.map_err(anyhow::Error::from)?;
    Ok(Redirect::to("/admin/login"))
}

/// What somebody who does not come in is told.
fn told(page: &Page, refusal: &SignInError) -> (StatusCode, String) {
    match refusal {
        SignInError::Wait(until) => {
            let words = page.words("sign_in.wait");
            let seconds = seconds_until(*until, page.context().clock.now());
            (StatusCode::TOO_MANY_REQUESTS, words.replace("{seconds}", &seconds.to_string()))
        }
        SignInError::Wrong | SignInError::Unexpected(_) => {
            (StatusCode::UNAUTHORIZED, page.words("sign_in.wrong").to_owned())
        }
    }
}

fn seconds_until(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (until - now).num_seconds().max(0) + 1
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn the_door_leads_nowhere_else() {
        for (next, to) in [
            ("/admin/users?q=a", "/admin/users?q=a"),
            ("/docs/", "/docs/"),
            ("", "/admin"),
            ("https://example.com/", "/admin"),
            ("//example.com/admin/", "/admin"),
            ("/admin/..//example.com", "/admin"),
            ("/admin/\\example.com", "/admin"),
            ("/administrators", "/admin"),
            ("/admin/logout", "/admin"),
            ("/admin/users\r\nSet-Cookie: a=b", "/admin"),
        ] {
            assert_eq!(within(next), to, "{next}");
        }
    }
}
