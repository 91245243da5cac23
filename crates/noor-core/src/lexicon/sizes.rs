//! What a row of a catalogue prints of its size, and which kinds that makes it.

use super::Lexicon;
use crate::product::SizeMm;
use crate::words::{Gap, Kind, Word, split};

/// So much a frame is wider than what lies in it, where nothing but its outer width is known.
const FRAME: u32 = 100;
/// Shorter and longer sides are none of furniture, in millimetres.
const SIDES: std::ops::RangeInclusive<u32> = 100..=7000;
/// From here on a number without a unit is in millimetres.
const MILLIMETRES: u32 = 400;

impl Lexicon {
    /// The kind of a family that a row without one is of by how wide one lies on it: a bed of 180x200 is
    /// a king bed.
    pub fn kind_by_lying(&self, family: &str, text: &str, outer: SizeMm) -> Option<String> {
        let family = self.content.families.get(family)?;
        // Two sides are those one lies on; three are those of the whole, its height among them.
        let printed = printed_sides(text).and_then(|sides| {
            let narrow = sides.iter().take(2).min().copied();
            if sides.len() == 2 { narrow } else { narrow?.checked_sub(FRAME) }
        });
        let lying = printed.or_else(|| outer.width.and_then(|it| it.checked_sub(FRAME)))?;
        let fits = family.kinds.iter().find(|(_, kind)| {
            kind.lying.is_some_and(|[from, below]| (from..below).contains(&lying))
        });
        fits.map(|(key, _)| key.clone())
    }

    /// Whether things of a family are told apart by how wide one lies on them.
    pub fn is_lain_on(&self, family: &str) -> bool {
        let family = self.content.families.get(family);
        family.is_some_and(|it| it.kinds.values().any(|kind| kind.lying.is_some()))
    }

    /// Whether a kind says no more than how wide one lies on it: another width is the same model.
    pub fn is_by_lying(&self, family: &str, kind: &str) -> bool {
        let kind = self.content.families.get(family).and_then(|family| family.kinds.get(kind));
        kind.is_some_and(|kind| kind.lying.is_some())
    }
}

/// The sides of a thing as its text prints them, width by depth by height: `1200 x 700 x 750 mm`. `None`
/// where it prints none.
pub fn printed_size(text: &str) -> Option<SizeMm> {
    let sides = printed_sides(text)?;
    let side = |at: usize| sides.get(at).copied();
    Some(SizeMm { width: side(0), depth: side(1), height: side(2), length: None })
}

/// Two or three sides with an "x" between them, in millimetres.
fn printed_sides(text: &str) -> Option<Vec<u32>> {
    let words = split(text, |word| matches!(word, "x" | "mm" | "cm" | "m"));
    (0..words.len()).find_map(|at| sides_at(words.get(at..)?))
}

fn sides_at(words: &[Word]) -> Option<Vec<u32>> {
    let number = |word: &Word| -> Option<u32> {
        (word.kind == Kind::Digits).then(|| word.text.parse().ok()).flatten()
    };
    let mut numbers = vec![number(words.first()?)?];
    let mut rest = words.get(1..)?;
    while let [by, side, more @ ..] = rest
        && numbers.len() < 3
        && by.text == "x"
        && let Some(side) = number(side)
    {
        numbers.push(side);
        rest = more;
    }
    let unit = rest.first().filter(|word| word.gap <= Gap::Blank).map(|word| word.text.as_str());
    let largest = numbers.iter().max().copied()?;
    let factor = match unit {
        Some("mm") => 1,
        Some("cm") => 10,
        _ if largest >= MILLIMETRES => 1,
        _ => 10,
    };
    let sides: Vec<u32> = numbers.iter().map(|it| it.saturating_mul(factor)).collect();
    (sides.len() > 1 && sides.iter().all(|side| SIDES.contains(side))).then_some(sides)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_read_as_rows_print_them() {
        for (text, expected) in [
            ("Steel legs. 1200 x 700 x 750 mm (W x D x H). 25 mm top", Some(&[1200, 700, 750][..])),
            ("overall 2400x1400 mm, no screens", Some(&[2400, 1400])),
            ("Bed frame, high, 160x200 cm, white", Some(&[1600, 2000])),
            ("طاولة 120×60 سم", Some(&[1200, 600])),
            ("height range 640-1280 mm", None),
            ("2 x 13A UK, USB-C", None),
            ("Cable tray 1200 mm", None),
        ] {
            assert_eq!(printed_sides(text).as_deref(), expected, "{text}");
        }
    }
}
