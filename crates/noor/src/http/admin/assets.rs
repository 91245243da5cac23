//! The panel's style, script and icon: in the program, under addresses that change with them.

use std::fmt::Write as _;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

/// Where they are.
pub(super) const PATH: &str = "/admin/assets/{version}/{name}";

struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset {
        name: "panel.css",
        kind: "text/css; charset=utf-8",
        text: include_str!("../../../assets/panel/panel.css"),
    },
    Asset {
        name: "panel.js",
        kind: "text/javascript; charset=utf-8",
        text: include_str!("../../../assets/panel/panel.js"),
    },
    Asset {
        name: "icon.svg",
        kind: "image/svg+xml",
        text: include_str!("../../../assets/panel/icon.svg"),
    },
];

/// The address of an asset: a browser may keep what is behind it for ever.
pub(super) fn address(name: &str) -> Option<String> {
    let asset = ASSETS.iter().find(|asset| asset.name == name)?;
    Some(format!("/admin/assets/{}/{name}", version(asset)))
}

fn version(asset: &Asset) -> String {
    let hash = Sha256::digest(asset.text.as_bytes());
    hash.iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// An asset, if the address is of this version of it.
pub(super) async fn asset(Path((wanted, name)): Path<(String, String)>) -> Response {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    match asset.filter(|asset| version(asset) == wanted) {
        Some(asset) => {
            let caching = "public, max-age=31536000, immutable";
            let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, caching)];
            (headers, asset.text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
