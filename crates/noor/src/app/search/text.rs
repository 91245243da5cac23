//! What a free text finds: it is read like a message, and each thing it names is looked for.
//!
//! A code is that product. A name of the catalogue is one of those products, in whatever letters it is
//! written. What is said of price, size, colour, stock and what is not wanted always holds; of a kind
//! and of what a thing has, as much as there is.

use std::cmp::Reverse;
use std::collections::HashMap;

use anyhow::Result;
use noor_core::dialogue::findings::CodeIs;
use noor_core::language::Language;
use noor_core::lexicon::set_with;
use noor_core::reading::{Before, Naming, read, unknown_words};
use noor_core::sku;
use noor_core::sound::sound;
use noor_core::understanding::{CodeMention, Understanding, Wish};
use noor_store::products::{self, Filter, Hit, People, Similar, Sound, Words};

use super::codes;
use super::hits::filter;
use super::likeness::{is_called, is_like};
use super::meaning::similar;
use super::ranked::{By, List, Ranked, in_turns};
use super::traits::words_in;
use super::wanted::{refined, serves_among, serving, within};
use crate::context::Context;

/// Most unknown words of one text that may be names.
const WORDS: usize = 12;

/// Most names of one text that are looked for.
const NAMES: usize = 4;

/// So many sets of two things are an answer by themselves.
const ENOUGH: usize = 5;

/// What a text found, and how it was read.
#[derive(Debug)]
pub struct Results {
    /// How the text was read.
    pub read: Understanding,
    /// Best first.
    pub found: Vec<Ranked>,
}

/// Looks for what a text names, among what has the traits of `among`, at most `limit` products. An
/// empty text finds whatever has these traits.
///
/// # Errors
///
/// When the mirror cannot be asked.
pub async fn by_text(context: &Context, text: &str, among: &Wish, limit: usize) -> Result<Results> {
    let vocabulary = &context.content.vocabulary;
    let shop_codes = codes::of_shop(context, &[text]).await?;
    let before = Before { language: Language::English, asked: &[], codes: &shop_codes };
    let mut read = read(&[text], before, vocabulary);
    // What may be spent is said without a thing as well: "something for my back, under 300".
    let limit_alone = read.budget.per_item.or(read.budget.total);
    if read.wishes.is_empty() && (!among.is_empty() || limit_alone.is_some()) {
        let price_currency = read.budget.currency;
        read.wishes.push(Wish { price_max: limit_alone, price_currency, ..Wish::default() });
    }
    let names_a_thing = read.wishes.iter().any(|wish| !wish.families.is_empty());
    read.wishes = read.wishes.into_iter().map(|wish| within(wish, among)).collect();
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let search =
        TextSearch { context, among, naming: Naming::default(), similar: Vec::new(), limit: most };
    read.codes.extend(code_alone(text));
    if let Some(coded) = search.by_codes(&read.codes, among).await? {
        return Ok(Results { read, found: in_turns(coded, limit) });
    }
    let naming = Naming::of(text, vocabulary);
    let similar = similar(context, text, &read.wishes).await;
    let search = TextSearch { naming, similar, ..search };
    let mut needed = vocabulary.needed(text);
    needed.retain(|need| {
        let refused = need.families.iter().any(|it| search.naming.refused.contains(it));
        !refused && serves_among(need, among)
    });
    let named = search.by_names(unknown_words(text, vocabulary), &read.wishes, among).await?;
    let lists = match named {
        Some(named) if named.exact || needed.is_empty() => named.lists,
        Some(_) | None if !names_a_thing && !needed.is_empty() => {
            search.by_needs(&needed, &read.wishes).await?
        }
        Some(_) | None => {
            let wishes = refined(&read.wishes, &needed, &vocabulary.lexicon);
            search.by_things(&wishes).await?
        }
    };
    let mut found = in_turns(lists, limit);
    if found.is_empty() && !search.similar.is_empty() {
        found = in_turns(vec![search.by_meaning(&read.wishes, among).await?], limit);
    }
    let found = with_unmet(found, &search.naming.unknown);
    Ok(Results { found: with_similarity(found, &search.similar), read })
}

/// Whether something is not wanted.
fn rules_out(wish: &Wish) -> bool {
    let Wish { subtypes_not, colours_not, materials_not, features_not, .. } = wish;
    [subtypes_not, colours_not, materials_not, features_not].into_iter().any(|it| !it.is_empty())
}

/// The code that a text is which has nothing else in it: "90420" in a field for searching is no number
/// of pieces, as it may be in a message.
fn code_alone(text: &str) -> Option<CodeMention> {
    /// Fewer characters are the beginning of too much.
    const SHORTEST: usize = 4;
    let key = sku::key(text);
    let is_alone = text.split_whitespace().count() == 1 && key.chars().any(|c| c.is_ascii_digit());
    (is_alone && key.chars().count() >= SHORTEST).then(|| CodeMention {
        text: text.trim().to_owned(),
        key,
        quantity: None,
        explicit: true,
        spot: 0,
    })
}

