//! The colours and materials that stand behind codes and belong to them.

use super::Codes;
use crate::lexicon::Feature;
use crate::numbers::Figure;
use crate::reading::tags::Tagged;
use crate::reading::things;
use crate::understanding::CodeMention;
use crate::words::Gap;

/// A colour or material directly behind a code belongs to the code and is no wish. Catalogues spell
/// it in English, so the code is also offered with its own name behind it, whatever language it was
/// in. Their words are marked in `of_codes`, which begins as those of the codes.
pub(super) fn behind_codes(
    text: &Tagged<'_>,
    figures: &[Figure],
    codes: &Codes,
    of_codes: &mut [bool],
) -> Vec<CodeMention> {
    let mut coloured = Vec::new();
    for place in 1..text.items.len() {
        let Some(item) = text.items.get(place) else { break };
        let followed =
            text.next_in_clause(place + 1).is_some_and(|it| things::family(it).is_some());
        let colour = item.features().find_map(|feature| match feature {
            Feature::Colour(shade) | Feature::Material(shade) => Some(shade),
            Feature::Family { .. } | Feature::Kind { .. } | Feature::Has(_) => None,
        });
        // "KX 110 qty 2 white"
        let after_pieces = || {
            let figure = figures.partition_point(|figure| figure.end < place);
            let ends = figures.get(figure).is_some_and(|figure| figure.end == place);
            ends && codes.quantities.contains(&figure) && !followed
        };
        // "GH 28 white/black"
        let shade_of_it = of_codes.get(item.at - 1).copied().unwrap_or(false)
            && !codes.words.get(item.at - 1).copied().unwrap_or(false);
        if colour.is_some() && shade_of_it && item.gap <= Gap::Joined {
            of_codes[item.at..item.at + item.length].fill(true);
            continue;
        }
        let after_code = codes.words.get(item.at - 1).copied().unwrap_or(false) || after_pieces();
        let Some(colour) = colour.filter(|_| after_code && item.gap.continues()) else { continue };
        of_codes[item.at..item.at + item.length].fill(true);
        let code = codes.written.partition_point(|code| code.end <= place).checked_sub(1);
        let code = code.and_then(|code| codes.written.get(code)).map(|code| &code.mention);
        coloured.extend(code.filter(|code| code.explicit).map(|code| CodeMention {
            text: format!("{} {colour}", code.text),
            key: format!("{}{colour}", code.key),
            quantity: code.quantity,
            explicit: false,
            spot: code.spot,
        }));
    }
    coloured
}
