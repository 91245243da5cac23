//! Stretches of a message that could be article codes.
//!
//! Only the catalogue can tell a code, so every window of up to four words around a number that
//! nothing else explains is offered, longest first. Their number is linear in the message.

mod colours;
mod layout;
pub(super) mod shop;

use std::collections::HashSet;

use crate::lexicon::Feature;
use crate::numbers::{Figure, FigureKind, Term};
use crate::reading::cues::Cue;
use crate::reading::tags::Tagged;
use crate::sku;
use crate::understanding::CodeMention;
use crate::words::{Gap, InCode, Kind, Word};

/// The mentions of a message, and which of its words and figures belong to them.
pub(super) struct Codes {
    pub(super) mentions: Vec<CodeMention>,
    /// For each word, whether it belongs to something written like a code.
    pub(super) words: Vec<bool>,
    /// The same words, and those of colours and materials that stand behind a code and belong to it.
    pub(super) with_colours: Vec<bool>,
    /// Places of the figures that say how many of a code are wanted, or number its line.
    pub(super) quantities: HashSet<usize>,
    /// What is written like a code, each once, in order.
    pub(super) written: Vec<Written>,
}

/// Something written like a code, where it stands.
pub(super) struct Written {
    /// Its first phrase.
    pub(super) start: usize,
    /// The phrase after its last one.
    pub(super) end: usize,
    pub(super) mention: CodeMention,
}

const LONGEST: usize = 4;
/// Shorter keys are only those of codes that the shop is known to have.
const SHORTEST: usize = 3;

/// Finds the mentions in `raw`, the message as written, of which `text` and `figures` were read.
pub(super) fn codes(raw: &str, text: &Tagged<'_>, figures: &[Figure]) -> Codes {
    let explained = explained(text, figures);
    let owner = owners(text);
    let mut codes = Codes {
        mentions: Vec::new(),
        words: vec![false; text.words.len()],
        with_colours: Vec::new(),
        quantities: HashSet::new(),
        written: Vec::new(),
    };
    let shapes = shapes(raw, text, &owner, &explained);
    let layout = layout::pieces(text, figures, &owner, &shapes);
    let mut seen = HashSet::new();
    for (spot, shape) in (1..).zip(&shapes) {
        let at = shape.at;
        if shape.explicit {
            (shape.start..shape.end).for_each(|at| codes.words[at] = true);
        }
        let own = || shape.quantity(text, figures, &owner).filter(|_| shape.candidate);
        let quantity = layout.get(&shape.start).copied().or_else(own);
        // "3 white desks 140": a number that may be no code at all takes no pieces from the thing.
        if let Some((_, figure)) = quantity.filter(|_| shape.is_article(quantity.is_some())) {
            codes.quantities.insert(figure);
        }
        codes.write_down(raw, text, &owner, shape, quantity.map(|(pieces, _)| pieces), spot);
        if shape.of_shop {
            let quantity = quantity.map(|(pieces, _)| pieces);
            let mention = mention(raw, text, shape.start, shape.end);
            codes.mentions.extend(mention.map(|it| CodeMention {
                quantity,
                explicit: true,
                spot,
                ..it
            }));
            continue;
        }
        for length in (1..=LONGEST).rev() {
            for start in (at + 1).saturating_sub(length)..=at {
                let end = start + length;
                if !window(text, &owner, &explained, start, end) || !seen.insert((start, end)) {
                    continue;
                }
                let mention = mention(raw, text, start, end).filter(|it| it.key.len() >= SHORTEST);
                let Some(mention) = mention else { continue };
                let quantity = quantity.map(|(pieces, _)| pieces);
                let explicit = shape.explicit && (start, end) == (shape.start, shape.end);
                let zeros = with_digits_for_letters(&mention.key);
                let meant = explicit && zeros.is_some();
                let in_digits = zeros.map(|key| {
                    let text = mention.text.clone();
                    CodeMention { text, key, quantity, explicit, spot }
                });
                codes.mentions.extend(in_digits);
                codes.mentions.push(CodeMention {
                    quantity,
                    explicit: explicit && !meant,
                    spot,
                    ..mention
                });
            }
        }
    }
    codes.quantities.extend(layout::line_numbers(
        text,
        figures,
        &owner,
        &shapes,
        &codes.quantities,
    ));
    let mut with_colours = codes.words.clone();
    let coloured = colours::behind_codes(text, figures, &codes, &mut with_colours);
    codes.mentions.extend(coloured);
    codes.with_colours = with_colours;
    codes
}