/// What was found, with the unknown words of the text that it has not.
fn with_unmet(found: Vec<Ranked>, unknown: &[String]) -> Vec<Ranked> {
    let with = |it: Ranked| {
        let is_unmet = |word: &&String| {
            let stands = words_in(&it.hit.product, std::slice::from_ref(*word)) > 0;
            !stands && !it.hit.met.contains(*word)
        };
        let unmet = unknown.iter().filter(is_unmet).cloned().collect();
        Ranked { unmet, ..it }
    };
    found.into_iter().map(with).collect()
}

/// What was found, with how near its meaning is.
fn with_similarity(found: Vec<Ranked>, similar: &[(String, f32)]) -> Vec<Ranked> {
    let similar: HashMap<&str, f32> = similar.iter().map(|it| (it.0.as_str(), it.1)).collect();
    let with = |it: Ranked| {
        let similarity = similar.get(sku::key(&it.hit.product.sku).as_str()).copied();
        Ranked { similarity, ..it }
    };
    found.into_iter().map(with).collect()
}

/// Products by names that stand in a text.
struct Named {
    /// One list a name.
    lists: Vec<List>,
    /// Whether a name is written or sounds as in the catalogue, and not only much like it.
    exact: bool,
}

pub(super) struct TextSearch<'c> {
    pub(super) context: &'c Context,
    /// What it is looked among: never given way in.
    pub(super) among: &'c Wish,
    /// What the text calls the things it names.
    pub(super) naming: Naming,
    /// Products whose meaning is near the text's.
    similar: Vec<(String, f32)>,
    pub(super) limit: i64,
}

