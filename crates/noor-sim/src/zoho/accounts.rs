//! The OAuth server: one-time codes, refresh tokens, access tokens. Its errors come with status 200.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{State, Zoho, ZohoBehaviour};
use super::{ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_REFRESH_TOKEN};
use crate::lock;
use crate::world::World;

/// Access tokens that a refresh token may give within [`WINDOW`].
const MINTS: usize = 10;
const WINDOW: TimeDelta = TimeDelta::minutes(10);
/// Refresh tokens that live side by side.
const GRANTS: usize = 20;
const TOKEN_LIFE: TimeDelta = TimeDelta::seconds(3_600);

/// A refresh token and what it may do.
pub(super) struct Grant {
    pub(super) refresh_token: String,
    scopes: String,
    /// When access tokens were asked for; those that were refused count too.
    pub(super) attempts: VecDeque<DateTime<Utc>>,
}

impl Grant {
    /// The grant that is there from the start.
    pub(super) fn first() -> Self {
        Self::new(ZOHO_REFRESH_TOKEN, "*")
    }

    fn new(refresh_token: &str, scopes: &str) -> Self {
        let (refresh_token, scopes) = (refresh_token.to_owned(), scopes.to_owned());
        Self { refresh_token, scopes, attempts: VecDeque::new() }
    }
}

/// A self client's one-time code.
pub(super) struct Code {
    pub(super) value: String,
    pub(super) scopes: String,
    pub(super) expires_at: DateTime<Utc>,
}

/// An access token.
pub(super) struct Token {
    pub(super) value: String,
    pub(super) scopes: String,
    pub(super) expires_at: DateTime<Utc>,
    /// The refresh token it came of.
    root: String,
}

impl Token {
    /// Whether it may be used for `scope`.
    pub(super) fn allows(&self, scope: &str) -> bool {
        self.scopes == "*" || self.scopes.split(',').any(|held| held.trim() == scope)
    }
}

impl State {
    pub(super) fn add_grant(&mut self, refresh_token: &str, scopes: &str) {
        self.grants.push_back(Grant::new(refresh_token, scopes));
        while self.grants.len() > GRANTS {
            let Some(oldest) = self.grants.front().map(|grant| grant.refresh_token.clone()) else {
                return;
            };
            self.revoke(&oldest);
        }
    }

    pub(super) fn revoke(&mut self, refresh_token: &str) -> bool {
        let before = self.grants.len();
        self.grants.retain(|grant| grant.refresh_token != refresh_token);
        self.tokens.retain(|token| token.root != refresh_token);
        self.grants.len() < before
    }

    /// A new access token of a grant, unless too many were asked for.
    fn mint(
        &mut self,
        refresh_token: &str,
        token: String,
        now: DateTime<Utc>,
    ) -> Result<String, Failure> {
        let wanted = |grant: &&mut Grant| grant.refresh_token == refresh_token;
        let grant = self.grants.iter_mut().find(wanted).ok_or(Failure("invalid_code"))?;
        grant.attempts.retain(|attempt| *attempt > now - WINDOW);
        grant.attempts.push_back(now);
        if grant.attempts.len() > MINTS {
            return Err(Failure(THROTTLED));
        }
        let scopes = grant.scopes.clone();
        let (root, expires_at) = (refresh_token.to_owned(), now + TOKEN_LIFE);
        self.tokens.push_back(Token { value: token, scopes: scopes.clone(), expires_at, root });
        self.evict();
        Ok(scopes)
    }

    /// The oldest tokens of the grant that the newest token is of make room for it.
    fn evict(&mut self) {
        let Some(of) = self.tokens.back().map(|token| token.root.clone()) else { return };
        let of_grant = |token: &&Token| token.root == of;
        let mut surplus =
            self.tokens.iter().filter(of_grant).count().saturating_sub(self.behaviour.live_tokens);
        self.tokens.retain(|token| {
            let goes = surplus > 0 && token.root == of;
            surplus -= usize::from(goes);
            !goes
        });
    }
}

const THROTTLED: &str = "Access Denied";

