//! Who is signed in, and what their browser carries.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac as _};
use noor_core::ids::UserId;
use noor_store::sessions::{Sessions, USER};
use noor_store::users::{self, User};
use secrecy::ExposeSecret as _;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::Id;
use tower_sessions::{Expiry, Session, SessionManagerLayer};
use uuid::Uuid;

use super::super::Web;

/// Which of the user's epochs a session belongs to.
const EPOCH: &str = "epoch";
/// Whose password was right, while the code is still to come.
const PENDING: &str = "pending";
/// Since when.
const PENDING_SINCE: &str = "pending_since";
/// How long the code may take.
const CODE_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Sessions for all routes that may need one. Whoever asks for none costs nothing.
pub(in crate::http) fn layer(web: &Web) -> SessionManagerLayer<Sessions> {
    let context = &web.context;
    let sessions =
        Sessions::new(context.db.clone(), context.clock.clone(), context.limits.sessions);
    let secure = is_https(web);
    SessionManagerLayer::new(sessions)
        .with_name(if secure { "__Host-noor" } else { "noor" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// Whether people reach Noor by https.
pub(super) fn is_https(web: &Web) -> bool {
    matches!(&web.gate.origin, url::Origin::Tuple(scheme, _, _) if scheme == "https")
}

/// Who is signed in. A session of somebody who may not come in any more, or from before their
/// password or role was changed, is ended.
///
/// # Errors
///
/// When the database is away.
pub(in crate::http) async fn person(web: &Web, session: &Session) -> anyhow::Result<Option<User>> {
    let Some(id) = session.get::<Uuid>(USER).await.context("read a session")? else {
        return Ok(None);
    };
    let epoch: Option<i64> = session.get(EPOCH).await.context("read a session")?;
    let user = users::active(&web.context.db, UserId(id)).await.context("find a user")?;
    let user = user.filter(|user| Some(user.epoch) == epoch);
    if user.is_none() {
        session.flush().await.context("end a session")?;
    }
    Ok(user)
}

/// Signs somebody in: under a new id, with nothing of what the session held before.
///
/// # Errors
///
/// When the database is away.
pub(super) async fn begin(session: &Session, user: &User) -> anyhow::Result<()> {
    session.flush().await.context("end a session")?;
    session.cycle_id().await.context("begin a session")?;
    session.insert(USER, user.id.0).await.context("begin a session")?;
    session.insert(EPOCH, user.epoch).await.context("begin a session")?;
    Ok(())
}

/// Keeps a session whose owner has just changed what ends all of them, under a new id.
///
/// # Errors
///
/// When the database is away.
pub(super) async fn renew(web: &Web, session: &Session, user: UserId) -> anyhow::Result<()> {
    let user = users::active(&web.context.db, user).await.context("find a user")?;
    match user {
        Some(user) => {
            session.cycle_id().await.context("begin a session")?;
            session.insert(EPOCH, user.epoch).await.context("begin a session")
        }
        None => session.flush().await.context("end a session"),
    }
}

/// Remembers whose password was right.
///
/// # Errors
///
/// When the database is away.
pub(super) async fn await_code(
    session: &Session,
    user: &User,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    session.flush().await.context("end a session")?;
    session.cycle_id().await.context("begin a session")?;
    session.insert(PENDING, user.id.0).await.context("begin a session")?;
    session.insert(PENDING_SINCE, now.timestamp()).await.context("begin a session")
}

/// Whose code is awaited, if the time for it has not passed.
///
/// # Errors
///
/// When the database is away.
pub(super) async fn awaited(
    session: &Session,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<UserId>> {
    let id: Option<Uuid> = session.get(PENDING).await.context("read a session")?;
    let since: Option<i64> = session.get(PENDING_SINCE).await.context("read a session")?;
    let fresh = since.is_some_and(|since| now.timestamp() - since < CODE_WITHIN.num_seconds());
    Ok(id.filter(|_| fresh).map(UserId))
}

/// The token that forms carry, for a session or for whoever stands at the door with `nonce`.
pub(super) fn form_token(web: &Web, id: Option<Id>, nonce: &str) -> String {
    let what = match id {
        Some(id) => format!("session:{id}"),
        None => format!("door:{nonce}"),
    };
    let key = web.context.links.key.expose_secret().as_bytes();
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(b"noor/panel/form/v1:");
    mac.update(what.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Whether a form came with its token, told in constant time.
pub(super) fn is_token(given: &str, ours: &str) -> bool {
    !ours.is_empty() && bool::from(given.as_bytes().ct_eq(ours.as_bytes()))
}
