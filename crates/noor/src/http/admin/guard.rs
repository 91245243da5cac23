//! What stands before every page: who is there, whether they may, and whether a form is ours.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use noor_core::language::Language;
use noor_store::users::User;
use tower_sessions::Session;

use super::super::Web;
use super::super::client_address::client_address;
use super::super::needs::Needs;
use super::super::webhooks::read_body;
use super::failure::{Failed, Failure};
use super::fields::Fields;
use super::page::Page;
use super::session;

/// The longest form that is read.
const LONGEST_FORM: usize = 256 << 10;
/// The field of a form with its token, and the header for scripts.
const TOKEN: &str = "token";
const TOKEN_HEADER: &str = "x-form-token";
/// The cookie of whoever stands at the door.
const DOOR: &str = "noor-door";

/// Somebody looks at a page: what is known of them before its handler runs.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) person: Option<User>,
    pub(super) session: Session,
    pub(super) language: Language,
    pub(super) theme: String,
    pub(super) token: String,
    pub(super) address: IpAddr,
    /// The page's path and query.
    pub(super) place: String,
}

/// Lets nobody through who may not, and puts the frame around whatever failed.
pub(super) async fn guard(
    State((web, needs)): State<(Web, Needs)>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let (nonce, new_cookie) = at_the_door(&web, &parts.headers);
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
    let known = session::person(&web, &session).await;
    let person = known.as_ref().ok().cloned().flatten();
    let visit = Visit {
        language: language(person.as_ref(), &parts.uri, &parts.headers),
        theme: person.as_ref().map_or_else(|| "auto".to_owned(), |person| person.theme.clone()),
        token: session::form_token(&web, session.id(), &nonce),
        address: client_address(peer, &parts.headers, &web.gate.trusted_proxies),
        place: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        person,
        session,
    };
    parts.extensions.insert(visit.clone());
    let page = Page::of(&parts, &web);
    let signed_in = visit.person.is_some();
    let answer = async {
        known.context("look who is there")?;
        if let Some(elsewhere) = refused(needs, &parts.method, &visit)? {
            return Ok(elsewhere);
        }
        let body = if parts.method == Method::GET || parts.method == Method::HEAD {
            body
        } else {
            ours(&web, &parts.headers, body, &visit.token).await?
        };
        Ok::<_, Failure>(next.run(Request::from_parts(parts, body)).await)
    };
    let mut response = answer.await.unwrap_or_else(Failure::into_response);
    if let Some(Failed(failure)) = response.extensions_mut().remove::<Failed>()
        && let Ok(page) = page
    {
        response = failure.framed(&page, response.status()).await;
    }
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(cookie) = new_cookie.filter(|_| !signed_in) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

/// What tells one browser at the door from another, and the cookie that is to keep it, if it is new.
fn at_the_door(web: &Web, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
    if let Some(nonce) = cookie(headers, DOOR) {
        return (nonce, None);
    }
    let nonce = hex::encode(rand::random::<[u8; 16]>());
    let secure = if session::is_https(web) { "; Secure" } else { "" };
    let cookie = format!("{DOOR}={nonce}; Path=/admin; HttpOnly; SameSite=Lax{secure}");
    (nonce, HeaderValue::from_str(&cookie).ok())
}

/// Where somebody is sent instead, if they may not; whom there is no better place for is refused.
fn refused(needs: Needs, method: &Method, visit: &Visit) -> Result<Option<Response>, Failure> {
    let permission = match needs {
        Needs::Nothing | Needs::ProofOfItsOwn => return Ok(None),
        Needs::SignedIn | Needs::SignedInOrDevelopment => None,
        Needs::Person(permission) | Needs::KeyOrPerson(permission) => Some(permission),
    };
    match (&visit.person, permission) {
        (None, _) if *method == Method::GET => {
            let mut next = url::form_urlencoded::Serializer::new(String::new());
            next.append_pair("next", &visit.place);
            let door = format!("/admin/login?{}", next.finish());
            Ok(Some(Redirect::to(&door).into_response()))
        }
        (None, _) => Err(Failure::SignedOut),
        (Some(person), Some(permission)) if !person.role.may(permission) => Err(Failure::Forbidden),
        (Some(_), _) => Ok(None),
    }
}

/// The body of a form that one of our pages sent; anybody else's is refused.
async fn ours(web: &Web, headers: &HeaderMap, body: Body, token: &str) -> Result<Body, Failure> {
    if !is_same_site(web, headers) {
        return Err(Failure::Stale);
    }
    let bytes = read_body(body, LONGEST_FORM).await.map_err(|_| Failure::TooLong)?;
    let in_header = headers.get(TOKEN_HEADER).and_then(|value| value.to_str().ok());
    let given = match in_header {
        Some(given) => given.to_owned(),
        None => Fields::read(&bytes).text(TOKEN).to_owned(),
    };
    if !session::is_token(&given, token) {
        return Err(Failure::Stale);
    }
    Ok(Body::from(bytes))
}

/// Whether the browser says that a page of ours sent this. One that says nothing is not believed.
pub(in crate::http) fn is_same_site(web: &Web, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok())
        && site != "same-origin"
    {
        return false;
    }
    let Some(origin) = text(header::ORIGIN).and_then(|it| url::Url::parse(it).ok()) else {
        return false;
    };
    if origin.origin() == web.gate.origin {
        return true;
    }
    // Behind a proxy, or under another name of this machine: what the browser called us.
    let host = origin.host_str().unwrap_or_default();
    let named = match origin.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    text(header::HOST).is_some_and(|ours| ours.eq_ignore_ascii_case(&named))
}

/// The language of a page: their own, else what the address says, else what the browser prefers.
fn language(person: Option<&User>, uri: &axum::http::Uri, headers: &HeaderMap) -> Language {
    if let Some(person) = person {
        return person.language;
    }
    let asked = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut asked = asked.filter(|(name, _)| name == "language");
    if let Some(language) = asked.next().and_then(|(_, code)| Language::from_code(&code)) {
        return language;
    }
    let preferred = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let codes = preferred.unwrap_or_default().split(',');
    let mut codes = codes.filter_map(|it| it.trim().split(['-', ';']).next());
    codes.find_map(Language::from_code).unwrap_or(Language::English)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    let plain = value.len() == 32 && value.chars().all(|letter| letter.is_ascii_hexdigit());
    plain.then(|| value.to_owned())
}
