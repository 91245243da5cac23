//! What a model's vendor must not see: phones, e-mails and street addresses.
//!
//! Owns the exchange of such words for slots before a text leaves, and back when the answer
//! comes. Never guesses what a slot stood for: only its own slots are given back. Every step is
//! linear in the text.

pub(crate) mod address;
mod contact;

use std::collections::HashMap;
use std::ops::Range;

use crate::understanding::Details;

/// Characters below which words are not hidden for being somebody's own: they say nothing of anybody.
const SHORTEST: usize = 4;

/// The slots of one exchange with a model.
///
/// The same words get the same slot in every text that goes through the same mask, so that a
/// model can tell one phone from another without seeing either. Its `Debug` shows counts, not words.
///
/// ```
/// use noor_core::privacy::Mask;
///
/// let mut mask = Mask::default();
/// let sent = mask.hide("I am sara@example.com, call +971 50 000 0001", &[]);
/// assert_eq!(sent, "I am ‹email:1›, call ‹phone:1›");
/// assert_eq!(mask.restore("We call ‹phone:1›."), "We call +971 50 000 0001.");
/// ```
#[derive(Clone, Default)]
pub struct Mask {
    slots: HashMap<(Kind, String), String>,
    originals: HashMap<String, String>,
    counts: HashMap<Kind, usize>,
    known: Vec<(Kind, String)>,
}

/// Whether all of a text is one e-mail address.
pub fn is_email(text: &str) -> bool {
    matches!(contact::find(text).as_slice(), [(Kind::Email, all)] if *all == (0..text.len()))
}

/// Whether all of a text is one telephone number.
pub fn is_phone(text: &str) -> bool {
    matches!(contact::find(text).as_slice(), [(Kind::Phone, all)] if *all == (0..text.len()))
}

/// What was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Phone,
    Email,
    Address,
    /// Words of the customer that look like a slot of ours.
    Text,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Address => "address",
            Self::Text => "text",
        }
    }
}

impl Mask {
    /// Notes what somebody told about themselves: their phone, e-mail and address are hidden in every
    /// text from now on, also where nothing in them looks like one.
    pub fn know(&mut self, details: &Details) {
        let told = [
            (Kind::Phone, &details.phone),
            (Kind::Email, &details.email),
            (Kind::Address, &details.address),
        ];
        for (kind, words) in told {
            let words = words.as_deref().map(str::trim).unwrap_or_default();
            let known = self.known.iter().any(|(_, known)| known == words);
            if !known && words.chars().take(SHORTEST).count() == SHORTEST {
                self.known.push((kind, words.to_owned()));
            }
        }
    }

    /// The text with slots in place of what is nobody's business.
    ///
    /// `keep` are the byte ranges that stay as they are: article codes, prices and sizes, which
    /// otherwise may look like phones. They may overlap and come in any order; one that ends
    /// inside a character is widened to hold it.
    pub fn hide(&mut self, text: &str, keep: &[Range<usize>]) -> String {
        let mut hidden = Vec::new();
        let mut open = 0;
        for barrier in barriers(text, keep, &self.known) {
            find(text, open..barrier.range.start, &mut hidden);
            hidden.extend(barrier.hides.map(|kind| (kind, barrier.range.clone())));
            open = barrier.range.end;
        }
        find(text, open..text.len(), &mut hidden);

        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for (kind, range) in hidden {
            out.push_str(part(text, copied..range.start));
            out.push_str(self.slot(kind, part(text, range.clone())));
            copied = range.end;
        }
        out.push_str(part(text, copied..text.len()));
        out
    }

    /// The text with the original words in place of this mask's slots. Slots it never gave out
    /// stay as they are.
    pub fn restore(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for slot in slots_in(text) {
            if let Some(original) = self.originals.get(part(text, slot.clone())) {
                out.push_str(part(text, copied..slot.start));
                out.push_str(original);
                copied = slot.end;
            }
        }
        out.push_str(part(text, copied..text.len()));
        out
    }

