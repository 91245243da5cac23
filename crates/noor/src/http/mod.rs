//! HTTP: translates requests into use cases and their outcomes into answers.

mod admin;
pub mod api;
mod client_address;
#[cfg(feature = "simulator")]
pub mod demo;
mod error;
mod media;
mod metrics;
mod needs;
mod webhooks;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::app::access::first_owner::FirstOwner;
use crate::app::receive_message::Inbox;
use crate::context::Context;

pub use error::{ApiError, ErrorBody};
pub use needs::{Entrance, Needs};

/// What handlers are given.
#[derive(Clone, Debug)]
pub struct Web {
    /// Use cases need it.
    pub context: Arc<Context>,
    /// Takes deliveries.
    pub inbox: Inbox,
    /// Who may deliver, and how they prove it.
    pub gate: Arc<Gate>,
    /// The figures of this process.
    pub figures: PrometheusHandle,
    /// For `/health`: what has to be there.
    pub needs: Arc<api::health::Needs>,
}

/// Who may call what.
#[derive(Debug)]
pub struct Gate {
    /// The secret in Wazzup's webhook address.
    pub wazzup_secret: SecretString,
    /// The bearer that Wazzup sends when it was connected with a key of ours.
    pub wazzup_bearer: Option<SecretString>,
    /// Networks Wazzup may deliver from; empty: all.
    pub wazzup_networks: Vec<IpNet>,
    /// How Telegram proves itself; `None` where there is no bot.
    pub telegram: Option<TelegramGate>,
    /// Proxies whose forwarding header is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The key of the REST API; without one only a development shop answers.
    pub api_key: Option<SecretString>,
    /// Whom the panel lets in while there is nobody else.
    pub first_owner: FirstOwner,
    /// Where people reach Noor; cookies are for https alone if this is.
    pub origin: url::Origin,
    /// Whether example secrets are good enough.
    pub development: bool,
    /// Longest body, in bytes.
    pub body_limit: usize,
}

/// The secrets that a delivery of Telegram's comes with.
#[derive(Debug)]
pub struct TelegramGate {
    /// In the address.
    pub path: SecretString,
    /// In the header.
    pub header: SecretString,
}

/// All routes, each in the room of those who may call it; [`entrances`] lists them.
pub fn router(web: Web) -> Router {
    let (open, described) =
        OpenApiRouter::with_openapi(api::description()).merge(api::public()).split_for_parts();
    let (keyed, described) =
        OpenApiRouter::with_openapi(described).merge(api::keyed(&web)).split_for_parts();
    let docs: Router<Web> = SwaggerUi::new("/docs").url("/api/v1/openapi.json", described).into();
    let docs = docs.layer(from_fn_with_state(web.clone(), api::guard::documentation));
    let with_sessions =
        keyed.merge(docs).merge(admin::router(&web)).layer(admin::session::layer(&web));
    let webhooks = Router::new()
        .route("/api/v1/webhook/wazzup/{secret}", post(webhooks::wazzup::by_secret))
        .route("/api/v1/webhook/wazzup", post(webhooks::wazzup::by_bearer))
        .route("/api/v1/webhook/telegram/{secret}", post(webhooks::telegram::update));
    Router::new()
        .merge(open)
        .merge(with_sessions)
        .merge(webhooks)
        .route("/media/{*path}", get(media::picture))
        .route("/metrics", get(metrics::figures))
        .fallback(error::no_such_page)
        .layer(CatchPanicLayer::custom(error::panicked))
        .with_state(web)
}

/// Every way into Noor and what it asks for: what [`router`] is made of.
pub fn entrances() -> Vec<Entrance> {
    let other = |method, path: &str, needs| Entrance::new(method, path, needs);
    let mut entrances = vec![
        other(Method::GET, "/docs", Needs::SignedInOrDevelopment),
        other(Method::GET, "/docs/", Needs::SignedInOrDevelopment),
        other(Method::GET, "/docs/{*rest}", Needs::SignedInOrDevelopment),
        other(Method::GET, "/api/v1/openapi.json", Needs::SignedInOrDevelopment),
        other(Method::POST, "/api/v1/webhook/wazzup/{secret}", Needs::ProofOfItsOwn),
        other(Method::POST, "/api/v1/webhook/wazzup", Needs::ProofOfItsOwn),
        other(Method::GET, "/media/{*path}", Needs::ProofOfItsOwn),
        other(Method::GET, "/metrics", Needs::Nothing),
    ];
    entrances.extend(api::entrances());
    entrances.extend(admin::routes::entrances());
    entrances
}

/// What a worker serves: its state and its figures, and nothing that takes messages.
pub fn worker_router(web: Web) -> Router {
    let (api, _) = OpenApiRouter::new().merge(api::public()).split_for_parts();
    Router::new()
        .merge(api)
        .route("/metrics", get(metrics::figures))
        .fallback(error::no_such_page)
        .with_state(web)
}

/// Serves `router` until `stop`, then finishes what is under way.
///
/// # Errors
///
/// When the socket breaks.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await
        .context("serve")
}
