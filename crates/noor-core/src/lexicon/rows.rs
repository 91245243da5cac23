//! What a row of a catalogue is, in the lexicon's words: its family and kind, its colours and materials,
//! what it has, and what it is sold together with.

use super::{Family, Feature, Lexicon};
use crate::language::Language;
use crate::normalise::{fold, tokens};
use crate::words::{Gap, Kind, Word, split};

impl Lexicon {
    /// Family and kind of a catalogue row that does not say them itself.
    ///
    /// The head of the name decides, then the head of the description ("Cover for 3-seat sofa" is
    /// a cover, "Table and 4 chairs" a table), and categories only where neither names anything.
    pub fn family_of(
        &self,
        name: &str,
        description: &str,
        categories: &[String],
    ) -> Option<(String, Option<String>)> {
        let head = |text: &str| Some(text).and_then(|text| self.head(&split(text, |_| true)));
        let (family, kind) = head(name).or_else(|| head(description)).or_else(|| {
            let known = |category: &String| {
                let category = fold(category);
                let named =
                    |family: &Family| family.categories.iter().any(|name| fold(name) == category);
                let by_list = self.content.families.iter().find(|(_, family)| named(family));
                by_list.map(|(key, _)| (key.clone(), None)).or_else(|| head(&category))
            };
            categories.iter().rev().find_map(known)
        })?;
        let kind = kind
            .or_else(|| self.kind_in(&family, name))
            .or_else(|| self.kind_in(&family, first_part(description)))
            .or_else(|| {
                let of_one_thing = categories.iter().rev().filter(|text| names_one_thing(text));
                of_one_thing.into_iter().find_map(|text| self.kind_in(&family, text))
            });
        Some((family, kind))
    }

    /// Family and kind of a catalogue row that says its family itself, under the keys of content:
    /// a row of the family `Lockers` is a cabinet of the kind `locker`, and one without a kind has
    /// that of its name. What content has no word for stays as the row says it.
    pub fn placed(
        &self,
        family: &str,
        kind: Option<&str>,
        name: &str,
        description: &str,
    ) -> (String, Option<String>) {
        let key = key_of(family);
        let (family, of_family) = if self.content.families.contains_key(&key) {
            (key, None)
        } else {
            let named = self.head(&split(family, |_| true));
            let named = named.or_else(|| self.family_with_kind(&key, name));
            named.unwrap_or_else(|| (family.to_owned(), None))
        };
        let said = kind.and_then(|kind| {
            let key = key_of(kind);
            let known = self.content.families.get(&family);
            let known = known.is_some_and(|family| family.kinds.contains_key(&key));
            let with_noun = || {
                let noun = self.family_name(&family, Language::English, false)?;
                self.kind_in(&family, &format!("{kind} {noun}"))
            };
            if known { Some(key) } else { self.kind_in(&family, kind).or_else(with_noun) }
        });
        let kind = said
            .or(of_family)
            .or_else(|| self.kind_in(&family, name))
            .or_else(|| self.kind_in(&family, first_part(description)))
            .or_else(|| kind.map(str::to_owned));
        (family, kind)
    }

    /// The canonical colours named in `text`, in its order, without repeats.
    pub fn colours_in(&self, text: &str) -> Vec<String> {
        self.collect(text, |feature| match feature {
            Feature::Colour(colour) => Some(colour),
            Feature::Family { .. }
            | Feature::Kind { .. }
            | Feature::Material(_)
            | Feature::Has(_) => None,
        })
    }

    /// The canonical materials named in `text`, in its order, without repeats.
    pub fn materials_in(&self, text: &str) -> Vec<String> {
        self.collect(text, |feature| match feature {
            Feature::Material(material) => Some(material),
            Feature::Family { .. }
            | Feature::Kind { .. }
            | Feature::Colour(_)
            | Feature::Has(_) => None,
        })
    }

