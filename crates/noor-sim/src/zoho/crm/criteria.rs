//! The language of the search: `((Last_Name:equals:Sample)and(Lead_Source:equals:Chatbot))`.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;

use super::compare::{is, order, text_of};
use super::fields::Kind;

/// Conditions that a search may hold.
const MOST_CONDITIONS: usize = 10;
/// Values that `in` may name.
const MOST_VALUES: usize = 100;
/// How deep brackets may stand in each other.
const DEEPEST: usize = 20;

/// What a search looks for.
#[derive(Debug, PartialEq)]
pub(super) enum Criteria {
    All(Vec<Criteria>),
    Any(Vec<Criteria>),
    Is(Condition),
}

/// One condition.
#[derive(Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) field: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Equals,
    NotEqual,
    StartsWith,
    In,
    GreaterThan,
    GreaterEqual,
    LessThan,
    LessEqual,
    Between,
}

/// Why a search is not understood, and near what.
#[derive(Debug, PartialEq)]
pub(super) struct Misread {
    pub(super) reason: &'static str,
    pub(super) near: String,
}

impl Criteria {
    pub(super) fn parse(text: &str) -> Result<Self, Misread> {
        let mut reader = Reader { rest: text.chars().peekable(), conditions: 0 };
        let mut parts = vec![reader.bracket(0)?];
        let mut joined = None;
        // The outermost brackets may be missing.
        while reader.rest.peek().is_some() {
            reader.join(&mut joined)?;
            parts.push(reader.bracket(0)?);
        }
        Ok(join(parts, joined))
    }

    /// All conditions in it.
    pub(super) fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(Self::conditions).collect()
            }
            Self::Is(condition) => vec![condition],
        }
    }

    /// Whether a record fits; `value` gives a field's kind and what stands in it.
    pub(super) fn fits(&self, value: &impl Fn(&str) -> (Kind, Value)) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.fits(value)),
            Self::Any(parts) => parts.iter().any(|part| part.fits(value)),
            Self::Is(condition) => {
                let (kind, stored) = value(&condition.field);
                condition.fits(kind, &stored)
            }
        }
    }
}

impl Condition {
    fn fits(&self, kind: Kind, stored: &Value) -> bool {
        let equal = |given: &str| {
            if kind.is_closed() { is(stored, given) } else { holds(stored, given) }
        };
        let first = self.values.first().map_or("", String::as_str);
        let ordered =
            |wanted: &[Ordering]| order(stored, first).is_some_and(|order| wanted.contains(&order));
        match self.operator {
            Operator::Equals => equal(first),
            Operator::NotEqual => !equal(first),
            Operator::StartsWith => {
                text_of(stored).is_some_and(|stored| folded(&stored).starts_with(&folded(first)))
            }
            Operator::In => self.values.iter().any(|value| equal(value)),
            Operator::GreaterThan => ordered(&[Ordering::Greater]),
            Operator::GreaterEqual => ordered(&[Ordering::Greater, Ordering::Equal]),
            Operator::LessThan => ordered(&[Ordering::Less]),
            Operator::LessEqual => ordered(&[Ordering::Less, Ordering::Equal]),
            Operator::Between => {
                let last = self.values.get(1).map_or("", String::as_str);
                ordered(&[Ordering::Greater, Ordering::Equal])
                    && order(stored, last).is_some_and(Ordering::is_le)
            }
        }
    }
}

/// Whether a text holds `part`: the search calls that equal. Some characters do not count.
pub(super) fn holds(stored: &Value, part: &str) -> bool {
    text_of(stored).is_some_and(|stored| folded(&stored).contains(&folded(part)))
}

fn folded(text: &str) -> String {
    let counts = |c: &char| !"{}[]^:-/!?*_@".contains(*c);
    text.to_lowercase().chars().filter(counts).collect()
}

