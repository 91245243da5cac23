//! `noor search-eval`: how good the search is, on queries whose results were judged.
//!
//! The queries go through the real search as they were typed; nothing of their judgements reaches it.

mod constraints;
mod judged;
mod measures;
mod table;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Args;
use noor_core::understanding::Wish;
use serde_json::json;

use self::judged::{Article, Query, lines, parsed};
use self::measures::{Average, SEEN, Score, score};
use super::rehearsal::{Database, Premises, Servers};
use super::{progress, sync};
use crate::app::search::text::by_text;
use crate::config::{Config, Sources};
use crate::content::Content;
use crate::context::Context;
use crate::setup;

/// The options of `noor search-eval`.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// The folder with the judged queries, and with the catalogue as the judgements look at it
    /// (`catalog.jsonl`) where that is not the one that is searched.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The file of queries in that folder.
    #[arg(long, value_name = "FILE", default_value = "queries-dev.jsonl")]
    queries: String,
    /// The .jsonl or .csv catalogue that is searched, instead of the shop's own.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Write what was found into this file, one query a line.
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Fail where the nDCG@10 of all queries is below this.
    #[arg(long, value_name = "SHARE")]
    at_least: Option<f64>,
    /// Also list this many queries, the worst first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
}

/// A query with what it found.
struct Searched {
    query: Query,
    results: Vec<String>,
    score: Score,
}

/// Searches with every query and prints the measures by group of writing and kind.
pub(super) async fn search_eval(wanted: Wanted) -> Result<ExitCode> {
    let queries: Vec<Query> = lines(&wanted.data.join(&wanted.queries))?;
    let config = Config::load(&Sources::of_process())?;
    crate::log::start(&super::eval::quiet(&config));
    let content = setup::content(&config)?;
    let articles = articles(&wanted, &content)?;
    let servers = Servers::open(&config, 2).await?;
    let database = servers.create().await?;
    let premises = Premises::of(content)?;
    let searched = search(&config, &premises, &database, &wanted, queries, &articles).await;
    database.drop().await?;
    servers.close().await?;
    let searched = searched?;
    if let Some(path) = &wanted.run {
        write_run(path, &searched)?;
    }
    progress::print(&table::of(&searched, wanted.worst));
    let scores: Vec<Score> = searched.iter().map(|it| it.score).collect();
    let reached = Average::of(&scores).score.ndcg;
    if let Some(least) = wanted.at_least.filter(|least| reached < *least) {
        progress::complain(&format!("nDCG@10 is {reached:.3}, and was to be {least} at least"));
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn search(
    config: &Config,
    premises: &Premises,
    database: &Database,
    wanted: &Wanted,
    queries: Vec<Query>,
    articles: &HashMap<String, Article>,
) -> Result<Vec<Searched>> {
    premises.stock(config, database.url(), wanted.catalog.as_deref()).await?;
    let context: Arc<Context> = premises.reader(config, database.url())?;
    sync::index(&context).await?;
    let bar = progress::bar("queries");
    bar.set_length(queries.len() as u64);
    let mut searched = Vec::new();
    for query in queries {
        let found = by_text(&context, &query.text, &Wish::default(), SEEN).await;
        let found = found.with_context(|| format!("search for {}", query.qid))?;
        let results: Vec<String> = found.found.into_iter().map(|it| it.hit.product.sku).collect();
        let score = score(&query, &results, articles);
        searched.push(Searched { query, results, score });
        bar.inc(1);
    }
    bar.finish_and_clear();
    context.db.close().await;
    Ok(searched)
}

/// The products as the judgements look at them: from beside them, else from what is searched.
fn articles(wanted: &Wanted, content: &Content) -> Result<HashMap<String, Article>> {
    let beside = wanted.data.join("catalog.jsonl");
    let articles: Vec<Article> = match (&wanted.catalog, beside.is_file()) {
        (_, true) => lines(&beside)?,
        (Some(path), false) => lines(path)?,
        (None, false) => {
            let own = content.own_catalogue().context("name a catalogue: --catalog FILE")?;
            let (name, bytes) = own;
            parsed(&String::from_utf8_lossy(&bytes), &name)?
        }
    };
    Ok(articles.into_iter().map(|article| (article.sku.clone(), article)).collect())
}

fn write_run(path: &Path, searched: &[Searched]) -> Result<()> {
    let line =
        |it: &Searched| json!({ "qid": it.query.qid, "results": it.results }).to_string() + "\n";
    let run: String = searched.iter().map(line).collect();
    std::fs::write(path, run).with_context(|| format!("write {}", path.display()))
}
