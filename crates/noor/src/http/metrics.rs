//! Figures of this process, for Prometheus.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::Web;

pub(super) async fn figures(State(web): State<Web>) -> impl IntoResponse {
    let text = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, text)], web.figures.render())
}