    /// How many different things are hidden.
    pub fn len(&self) -> usize {
        self.originals.len()
    }

    /// Whether nothing is hidden.
    pub fn is_empty(&self) -> bool {
        self.originals.is_empty()
    }

    fn slot(&mut self, kind: Kind, original: &str) -> &str {
        self.slots.entry((kind, original.to_owned())).or_insert_with(|| {
            let count = self.counts.entry(kind).or_default();
            *count += 1;
            let slot = format!("‹{}:{count}›", kind.name());
            self.originals.insert(slot.clone(), original.to_owned());
            slot
        })
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mask").field("counts", &self.counts).finish_non_exhaustive()
    }
}

/// A stretch that nothing is looked for in.
struct Barrier {
    range: Range<usize>,
    /// What is hidden there; `None` where the text is to be kept.
    hides: Option<Kind>,
}

/// What was written like a slot, what is known to be somebody's own, and what is to be kept, in order
/// and apart from each other.
fn barriers(text: &str, keep: &[Range<usize>], known: &[(Kind, String)]) -> Vec<Barrier> {
    let slots = slots_in(text).map(|range| Barrier { range, hides: Some(Kind::Text) });
    let known = known.iter().flat_map(|(kind, words)| {
        let found = text.match_indices(words.as_str());
        found.map(|(at, here)| Barrier { range: at..at + here.len(), hides: Some(*kind) })
    });
    let kept = keep.iter().filter(|range| range.start < range.end).map(|range| {
        let range = text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end);
        Barrier { range, hides: None }
    });
    let mut all: Vec<Barrier> = slots.chain(known).chain(kept).collect();
    all.sort_by_key(|barrier| (barrier.range.start, barrier.hides.is_none()));
    let mut apart: Vec<Barrier> = Vec::with_capacity(all.len());
    for mut next in all {
        if let Some(last) = apart.last_mut() {
            if next.hides.is_some() && last.hides.is_none() {
                // What is hidden is hidden even in what was to be kept: else restoring would mistake a
                // slot, and a vendor would see an address.
                last.range.end = last.range.end.min(next.range.start);
            } else {
                next.range.start = next.range.start.max(last.range.end);
            }
        }
        if next.range.start < next.range.end {
            apart.push(next);
        }
    }
    apart
}

/// Everything written exactly like a slot: `‹`, small letters, a colon, digits, `›`.
fn slots_in(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.match_indices('‹').filter_map(|(start, open)| {
        let name = text.get(start + open.len()..)?;
        let number = name.trim_start_matches(|c: char| c.is_ascii_lowercase()).strip_prefix(':')?;
        let close = number.trim_start_matches(|c: char| c.is_ascii_digit());
        let behind = close.strip_prefix('›')?;
        let is_slot = !name.starts_with(':') && close.len() < number.len();
        is_slot.then_some(start..text.len() - behind.len())
    })
}

/// Finds what is to be hidden within `range`, in order.
fn find(text: &str, range: Range<usize>, hidden: &mut Vec<(Kind, Range<usize>)>) {
    let start = range.start;
    let within = part(text, range);
    let contacts = contact::find(within);
    let mut open = 0;
    for (kind, contact) in contacts {
        find_addresses(text, start + open..start + contact.start, hidden);
        hidden.push((kind, start + contact.start..start + contact.end));
        open = contact.end;
    }
    find_addresses(text, start + open..start + within.len(), hidden);
}

fn find_addresses(text: &str, range: Range<usize>, hidden: &mut Vec<(Kind, Range<usize>)>) {
    let start = range.start;
    let found = address::find(part(text, range)).into_iter();
    hidden.extend(found.map(|found| (Kind::Address, start + found.start..start + found.end)));
}

/// A part of a text; nothing if the range is none of its own.
fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests;