/// An `error` of the OAuth server.
struct Failure(&'static str);

impl Failure {
    fn answer(&self, behaviour: &ZohoBehaviour) -> Response {
        if self.0 == THROTTLED {
            let status = StatusCode::from_u16(behaviour.throttle_status).unwrap_or(StatusCode::OK);
            let body = json!({
                "error": self.0,
                "error_description":
                    "You have made too many requests continuously. Please try again after some time.",
                "status": "failure",
            });
            return (status, Json(body)).into_response();
        }
        Json(json!({ "error": self.0 })).into_response()
    }
}

/// `POST /oauth/v2/token`; parameters stand in the form, or in the query.
pub(super) async fn token(
    Shared(world): Shared<Arc<World>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let zoho = &world.zoho;
    let mut given = query;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        given.extend(url::form_urlencoded::parse(&body).into_owned());
    }
    let given = |name: &str| given.get(name).map_or("", String::as_str);
    let behaviour = zoho.behaviour();
    let answer = if behaviour.wrong_data_centre || given("client_id") != ZOHO_CLIENT_ID {
        Err(Failure("invalid_client"))
    } else if given("client_secret") != ZOHO_CLIENT_SECRET {
        Err(Failure("invalid_client_secret"))
    } else {
        match given("grant_type") {
            "refresh_token" => refresh(zoho, given("refresh_token"), &behaviour),
            "authorization_code" => exchange(zoho, given("code"), &behaviour),
            _ => Err(Failure("unsupported_grant_type")),
        }
    };
    answer.map_or_else(|failure| failure.answer(&behaviour), |body| Json(body).into_response())
}

/// A new access token; no refresh token comes with it.
fn refresh(zoho: &Zoho, refresh_token: &str, how: &ZohoBehaviour) -> Result<Value, Failure> {
    let token = format!("1000.{}", zoho.inner.basics.chance.hex());
    let now = zoho.inner.basics.clock.now();
    let scopes = lock(&zoho.inner.state).mint(refresh_token, token.clone(), now)?;
    Ok(minted(zoho, &token, &scopes, how))
}

/// A code becomes a refresh token and a first access token, once.
fn exchange(zoho: &Zoho, code: &str, how: &ZohoBehaviour) -> Result<Value, Failure> {
    let token = format!("1000.{}", zoho.inner.basics.chance.hex());
    let refresh_token = format!("1000.{}", zoho.inner.basics.chance.hex());
    let now = zoho.inner.basics.clock.now();
    let mut state = lock(&zoho.inner.state);
    let place = state.codes.iter().position(|issued| issued.value == code);
    let issued = place.map(|place| state.codes.swap_remove(place));
    let issued = issued.filter(|issued| issued.expires_at > now).ok_or(Failure("invalid_code"))?;
    state.add_grant(&refresh_token, &issued.scopes);
    state.mint(&refresh_token, token.clone(), now)?;
    drop(state);
    let mut answer = minted(zoho, &token, &issued.scopes, how);
    answer["refresh_token"] = json!(refresh_token);
    Ok(answer)
}

fn minted(zoho: &Zoho, token: &str, scopes: &str, behaviour: &ZohoBehaviour) -> Value {
    let seconds = TOKEN_LIFE.num_seconds();
    let mut answer = json!({
        "access_token": token,
        "scope": scopes.replace(',', " "),
        "api_domain": behaviour.api_domain.as_ref().unwrap_or(&zoho.inner.base),
        "token_type": "Bearer",
        "expires_in": seconds,
    });
    if behaviour.expires_in_ms {
        answer["expires_in"] = json!(seconds * 1_000);
        answer["expires_in_sec"] = json!(seconds);
    }
    answer
}

/// `POST /oauth/v2/token/revoke?token=`.
pub(super) async fn revoke(
    Shared(world): Shared<Arc<World>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let token = query.get("token").map_or("", String::as_str);
    if world.zoho.revoke(token) {
        Json(json!({ "status": "success" })).into_response()
    } else {
        let body = json!({ "status": "failure", "error": "invalid_code" });
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    }
}