impl TextSearch<'_> {
    /// The products behind codes that have the traits of `among`, one list a code: the very one, else
    /// those that begin with it. `None` where nothing is a code of the shop.
    async fn by_codes(&self, mentions: &[CodeMention], among: &Wish) -> Result<Option<Vec<List>>> {
        let found = codes::behind(self.context, mentions, &[]).await?;
        let known = found.into_iter().filter(|code| code.is != CodeIs::Unknown);
        let keys: Vec<String> = known.map(|code| code.mention.key).collect();
        if keys.is_empty() {
            return Ok(None);
        }
        let mut hits = products::by_codes(&self.context.db, &keys, self.limit).await?;
        hits.retain(|hit| hit.product.active);
        if !among.is_empty() {
            let keys = hits.iter().map(|hit| sku::key(&hit.product.sku)).collect();
            let filter = Filter { keys, ..self.filter(among) };
            let limit = i64::try_from(hits.len()).unwrap_or(i64::MAX);
            let there = products::search(&self.context.db, &filter, limit).await?;
            hits.retain(|hit| there.iter().any(|it| it.product.sku == hit.product.sku));
        }
        let of_key = |key: &String| -> Vec<Hit> {
            let of_it = hits.iter().filter(|hit| hit.key == *key);
            let exact = of_it.clone().any(|hit| hit.exact);
            let meant = of_it.filter(|hit| hit.exact == exact);
            meant.map(|hit| Hit { product: hit.product.clone(), met: Vec::new() }).collect()
        };
        Ok(Some(keys.iter().map(|key| List::of(By::Code, of_key(key))).collect()))
    }

    /// The products that are nearest in meaning, within all that a text says that is known.
    async fn by_meaning(&self, read: &[Wish], among: &Wish) -> Result<List> {
        let wish = read.first().cloned().unwrap_or_else(|| within(Wish::default(), among));
        let wish = Wish { words: Vec::new(), ..wish };
        let keys = self.similar.iter().map(|(key, _)| key.clone()).collect();
        let filter = Filter { keys, ..self.filter(&wish) };
        let hits = products::search(&self.context.db, &filter, self.limit).await?;
        Ok(List::of(By::Meaning, hits))
    }

    /// The products of the things that are wanted, one list a thing; first what has two of them in one.
    async fn by_things(&self, wishes: &[Wish]) -> Result<Vec<List>> {
        let mut lists = Vec::new();
        if let [first, second] = wishes {
            let sets = self.sets(first, second).await?;
            let enough = sets.len() >= ENOUGH;
            lists.push(List::of(By::Set, sets));
            if enough {
                return Ok(lists);
            }
        }
        for (thing, wish) in wishes.iter().enumerate() {
            let alone = wishes.len() == 1;
            lists.push(List { thing: Some(thing), ..self.by_traits(wish, alone).await? });
        }
        Ok(lists)
    }

    /// The products that serve for what a text wants to do, within all else that it says. Another kind
    /// would not serve, so nothing gives way.
    async fn by_needs(&self, needed: &[Wish], read: &[Wish]) -> Result<Vec<List>> {
        let limits = read.first().cloned().unwrap_or_default();
        let mut lists = Vec::new();
        for need in needed {
            let filter = self.filter(&serving(need, &limits, self.among));
            let hits = products::search(&self.context.db, &filter, self.limit).await?;
            lists.push(List::of(By::Need, hits));
        }
        Ok(lists)
    }

    /// The products whose names have one of the words: of the things that were named beside it, else
    /// of any kind that is looked among. None where no word is a name.
    async fn by_names(
        &self,
        (meant, put_right): (Vec<String>, Vec<String>),
        wishes: &[Wish],
        among: &Wish,
    ) -> Result<Option<Named>> {
        let wish = wishes.first().cloned().unwrap_or_default();
        // Of one series, what has as many drawers as were named comes first.
        let mut told = self.called(&wish, true);
        told.extend(wish.pieces.map(|pieces| pieces.to_string()));
        let of_the_kind = Wish { words: Vec::new(), ..wish };
        let of_any_kind = Wish {
            families: among.families.clone(),
            subtypes: among.subtypes.clone(),
            ..of_the_kind.clone()
        };
        let vocabulary = &self.context.content.vocabulary;
        let features = || self.among.features.clone();
        let without_features = Wish { features: features(), ..of_the_kind.clone() };
        let of_any_kind_plain = Wish { features: features(), ..of_any_kind.clone() };
        let (mut exact, mut similar) = (Vec::new(), Vec::new());
        let words =
            meant.iter().map(|word| (word, true)).chain(put_right.iter().map(|word| (word, false)));
        for (word, may_be_like) in words.take(WORDS) {
            if exact.len() == NAMES {
                break;
            }
            // "Replacement" is part of what things are called, and no series of its own.
            let ordinary = vocabulary.is_ordinary(word);
            let wider = (of_any_kind != of_the_kind && !ordinary).then_some(&of_any_kind);
            // What a series should have besides its name gives way before another series does.
            let plain = (without_features != of_the_kind).then_some(&without_features);
            let plainer = (!ordinary).then_some(&of_any_kind_plain);
            for wish in std::iter::once(&of_the_kind).chain(plain).chain(wider).chain(plainer) {
                let hits = self.named(word, wish).await?;
                if hits.is_empty() {
                    continue;
                }
                let (mut same, mut like): (Vec<Hit>, Vec<Hit>) =
                    hits.into_iter().partition(|hit| is_called(&hit.product.name, word));
                like.retain(|hit| is_like(&hit.product.name, word));
                if same.is_empty() && like.is_empty() {
                    continue;
                }
                same.sort_by_cached_key(|hit| Reverse(words_in(&hit.product, &told)));
                if !same.is_empty() {
                    exact.push(List::of(By::Name, same));
                } else if may_be_like && (wish.families == of_the_kind.families) {
                    similar.push(List::of(By::Name, like));
                }
                break;
            }
        }
        Ok(match (exact.is_empty(), similar.is_empty()) {
            // One of two that are compared may be misspelled: "stig vs franklyn barstool".
            (false, false) if !of_the_kind.families.is_empty() => {
                exact.extend(similar);
                Some(Named { lists: exact, exact: true })
            }
            (false, _) => Some(Named { lists: exact, exact: true }),
            (true, false) => Some(Named { lists: similar, exact: false }),
            (true, true) => None,
        })
    }

    /// The products of a wish that have a word in their name, or one that sounds like it.
    async fn named(&self, word: &str, wish: &Wish) -> Result<Vec<Hit>> {
        let sounds = sound(word).map(|sound| Sound { word: word.to_owned(), sound });
        let filter = Filter {
            words: vec![word.to_owned()],
            words_as: Words::RequiredInName,
            sounds: sounds.into_iter().collect(),
            similar: Similar { products: self.similar.clone(), first: false },
            ..self.filter(wish)
        };
        Ok(products::search(&self.context.db, &filter, self.limit).await?)
    }

    /// What has both things in one: "a table and four chairs".
    async fn sets(&self, first: &Wish, second: &Wish) -> Result<Vec<Hit>> {
        let (Some(one), Some(other)) = (first.families.first(), second.families.first()) else {
            return Ok(Vec::new());
        };
        if one == other {
            return Ok(Vec::new());
        }
        let with = |wish: &Wish, family: &str, pieces: Option<u32>| {
            let mut features = wish.features.clone();
            features.push(set_with(family, pieces));
            Wish { features, ..wish.clone() }
        };
        for wish in [with(first, other, second.pieces), with(second, one, first.pieces)] {
            let hits = products::search(&self.context.db, &self.filter(&wish), self.limit).await?;
            if !hits.is_empty() {
                return Ok(hits);
            }
        }
        Ok(Vec::new())
    }

    pub(super) fn filter(&self, wish: &Wish) -> Filter {
        let lexicon = &self.context.content.vocabulary.lexicon;
        let wish = lexicon.seated(wish.clone());
        Filter {
            subtypes_in_order: true,
            similar: Similar {
                // What a text rules out is near in meaning to what it wants.
                products: if rules_out(&wish) { Vec::new() } else { self.similar.clone() },
                // Where no kind of thing is named, nothing says more than what the words mean.
                first: wish.families.is_empty() && wish.features.is_empty(),
            },
            kindless: lexicon.serves_without_kind(&wish.families, &wish.subtypes),
            people: self.among.people.map(People::AtLeast),
            ..filter(self.context, &wish)
        }
    }
}
