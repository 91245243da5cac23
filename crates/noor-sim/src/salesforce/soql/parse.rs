//! What a query says: columns, object, conditions, order, and how many rows.

use super::token::{Char, Token, tokens};

/// How deep brackets may stand in each other.
const DEEPEST: usize = 30;

/// A query.
#[derive(Debug, PartialEq)]
pub(in crate::salesforce) struct Select {
    pub(in crate::salesforce) columns: Vec<String>,
    pub(in crate::salesforce) object: String,
    pub(in crate::salesforce) condition: Option<Condition>,
    /// Columns to sort by, and whether the largest comes first.
    pub(in crate::salesforce) order: Vec<(String, bool)>,
    pub(in crate::salesforce) limit: Option<usize>,
    pub(in crate::salesforce) offset: usize,
}

/// What rows must fulfil.
#[derive(Debug, PartialEq)]
pub(in crate::salesforce) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Column(String, Test),
}

/// How a column is tested.
#[derive(Debug, PartialEq)]
pub(in crate::salesforce) enum Test {
    /// `=`, `!=`, `<`, `<=`, `>` or `>=`, and what with.
    Compare(&'static str, Literal),
    Like(Vec<Char>),
    In(Vec<Literal>),
    NotIn(Vec<Literal>),
    /// The rows of another query.
    Within(Box<Select>),
}

/// A value in a query.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::salesforce) enum Literal {
    Text(String),
    /// A figure, a date or an instant, as it was written.
    Bare(String),
    Flag(bool),
    Null,
}