impl Codes {
    /// Notes a shape that is written like a code, or that pieces of a long number are wanted of.
    fn write_down(
        &mut self,
        raw: &str,
        text: &Tagged<'_>,
        owner: &[usize],
        shape: &Shape,
        quantity: Option<u32>,
        spot: u32,
    ) {
        let known = owner.get(shape.start).copied();
        let (Some(start), Some(last)) = (known, owner.get(shape.end - 1).copied()) else { return };
        let again = self.written.last().is_some_and(|before| before.end > start);
        if again || !shape.is_article(quantity.is_some()) {
            return;
        }
        let Some(mention) = mention(raw, text, shape.start, shape.end) else { return };
        let spelled = with_digits_for_letters(&mention.key).filter(|_| !shape.of_shop);
        let key = spelled.unwrap_or(mention.key);
        let explicit = shape.explicit;
        let mention = CodeMention { text: mention.text, key, quantity, explicit, spot };
        self.written.push(Written { start, end: last + 1, mention });
    }
}

/// The stretches around the numbers that nothing explains, in order.
fn shapes(raw: &str, text: &Tagged<'_>, owner: &[usize], explained: &[bool]) -> Vec<Shape> {
    let words = text.words.iter().enumerate();
    let shape = |(at, word): (usize, &Word)| {
        let free = !explained.get(at).copied().unwrap_or(true);
        match word.code {
            InCode::First => Some(Shape::of_shop(text, at)),
            InCode::Nowhere if word.kind == Kind::Digits && free && !is_ordinal(text, at) => {
                Some(Shape::around(raw, text, owner, explained, at))
            }
            InCode::Nowhere | InCode::Later => None,
        }
    };
    words.filter_map(shape).collect()
}

/// Words that some figure explains, or that are a code already. A bare number may still be a code,
/// unless a word belongs to it ("2 thousand").
fn explained(text: &Tagged<'_>, figures: &[Figure]) -> Vec<bool> {
    let mut explained: Vec<bool> =
        text.words.iter().map(|word| word.code != InCode::Nowhere).collect();
    for figure in figures {
        let alone = figure.end <= figure.start + 1;
        if matches!(figure.kind, FigureKind::Bare(_) | FigureKind::Fraction(_)) && alone {
            continue;
        }
        for item in text.items.get(figure.start..figure.end).unwrap_or_default() {
            explained[item.at..item.at + item.length].fill(true);
        }
    }
    explained
}

/// Whether the number at a word is a place in a row: "the 25th floor".
fn is_ordinal(text: &Tagged<'_>, at: usize) -> bool {
    let next = text.words.get(at + 1).filter(|next| next.gap == Gap::Glued);
    next.is_some_and(|next| matches!(next.text.as_str(), "st" | "nd" | "rd" | "th"))
}

/// For each word, the phrase it belongs to.
fn owners(text: &Tagged<'_>) -> Vec<usize> {
    let items = text.items.iter().enumerate();
    items.flat_map(|(place, item)| std::iter::repeat_n(place, item.length)).collect()
}

/// The stretch around a number that is written like a code.
pub(super) struct Shape {
    /// The number it was found around.
    at: usize,
    start: usize,
    end: usize,
    digits: usize,
    explicit: bool,
    /// Whether it has enough digits to be a code at all.
    candidate: bool,
    /// Whether the catalogue has it.
    of_shop: bool,
}