    /// The canonical features of a catalogue row, from its words and its categories.
    pub fn features_of_row(&self, text: &str, categories: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for text in categories.iter().map(String::as_str).chain([text]) {
            let words = split(text, |_| true);
            let mut at = 0;
            while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
                let met = self.rows.longest(rest);
                let before = at.checked_sub(1).and_then(|before| words.get(before));
                let absent = before.zip(rest.first()).is_some_and(|(it, next)| denies(it, next));
                for key in met.iter().flat_map(|met| met.meanings) {
                    if !absent && !found.contains(key) {
                        found.push(key.clone());
                    }
                }
                at += met.map_or(1, |met| met.length);
            }
        }
        found
    }

    /// What a row is sold together with, as features: a "table and 4 chairs" has `+chair` and
    /// `+chair:4`.
    pub fn included(&self, family: &str, description: &str) -> Vec<String> {
        let words = split(description, |_| true);
        let mut found: Vec<String> = Vec::new();
        for (at, _, features) in self.features_in(&words) {
            let other = features.iter().find_map(|feature| match feature {
                Feature::Family { family: other, .. }
                | Feature::Kind { family: other, named: true, .. } => Some(other),
                Feature::Kind { .. }
                | Feature::Colour(_)
                | Feature::Material(_)
                | Feature::Has(_) => None,
            });
            let Some(other) = other.filter(|it| *it != family && !self.is_detail(it)) else {
                continue;
            };
            let Some(before) = at.checked_sub(1).and_then(|at| words.get(at)) else { continue };
            let pieces = before.text.parse::<u32>().ok();
            let joined = matches!(before.text.as_str(), "and" | "with" | "w" | "و" | "مع");
            if pieces.is_none() && !joined {
                continue;
            }
            for key in [Some(set_with(other, None)), pieces.map(|it| set_with(other, Some(it)))] {
                found.extend(key.filter(|key| !found.contains(key)));
            }
        }
        found
    }

    /// The family a text is about: English puts it last in its first phrase, Arabic first.
    fn head(&self, words: &[Word]) -> Option<(String, Option<String>)> {
        let mut head: Option<(usize, (String, Option<String>))> = None;
        let mut features = self.features_in(words).into_iter().peekable();
        for (at, word) in words.iter().enumerate() {
            // What stands behind "for" is what a thing fits: a lamp "for meeting tables" is no table.
            if at > 0 && matches!(word.text.as_str(), "for" | "f" | "under") {
                break;
            }
            if let Some((place, _)) = &head {
                let arabic = words.get(*place).is_some_and(|word| word.kind == Kind::Arabic);
                if arabic || ends_head(word) {
                    break;
                }
            }
            let Some((_, _, features)) = features.next_if(|(begin, _, _)| *begin == at) else {
                continue;
            };
            let named = features.iter().find_map(|feature| match feature {
                Feature::Family { family, .. } => Some((family.clone(), None)),
                Feature::Kind { family, kind, named: true } => {
                    Some((family.clone(), Some(kind.clone())))
                }
                Feature::Kind { named: false, .. }
                | Feature::Colour(_)
                | Feature::Material(_)
                | Feature::Has(_) => None,
            });
            if let Some(named) = named {
                head = Some((at, named));
            }
        }
        head.map(|(_, named)| named)
    }

    /// The family that a kind belongs to (`reception`): the one that `name` names, or the only one.
    fn family_with_kind(&self, kind: &str, name: &str) -> Option<(String, Option<String>)> {
        let has_kind = |family: &Family| family.kinds.contains_key(kind);
        let mut with = self.content.families.iter().filter(|(_, family)| has_kind(family));
        let named = self.head(&split(name, |_| true)).map(|(family, _)| family);
        let named = named.filter(|family| self.content.families.get(family).is_some_and(has_kind));
        let family = named.or_else(|| match (with.next(), with.next()) {
            (Some((only, _)), None) => Some(only.clone()),
            _ => None,
        })?;
        Some((family, Some(kind.to_owned())))
    }

    /// The kind of a family that a word says beside the family's name: "swivel" as in "swivel chair".
    pub(crate) fn kind_beside(&self, family: &str, word: &str) -> Option<String> {
        let name = |language| self.family_name(family, language, false);
        let english = name(Language::English).map(|name| format!("{word} {name}"));
        let arabic = name(Language::Arabic).map(|name| format!("{name} {word}"));
        english.into_iter().chain(arabic).find_map(|phrase| {
            let words = split(&phrase, |_| true);
            let whole = self.book.longest(&words).filter(|met| met.length == words.len())?;
            whole.meanings.iter().find_map(|feature| match feature {
                Feature::Kind { family: of, kind, .. } if of == family => Some(kind.clone()),
                Feature::Kind { .. }
                | Feature::Family { .. }
                | Feature::Colour(_)
                | Feature::Material(_)
                | Feature::Has(_) => None,
            })
        })
    }

    fn kind_in(&self, family: &str, text: &str) -> Option<String> {
        let words = split(text, |_| true);
        let of_family = |feature: &Feature| match feature {
            Feature::Kind { family: of, kind, .. } if of == family => Some(kind.clone()),
            Feature::Kind { .. }
            | Feature::Family { .. }
            | Feature::Colour(_)
            | Feature::Material(_)
            | Feature::Has(_) => None,
        };
        self.features_in(&words)
            .iter()
            .find_map(|(_, _, features)| features.iter().find_map(of_family))
    }

    fn collect(&self, text: &str, pick: impl Fn(&Feature) -> Option<&String>) -> Vec<String> {
        let words = split(text, |_| true);
        let mut found: Vec<String> = Vec::new();
        for (_, _, features) in self.features_in(&words) {
            for key in features.iter().filter_map(&pick) {
                if !found.contains(key) {
                    found.push(key.clone());
                }
            }
        }
        found
    }
}

/// A word as keys are spelled: `Height adjustable` is `height_adjustable`.
fn key_of(word: &str) -> String {
    tokens(word).join("_")
}

/// The feature of what is sold together with something of a family, or with so many of it.
pub fn set_with(family: &str, pieces: Option<u32>) -> String {
    match pieces {
        Some(pieces) => format!("+{family}:{pieces}"),
        None => format!("+{family}"),
    }
}

/// Whether a category is of one kind of thing: "Bookcases & shelving units" says no kind of either.
fn names_one_thing(category: &str) -> bool {
    let folded = fold(category);
    !folded.contains(['&', ',', '/', '،']) && !folded.contains(" and ") && !folded.contains(" و")
}

/// Words, numbers and gaps after which a name only lists what belongs to the thing, or fits it.
fn ends_head(word: &Word) -> bool {
    const ENDS: [&str; 11] =
        ["with", "w", "for", "f", "and", "&", "in", "on", "without", "incl", "of"];
    word.plus
        || word.kind == Kind::Digits
        || word.gap >= Gap::Comma
        || ENDS.contains(&word.text.as_str())
}

/// Whether a word says that what stands behind it is not there: "no arms", «بدون مساند».
fn denies(word: &Word, next: &Word) -> bool {
    const DENY: [&str; 7] = ["no", "without", "not", "excl", "بدون", "بلا", "دون"];
    next.gap.continues() && DENY.contains(&word.text.as_str())
}

/// A description up to its first comma.
fn first_part(description: &str) -> &str {
    description.split([',', '،', '.']).next().unwrap_or_default()
}
