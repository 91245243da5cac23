//! Queries that see what was written a moment ago, which the search does not.

/// `text` between quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// `text` somewhere in a value; `%` in it is passed over, since there is no way to mean it.
pub(super) fn containing(text: &str) -> String {
    quoted(&format!("%{}%", text.replace('%', "")))
}

/// Any of `conditions`, in pairs as COQL wants them; `None` if there are none.
pub(super) fn any(conditions: impl IntoIterator<Item = String>) -> Option<String> {
    conditions.into_iter().reduce(|all, one| format!("({all} or {one})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_stand_in_pairs_and_values_in_quotes() {
        let conditions = ["a", "b", "c"].map(|name| format!("{name} = {}", quoted("O'Sample")));
        assert_eq!(
            any(conditions).unwrap(),
            "((a = 'O''Sample' or b = 'O''Sample') or c = 'O''Sample')"
        );
        assert_eq!(any([]), None);
        assert_eq!(containing("5%0"), "'%50%'");
    }
}
