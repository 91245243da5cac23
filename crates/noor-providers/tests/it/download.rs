//! Against a source that breaks off, forgets how to continue, and lies.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use noor_providers::download::{DownloadError, Downloader, Fetched, Wanted};
use noor_providers::wire;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

/// What a source does with a request: the whole answer as bytes, after which it hangs up.
type Answer = Arc<dyn Fn(&Asked, usize) -> Vec<u8> + Send + Sync>;

/// A request, as far as it matters here.
#[derive(Debug, Clone)]
struct Asked {
    path: String,
    /// Where the range begins.
    from: Option<usize>,
    if_range: Option<String>,
}

struct Source {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Source {
    async fn start(answer: impl Fn(&Asked, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer): (_, Answer) = (Arc::clone(&asked), Arc::new(answer));
        TaskTracker::new().spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &log, &answer).await;
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    fn wanted(&self, folder: &TempDir) -> Wanted {
        let url = format!("{}/m/model.onnx", self.url).parse().unwrap();
        Wanted { url, path: folder.path().join("model.onnx"), size: None, sha256: None }
    }
}

async fn serve(mut stream: TcpStream, log: &Mutex<Vec<Asked>>, answer: &Answer) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    let range = header("range");
    let from = range.map(|range| range.replace("bytes=", "").replace('-', "").parse().unwrap());
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let asked = Asked { path, from, if_range: header("if-range") };
    let bytes = {
        let mut log = log.lock().unwrap();
        log.push(asked.clone());
        answer(&asked, log.len() - 1)
    };
    stream.write_all(&bytes).await.ok();
    stream.shutdown().await.ok();
}

fn file() -> Vec<u8> {
    (0..100_000_u32).flat_map(u32::to_le_bytes).collect()
}

const OTHER_HASH: &str = "9999999999999999999999999999999999999999999999999999999999999999";

/// Status line and headers of an answer that says it has `length` bytes.
fn head(status: &str, length: usize, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n")
        .into_bytes()
}

/// The file from where it was asked for, or as much of it as `most`.
fn honest(asked: &Asked, most: usize) -> Vec<u8> {
    let file = file();
    let rest = &file[asked.from.unwrap_or(0)..];
    let mut answer = match asked.from {
        None => head("200 OK", rest.len(), "etag: \"one\"\r\n"),
        Some(from) => {
            let range = format!("content-range: bytes {from}-{}/{0}\r\n", file.len());
            head("206 Partial Content", rest.len(), &range)
        }
    };
    answer.extend_from_slice(&rest[..rest.len().min(most)]);
    answer
}

