//! The shop's people, for owners: adding them, their roles, and keeping them out.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::context;
use noor_core::access::{Permission, Role};
use noor_core::ids::UserId;
use noor_core::language::Language;
use noor_store::users::{self, User};
use secrecy::SecretString;
use uuid::Uuid;

use super::failure::Failure;
use super::fields::Fields;
use super::page::Page;
use super::session;
use crate::app::access::AccessError;
use crate::app::access::add_user::{NewUser, add_user};
use crate::app::access::disable_user::{disable_user, enable_user};
use crate::app::access::totp::disable_totp;
use crate::app::access::{change_role as roles, set_password as passwords};

/// The form for somebody new.
pub(super) async fn form(page: Page) -> Result<Response, Failure> {
    form_with(&page, None, &Fields::read(b"role=manager")).await
}

/// The form again, with what was typed and what is the matter with it.
async fn form_with(
    page: &Page,
    problem: Option<(&str, &str)>,
    fields: &Fields,
) -> Result<Response, Failure> {
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    let values = context! {
        roles,
        username => fields.text("username"), name => fields.text("name"),
        role => fields.text("role"), language => fields.text("language"),
        problem => problem.map(|(field, label)| context! { field, label }),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page.show("users/new.html", values).await?).into_response())
}

/// Somebody is added.
pub(super) async fn add(page: Page, fields: Fields) -> Result<Response, Failure> {
    let Some(role) = Role::from_code(fields.text("role")) else { return Err(Failure::Invalid) };
    let new = NewUser {
        username: fields.text("username").to_owned(),
        name: fields.text("name").to_owned(),
        role,
        password: SecretString::from(fields.text("password")),
        language: Language::from_code(fields.text("language")).unwrap_or_else(|| page.language()),
    };
    let name = new.username.clone();
    let problem = match add_user(page.context(), &page.actor()?, new).await {
        Ok(_) => return page.go("/admin/users", "users.added", &name).await,
        Err(AccessError::Taken) => ("username", "users.taken"),
        Err(AccessError::BadName) => ("username", "users.bad_name"),
        Err(AccessError::WeakPassword) => ("password", "users.weak_password"),
        Err(error) => return Err(error.into()),
    };
    form_with(&page, Some(problem), &fields).await
}

async fn find(page: &Page, key: &str) -> Result<User, Failure> {
    let id: Uuid = key.parse().map_err(|_| Failure::NotFound)?;
    let mut db = page.context().db.acquire().await?;
    users::by_id(&mut db, UserId(id)).await?.ok_or(Failure::NotFound)
}

/// Somebody, with what can be done.
pub(super) async fn show(page: Page, Path(key): Path<String>) -> Result<Response, Failure> {
    let user = find(&page, &key).await?;
    let roles = Role::ALL.iter().map(|role| {
        let may = Permission::ALL.into_iter().filter(|it| role.may(*it)).map(Permission::code);
        context! { code => role.code(), may => may.collect::<Vec<_>>() }
    });
    let values = context! {
        user => context! {
            id => user.id.to_string(), name => user.name, username => user.username,
            role => user.role.code(), has_totp => user.has_totp,
            disabled => user.disabled_at.map(|at| page.time(at)),
            created => page.time(user.created_at),
            signed_in => user.signed_in_at.map(|at| page.time(at)),
            is_me => user.id == page.person()?.id,
        },
        roles => roles.collect::<Vec<_>>(),
    };
    Ok(page.show("users/one.html", values).await?.into_response())
}

/// Ends what a handler has done to somebody: back to their page, with a sentence about it.
async fn done(
    page: &Page,
    user: &User,
    outcome: Result<(), AccessError>,
    label: &str,
) -> Result<Response, Failure> {
    let place = format!("/admin/users/{}", user.id);
    match outcome {
        Ok(()) if user.id == page.person()?.id => {
            // One's own sessions have ended with the change; this one goes on.
            session::renew(page.web(), page.session(), user.id).await?;
            page.go("/admin/account", label, &user.name).await
        }
        Ok(()) => page.go(&place, label, &user.name).await,
        Err(AccessError::LastOwner) => page.complain(&place, "users.last_owner").await,
        Err(AccessError::WeakPassword) => page.complain(&place, "users.weak_password").await,
        Err(error) => Err(error.into()),
    }
}

/// Another role.
pub(super) async fn change_role(
    page: Page,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let user = find(&page, &key).await?;
    let Some(role) = Role::from_code(fields.text("role")) else { return Err(Failure::Invalid) };
    let outcome = roles::change_role(page.context(), &page.actor()?, user.id, role).await;
    done(&page, &user, outcome, "users.role_changed").await
}

/// A new password for somebody who lost theirs.
pub(super) async fn set_password(
    page: Page,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let user = find(&page, &key).await?;
    let new = SecretString::from(fields.text("password"));
    let actor = page.actor()?;
    if user.id == page.person()?.id {
        // One's own is changed where the present one is asked for.
        return Ok(Redirect::to("/admin/account").into_response());
    }
    let outcome = passwords::set_password(page.context(), &actor, user.id, new, None).await;
    done(&page, &user, outcome, "users.password_set").await
}

/// No codes any more, for somebody who lost their telephone.
pub(super) async fn turn_codes_off(
    page: Page,
    Path(key): Path<String>,
) -> Result<Response, Failure> {
    let user = find(&page, &key).await?;
    if user.id == page.person()?.id {
        return Ok(Redirect::to("/admin/account").into_response());
    }
    let outcome = disable_totp(page.context(), &page.actor()?, user.id, None).await;
    done(&page, &user, outcome, "users.codes_off").await
}

/// Keeps somebody out, or lets them in again.
pub(super) async fn change_state(
    page: Page,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let user = find(&page, &key).await?;
    let actor = page.actor()?;
    let (outcome, label) = match fields.text("state") {
        "disabled" => (disable_user(page.context(), &actor, user.id).await, "users.disabled"),
        "active" => (enable_user(page.context(), &actor, user.id).await, "users.enabled"),
        _ => return Err(Failure::Invalid),
    };
    done(&page, &user, outcome, label).await
}
