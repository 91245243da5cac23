//! What a query says: columns, module, conditions in pairs, order, and which rows.

use super::token::{Token, tokens};

/// Rows that a query gives unless it names a limit.
const ROWS: usize = 200;
/// How deep brackets may stand in each other.
const DEEPEST: usize = 30;

/// A query.
#[derive(Debug, PartialEq)]
pub(super) struct Select {
    pub(super) columns: Vec<String>,
    pub(super) module: String,
    pub(super) condition: Condition,
    /// Columns to sort by, and whether the largest comes first.
    pub(super) order: Vec<(String, bool)>,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

/// What rows must fulfil.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    /// A column, whether the test is turned round, and the test.
    Column(String, bool, Test),
}

/// How a column is tested.
#[derive(Debug, PartialEq)]
pub(super) enum Test {
    Equal(String),
    Less(String),
    Greater(String),
    Like(String),
    In(Vec<String>),
    Between(String, String),
    Null,
}

impl Condition {
    /// The columns of all conditions in it.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::And(left, right) | Self::Or(left, right) => {
                [left.columns(), right.columns()].concat()
            }
            Self::Column(column, _, _) => vec![column],
        }
    }
}

/// What the query was read up to, and why no further.
#[derive(Debug, PartialEq)]
pub(super) struct SyntaxError(pub(super) String);

/// Reads a query.
pub(super) fn parse(query: &str) -> Result<Select, SyntaxError> {
    let tokens = tokens(query).ok_or_else(|| error("a character or an open quote"))?;
    let mut parser = Parser { tokens, at: 0 };
    let select = parser.select()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.unexpected("the end of the query"));
    }
    Ok(select)
}