async fn fetch(wanted: &Wanted) -> Result<Fetched, DownloadError> {
    let http = wire::download_client("test").unwrap();
    Downloader::new(http, Duration::from_millis(5)).fetch(wanted, &|_, _| {}).await
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn is_whole(path: &Path) -> bool {
    fs::read(path).unwrap() == file()
}

#[tokio::test]
async fn a_file_is_fetched_once() {
    let source = Source::start(|asked, _| honest(asked, usize::MAX)).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    let first = fetch(&wanted).await.unwrap();
    assert!(first.new && first.size == 400_000 && is_whole(&wanted.path));
    assert_eq!(names(&folder), ["model.onnx"], "nothing is left beside it");
    let again = Wanted { size: Some(first.size), sha256: Some(first.sha256.clone()), ..wanted };
    assert_eq!(fetch(&again).await.unwrap(), Fetched { new: false, ..first });
    assert_eq!(source.asked().len(), 1);
    assert_eq!(source.asked()[0].path, "/m/model.onnx");
}

#[tokio::test]
async fn a_broken_fetch_goes_on_where_it_ended() {
    let source = Source::start(|asked, _| honest(asked, 150_000)).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    assert_eq!(fetch(&wanted).await.unwrap().size, 400_000);
    assert!(is_whole(&wanted.path));
    let asked = source.asked();
    let from: Vec<_> = asked.iter().map(|asked| asked.from).collect();
    assert_eq!(from, [None, Some(150_000), Some(300_000)]);
    assert_eq!(asked[2].if_range.as_deref(), Some("\"one\""), "of the same file only");
}

#[tokio::test]
async fn a_later_command_goes_on_where_an_earlier_one_gave_up() {
    let source = Source::start(|asked, before| match before {
        0 => honest(asked, 150_000),
        1..=5 => Vec::new(),
        _ => honest(asked, usize::MAX),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    let error = fetch(&wanted).await.unwrap_err();
    assert!(error.to_string().contains("broke off after 150000 bytes"), "{error}");
    assert!(matches!(error, DownloadError::BrokeOff { have: 150_000, .. }), "{error:?}");
    assert_eq!(names(&folder), ["model.onnx.part", "model.onnx.part-of"]);
    fetch(&wanted).await.unwrap();
    assert!(is_whole(&wanted.path));
    assert_eq!(source.asked().last().unwrap().from, Some(150_000));
    assert_eq!(names(&folder), ["model.onnx"]);
}

#[tokio::test]
async fn a_source_that_cannot_continue_is_read_from_the_start() {
    let whole = |asked: &Asked| honest(&Asked { from: None, ..asked.clone() }, usize::MAX);
    let ignores = move |asked: &Asked, before| {
        if before == 0 { honest(asked, 150_000) } else { whole(asked) }
    };
    let refuses = move |asked: &Asked, _| match asked.from {
        None => honest(asked, if asked.if_range.is_none() { 399_999 } else { 0 }),
        Some(_) => head("416 Range Not Satisfiable", 0, ""),
    };
    let source = Source::start(ignores).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    fetch(&wanted).await.unwrap();
    assert!(is_whole(&wanted.path));

    let source = Source::start(refuses).await;
    let folder = tempfile::tempdir().unwrap();
    let error = fetch(&source.wanted(&folder)).await.unwrap_err();
    assert!(matches!(error, DownloadError::BrokeOff { .. }), "{error:?}");
    assert!(source.asked().len() < 20, "it is given up: {}", source.asked().len());

    let elsewhere = |asked: &Asked, before| match (asked.from, before) {
        (Some(_), 1) => {
            let mut answer = head("206 Partial Content", 3, "content-range: bytes 0-2/400000\r\n");
            answer.extend_from_slice(b"lie");
            answer
        }
        (_, 0) => honest(asked, 150_000),
        _ => honest(asked, usize::MAX),
    };
    let source = Source::start(elsewhere).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    fetch(&wanted).await.unwrap();
    assert!(is_whole(&wanted.path), "what does not follow is not put behind");
}

#[tokio::test]
async fn another_file_than_the_expected_one_is_thrown_away() {
    let source = Source::start(|asked, _| honest(asked, usize::MAX)).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    let lied = Wanted { sha256: Some(OTHER_HASH.to_owned()), ..wanted.clone() };
    let error = fetch(&lied).await.unwrap_err();
    assert!(matches!(error, DownloadError::Wrong { .. }), "{error:?}");
    assert!(error.to_string().contains(OTHER_HASH), "{error}");
    assert_eq!(names(&folder), [""; 0]);
    for size in [399_999, 400_001] {
        let longer = Wanted { size: Some(size), ..wanted.clone() };
        fetch(&longer).await.unwrap_err();
        assert!(!longer.path.exists());
    }
}

#[tokio::test]
async fn a_damaged_file_is_fetched_again_and_stays_until_then() {
    let broken = Source::start(|_, _| head("404 Not Found", 0, "")).await;
    let source = Source::start(|asked, _| honest(asked, usize::MAX)).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    let right = fetch(&wanted).await.unwrap();
    fs::write(&wanted.path, "damaged").unwrap();
    let known = Wanted { sha256: Some(right.sha256.clone()), ..wanted };
    let elsewhere = Wanted { url: broken.wanted(&folder).url, ..known.clone() };
    let error = fetch(&elsewhere).await.unwrap_err().to_string();
    assert!(error.contains("404") && error.contains("name another source"), "{error}");
    assert_eq!(fs::read(&known.path).unwrap(), b"damaged");
    assert_eq!(fetch(&known).await.unwrap(), right);
    assert!(is_whole(&known.path));
}

#[tokio::test]
async fn the_source_may_keep_its_files_elsewhere() {
    let store = Source::start(|asked, _| honest(asked, usize::MAX)).await;
    let to = format!("location: {}/store/abc\r\n", store.url);
    let source = Source::start(move |_, _| head("302 Found", 0, &to)).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    fetch(&wanted).await.unwrap();
    assert!(is_whole(&wanted.path));
    assert_eq!(store.asked()[0].path, "/store/abc");

    let circle = Source::start(|_, _| head("302 Found", 0, "location: /m/model.onnx\r\n")).await;
    let folder = tempfile::tempdir().unwrap();
    let error = fetch(&circle.wanted(&folder)).await.unwrap_err();
    assert!(matches!(error, DownloadError::Refused { status: 302, .. }), "{error:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_called_that() {
    let source = Source::start(|asked, _| honest(asked, usize::MAX)).await;
    let folder = tempfile::tempdir().unwrap();
    let wanted = source.wanted(&folder);
    let part: PathBuf = folder.path().join("model.onnx.part");
    std::os::unix::fs::symlink("/dev/full", part).unwrap();
    let error = fetch(&wanted).await.unwrap_err();
    assert!(matches!(error, DownloadError::DiskFull { .. }), "{error:?}");
    assert!(error.to_string().contains("make room"), "{error}");
}
