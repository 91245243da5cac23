//! The gate in front of every simulated route: it records the request and carries out faults.
//! It knows route names, never what a route means.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use bytes::Bytes;
use futures::stream;

use crate::connection::Cutter;
use crate::faults::Effect;
use crate::requests::Arrival;
use crate::world::World;

/// The largest body a simulated route reads, in bytes.
pub(crate) const BODY_LIMIT: usize = 64 << 20;

/// Puts `handler` at `path` behind a gate of the name `route`.
pub(crate) trait Gated {
    fn gated(
        self,
        world: &Arc<World>,
        route: &'static str,
        path: &str,
        handler: MethodRouter<Arc<World>>,
    ) -> Self;
}

impl Gated for Router<Arc<World>> {
    fn gated(
        self,
        world: &Arc<World>,
        route: &'static str,
        path: &str,
        handler: MethodRouter<Arc<World>>,
    ) -> Self {
        let gate = Gate { world: Arc::clone(world), route };
        self.route(path, handler.layer(from_fn_with_state(gate, pass)))
    }
}

#[derive(Clone)]
struct Gate {
    world: Arc<World>,
    route: &'static str,
}

async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let seq = gate.world.requests.arrived(Arrival {
        route: gate.route,
        method: parts.method.as_str(),
        path: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: &parts.headers,
        body: body.clone(),
        at: gate.world.clock.now(),
    });
    let cutter = parts.extensions.get::<ConnectInfo<Cutter>>().map(|info| info.0.clone());
    let request = Request::from_parts(parts, Body::from(body));
    let fate = gate.world.faults.draw(gate.route);
    if !fate.delay.is_zero() {
        gate.world.pause(fate.delay).await;
    }
    let response = match fate.effect {
        None | Some(Effect::Delay { .. } | Effect::Duplicate { .. } | Effect::Reorder) => {
            next.run(request).await
        }
        Some(Effect::Status { status, body, retry_after, done }) => {
            if done {
                next.run(request).await;
            }
            let body = body.map_or_else(String::new, |body| body.to_string());
            error_answer(status, body, retry_after)
        }
        Some(Effect::ResetBefore) => return cut(cutter),
        Some(Effect::ResetAfter) => {
            next.run(request).await;
            return cut(cutter);
        }
        Some(Effect::HangAfter { ms }) => {
            next.run(request).await;
            gate.world.pause(Duration::from_millis(ms)).await;
            return cut(cutter);
        }
        Some(Effect::TruncatedBody) => half_of(next.run(request).await).await,
        Some(Effect::HtmlBody { status }) => html_page(status),
    };
    gate.world.requests.answered(seq, response.status().as_u16());
    response
}

/// Cuts the connection; the response is only what the server needs in order to notice.
fn cut(cutter: Option<Cutter>) -> Response {
    if let Some(cutter) = cutter {
        cutter.cut();
    }
    StatusCode::BAD_GATEWAY.into_response()
}

fn error_answer(status: u16, body: String, retry_after: Option<u64>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let mut response = (status, json, body).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn html_page(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let html = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html"))];
    (status, html, "<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>").into_response()
}

/// Announces the whole body and sends half of it before the connection ends.
async fn half_of(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionAborted);
    let pieces: [Result<Bytes, std::io::Error>; 2] = [Ok(half), Err(broken)];
    Response::from_parts(parts, Body::from_stream(stream::iter(pieces)))
}