/// Reads a query.
///
/// # Errors
///
/// Why it is none, in words.
pub(in crate::salesforce) fn parse(query: &str) -> Result<Select, String> {
    let mut parser = Parser { tokens: tokens(query)?, at: 0 };
    let select = parser.select()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.unexpected());
    }
    Ok(select)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn select(&mut self) -> Result<Select, String> {
        self.keyword("select")?;
        let mut columns = vec![self.name()?];
        while self.takes_sign(",") {
            columns.push(self.name()?);
        }
        self.keyword("from")?;
        let object = self.name()?;
        let condition = if self.takes("where") { Some(self.condition(0)?) } else { None };
        let mut order = Vec::new();
        if self.takes("order") {
            self.keyword("by")?;
            loop {
                let column = self.name()?;
                let falling = self.takes("desc");
                if !falling {
                    self.takes("asc");
                }
                order.push((column, falling));
                if !self.takes_sign(",") {
                    break;
                }
            }
        }
        let limit = if self.takes("limit") { Some(self.count()?) } else { None };
        let offset = if self.takes("offset") { self.count()? } else { 0 };
        Ok(Select { columns, object, condition, order, limit, offset })
    }

    /// Conditions that are joined by one word; `AND` and `OR` side by side need brackets.
    fn condition(&mut self, depth: usize) -> Result<Condition, String> {
        let first = self.operand(depth)?;
        let word = ["and", "or"].into_iter().find(|word| self.sees(word));
        let Some(word) = word else { return Ok(first) };
        let mut all = vec![first];
        while self.takes(word) {
            all.push(self.operand(depth)?);
        }
        if self.sees("and") || self.sees("or") {
            return Err(self.unexpected());
        }
        Ok(if word == "and" { Condition::All(all) } else { Condition::Any(all) })
    }

    fn operand(&mut self, depth: usize) -> Result<Condition, String> {
        if depth > DEEPEST {
            return Err(self.unexpected());
        }
        if self.takes("not") {
            return Ok(Condition::Not(Box::new(self.operand(depth + 1)?)));
        }
        if self.takes_sign("(") {
            let inner = self.condition(depth + 1)?;
            self.sign(")")?;
            return Ok(inner);
        }
        let column = self.name()?;
        Ok(Condition::Column(column, self.test()?))
    }

    fn test(&mut self) -> Result<Test, String> {
        if self.takes("like") {
            let Some(Token::Text(text)) = self.tokens.get(self.at).cloned() else {
                return Err(self.unexpected());
            };
            self.at += 1;
            return Ok(Test::Like(text));
        }
        if self.takes("not") {
            self.keyword("in")?;
            return Ok(Test::NotIn(self.list()?));
        }
        if self.takes("in") {
            if matches!(self.tokens.get(self.at + 1), Some(Token::Word(word)) if word.eq_ignore_ascii_case("select"))
            {
                self.sign("(")?;
                let inner = self.select()?;
                self.sign(")")?;
                return Ok(Test::Within(Box::new(inner)));
            }
            return Ok(Test::In(self.list()?));
        }
        let Some(Token::Sign(sign @ ("=" | "!=" | "<" | "<=" | ">" | ">="))) =
            self.tokens.get(self.at)
        else {
            return Err(self.unexpected());
        };
        let sign = *sign;
        self.at += 1;
        Ok(Test::Compare(sign, self.literal()?))
    }

    fn list(&mut self) -> Result<Vec<Literal>, String> {
        self.sign("(")?;
        let mut all = vec![self.literal()?];
        while self.takes_sign(",") {
            all.push(self.literal()?);
        }
        self.sign(")")?;
        Ok(all)
    }

    fn literal(&mut self) -> Result<Literal, String> {
        let literal = match self.tokens.get(self.at) {
            Some(Token::Text(text)) => Literal::Text(text.iter().map(|(c, _)| *c).collect()),
            Some(Token::Number(text)) => Literal::Bare(text.clone()),
            Some(Token::Word(word)) => match word.to_lowercase().as_str() {
                "null" => Literal::Null,
                "true" => Literal::Flag(true),
                "false" => Literal::Flag(false),
                _ => return Err(self.unexpected()),
            },
            Some(Token::Sign(_)) | None => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(literal)
    }

    fn count(&mut self) -> Result<usize, String> {
        let count = match self.tokens.get(self.at) {
            Some(Token::Number(number)) => number.parse().ok(),
            Some(Token::Word(_) | Token::Text(_) | Token::Sign(_)) | None => None,
        };
        let count = count.ok_or_else(|| self.unexpected())?;
        self.at += 1;
        Ok(count)
    }

    fn name(&mut self) -> Result<String, String> {
        const KEYWORDS: [&str; 10] =
            ["select", "from", "where", "and", "or", "not", "order", "limit", "in", "like"];
        let Some(Token::Word(word)) = self.tokens.get(self.at) else {
            return Err(self.unexpected());
        };
        if KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword)) {
            return Err(self.unexpected());
        }
        let word = word.clone();
        self.at += 1;
        Ok(word)
    }

    fn sees(&self, keyword: &str) -> bool {
        let next = self.tokens.get(self.at);
        matches!(next, Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword))
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let seen = self.sees(keyword);
        self.at += usize::from(seen);
        seen
    }

    fn keyword(&mut self, keyword: &str) -> Result<(), String> {
        if self.takes(keyword) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let seen = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(seen);
        seen
    }

    fn sign(&mut self, sign: &str) -> Result<(), String> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> String {
        match self.tokens.get(self.at) {
            Some(Token::Word(text) | Token::Number(text)) => format!("unexpected token: '{text}'"),
            Some(Token::Text(text)) => {
                let text: String = text.iter().map(|(c, _)| *c).collect();
                format!("unexpected token: '{text}'")
            }
            Some(Token::Sign(sign)) => format!("unexpected token: '{sign}'"),
            None => "unexpected token: '<EOF>'".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(column: &str, value: &str) -> Condition {
        let value = Literal::Text(value.to_owned());
        Condition::Column(column.to_owned(), Test::Compare("=", value))
    }

    #[test]
    fn a_query_is_read_to_its_end() {
        let query = r"SELECT Id, Name FROM Contact WHERE (A = 'it\'s' OR B != null) AND C = 'x'
                     ORDER BY CreatedDate DESC, Id LIMIT 5 OFFSET 10";
        let select = parse(query).unwrap();
        assert_eq!((select.limit, select.offset), (Some(5), 10));
        assert_eq!(select.order, [("CreatedDate".to_owned(), true), ("Id".to_owned(), false)]);
        let null = Condition::Column("B".to_owned(), Test::Compare("!=", Literal::Null));
        let any = Condition::Any(vec![is("A", "it's"), null]);
        assert_eq!(select.condition, Some(Condition::All(vec![any, is("C", "x")])));
    }

    #[test]
    fn what_is_no_query_is_refused() {
        let cases = [
            "SELECT Id",
            "SELECT FROM Contact",
            "SELECT * FROM Contact",
            "SELECT Id FROM Contact WHERE A = 'x' AND B = 'y' OR C = 'z'",
            "SELECT Id FROM Contact WHERE A LIKE 5",
            "SELECT Id FROM Contact WHERE A = 'x",
            r"SELECT Id FROM Contact WHERE A = '\d'",
            "SELECT Id FROM Contact WHERE A = 'it''s'",
            "SELECT Id FROM Contact WHERE (A = 'x'",
            "SELECT Id FROM Contact LIMIT x",
            "SELECT Id FROM Contact WHERE A IN ()",
            "SELECT Id FROM Contact WHERE A = 'x'; DELETE",
        ];
        for query in cases {
            assert!(parse(query).is_err(), "{query}");
        }
    }
}
