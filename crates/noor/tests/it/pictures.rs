//! Pictures of a catalogue that keeps them elsewhere: good ones reach the customer from here, bad
//! ones hold nobody up, and nobody is shown where they came from.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use image::{ImageFormat, Rgb, RgbImage};
use noor_core::clock::Clock;
use noor_core::money::Currency;
use noor_providers::catalog::file::CatalogFile;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::harness::TestApp;

const WAITING: &str = "select count(*) from product_pictures where state = 'waiting'";
const READY: &str = "select count(*) from product_pictures where state = 'fetched'";
const BROKEN: &str = "select count(*) from product_pictures where state = 'broken'";
const FILES: &str = "select count(*) from picture_files";

/// The vendor's server.
struct Vendor {
    url: String,
    shelf: Arc<Shelf>,
    _stop: DropGuard,
}

#[derive(Default)]
struct Shelf {
    /// Whether `flaky.png` is there.
    repaired: AtomicBool,
    /// How often something was asked for.
    asked: AtomicUsize,
}

impl Vendor {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let shelf = Arc::new(Shelf::default());
        let router = Router::new().route("/{name}", get(picture)).with_state(Arc::clone(&shelf));
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
        TaskTracker::new().spawn(async move { serving.await.expect("a server") });
        Self { url, shelf, _stop: stop.drop_guard() }
    }

    /// A shop whose products have these pictures, one each: `PIC-1`, `PIC-2`, …
    async fn sells(&self, app: &TestApp, pictures: &[&str]) {
        let row = |(place, picture): (usize, &&str)| {
            let n = place + 1;
            let address = match picture.strip_prefix('/') {
                Some(name) => format!("{}/{name}", self.url),
                None => (*picture).to_owned(),
            };
            format!(
                "{{\"sku\":\"PIC-{n}\",\"name\":\"Pictured desk {n}\",\"family\":\"desk\",\
                 \"stock\":5,\"price\":{{\"amount\":100,\"currency\":\"AED\"}},\
                 \"images\":[\"{address}\"]}}"
            )
        };
        let rows: Vec<String> = pictures.iter().enumerate().map(row).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("catalogue.jsonl");
        std::fs::write(&path, rows.join("\n")).expect("a catalogue");
        let summary = app.load_as(&CatalogFile::new(&path, Currency::AED), true).await;
        assert_eq!(summary.rejected, []);
    }
}

fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(width, height, Rgb(colour));
    picture.write_to(&mut file, ImageFormat::Png).expect("a picture");
    file.into_inner()
}

