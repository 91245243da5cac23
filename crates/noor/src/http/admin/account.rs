//! One's own account: language, light or dark, password, codes.

use axum::response::{IntoResponse as _, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use noor_core::language::Language;
use secrecy::{ExposeSecret as _, SecretString};

use super::failure::Failure;
use super::fields::Fields;
use super::page::Page;
use super::{qr, session};
use crate::app::access::AccessError;
use crate::app::access::look::{THEMES, set_look};
use crate::app::access::set_password::{confirm_password, set_password};
use crate::app::access::sign_in::SignInError;
use crate::app::access::totp::{describe, disable_totp, enable_totp, enrol};

const ACCOUNT: &str = "/admin/account";
/// The member of a session with the sealed secret of codes that are about to be turned on.
const ENROLMENT: &str = "enrolment";

/// The page.
pub(super) async fn show(page: Page) -> Result<Response, Failure> {
    let person = page.person()?;
    let values = context! {
        themes => THEMES,
        theme => person.theme.as_str(),
        has_totp => person.has_totp,
        signed_in => person.signed_in_at.map(|at| page.time(at)),
    };
    Ok(page.show("account.html", values).await?.into_response())
}

/// Another language, or light or dark. What the form leaves out stays.
pub(super) async fn change_look(page: Page, fields: Fields) -> Result<Redirect, Failure> {
    let person = page.person()?;
    let language = Language::from_code(fields.text("language")).unwrap_or(person.language);
    let theme = match fields.text("theme") {
        "" => person.theme.as_str(),
        theme => theme,
    };
    set_look(page.context(), person.id, language, theme).await?;
    Ok(Redirect::to(back(fields.text("back"))))
}

/// The page a form was on, if it is one of ours.
fn back(place: &str) -> &str {
    let plain = place.chars().all(|letter| letter.is_ascii_graphic() && letter != '\\');
    if plain && place.starts_with("/admin/") && !place.contains("//") { place } else { ACCOUNT }
}

/// Another password, for whoever knows the present one. Their other sessions end.
pub(super) async fn change_password(page: Page, fields: Fields) -> Result<Response, Failure> {
    let person = page.person()?;
    let present = SecretString::from(fields.text("present"));
    match confirm_password(page.context(), person, present, page.address()).await {
        Ok(()) => {}
        Err(SignInError::Wrong) => return page.complain(ACCOUNT, "account.wrong_password").await,
        Err(SignInError::Wait(_)) => return page.complain(ACCOUNT, "account.wait").await,
        Err(SignInError::Unexpected(error)) => return Err(error.into()),
    }
    if fields.text("password") != fields.text("again") {
        return page.complain(ACCOUNT, "account.not_the_same").await;
    }
    let new = SecretString::from(fields.text("password"));
    let keep = page.session().id();
    match set_password(page.context(), &page.actor()?, person.id, new, keep).await {
        Ok(()) => {
            session::renew(page.web(), page.session(), person.id).await?;
            page.go(ACCOUNT, "account.password_changed", "").await
        }
        Err(AccessError::WeakPassword) => page.complain(ACCOUNT, "users.weak_password").await,
        Err(error) => Err(error.into()),
    }
}

/// The secret to put into one's app. It stays the same until it was proved or another session begins.
pub(super) async fn codes(page: Page) -> Result<Response, Failure> {
    if page.person()?.has_totp {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let values = enrolment(&page).await?;
    Ok(page.show("account_codes.html", values).await?.into_response())
}

async fn enrolment(page: &Page) -> Result<Value, Failure> {
    let person = page.person()?;
    let begun = sealed(page).await?;
    // One that was sealed for somebody else, or with another key, is begun anew.
    let begun = begun.and_then(|sealed| describe(page.context(), person, sealed).ok());
    let enrolment = if let Some(enrolment) = begun {
        enrolment
    } else {
        let enrolment = enrol(page.context(), person)?;
        let sealed = hex::encode(&enrolment.sealed);
        page.session().insert(ENROLMENT, sealed).await.map_err(anyhow::Error::from)?;
        enrolment
    };
    let letters: Vec<char> = enrolment.secret.expose_secret().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    let picture = Value::from_safe_string(qr::svg(enrolment.url.expose_secret())?);
    Ok(context! { secret => groups.join(" "), picture })
}

async fn sealed(page: &Page) -> Result<Option<Vec<u8>>, Failure> {
    let kept: Option<String> = page.session().get(ENROLMENT).await.map_err(anyhow::Error::from)?;
    Ok(kept.and_then(|kept| hex::decode(kept).ok()))
}

/// Codes from now on, once the first one is right.
pub(super) async fn turn_codes_on(page: Page, fields: Fields) -> Result<Response, Failure> {
    const CODES: &str = "/admin/account/codes";
    let person = page.person()?;
    let Some(sealed) = sealed(&page).await? else {
        return Ok(Redirect::to(CODES).into_response());
    };
    let (actor, keep) = (page.actor()?, page.session().id());
    let code = fields.text("code");
    match enable_totp(page.context(), &actor, person, &sealed, code, keep).await {
        Ok(()) => {
            let removed = page.session().remove::<String>(ENROLMENT).await;
            removed.map_err(anyhow::Error::from)?;
            session::renew(page.web(), page.session(), person.id).await?;
            page.go(ACCOUNT, "account.codes_on", "").await
        }
        Err(AccessError::Wrong) => page.complain(CODES, "account.wrong_code").await,
        Err(error) => Err(error.into()),
    }
}

/// No codes any more, for whoever knows the password.
pub(super) async fn turn_codes_off(page: Page, fields: Fields) -> Result<Response, Failure> {
    let person = page.person()?;
    let present = SecretString::from(fields.text("present"));
    match confirm_password(page.context(), person, present, page.address()).await {
        Ok(()) => {}
        Err(SignInError::Wrong) => return page.complain(ACCOUNT, "account.wrong_password").await,
        Err(SignInError::Wait(_)) => return page.complain(ACCOUNT, "account.wait").await,
        Err(SignInError::Unexpected(error)) => return Err(error.into()),
    }
    disable_totp(page.context(), &page.actor()?, person.id, page.session().id()).await?;
    session::renew(page.web(), page.session(), person.id).await?;
    page.go(ACCOUNT, "account.codes_off", "").await
}
