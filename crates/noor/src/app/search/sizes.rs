//! What "160x200" may mean besides width by depth: width by height of what stands or hangs, or the size
//! that a row prints, as that of the mattress in a bed.

use noor_core::understanding::{Range, SizeWish, Wish};
use noor_store::products::Words;

/// Another reading of a wish.
pub(super) struct Reading {
    pub(super) wish: Wish,
    /// Whether one of its words has to stand in the row.
    pub(super) words_as: Words,
}

/// The other readings of two sides, the likeliest first; none where fewer or more are named.
pub(super) fn other_readings(wish: &Wish) -> Vec<Reading> {
    let size = wish.size;
    let near = |range: Option<Range>| range.and_then(|range| range.near);
    let (Some(width), Some(depth), None) = (near(size.width), near(size.depth), size.height) else {
        return Vec::new();
    };
    let in_size = |one: u32, other: u32| format!("{one}x{other}");
    let printed = [
        in_size(width / 10, depth / 10),
        in_size(depth / 10, width / 10),
        in_size(width, depth),
        in_size(depth, width),
    ];
    let standing = SizeWish { depth: None, height: size.depth, ..size };
    vec![
        Reading {
            wish: Wish { size: SizeWish::default(), words: printed.to_vec(), ..wish.clone() },
            words_as: Words::Required,
        },
        Reading { wish: Wish { size: standing, ..wish.clone() }, words_as: Words::Preferred },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sides_are_looked_for_as_printed_and_as_of_what_stands() {
        let exactly = |near| Some(Range { min: None, max: None, near: Some(near) });
        let size = SizeWish { width: exactly(1600), depth: exactly(2000), height: None };
        let readings = other_readings(&Wish { size, ..Wish::default() });
        assert_eq!(readings[0].wish.words, ["160x200", "200x160", "1600x2000", "2000x1600"]);
        assert_eq!(readings[1].wish.size.height, exactly(2000));
        let size = SizeWish { depth: None, ..size };
        assert!(other_readings(&Wish { size, ..Wish::default() }).is_empty());
    }
}
