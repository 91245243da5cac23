//! Customers by the thousand: webhooks over plain connections that are kept open.
//!
//! As cheap as it can be, since it shares the machine with what it measures.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use chrono::SecondsFormat;
use noor_core::clock::{Clock as _, SystemClock};
use noor_sim::DEFAULT_CHANNEL;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// What customers say.
const WORDS: [&str; 6] = [
    "hi",
    "black office chair under 400?",
    "كم سعر مكتب أبيض عرضه ١٢٠؟",
    "do you have meeting tables",
    "which languages do you speak",
    "where are you located?",
];

/// A load of webhooks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) port: u16,
    /// Each sends one webhook after the other.
    pub(super) connections: usize,
    /// Each webhook is the next customer's, round and round.
    pub(super) customers: u32,
    pub(super) until: Until,
    /// Webhooks a second; as fast as they are taken without it.
    pub(super) pace: Option<u32>,
    /// Begins every message's id, to find them again.
    pub(super) series: &'static str,
}

/// When a load ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Until {
    /// After a while.
    After(Duration),
    /// When each customer has written once.
    EveryoneWrote,
}

/// What became of a load.
#[derive(Debug)]
pub(super) struct Outcome {
    /// From the first byte of each accepted webhook to its 200, shortest first.
    times: Vec<Duration>,
    /// Webhooks that got anything but a 200.
    pub(super) refused: usize,
    elapsed: Duration,
}

impl Outcome {
    /// Accepted webhooks a second.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(super) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The time that a share of the webhooks did not exceed.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a list's length is a place in that list"
    )]
    pub(super) fn at(&self, share: f64) -> Duration {
        let place = (self.times.len().saturating_sub(1) as f64 * share).round() as usize;
        self.times.get(place).copied().unwrap_or_default()
    }
}

impl Load {
    /// Runs it.
    pub(super) async fn run(&self) -> Result<Outcome> {
        let next = AtomicU64::new(0);
        let began = Instant::now();
        let connections = (0..self.connections).map(|_| self.connection(&next, began));
        let parts = futures::future::try_join_all(connections).await?;
        let elapsed = began.elapsed();
        let mut times = Vec::new();
        let mut refused = 0;
        for part in parts {
            times.extend(part.0);
            refused += part.1;
        }
        times.sort_unstable();
        Ok(Outcome { times, refused, elapsed })
    }

    async fn connection(&self, next: &AtomicU64, began: Instant) -> Result<(Vec<Duration>, usize)> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await;
        let mut stream = stream.context("connect to Noor")?;
        stream.set_nodelay(true)?;
        let (mut times, mut refused) = (Vec::new(), 0);
        let (mut request, mut answer) = (Vec::new(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let over = match self.until {
                Until::After(length) => began.elapsed() >= length,
                Until::EveryoneWrote => number >= u64::from(self.customers),
            };
            if over {
                return Ok((times, refused));
            }
            if let Some(pace) = self.pace {
                let nanoseconds = number.saturating_mul(1_000_000_000) / u64::from(pace.max(1));
                tokio::time::sleep_until(began + Duration::from_nanos(nanoseconds)).await;
            }
            self.write(&mut request, number)?;
            let sent = Instant::now();
            stream.write_all(&request).await.context("send a webhook")?;
            if read_answer(&mut stream, &mut answer).await? == 200 {
                times.push(sent.elapsed());
            } else {
                refused += 1;
            }
        }
    }

    /// The request of one webhook.
    fn write(&self, request: &mut Vec<u8>, number: u64) -> Result<()> {
        let customer = number % u64::from(self.customers.max(1));
        let round = number / u64::from(self.customers.max(1));
        let words = usize::try_from(customer + round)? % WORDS.len();
        let text = WORDS.get(words).copied().unwrap_or_default();
        let body = format!(
            r#"{{"messages":[{{"messageId":"{series}-{number}","channelId":"{DEFAULT_CHANNEL}","chatType":"whatsapp","chatId":"9715000{customer:05}","dateTime":"{now}","type":"text","status":"inbound","text":"{text}","isEcho":false,"authorType":"client","contact":{{"name":"Customer {customer}","avatarUri":null,"phone":"9715000{customer:05}"}}}}]}}"#,
            series = self.series,
            now = SystemClock.now().to_rfc3339_opts(SecondsFormat::Millis, true),
        );
        request.clear();
        write!(
            request,
            "POST /api/v1/webhook/wazzup/noor-example-webhook HTTP/1.1\r\nHost: localhost\r\n\
             Content-Type: application/json; charset-utf-8\r\nContent-Length: {}\r\n\r\n{body}",
            body.len(),
        )?;
        Ok(())
    }
}

/// Reads one answer to its end and gives its status.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<u16> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await.context("read an answer")? == 0 {
            bail!("Noor closed the connection");
        }
        if let Some((status, length)) = parse(answer)
            && answer.len() >= length
        {
            return Ok(status);
        }
    }
}

/// The status of an answer and how long it is altogether, once its head is there.
fn parse(answer: &[u8]) -> Option<(u16, usize)> {
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(answer.get(..head)?).ok()?;
    let status = text.split_whitespace().nth(1)?.parse().ok()?;
    let body = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Some((status, head + body.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_complete_with_its_body() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n"), None);
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"), Some((200, 38)));
        let refused = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nno";
        assert_eq!(parse(refused), Some((503, refused.len() + 1)));
    }

    #[test]
    fn times_are_looked_up_by_share() {
        let times = (1..=100).map(Duration::from_millis).collect();
        let outcome = Outcome { times, refused: 0, elapsed: Duration::from_secs(2) };
        assert_eq!(outcome.at(0.5), Duration::from_millis(51));
        assert_eq!(outcome.at(0.99), Duration::from_millis(99));
        assert!((outcome.per_second() - 50.0).abs() < f64::EPSILON);
    }
}
