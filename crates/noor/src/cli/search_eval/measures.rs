//! How good a list of results is. The definitions are those of the information retrieval literature:
//! nDCG (Järvelin and Kekäläinen 2002) with the gain 2^grade - 1, recall, reciprocal rank.

use std::collections::HashMap;

use super::constraints::Verdict;
use super::judged::{Article, Query};

/// The places that nDCG and the constraints look at.
const TOP: usize = 10;
/// The places that recall and the reciprocal rank look at.
pub(super) const SEEN: usize = 20;

/// How good the results of one query are; each is between 0 and 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Score {
    /// nDCG of the first ten.
    pub(super) ndcg: f64,
    /// Relevant among the first twenty, of as many as could be there.
    pub(super) recall: f64,
    /// One by the place of the first result of grade 2 or 3.
    pub(super) reciprocal: f64,
    /// 1 if there was no result.
    pub(super) zero: f64,
    /// The share of the first ten that breaks a constraint; none without constraints or results.
    pub(super) violations: Option<f64>,
}

/// Scores the codes that a query found, best first.
pub(super) fn score(
    query: &Query,
    results: &[String],
    articles: &HashMap<String, Article>,
) -> Score {
    let grade = |sku: &String| query.relevant.get(sku).copied().unwrap_or(0);
    let found: Vec<u8> = results.iter().take(TOP).map(grade).collect();
    let mut best: Vec<u8> = query.relevant.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    best.truncate(TOP);
    let ideal = gain(&best);
    let seen = results.iter().take(SEEN);
    let relevant = seen.clone().filter(|sku| grade(sku) > 0).count();
    let first = seen.clone().position(|sku| grade(sku) >= 2);
    Score {
        ndcg: if ideal > 0.0 { gain(&found) / ideal } else { 0.0 },
        recall: ratio(relevant, query.relevant.len().min(SEEN)),
        reciprocal: first.map_or(0.0, |place| ratio(1, place + 1)),
        zero: f64::from(u8::from(results.is_empty())),
        violations: violations(query, results, articles),
    }
}

fn gain(grades: &[u8]) -> f64 {
    let gain_at = |(place, grade): (u32, &u8)| {
        (2_f64.powi(i32::from(*grade)) - 1.0) / f64::from(place + 2).log2()
    };
    (0..).zip(grades).map(gain_at).sum()
}

fn violations(
    query: &Query,
    results: &[String],
    articles: &HashMap<String, Article>,
) -> Option<f64> {
    let top: Vec<&String> = results.iter().take(TOP).collect();
    if query.constraints.is_empty() || top.is_empty() {
        return None;
    }
    let broken = |sku: &&&String| {
        let article = articles.get(**sku);
        article.is_none_or(|article| query.constraints.of(article) == Verdict::Broken)
    };
    Some(ratio(top.iter().filter(broken).count(), top.len()))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few dozen")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The averages of some scores, with how many they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Average {
    /// How many.
    pub(super) queries: usize,
    /// Each the mean.
    pub(super) score: Score,
}

impl Average {
    /// The average of scores; of none, zeros.
    pub(super) fn of(scores: &[Score]) -> Self {
        let mean = |of: fn(&Score) -> f64| sum(scores.iter().map(of)) / ratio_of(scores.len());
        let checked: Vec<f64> = scores.iter().filter_map(|score| score.violations).collect();
        let violations =
            (!checked.is_empty()).then(|| sum(checked.iter().copied()) / ratio_of(checked.len()));
        Self {
            queries: scores.len(),
            score: Score {
                ndcg: mean(|it| it.ndcg),
                recall: mean(|it| it.recall),
                reciprocal: mean(|it| it.reciprocal),
                zero: mean(|it| it.zero),
                violations,
            },
        }
    }
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]
fn ratio_of(count: usize) -> f64 {
    count.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(relevant: &[(&str, u8)], constraints: &str) -> Query {
        let relevant: serde_json::Map<String, serde_json::Value> =
            relevant.iter().map(|(sku, grade)| ((*sku).to_owned(), (*grade).into())).collect();
        serde_json::from_value(serde_json::json!({
            "qid": "q", "lang": "en", "kind": "colour", "text": "", "relevant": relevant,
            "constraints": serde_json::from_str::<serde_json::Value>(constraints).unwrap(),
        }))
        .unwrap()
    }

    fn results(skus: &[&str]) -> Vec<String> {
        skus.iter().map(|sku| (*sku).to_owned()).collect()
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn the_ideal_order_is_one_and_nothing_is_zero() {
        let query = query(&[("a", 3), ("b", 2), ("c", 1)], "{}");
        let all = HashMap::new();
        let best = score(&query, &results(&["a", "b", "c"]), &all);
        assert!(near(best.ndcg, 1.0) && near(best.recall, 1.0) && near(best.reciprocal, 1.0));
        let none = score(&query, &[], &all);
        assert!(near(none.ndcg, 0.0) && near(none.zero, 1.0));
        let turned = score(&query, &results(&["x", "c", "b", "a"]), &all);
        assert!(turned.ndcg < best.ndcg && near(turned.reciprocal, 1.0 / 3.0), "{turned:?}");
    }

    #[test]
    fn what_breaks_a_constraint_or_is_no_article_is_counted() {
        let article = |sku: &str, colour: &str, amount: u32| -> (String, Article) {
            let value = serde_json::json!({
                "sku": sku, "name": "A / B", "colours": [colour], "materials": [],
                "price": {"amount": amount, "currency": "AED"}, "width_cm": 80,
            });
            (sku.to_owned(), serde_json::from_value(value).unwrap())
        };
        let articles: HashMap<_, _> =
            [article("a", "black", 90), article("b", "white", 90), article("c", "black", 200)]
                .into();
        let shares = |constraints: &str| {
            let query = query(&[("a", 3)], constraints);
            score(&query, &results(&["a", "b", "c", "d"]), &articles).violations
        };
        assert_eq!(shares(r#"{"colour_any": ["black"], "price_max": 100}"#), Some(0.75));
        assert_eq!(shares(r#"{"series_any": ["b"], "max_width_cm": 80}"#), Some(0.25));
        // What the catalogue does not say breaks nothing.
        assert_eq!(shares(r#"{"max_height_cm": 10}"#), Some(0.25));
        assert_eq!(shares("{}"), None);
    }
}
