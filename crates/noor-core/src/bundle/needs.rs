//! What people need: the shop's rule of thumb applied to a headcount.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::understanding::{Headcount, Wish};

/// What each role of people needs, from `content/bundles.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundles {
    roles: BTreeMap<String, Role>,
}

/// A family or kind that the lexicon does not have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` of {role}.{what} is not in lexicon.toml")]
pub struct UnknownWord {
    /// The role's key.
    pub role: String,
    /// The need's name.
    pub what: String,
    /// The family, or the kind that none of the need's families has.
    pub word: String,
}

/// Something that is to be covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The role of people it is for; `None` where the customer named the thing itself.
    pub role: Option<String>,
    /// Its name within the role (`desk`); `None` where the customer named the thing itself.
    pub what: Option<String>,
    /// What to search for.
    pub wish: Wish,
    /// How much of it: pieces or people, as `count` says.
    pub quantity: u32,
    /// What `quantity` counts.
    pub count: Count,
    /// Whether a plan without it is not complete. What is not essential is only offered.
    pub essential: bool,
}

/// What a need's quantity counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Pieces, however many people each is for.
    Pieces,
    /// People. A piece serves as many as its capacity says, where a person entered one.
    People {
        /// How many a piece without a capacity serves.
        otherwise: u32,
        /// How much of a long side one of them takes, in millimetres. A piece without a capacity
        /// then serves as many as its two long sides have room for, and never more than `otherwise`.
        seat_mm: Option<u32>,
        /// Families of which that is only an assumption, to be told and asked about.
        shared: Vec<String>,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Role {
    /// Its name in English: one, several.
    en: [String; 2],
    /// Its name in Arabic: one, several.
    ar: [String; 2],
    needs: Vec<Item>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    what: String,
    families: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    kinds_not: Vec<String>,
    count: Counting,
    #[serde(default = "one")]
    pieces: NonZeroU32,
    #[serde(default = "one")]
    people: NonZeroU32,
    seat_mm: Option<NonZeroU32>,
    #[serde(default)]
    shared: Vec<String>,
    #[serde(default)]
    offered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Counting {
    Pieces,
    Places,
    Room,
}

fn one() -> NonZeroU32 {
    NonZeroU32::MIN
}

impl Bundles {
    /// Reads `content/bundles.toml`.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether `lexicon` knows every family and kind that is needed. A shop may carry fewer: what it
    /// does not know is then never found, and a plan says that it is missing.
    ///
    /// # Errors
    ///
    /// [`UnknownWord`] names the first one that the lexicon does not have.
    pub fn check(&self, lexicon: &Lexicon) -> Result<(), UnknownWord> {
        let mut items = self
            .roles
            .iter()
            .flat_map(|(role, content)| content.needs.iter().map(move |item| (role, item)));
        items.try_for_each(|(role, item)| item.check(role, lexicon))
    }

    /// The keys of all roles, sorted: what [`Headcount::role`] may say.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str)
    }

    /// What customers call a role: `manager`, `managers`, `مدير`, `مدراء`.
    pub fn role_name(&self, role: &str, language: Language, plural: bool) -> Option<&str> {
        let role = self.roles.get(role)?;
        let [one, several] = match language {
            Language::English => &role.en,
            Language::Arabic => &role.ar,
        };
        Some(if plural { several } else { one })
    }

    /// What these people need, role by role in the order given, each role's needs in the order of
    /// its importance.
    ///
    /// Two headcounts of one role add up, unless the role sits in rooms: each is then a room of its
    /// own. Nobody needs nothing, and a role that is not in the file needs nothing either.
    pub fn needs(&self, headcounts: &[Headcount]) -> Vec<Need> {
        let mut added: Vec<(&str, &Role, u32)> = Vec::new();
        for headcount in headcounts.iter().filter(|it| it.people > 0) {
            let Some((key, role)) = self.roles.get_key_value(&headcount.role) else { continue };
            match added.iter_mut().find(|(known, ..)| known == key && !role.has_rooms()) {
                Some((.., people)) => *people = people.saturating_add(headcount.people),
                None => added.push((key, role, headcount.people)),
            }
        }
        let needs_of = |(key, role, people): (&str, &Role, u32)| -> Vec<Need> {
            role.needs.iter().map(|item| item.need(key, people)).collect()
        };
        added.into_iter().flat_map(needs_of).collect()
    }
}

impl Need {
    /// The need behind a wish for so many pieces of something ("6 chairs"), or for one that people
    /// share ("a table for 8"); `None` if it names no kind of thing or no number.
    ///
    /// Pieces are pieces: two desks are two, whoever shares them.
    pub fn of(wish: Wish) -> Option<Self> {
        let shared = wish.people.map(|_| 1);
        let quantity = wish.pieces.or(shared).filter(|pieces| *pieces > 0)?;
        (!wish.families.is_empty()).then_some(Self {
            role: None,
            what: None,
            wish,
            quantity,
            count: Count::Pieces,
            essential: true,
        })
    }
}

impl Role {
    fn has_rooms(&self) -> bool {
        self.needs.iter().any(|item| item.count == Counting::Room)
    }
}

impl Item {
    fn check(&self, role: &str, lexicon: &Lexicon) -> Result<(), UnknownWord> {
        let is_family = |word: &str| lexicon.families().any(|it| it == word);
        let is_kind = |word: &str| {
            let mut families = self.families.iter();
            families.any(|family| lexicon.kind_name(family, word, Language::English).is_some())
        };
        let mut families = self.families.iter().chain(&self.shared);
        let mut kinds = self.kinds.iter().chain(&self.kinds_not);
        let family = families.find(|word| !is_family(word));
        match family.or_else(|| kinds.find(|word| !is_kind(word))) {
            Some(word) => {
                let (role, what) = (role.to_owned(), self.what.clone());
                Err(UnknownWord { role, what, word: word.clone() })
            }
            None => Ok(()),
        }
    }

    fn need(&self, role: &str, people: u32) -> Need {
        let serving = |otherwise| Count::People {
            otherwise,
            seat_mm: self.seat_mm.map(NonZeroU32::get),
            shared: self.shared.clone(),
        };
        let (quantity, count) = match self.count {
            Counting::Pieces => (self.pieces_for(people), Count::Pieces),
            Counting::Places => (people, serving(self.people.get())),
            Counting::Room => (people, serving(people)),
        };
        let wish = Wish {
            families: self.families.clone(),
            subtypes: self.kinds.clone(),
            subtypes_not: self.kinds_not.clone(),
            people: (self.count == Counting::Room).then_some(people),
            pieces: (count == Count::Pieces).then_some(quantity),
            ..Wish::default()
        };
        Need {
            role: Some(role.to_owned()),
            what: Some(self.what.clone()),
            wish,
            quantity,
            count,
            essential: !self.offered,
        }
    }

    /// Pieces for so many people, rounded up.
    fn pieces_for(&self, people: u32) -> u32 {
        let pieces = u64::from(people) * u64::from(self.pieces.get());
        u32::try_from(pieces.div_ceil(u64::from(self.people.get()))).unwrap_or(u32::MAX)
    }
}