async fn picture(State(shelf): State<Arc<Shelf>>, Path(name): Path<String>) -> Response {
    shelf.asked.fetch_add(1, Ordering::SeqCst);
    let as_jpeg = [(header::CONTENT_TYPE, "image/jpeg")];
    match name.as_str() {
        "red.png" | "again.png" => (as_jpeg, png(400, 300, [200, 0, 0])).into_response(),
        "wide.png" => png(2400, 600, [0, 0, 200]).into_response(),
        "flaky.png" if shelf.repaired.load(Ordering::SeqCst) => {
            png(400, 300, [0, 200, 0]).into_response()
        }
        "flaky.png" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "page.jpg" => (as_jpeg, "<!doctype html><title>Sign in</title>").into_response(),
        "drawing.svg" => "<svg xmlns='http://www.w3.org/2000/svg'/>".into_response(),
        "empty.jpg" => (as_jpeg, "").into_response(),
        "login.jpg" => StatusCode::UNAUTHORIZED.into_response(),
        "inside.jpg" => {
            (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.1:1/a.jpg")]).into_response()
        }
        "round.jpg" => (StatusCode::FOUND, [(header::LOCATION, "/round.jpg")]).into_response(),
        // It ends in the middle, without a word of how long it should have been.
        "half.png" => {
            let whole = png(400, 300, [200, 0, 0]);
            let half = Bytes::copy_from_slice(&whole[..whole.len() / 2]);
            Body::from_stream(futures::stream::iter([Ok::<_, std::io::Error>(half)]))
                .into_response()
        }
        "broken-off.png" => {
            let parts = [Ok(Bytes::from(png(400, 300, [9, 9, 9]))), Err("the line went dead")];
            Body::from_stream(futures::stream::iter(parts)).into_response()
        }
        "huge.jpg" => {
            let megabyte = Bytes::from(vec![0xff; 1 << 20]);
            let parts = (0..64).map(move |_| Ok::<_, std::io::Error>(megabyte.clone()));
            Body::from_stream(futures::stream::iter(parts)).into_response()
        }
        "bomb.png" => {
            let mut bomb = png(64, 64, [0, 0, 0]);
            bomb[16..24].copy_from_slice(&[0, 0, 0x1f, 0x40, 0, 0, 0x13, 0x88]);
            bomb.into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A Noor that takes the vendor's server for the catalogue's own.
async fn shop(db: PgPool, vendor: &Vendor) -> TestApp {
    let settings =
        [("NOOR_CATALOG__SOURCE", "treejar"), ("NOOR_CATALOG__URL", vendor.url.as_str())];
    TestApp::with(db, &settings).await
}

/// Why a picture is broken.
async fn reason(app: &TestApp, name: &str) -> String {
    let sql = "select coalesce(reason, state) from product_pictures where source like '%' || $1";
    sqlx::query_scalar(sql).bind(name).fetch_one(&app.db).await.expect("a picture")
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_picture_that_is_elsewhere_comes_from_here_and_small_enough(db: PgPool) {
    let vendor = Vendor::open().await;
    let app = shop(db, &vendor).await;
    vendor.sells(&app, &["/wide.png"]).await;
    let early = app.customer("971500000001");
    let answer = early.asks("PIC-1").await;
    assert!(answer.contains("PIC-1"), "{answer}");
    assert_eq!(early.sees().len(), 1, "it is not ready, so it is not sent: {:?}", early.sees());
    let asked = early.asks("can you send me a picture of PIC-1?").await;
    assert!(asked.contains("picture of"), "and not promised: {asked}");
    assert!(early.sees().iter().all(|message| message.file.is_none()));

    app.prepares_pictures().await;
    let customer = app.customer("971500000002");
    customer.asks("PIC-1").await;
    let seen = customer.sees();
    let link = seen[1].content_uri.clone().expect("a picture");
    assert!(!link.contains(&vendor.url) && !link.contains("wide"), "{link}");
    let file = seen[1].file.clone().expect("the gateway got it");
    assert_eq!(file.content_type, "image/jpeg");

    let path = format!("/media/{}", link.split_once("/media/").expect("a link of ours").1);
    let whole = app.http().get(app.at(&path)).send().await.unwrap();
    assert_eq!(whole.status(), 200);
    assert_eq!(whole.headers()["content-type"], "image/jpeg");
    assert_eq!(whole.headers()["cache-control"], "private, max-age=86400");
    assert_eq!(whole.headers()["x-content-type-options"], "nosniff");
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    let hash = hex::encode(Sha256::digest(png(2400, 600, [0, 0, 200])));
    assert_eq!(tag, format!("\"{hash}\""));
    let bytes = whole.bytes().await.unwrap();
    let shown = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
    assert_eq!((shown.width(), shown.height()), (1600, 400));

    let head = app.http().head(app.at(&path)).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], bytes.len().to_string().as_str());
    assert_eq!(head.bytes().await.unwrap().len(), 0);
    for (known, status) in [(tag.as_str(), 304), ("\"other\", W/\"more\"", 200)] {
        let asked = app.http().get(app.at(&path)).header("if-none-match", known);
        assert_eq!(asked.send().await.unwrap().status(), status, "{known}");
    }

    let cut = path.rsplit_once('&').unwrap().0;
    let other = path.replace(&hash, &"0".repeat(64));
    for (bad, status, code) in [(cut, 404, "not_found"), (other.as_str(), 404, "not_found")] {
        let (got, body) = app.get(bad).await;
        assert_eq!(got, status, "{body}");
        assert!(body.contains(code) && body.contains("detail"), "{body}");
    }
    app.clock.advance(TimeDelta::days(8));
    let (status, body) = app.get(&path).await;
    assert_eq!(status, 410, "{body}");
    assert!(body.contains("\"gone\""), "{body}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn bad_pictures_are_told_and_hold_nobody_up(db: PgPool) {
    let vendor = Vendor::open().await;
    let app = shop(db, &vendor).await;
    let table = [
        ("/page.jpg", "need a login"),
        ("/drawing.svg", "SVG"),
        ("/empty.jpg", "empty"),
        ("/login.jpg", "http401"),
        ("/missing.jpg", "http404"),
        ("/inside.jpg", "only https to public addresses"),
        ("/round.jpg", "on and on"),
        ("/half.png", "damaged"),
        ("/broken-off.png", "is unavailable"),
        ("/huge.jpg", "larger than"),
        ("/bomb.png", "damaged"),
        ("http://127.0.0.1:1/private.jpg", "only https to public addresses"),
        ("https://localhost/name.jpg", "no public address"),
        ("https://169.254.169.254/latest", "only https to public addresses"),
    ];
    let mut pictures: Vec<&str> = table.iter().map(|(picture, _)| *picture).collect();
    pictures.push("/red.png");
    vendor.sells(&app, &pictures).await;
    app.prepares_pictures().await;
    assert_eq!((app.count(READY).await, app.count(WAITING).await), (1, 0));
    for (picture, says) in table {
        let name = picture.rsplit_once('/').expect("a name").1;
        let reason = reason(&app, name).await;
        assert!(reason.contains(says), "{picture}: {reason}");
        assert!(!reason.contains("http://"), "no address in a reason: {reason}");
    }
    // Whoever asks is told the truth, and no vendor's address leaves.
    let customer = app.customer("971500000001");
    let answer = customer.asks("PIC-1 picture please").await;
    assert!(answer.contains("picture of"), "{answer}");
    assert!(!answer.contains("http"), "{answer}");
    assert!(customer.sees().iter().all(|message| message.file.is_none()));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_broken_is_tried_again_with_growing_pauses(db: PgPool) {
    let vendor = Vendor::open().await;
    let app = shop(db, &vendor).await;
    vendor.sells(&app, &["/flaky.png"]).await;
    app.prepares_pictures().await;
    assert_eq!(app.count(BROKEN).await, 1);
    let asked = || vendor.shelf.asked.load(Ordering::SeqCst);
    let first = asked();
    for (minutes, tried) in [(2, false), (4, true), (10, false), (12, true)] {
        app.clock.advance(TimeDelta::minutes(minutes));
        let before = asked();
        app.prepares_pictures().await;
        assert_eq!(asked() > before, tried, "after {minutes} minutes more");
    }
    assert!(asked() > first);
    vendor.shelf.repaired.store(true, Ordering::SeqCst);
    app.clock.advance(TimeDelta::days(7));
    app.prepares_pictures().await;
    assert_eq!((app.count(READY).await, app.count(BROKEN).await), (1, 0));
    let done = asked();
    app.clock.advance(TimeDelta::days(30));
    app.prepares_pictures().await;
    assert_eq!(asked(), done, "what is ready is not fetched again");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn one_picture_under_two_addresses_is_kept_once_and_forgotten_with_the_last(db: PgPool) {
    let vendor = Vendor::open().await;
    let app = shop(db, &vendor).await;
    vendor.sells(&app, &["/red.png", "/again.png", "/red.png"]).await;
    app.prepares_pictures().await;
    assert_eq!((app.count(READY).await, app.count(FILES).await), (2, 1));
    vendor.sells(&app, &["/again.png"]).await;
    app.clock.advance(TimeDelta::days(31));
    app.forgets().await;
    assert_eq!((app.count(READY).await, app.count(FILES).await), (1, 1), "one still has it");
    vendor.sells(&app, &["pictures/own.png"]).await;
    app.clock.advance(TimeDelta::days(29));
    app.forgets().await;
    assert_eq!(app.count(READY).await, 1, "links to it may still be open");
    vendor.sells(&app, &["/again.png"]).await;
    app.clock.advance(TimeDelta::days(31));
    app.forgets().await;
    assert_eq!(app.count(READY).await, 1, "it came back");
    vendor.sells(&app, &["pictures/own.png"]).await;
    app.clock.advance(TimeDelta::days(31));
    app.forgets().await;
    assert_eq!((app.count(READY).await, app.count(FILES).await), (0, 0));
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn two_workers_fetch_a_picture_once_and_a_dead_one_holds_it_only_for_a_while(db: PgPool) {
    let vendor = Vendor::open().await;
    let app = shop(db, &vendor).await;
    vendor.sells(&app, &["/red.png", "/wide.png"]).await;
    let now = app.clock.now();
    let until = now + TimeDelta::minutes(15);
    // A worker that takes one and dies.
    let taken = noor_store::products::take_due_pictures(&app.db, now, until, 1).await.unwrap();
    assert_eq!(taken.len(), 1);
    tokio::join!(app.prepares_pictures(), app.prepares_pictures());
    assert_eq!((app.count(READY).await, app.count(WAITING).await), (1, 1));
    assert_eq!(vendor.shelf.asked.load(Ordering::SeqCst), 1);
    app.clock.advance(TimeDelta::minutes(16));
    app.prepares_pictures().await;
    assert_eq!((app.count(READY).await, app.count(WAITING).await), (2, 0));
}