fn error(what: &str) -> SyntaxError {
    SyntaxError(what.to_owned())
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn select(&mut self) -> Result<Select, SyntaxError> {
        self.keyword("select")?;
        let mut columns = vec![self.column()?];
        while self.takes_sign(",") {
            columns.push(self.column()?);
        }
        self.keyword("from")?;
        let module = self.column()?;
        self.keyword("where")?;
        let condition = self.pair(0)?;
        let order = self.order()?;
        let (mut limit, mut offset) = (ROWS, 0);
        if self.takes("limit") {
            limit = self.count()?;
            if self.takes_sign(",") {
                offset = limit;
                limit = self.count()?;
            } else if self.takes("offset") {
                offset = self.count()?;
            }
        }
        Ok(Select { columns, module, condition, order, limit, offset })
    }

    /// One condition, or two that are joined; a third needs brackets round two of them.
    fn pair(&mut self, depth: usize) -> Result<Condition, SyntaxError> {
        let left = self.operand(depth)?;
        let joined = if self.takes("and") {
            Condition::And(Box::new(left), Box::new(self.operand(depth)?))
        } else if self.takes("or") {
            Condition::Or(Box::new(left), Box::new(self.operand(depth)?))
        } else {
            return Ok(left);
        };
        if self.sees("and") || self.sees("or") {
            return Err(self.unexpected("brackets round each pair of conditions"));
        }
        Ok(joined)
    }

    fn operand(&mut self, depth: usize) -> Result<Condition, SyntaxError> {
        if depth > DEEPEST {
            return Err(self.unexpected("fewer brackets"));
        }
        if self.takes_sign("(") {
            let inner = self.pair(depth + 1)?;
            self.sign(")")?;
            return Ok(inner);
        }
        let column = self.column()?;
        let (turned, test) = self.test()?;
        Ok(Condition::Column(column, turned, test))
    }

    fn test(&mut self) -> Result<(bool, Test), SyntaxError> {
        if self.takes("is") {
            let not = self.takes("not");
            self.keyword("null")?;
            return Ok((not, Test::Null));
        }
        let not = self.takes("not");
        if self.takes("like") {
            return Ok((not, Test::Like(self.value()?)));
        }
        if self.takes("in") {
            self.sign("(")?;
            let mut values = vec![self.value()?];
            while self.takes_sign(",") {
                values.push(self.value()?);
            }
            self.sign(")")?;
            return Ok((not, Test::In(values)));
        }
        if self.takes("between") {
            let low = self.value()?;
            self.keyword("and")?;
            return Ok((not, Test::Between(low, self.value()?)));
        }
        if not {
            return Err(self.unexpected("like, in or between"));
        }
        let Some(Token::Sign(sign)) = self.tokens.get(self.at) else {
            return Err(self.unexpected("an operator"));
        };
        let sign = *sign;
        self.at += 1;
        Ok(match sign {
            "=" => (false, Test::Equal(self.value()?)),
            "!=" => (true, Test::Equal(self.value()?)),
            "<" => (false, Test::Less(self.value()?)),
            ">" => (false, Test::Greater(self.value()?)),
            "<=" => (true, Test::Greater(self.value()?)),
            ">=" => (true, Test::Less(self.value()?)),
            _ => return Err(self.unexpected("an operator")),
        })
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, SyntaxError> {
        let mut order = Vec::new();
        if self.takes("order") {
            self.keyword("by")?;
            loop {
                let column = self.column()?;
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
        Ok(order)
    }

    fn value(&mut self) -> Result<String, SyntaxError> {
        let value = match self.tokens.get(self.at) {
            Some(Token::Text(text) | Token::Number(text)) => text.clone(),
            Some(Token::Word(word)) if is_any(word, &["true", "false"]) => word.to_lowercase(),
            Some(Token::Word(_) | Token::Sign(_)) | None => return Err(self.unexpected("a value")),
        };
        self.at += 1;
        Ok(value)
    }

    fn count(&mut self) -> Result<usize, SyntaxError> {
        let count = match self.tokens.get(self.at) {
            Some(Token::Number(number)) => number.parse().ok(),
            Some(Token::Word(_) | Token::Text(_) | Token::Sign(_)) | None => None,
        };
        let count = count.ok_or_else(|| self.unexpected("a number"))?;
        self.at += 1;
        Ok(count)
    }

    fn column(&mut self) -> Result<String, SyntaxError> {
        const KEYWORDS: [&str; 7] = ["select", "from", "where", "and", "or", "order", "limit"];
        let Some(Token::Word(word)) = self.tokens.get(self.at) else {
            return Err(self.unexpected("a name"));
        };
        if is_any(word, &KEYWORDS) {
            return Err(self.unexpected("a name"));
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

    fn keyword(&mut self, keyword: &str) -> Result<(), SyntaxError> {
        if self.takes(keyword) { Ok(()) } else { Err(self.unexpected(keyword)) }
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let seen = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(seen);
        seen
    }

    fn sign(&mut self, sign: &str) -> Result<(), SyntaxError> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.unexpected(sign)) }
    }

    fn unexpected(&self, wanted: &str) -> SyntaxError {
        let near = match self.tokens.get(self.at) {
            Some(Token::Word(text) | Token::Text(text) | Token::Number(text)) => text,
            Some(Token::Sign(sign)) => *sign,
            None => "the end",
        };
        SyntaxError(format!("{wanted} is expected near {near}"))
    }
}

fn is_any(word: &str, of: &[&str]) -> bool {
    of.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(column: &str, value: &str) -> Condition {
        Condition::Column(column.to_owned(), false, Test::Equal(value.to_owned()))
    }

    #[test]
    fn conditions_stand_in_pairs() {
        let query = "select id, Phone from Contacts where ((A = 'it''s' or B = 2) and C is not null) \
                     order by id desc limit 5, 10";
        let select = parse(query).unwrap();
        assert_eq!((select.offset, select.limit), (5, 10));
        assert_eq!(select.order, [("id".to_owned(), true)]);
        let null = Condition::Column("C".to_owned(), true, Test::Null);
        let or = Condition::Or(Box::new(is("A", "it's")), Box::new(is("B", "2")));
        assert_eq!(select.condition, Condition::And(Box::new(or), Box::new(null)));
        let flat = parse("select id from Contacts where A = 1 and B = 2 and C = 3");
        assert!(flat.unwrap_err().0.contains("brackets round each pair"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let cases = [
            ("select id from Contacts", "where is expected near the end"),
            ("select from Contacts where id = 1", "a name is expected near from"),
            ("select id from Contacts where Phone like", "a value is expected near the end"),
            ("select id from Contacts where Phone = '1", "a character or an open quote"),
            ("select id from Contacts where (Phone = '1'", ") is expected near the end"),
            ("select id from Contacts where Phone = '1' limit x", "a number is expected near x"),
        ];
        for (query, wanted) in cases {
            assert_eq!(parse(query), Err(SyntaxError(wanted.to_owned())), "{query}");
        }
    }
}