fn join(mut parts: Vec<Criteria>, joined: Option<bool>) -> Criteria {
    match joined {
        Some(true) => Criteria::All(parts),
        Some(false) => Criteria::Any(parts),
        None => parts.pop().unwrap_or(Criteria::All(Vec::new())),
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    conditions: usize,
}

impl Reader<'_> {
    /// `( … )`: a condition, or brackets joined by one word.
    fn bracket(&mut self, depth: usize) -> Result<Criteria, Misread> {
        if depth > DEEPEST {
            return Err(self.misread("brackets stand too deep in each other"));
        }
        self.take('(')?;
        if self.rest.peek() != Some(&'(') {
            return self.condition().map(Criteria::Is);
        }
        let mut parts = vec![self.bracket(depth + 1)?];
        let mut joined = None;
        while self.rest.next_if_eq(&')').is_none() {
            self.join(&mut joined)?;
            parts.push(self.bracket(depth + 1)?);
        }
        Ok(join(parts, joined))
    }

    /// `and` or `or`, the same one within a bracket.
    fn join(&mut self, before: &mut Option<bool>) -> Result<(), Misread> {
        let mut word = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
        let and = match word.as_str() {
            "and" => true,
            "or" => false,
            _ => return Err(self.misread("and or or is missing")),
        };
        if before.is_some_and(|before| before != and) {
            return Err(self.misread("and stands beside or without brackets"));
        }
        *before = Some(and);
        Ok(())
    }

    /// `Field:operator:value)`.
    fn condition(&mut self) -> Result<Condition, Misread> {
        self.conditions += 1;
        if self.conditions > MOST_CONDITIONS {
            return Err(self.misread("more than 10 conditions"));
        }
        let field = self.until_colon()?;
        let operator = match self.until_colon()?.as_str() {
            "equals" => Operator::Equals,
            "not_equal" => Operator::NotEqual,
            "starts_with" => Operator::StartsWith,
            "in" => Operator::In,
            "greater_than" => Operator::GreaterThan,
            "greater_equal" => Operator::GreaterEqual,
            "less_than" => Operator::LessThan,
            "less_equal" => Operator::LessEqual,
            "between" => Operator::Between,
            _ => return Err(self.misread("the operator is unknown")),
        };
        let values = self.values(matches!(operator, Operator::In | Operator::Between))?;
        let fits = match operator {
            Operator::Between => values.len() == 2,
            Operator::In => values.len() <= MOST_VALUES,
            Operator::Equals
            | Operator::NotEqual
            | Operator::StartsWith
            | Operator::GreaterThan
            | Operator::GreaterEqual
            | Operator::LessThan
            | Operator::LessEqual => true,
        };
        if !fits {
            return Err(self.misread("the number of values is wrong"));
        }
        Ok(Condition { field, operator, values })
    }

    fn until_colon(&mut self) -> Result<String, Misread> {
        let mut word = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_alphanumeric() || *c == '_' || *c == '.') {
            word.push(c);
        }
        self.take(':').map(|()| word)
    }

    /// The values up to the closing bracket; brackets and commas in them follow a backslash.
    fn values(&mut self, several: bool) -> Result<Vec<String>, Misread> {
        let mut values = vec![String::new()];
        while let Some(c) = self.rest.next() {
            let escaped = c == '\\' && self.rest.peek().is_some_and(|c| "(),\\".contains(*c));
            match c {
                ')' => {
                    if values.iter().any(String::is_empty) {
                        return Err(self.misread("a value is missing"));
                    }
                    return Ok(values);
                }
                '(' => return Err(self.misread("a bracket in a value needs a backslash")),
                ',' if several => values.push(String::new()),
                ',' => return Err(self.misread("a comma in a value needs a backslash")),
                _ => {
                    let c = if escaped { self.rest.next().unwrap_or(c) } else { c };
                    if let Some(value) = values.last_mut() {
                        value.push(c);
                    }
                }
            }
        }
        Err(self.misread("a bracket is not closed"))
    }

    fn take(&mut self, wanted: char) -> Result<(), Misread> {
        match self.rest.next_if_eq(&wanted) {
            Some(_) => Ok(()),
            None => Err(self.misread("a bracket or a colon is missing")),
        }
    }

    fn misread(&self, reason: &'static str) -> Misread {
        Misread { reason, near: self.rest.clone().take(40).collect() }
    }
}
