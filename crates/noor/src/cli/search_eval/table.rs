//! The measures as a table for a terminal.

use std::fmt::Write as _;

use super::Searched;
use super::measures::{Average, Score};

/// One row a group of writing, one a kind, one for all; then the worst queries.
pub(super) fn of(searched: &[Searched], worst: usize) -> String {
    let mut text = String::new();
    for (title, of) in [
        ("writing", (|it: &Searched| it.query.lang.clone()) as fn(&Searched) -> String),
        ("kind", |it| it.query.kind.clone()),
    ] {
        text.push_str(&row(title, ["n", "nDCG@10", "recall@20", "MRR", "zero", "viol@10"]));
        let mut groups: Vec<String> = Vec::new();
        for it in searched {
            let group = of(it);
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        for group in groups {
            let scores: Vec<Score> =
                searched.iter().filter(|it| of(it) == group).map(|it| it.score).collect();
            text.push_str(&measured(&group, &scores));
        }
        let all: Vec<Score> = searched.iter().map(|it| it.score).collect();
        text.push_str(&measured("all", &all));
        text.push('\n');
    }
    let mut sorted: Vec<&Searched> = searched.iter().collect();
    sorted.sort_by(|one, other| one.score.ndcg.total_cmp(&other.score.ndcg));
    for it in sorted.into_iter().take(worst) {
        let query = &it.query;
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:.3}  {}  {} {}: {}",
            it.score.ndcg + 0.0,
            query.qid,
            query.lang,
            query.kind,
            query.text
        );
    }
    text.trim_end().to_owned()
}

fn measured(group: &str, scores: &[Score]) -> String {
    let Average { queries, score } = Average::of(scores);
    // Plus zero, so that nothing is "-0.000".
    let figure = |value: f64| format!("{:.3}", value + 0.0);
    let violations = score.violations.map_or_else(|| "-".to_owned(), figure);
    row(
        group,
        [
            &queries.to_string(),
            &figure(score.ndcg),
            &figure(score.recall),
            &figure(score.reciprocal),
            &figure(score.zero),
            &violations,
        ],
    )
}

fn row(title: &str, cells: [&str; 6]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>10}")).collect();
    format!("{title:<20} {}\n", cells.join(" "))
}
