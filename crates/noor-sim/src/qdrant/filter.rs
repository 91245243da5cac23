//! Filters: which points pass, and which fields that needs an index on.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::Problem;
use super::id::PointId;
use super::points::Point;

/// Conditions that must hold, must not hold, and of which one should.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Filter {
    must: Option<Conditions>,
    must_not: Option<Conditions>,
    should: Option<Conditions>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Conditions {
    Many(Vec<Condition>),
    One(Box<Condition>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Condition {
    Match(Matching),
    Range(Ranged),
    Ids(Ids),
    Filter(Filter),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Matching {
    key: String,
    r#match: Match,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Match {
    Value(Value),
    Any(Vec<Value>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ranged {
    key: String,
    range: Range,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Range {
    gt: Option<f64>,
    gte: Option<f64>,
    lt: Option<f64>,
    lte: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ids {
    has_id: Vec<PointId>,
}

impl Filter {
    /// Whether a point passes.
    pub(super) fn passes(&self, id: PointId, point: &Point) -> bool {
        let holds = |condition: &Condition| condition.holds(id, point);
        let should = of(self.should.as_ref());
        of(self.must.as_ref()).iter().all(holds)
            && !of(self.must_not.as_ref()).iter().any(holds)
            && (should.is_empty() || should.iter().any(holds))
    }

    /// Refuses a filter on a field that has no index of a fitting type.
    pub(super) fn check(&self, indexes: &BTreeMap<String, String>) -> Result<(), Problem> {
        let all = [&self.must, &self.must_not, &self.should];
        for condition in all.into_iter().flat_map(|list| of(list.as_ref())) {
            condition.check(indexes)?;
        }
        Ok(())
    }
}

fn of(list: Option<&Conditions>) -> &[Condition] {
    match list {
        Some(Conditions::Many(conditions)) => conditions,
        Some(Conditions::One(condition)) => std::slice::from_ref(condition),
        None => &[],
    }
}

impl Condition {
    fn holds(&self, id: PointId, point: &Point) -> bool {
        match self {
            Self::Match(matching) => values(&point.payload, &matching.key)
                .iter()
                .any(|value| matching.r#match.wanted().contains(value)),
            Self::Range(ranged) => values(&point.payload, &ranged.key)
                .iter()
                .filter_map(Value::as_f64)
                .any(|number| ranged.range.holds(number)),
            Self::Ids(ids) => ids.has_id.contains(&id),
            Self::Filter(filter) => filter.passes(id, point),
        }
    }

    fn check(&self, indexes: &BTreeMap<String, String>) -> Result<(), Problem> {
        let (key, types): (&str, &[&str]) = match self {
            Self::Match(matching) => (&matching.key, matching.r#match.types()?),
            Self::Range(ranged) => (&ranged.key, &["float", "integer"]),
            Self::Ids(_) => return Ok(()),
            Self::Filter(filter) => return filter.check(indexes),
        };
        if indexes.get(key).is_some_and(|index| types.contains(&index.as_str())) {
            return Ok(());
        }
        Err(Problem::bad_request(format_args!(
            "Index required but not found for \"{key}\" of one of the following types: [{}]. \
             Help: Create an index for this key or use a different filter.",
            types.join(", "),
        )))
    }
}

impl Match {
    fn wanted(&self) -> &[Value] {
        match self {
            Self::Value(value) => std::slice::from_ref(value),
            Self::Any(values) => values,
        }
    }

    /// The types of index that serve it.
    fn types(&self) -> Result<&'static [&'static str], Problem> {
        match self.wanted().first() {
            Some(Value::String(_)) | None => Ok(&["keyword", "uuid"]),
            Some(Value::Number(number)) if number.is_i64() => Ok(&["integer"]),
            Some(Value::Bool(_)) => Ok(&["bool"]),
            Some(other) => Err(Problem::bad_request(format_args!("{other} cannot be matched"))),
        }
    }
}

impl Range {
    fn holds(self, number: f64) -> bool {
        self.gt.is_none_or(|bound| number > bound)
            && self.gte.is_none_or(|bound| number >= bound)
            && self.lt.is_none_or(|bound| number < bound)
            && self.lte.is_none_or(|bound| number <= bound)
    }
}

/// The values of a field: those of a list one by one, none where there is nothing.
fn values<'p>(payload: &'p Map<String, Value>, key: &str) -> &'p [Value] {
    match payload.get(key) {
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}
