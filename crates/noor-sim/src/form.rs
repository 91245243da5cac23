//! Forms of several parts (`multipart/form-data`), taken apart. It knows nothing of who sends them.

use axum::http::{HeaderMap, header};

/// A form of several parts, as far as it matters here: fields, and the last file.
pub(crate) struct Form {
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) file: Option<File>,
}

/// A file in a form.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Form {
    /// Takes a body apart at the boundary its header names.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let boundary = kind.strip_prefix("multipart/form-data; boundary=")?.trim_matches('"');
        let mut form = Self { fields: Vec::new(), file: None };
        // The first boundary has no line before it.
        let (_, mut rest) = split_at(body, format!("--{boundary}").as_bytes())?;
        let boundary = format!("\r\n--{boundary}");
        while let Some((part, behind)) = split_at(rest, boundary.as_bytes()) {
            form.add(part)?;
            rest = behind;
        }
        Some(form)
    }

    fn add(&mut self, part: &[u8]) -> Option<()> {
        let (head, content) = split_at(part, b"\r\n\r\n")?;
        let head = std::str::from_utf8(head).ok()?;
        let name = parameter(head, "name")?;
        if let Some(file) = parameter(head, "filename") {
            let named = head.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case("content-type").then(|| value.trim().to_owned())
            });
            let (name, content_type) = (file.to_owned(), named.unwrap_or_default());
            self.file = Some(File { name, content_type, bytes: content.to_vec() });
        } else {
            let value = String::from_utf8_lossy(content).into_owned();
            self.fields.push((name.to_owned(), value));
        }
        Some(())
    }
}

/// The quoted value of ` name="…"`.
fn parameter<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = head.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
}

/// What stands before and behind the first `mark`.
fn split_at<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
}