impl Shape {
    /// The code of the shop that begins at a word.
    fn of_shop(text: &Tagged<'_>, start: usize) -> Self {
        let behind = text.words.iter().skip(start + 1);
        let end = start + 1 + behind.take_while(|word| word.code == InCode::Later).count();
        let words = text.words.get(start..end).unwrap_or_default();
        let digits = words.iter().flat_map(|word| word.text.chars());
        let digits = digits.filter(char::is_ascii_digit).count();
        Self { at: start, start, end, digits, explicit: true, candidate: true, of_shop: true }
    }

    fn around(
        raw: &str,
        text: &Tagged<'_>,
        owner: &[usize],
        explained: &[bool],
        at: usize,
    ) -> Self {
        let word = |at: usize| text.words.get(at);
        let free = |at: usize| !explained.get(at).copied().unwrap_or(true);
        let mut start = at;
        while at - start < LONGEST - 1
            && word(start).is_some_and(|word| word.gap.continues())
            && let Some(before) = start.checked_sub(1)
            && free(before)
            && part_of_code(text, owner, before, word(start).map_or(Gap::Line, |word| word.gap))
            && !counts(text, before, start)
        {
            start = before;
        }
        let mut end = at + 1;
        while end - start < LONGEST
            && free(end)
            && word(end).is_some_and(|next| {
                let pure = text
                    .words
                    .get(start..=end)
                    .is_some_and(|words| words.iter().all(|word| word.kind == Kind::Digits));
                (next.gap <= Gap::Joined || pure) && part_of_code(text, owner, end, next.gap)
            })
        {
            end += 1;
        }
        let words = text.words.get(start..end).unwrap_or_default();
        let letters = words.iter().any(|word| word.kind != Kind::Digits);
        let digits: usize =
            words.iter().flat_map(|word| word.text.chars()).filter(char::is_ascii_digit).count();
        let marked = start
            .checked_sub(1)
            .and_then(|before| owner.get(before))
            .is_some_and(|&place| marked(text, place));
        let unknown = owner
            .get(start)
            .and_then(|&place| text.items.get(place))
            .is_some_and(|item| item.meanings.is_empty());
        let separated = words.iter().skip(1).any(|word| word.gap == Gap::Joined)
            || words.iter().any(|word| word.text.contains(['.', '-']));
        let explicit = (letters && digits >= 2)
            || (digits == 1 && unknown && in_capitals(raw, words))
            || (digits == 1 && unknown && stands_out(text, start, end))
            || (marked && digits >= 3)
            || (!letters && separated && digits >= 6);
        Self {
            at,
            start,
            end,
            digits,
            explicit,
            candidate: explicit || digits >= 3,
            of_shop: false,
        }
    }

    /// Whether it is written like a code, or is a long number that pieces are wanted of.
    fn is_article(&self, counted: bool) -> bool {
        self.explicit || self.of_shop || self.digits >= 5 && counted
    }

