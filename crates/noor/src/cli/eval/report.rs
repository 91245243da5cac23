//! The report: one page with every conversation, that needs nothing else to be read.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use minijinja::Environment;
use serde_json::{Value, json};

use super::play::Outcome;
use super::scenario::Scenario;
use super::seen::{By, Turn};
use super::summary::Summary;

const PAGE: &str = include_str!("../../../assets/eval/report.html");
/// The page's name in its folder.
const NAME: &str = "index.html";

/// Writes the page into `folder`, which is made if needed, and says where it is.
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn write(
    folder: &Path,
    played: &[(&Scenario, Outcome)],
    summary: &Summary,
) -> Result<PathBuf> {
    let path = folder.join(NAME);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, page(played, summary)?))
        .with_context(|| format!("write {}", path.display()))?;
    Ok(path)
}

fn page(played: &[(&Scenario, Outcome)], summary: &Summary) -> std::io::Result<String> {
    let mut conversations: Vec<Value> = played.iter().map(|it| conversation(it.0, &it.1)).collect();
    // What failed is what one opens the page for.
    conversations.sort_by_key(|it| it.get("good") == Some(&Value::Bool(true)));
    let rows = summary.rows.iter().map(|(name, it)| json!([name, it.good, it.all]));
    let latency = summary.latency.iter().map(|(name, it)| json!([name, it.p50, it.p95, it.max]));
    let facts = json!({
        "good": summary.total.good,
        "all": summary.total.all,
        "rows": rows.collect::<Vec<_>>(),
        "latency": latency.collect::<Vec<_>>(),
        "conversations": conversations,
    });
    let mut pages = Environment::new();
    // By its name the page is HTML, so every value is escaped.
    pages.add_template("report.html", PAGE).map_err(std::io::Error::other)?;
    let page = pages.get_template("report.html").map_err(std::io::Error::other)?;
    page.render(minijinja::value::Serde(facts)).map_err(std::io::Error::other)
}

fn conversation(scenario: &Scenario, outcome: &Outcome) -> Value {
    let failed = outcome
        .failed
        .iter()
        .map(|it| json!({"expected": it.expected, "why": it.failure.why, "turn": it.failure.at}));
    json!({
        "id": scenario.id,
        "title": scenario.title,
        "lang": scenario.lang,
        "tags": scenario.tags,
        "why": scenario.why,
        "good": outcome.failed.is_empty(),
        "failed": failed.collect::<Vec<_>>(),
        "expected": scenario.expect.iter().map(|it| &it.written).collect::<Vec<_>>(),
        "turns": outcome.turns.iter().map(turn).collect::<Vec<_>>(),
    })
}

fn turn(turn: &Turn) -> Value {
    let by = match turn.happened.by {
        By::Customer => "customer",
        By::Manager => "manager",
        By::Clock => "clock",
    };
    let replies = turn.replies.iter().map(|reply| {
        let media: Vec<&String> = reply.media.iter().map(|media| &media.sku).collect();
        let documents: Vec<&String> = reply.documents.iter().map(|it| &it.name).collect();
        json!({"text": reply.text, "media": media, "documents": documents, "at": reply.at})
    });
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let tools = turn.tools.iter().map(|tool| {
        json!({"name": tool.name, "args": tool.args.to_string(), "result": pretty(&tool.result),
            "ms": tool.ms})
    });
    let calls = turn.model_calls.iter().map(|it| json!([it.role, it.model, it.ms]));
    json!({
        "by": by,
        "words": turn.happened.words,
        "with_file": turn.happened.with_file,
        "replies": replies.collect::<Vec<_>>(),
        "tools": tools.collect::<Vec<_>>(),
        "calls": calls.collect::<Vec<_>>(),
        "asks": turn.asks,
        "state": pretty(&turn.state),
        "handoff": turn.handoff.open.then(|| json!({
            "reason": turn.handoff.reason, "card": pretty(&turn.handoff.card),
        })),
        "ms": turn.ms.total,
    })
}

#[cfg(test)]
mod tests {
    use super::super::check::Failure;
    use super::super::check::hand_made::says;
    use super::super::play::Failed;
    use super::*;
    use crate::cli::rehearsal::Given;

    #[test]
    fn the_page_has_the_conversation_and_no_markup_of_others() {
        let scenario = Scenario {
            id: "A-1".to_owned(),
            lang: "ar".to_owned(),
            title: "<b>bold</b>".to_owned(),
            tags: vec!["greeting".to_owned()],
            why: String::new(),
            given: Given::default(),
            turns: Vec::new(),
            expect: Vec::new(),
        };
        let failure = Failure { at: Some(0), why: "a reply is in en".to_owned() };
        let failed = vec![Failed { expected: "{\"reply_lang\":\"ar\"}".to_owned(), failure }];
        let played = [(&scenario, Outcome { turns: vec![says("هلا <script>")], failed })];
        let page = page(&played, &Summary::of(&played, 0)).unwrap();
        for part in ["A-1", "a reply is in en", "هلا &lt;script&gt;", "0 of 1", "dir=\"auto\""] {
            assert!(page.contains(part), "{part}");
        }
        for part in ["<b>bold", "<script", "src=", "href=\"http", "@import", "url("] {
            assert!(!page.contains(part), "{part}");
        }
    }
}
