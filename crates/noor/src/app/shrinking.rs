//! When a source lost so much at once that nobody believes it.

/// So few may go as they like.
const FEW: i64 = 4;

/// Whether half or more of what there was is missing: a mishap, until a person says that it is right.
pub(super) fn is_shrunk(had: i64, missing: i64) -> bool {
    had >= FEW && missing * 2 >= had
}

#[cfg(test)]
mod tests {
    use super::is_shrunk;

    #[test]
    fn half_of_a_catalogue_does_not_go_by_itself() {
        let table = [
            ((40, 19), false),
            ((40, 20), true),
            ((10, 9), true),
            ((5, 2), false),
            ((5, 3), true),
            ((4, 2), true),
            ((3, 3), false),
            ((0, 0), false),
        ];
        for ((had, missing), shrunk) in table {
            assert_eq!(is_shrunk(had, missing), shrunk, "{missing} of {had}");
        }
    }
}