    /// Pieces said right before or right behind, with the place of their figure.
    fn quantity(
        &self,
        text: &Tagged<'_>,
        figures: &[Figure],
        owner: &[usize],
    ) -> Option<(u32, usize)> {
        let first = *owner.get(self.start)?;
        let last = *owner.get(self.end - 1)?;
        let pieces = |place: usize, bare: bool| match figures.get(place)?.kind {
            FigureKind::Pieces(pieces) => Some((pieces, place)),
            FigureKind::Bare(pieces) if bare && layout::counts_pieces(pieces) => {
                Some((pieces, place))
            }
            _ => None,
        };
        // Figures are in order, so the neighbours are found by halving.
        let behind = figures.partition_point(|figure| figure.start <= last);
        let before = figures.partition_point(|figure| figure.end <= first).checked_sub(1);
        let passed = |from: usize, to: usize| {
            to.saturating_sub(from) <= 2
                && text.items.get(from..to).unwrap_or_default().iter().all(|item| {
                    item.gap < Gap::Stop
                        && !item.is(Term::And)
                        && !item.is(Term::For)
                        && !item.says(Cue::At)
                        && (item.says(Cue::Filler)
                            || item.is(Term::From)
                            || item.features().next().is_some())
                })
        };
        let unbroken =
            |place: usize| text.items.get(place).is_some_and(|item| item.gap < Gap::Comma);
        let found_before = before.and_then(|place| {
            let figure = figures.get(place)?;
            let close = unbroken(first) && passed(figure.end, first);
            close.then(|| pieces(place, self.explicit || self.digits >= 5))?
        });
        let found_behind = || {
            let figure = figures.get(behind)?;
            let close =
                text.items.get(figure.start)?.gap < Gap::Stop && passed(last + 1, figure.start);
            let ends = text.items.get(figure.end).is_none_or(|next| next.gap >= Gap::Dash);
            close.then(|| pieces(behind, ends && (self.explicit || self.digits >= 5)))?
        };
        found_before.or_else(found_behind)
    }
}

/// Whether a stretch is a few capitals with a digit behind them, written together (`HY3`, `LK/2`,
/// `LP-4D`) or, where the text is not all capitals, apart (`LP 8`): one digit makes no code of ordinary
/// letters.
fn in_capitals(raw: &str, words: &[Word]) -> bool {
    let (letters, digit) = match words {
        [letters, digit] => (letters, digit),
        [letters, digit, tail] if tail.gap <= Gap::Joined && tail.text.len() <= 2 => {
            (letters, digit)
        }
        _ => return false,
    };
    let written = raw.get(letters.start..letters.end).unwrap_or_default();
    (digit.gap <= Gap::Joined || letters.capitals && digit.gap <= Gap::Blank)
        && letters.kind == Kind::Latin
        && (2..=4).contains(&letters.text.len())
        && written.chars().all(char::is_uppercase)
}

/// Whether letters with one digit are a code by what follows: capitals by a colour, a material or the
/// end of what is said ("LP 8 black"), others by a colour behind a joint ("hy.4 grey"). "TV 2 pieces"
/// is none.
fn stands_out(text: &Tagged<'_>, start: usize, end: usize) -> bool {
    let [Some(letters), Some(digit)] = [text.words.get(start), text.words.get(end - 1)] else {
        return false;
    };
    let behind = text.items.get(text.items.partition_point(|item| item.at < end));
    let apart = behind.is_none_or(|item| item.gap > Gap::Blank);
    let shade = behind.is_some_and(|item| {
        item.features().any(|it| matches!(it, Feature::Colour(_) | Feature::Material(_)))
    });
    let joined = digit.gap == Gap::Joined && letters.text.len() <= 4;
    end == start + 2 && (letters.capitals && (apart || shade) || joined && shade)
}

/// The key with digits for the letters that look like them, from its first digit on: `62o14o` is
/// `620140`, `kx21o` is `kx210`. `None` where other letters stand there, or none at all.
fn with_digits_for_letters(key: &str) -> Option<String> {
    let digit = |c: char| match c {
        'o' => Some('0'),
        'i' | 'l' => Some('1'),
        digit => digit.is_ascii_digit().then_some(digit),
    };
    let (letters, number) = key.split_at(key.find(|c: char| c.is_ascii_digit())?);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let enough = if letters.is_empty() { 3 } else { 2 };
    if digits < enough || digits == number.chars().count() {
        return None;
    }
    let number: String = number.chars().map(digit).collect::<Option<_>>()?;
    Some(format!("{letters}{number}"))
}

