//! What was found, best first, and why each of it.

use std::collections::HashSet;

use noor_core::dialogue::findings::Trait;
use noor_store::products::Hit;
use serde::Serialize;
use utoipa::ToSchema;

/// A product that was found, and why.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The product, and the words of the text that stand in it.
    pub hit: Hit,
    /// What found it.
    pub by: By,
    /// Which thing of the text it is for, counted from 0; `None` where it is for the whole text.
    pub thing: Option<usize>,
    /// Words of the text that nobody knows, and that do not stand in it either.
    pub unmet: Vec<String>,
    /// What was asked for and given way in, since nothing had all of it.
    pub gave_way: Vec<Trait>,
    /// Its place among what was found by traits and words alone, counted from 1.
    pub place: usize,
    /// How near its meaning is to the text's, from 0 to 1; `None` without an embedder, or where it is
    /// not among the nearest.
    pub similarity: Option<f32>,
}

/// What found a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Its code stands in the text.
    Code,
    /// A word of its name does, in any letters.
    Name,
    /// It serves for what the text wants to do.
    Need,
    /// It is two of the things in one.
    Set,
    /// It has the traits that the text names.
    Traits,
    /// It means the same, and the text names nothing that is known.
    Meaning,
}

/// Products found in one way, best first.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub(super) by: By,
    pub(super) thing: Option<usize>,
    pub(super) gave_way: Vec<Trait>,
    pub(super) hits: Vec<Hit>,
}

impl List {
    pub(super) fn of(by: By, hits: Vec<Hit>) -> Self {
        Self { by, thing: None, gave_way: Vec::new(), hits }
    }

    fn ranked(self) -> impl Iterator<Item = Ranked> {
        let Self { by, thing, gave_way, hits } = self;
        hits.into_iter().enumerate().map(move |(before, hit)| Ranked {
            hit,
            by,
            thing,
            unmet: Vec::new(),
            gave_way: gave_way.clone(),
            place: before + 1,
            similarity: None,
        })
    }
}

/// One of each list in turns, each product once.
pub(super) fn in_turns(lists: Vec<List>, limit: usize) -> Vec<Ranked> {
    let mut lists: Vec<_> = lists.into_iter().map(List::ranked).collect();
    let mut known: HashSet<String> = HashSet::new();
    let mut merged: Vec<Ranked> = Vec::new();
    while merged.len() < limit {
        let before = merged.len();
        for list in &mut lists {
            let next = list.find(|it| !known.contains(&it.hit.product.sku));
            known.extend(next.iter().map(|it| it.hit.product.sku.clone()));
            merged.extend(next);
        }
        if merged.len() == before {
            break;
        }
    }
    merged.truncate(limit);
    merged
}
