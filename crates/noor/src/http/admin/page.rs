//! A page: who looks at it, in which language, and the frame around what a handler shows.

use std::net::IpAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use minijinja::context;
use minijinja::value::Value;
use noor_core::language::Language;
use noor_store::users::User;
use tower_sessions::Session;

use super::super::Web;
use super::failure::Failure;
use super::flash::{self, Flash};
use super::guard::Visit;
use super::nav;
use super::templates::{Templates, WORDS, Words};
use super::time::LocalTime;
use crate::app::access::Actor;
use crate::context::Context;

/// What a handler needs to show a page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    web: Web,
    templates: Arc<Templates>,
    visit: Visit,
}

impl Page {
    /// The page of a request that the guard has looked at.
    ///
    /// # Errors
    ///
    /// When it has not.
    pub(super) fn of(parts: &Parts, web: &Web) -> anyhow::Result<Self> {
        let visit = parts.extensions.get::<Visit>().context("a page without a guard")?;
        let templates = parts.extensions.get::<Arc<Templates>>();
        let templates = templates.context("a page without templates")?;
        Ok(Self { web: web.clone(), templates: Arc::clone(templates), visit: visit.clone() })
    }

    /// What use cases need.
    pub(super) fn context(&self) -> &Context {
        &self.web.context
    }

    /// The whole web side.
    pub(super) fn web(&self) -> &Web {
        &self.web
    }

    /// The visitor's session.
    pub(super) fn session(&self) -> &Session {
        &self.visit.session
    }

    /// The address the visitor calls from.
    pub(super) fn address(&self) -> IpAddr {
        self.visit.address
    }

    /// The visitor's language.
    pub(super) fn language(&self) -> Language {
        self.visit.language
    }

    /// Who is signed in.
    ///
    /// # Errors
    ///
    /// [`Failure::SignedOut`] if nobody is; the guard lets nobody else to pages that ask.
    pub(super) fn person(&self) -> Result<&User, Failure> {
        self.visit.person.as_ref().ok_or(Failure::SignedOut)
    }

    /// Whoever is signed in, as the audit log names them.
    ///
    /// # Errors
    ///
    /// [`Failure::SignedOut`].
    pub(super) fn actor(&self) -> Result<Actor, Failure> {
        Ok(Actor::person(self.person()?, self.visit.address))
    }

    /// The words of a label.
    pub(super) fn words<'a>(&'a self, label: &'a str) -> &'a str {
        self.web.context.content.labels.get(self.visit.language, label)
    }

    /// How this page tells a time.
    pub(super) fn time(&self, at: chrono::DateTime<chrono::Utc>) -> Value {
        LocalTime::new(at, self.web.context.content.shop.time_zone, self.visit.language).value()
    }

    /// The page that a template makes of `values`, inside the frame.
    ///
    /// # Errors
    ///
    /// When the template and the values do not fit.
    pub(super) async fn show(&self, template: &str, values: Value) -> anyhow::Result<Html<String>> {
        let Visit { person, language, theme, token, place, session, .. } = &self.visit;
        let said = match person {
            Some(_) => flash::take(session).await?,
            None => None,
        };
        let path = place.split('?').next().unwrap_or_default();
        let direction = match language {
            Language::English => "ltr",
            Language::Arabic => "rtl",
        };
        let me = person.as_ref().map(|person| {
            context! {
                name => person.name.as_str(), username => person.username.as_str(), role => person.role.code(),
                initial => person.name.chars().next().map(String::from).unwrap_or_default(),
            }
        });
        let labels = Arc::clone(&self.web.context.content.labels);
        let words = Value::from_object(Words { labels, language: *language });
        let frame = context! {
            page => context! {
                language => language.code(), direction, theme, token, place, path,
                shop => self.web.context.content.shop.name.get(*language),
            },
            me => me,
            nav => nav::shown(person.as_ref().map(|person| person.role), path),
            flash => said.map(|said| context! {
                is_bad => said.is_bad, label => said.label, name => said.name,
            }),
            ..values
        };
        // The object goes beside the rest, which templates may list.
        let values = context! { words => words, ..frame };
        debug_assert_eq!(WORDS, "words");
        let html = self.templates.render(template, values).context("make a page")?;
        Ok(Html(html))
    }

    /// Sends the visitor to another page, which says one sentence first.
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub(super) async fn go(&self, to: &str, label: &str, name: &str) -> Result<Response, Failure> {
        let said = Flash { is_bad: false, label: label.to_owned(), name: name.to_owned() };
        flash::leave(&self.visit.session, said).await?;
        Ok(Redirect::to(to).into_response())
    }

    /// Sends the visitor to another page, which says what did not work.
    ///
    /// # Errors
    ///
    /// When the database is away.
    pub(super) async fn complain(&self, to: &str, label: &str) -> Result<Response, Failure> {
        let said = Flash { is_bad: true, label: label.to_owned(), name: String::new() };
        flash::leave(&self.visit.session, said).await?;
        Ok(Redirect::to(to).into_response())
    }
}

impl FromRequestParts<Web> for Page {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, web)?)
    }
}

/// For every address of the panel that leads nowhere.
pub(super) async fn nothing_here() -> Failure {
    Failure::NotFound
}