/// Whether digits stand apart before letters, as pieces do ("25 CH 616").
fn counts(text: &Tagged<'_>, at: usize, next: usize) -> bool {
    let digits = text.words.get(at).is_some_and(|word| word.kind == Kind::Digits);
    let letters = |word: &Word| word.kind != Kind::Digits && word.gap == Gap::Blank;
    digits && text.words.get(next).is_some_and(letters)
}

/// Whether the phrase says that a code follows, perhaps past a filler.
fn marked(text: &Tagged<'_>, place: usize) -> bool {
    let label = |place: usize| {
        text.items.get(place).is_some_and(|item| item.is(Term::CodeMark) || item.is(Term::Label))
    };
    let filler = text.items.get(place).is_some_and(|item| item.says(Cue::Filler));
    label(place) || filler && place.checked_sub(1).is_some_and(label)
}

/// Whether a word can stand inside a code: digits, or a short Latin word that is not known. Known
/// words count where they are written together with the rest.
fn part_of_code(text: &Tagged<'_>, owner: &[usize], at: usize, gap: Gap) -> bool {
    let Some(word) = text.words.get(at) else { return false };
    let known = owner
        .get(at)
        .and_then(|&place| text.items.get(place))
        .is_some_and(|item| !item.meanings.is_empty());
    match word.kind {
        Kind::Digits => gap <= Gap::Blank,
        Kind::Latin | Kind::Foreign => {
            let most = if gap == Gap::Blank { 4 } else { 12 };
            (!known || gap <= Gap::Joined) && word.text.chars().take(most + 1).count() <= most
        }
        Kind::Arabic | Kind::Sign | Kind::Private => false,
    }
}

/// Whether the words from `start` to `end` could be one code.
fn window(
    text: &Tagged<'_>,
    owner: &[usize],
    explained: &[bool],
    start: usize,
    end: usize,
) -> bool {
    let Some(words) = text.words.get(start..end) else { return false };
    let unbroken = words.iter().skip(1).all(|word| word.gap < Gap::Colon);
    let writable = words.iter().all(|word| {
        matches!(word.kind, Kind::Digits | Kind::Latin | Kind::Foreign)
            && word.text.chars().take(21).count() <= 20
    });
    let free = explained.get(start..end).is_some_and(|words| words.iter().all(|taken| !taken));
    // A word with a use of its own belongs to a code only where it is written together with it.
    let idle = |at: usize, together: usize| {
        owner.get(at).and_then(|&place| text.items.get(place)).is_some_and(|item| {
            item.cues().any(|cue| cue != Cue::Setting)
                || item.terms().next().is_some()
                || item.currency().is_some()
                || item.number().is_some()
        }) && !may_be_letters(text, owner, at)
            && words.len() > 1
            && text.words.get(together).is_some_and(|word| word.gap > Gap::Joined)
    };
    let digits: usize =
        words.iter().flat_map(|word| word.text.chars()).filter(char::is_ascii_digit).count();
    let letters = words.iter().any(|word| word.kind != Kind::Digits);
    unbroken
        && writable
        && free
        && !idle(start, start + 1)
        && !idle(end - 1, end - 1)
        && digits >= if letters { 1 } else { 3 }
}

/// Whether a word in capitals that numbers things elsewhere may be the letters of a code: `NO 120`.
fn may_be_letters(text: &Tagged<'_>, owner: &[usize], at: usize) -> bool {
    let capitals = text.words.get(at).is_some_and(|word| word.capitals);
    let item = owner.get(at).and_then(|&place| text.items.get(place));
    capitals && item.is_some_and(|item| item.is(Term::Label))
}

fn mention(raw: &str, text: &Tagged<'_>, start: usize, end: usize) -> Option<CodeMention> {
    let place = |at: usize| -> Option<&Word> { text.words.get(at) };
    let written = raw.get(place(start)?.start..place(end - 1)?.end)?;
    let key = sku::key(written);
    Some(CodeMention { text: written.to_owned(), key, ..CodeMention::default() })
}
