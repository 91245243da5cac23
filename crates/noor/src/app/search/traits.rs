//! What has the traits of a wish, and of that first what is called as the text calls it.

use anyhow::Result;
use noor_core::dialogue::findings::Trait;
use noor_core::language::Language;
use noor_core::normalise::{stem, tokens};
use noor_core::product::Product;
use noor_core::understanding::{SizeWish, Wish};
use noor_store::products::{self, Filter, Hit, Words};

use super::give_way::let_go;
use super::likeness::{is_called, is_like};
use super::ranked::{By, List};
use super::sizes;
use super::text::TextSearch;

impl TextSearch<'_> {
    /// The products with the traits of a wish; where there are none, without what it should have, then
    /// of any kind of the family. Who asks for a child's chair is not offered another, and who asks for
    /// a mattress no knob, though both are kept as parts. `alone` says that the text names no other
    /// thing.
    pub(super) async fn by_traits(&self, wish: &Wish, alone: bool) -> Result<List> {
        let called = self.called(wish, alone);
        let lexicon = &self.context.content.vocabulary.lexicon;
        let unlike = !wish.families.is_empty()
            && wish.families.iter().all(|family| lexicon.is_catch_all(family));
        let nouns = self.naming.nouns_of(&wish.families);
        let mut list = List::of(By::Traits, Vec::new());
        for way in sizes::other_readings(wish) {
            let whole = products::search(&self.context.db, &self.filter(wish), 1).await?;
            let filter = Filter { words_as: way.words_as, ..self.filter(&way.wish) };
            if whole.is_empty() {
                list.hits = products::search(&self.context.db, &filter, self.limit).await?;
                if way.words_as == Words::Required {
                    list.hits.retain(|hit| is_meant(&hit.product, &way.wish.words));
                }
            }
            if !list.hits.is_empty() {
                return Ok(list);
            }
        }
        for (way, gave_way) in self.ways(wish, unlike) {
            let filter = self.filter(&way);
            // What is filed together without being alike has to be what it was called.
            list.hits = if unlike && way.subtypes.is_empty() && !nouns.is_empty() {
                self.so_called(&filter, wish, &nouns).await?
            } else {
                let mut hits = products::search(&self.context.db, &filter, self.limit).await?;
                if way.families.is_empty() && !way.words.is_empty() {
                    hits.retain(|hit| is_meant(&hit.product, &way.words));
                }
                self.called_so_first(&filter, &called, hits).await?
            };
            // What was not asked for was not given way in.
            let asked = |it: &Trait| *it != Trait::Feature || !wish.features.is_empty();
            list.gave_way = gave_way.into_iter().filter(asked).collect();
            if !list.hits.is_empty() || wish.families.is_empty() {
                break;
            }
        }
        Ok(list)
    }

    /// What is looked for, one after the other, with what was given way in.
    fn ways(&self, wish: &Wish, unlike: bool) -> Vec<(Wish, Vec<Trait>)> {
        let lexicon = &self.context.content.vocabulary.lexicon;
        let special: Vec<&str> = lexicon.special_features().collect();
        let fixed = &self.among.features;
        let stays = |it: &&String| special.contains(&it.as_str()) || fixed.contains(it);
        let features = wish.features.iter().filter(stays).cloned();
        let without_features = Wish { features: features.collect(), ..wish.clone() };
        let of_the_kind = Wish { features: fixed.clone(), ..wish.clone() };
        let subtypes = self.among.subtypes.clone();
        let families = if unlike { self.among.families.clone() } else { wish.families.clone() };
        let of_any_kind = Wish { subtypes, families, ..without_features.clone() };
        let mut ways = vec![(wish.clone(), vec![]), (without_features, vec![Trait::Feature])];
        if !wish.subtypes.is_empty() {
            ways.push((of_the_kind, vec![Trait::Feature]));
            ways.push((of_any_kind, vec![Trait::Feature, Trait::Kind]));
        }
        // A size that nothing has says which of the others come nearest.
        let nearest = let_go(wish.clone(), Trait::Size);
        if nearest.size != wish.size && self.among.size == SizeWish::default() {
            ways.push((nearest, vec![Trait::Size]));
        }
        ways
    }

    /// The words of the text by which rows of a wish are told apart.
    pub(super) fn called(&self, wish: &Wish, alone: bool) -> Vec<String> {
        if alone {
            let lexicon = &self.context.content.vocabulary.lexicon;
            // Doors and drawers are read as what a thing has.
            let tells =
                |family: &String| wish.families.contains(family) || !lexicon.is_catch_all(family);
            let nouns = self.naming.nouns.iter().filter(|(family, _)| tells(family));
            let nouns = nouns.flat_map(|(_, words)| words);
            let people = wish.people.map(|people| people.to_string());
            let called = nouns.chain(&self.naming.unknown).chain(&wish.words).chain(&people);
            return called.cloned().collect();
        }
        self.naming.nouns_of(&wish.families)
    }

    /// What was found, and first of it what has most of the words in its name or description.
    async fn called_so_first(
        &self,
        filter: &Filter,
        words: &[String],
        hits: Vec<Hit>,
    ) -> Result<Vec<Hit>> {
        if words.is_empty() || filter.families.is_empty() || filter.first.is_some() {
            return Ok(hits);
        }
        let mut all = hits;
        for hit in self.with_words(filter, words).await? {
            if !all.iter().any(|it| it.product.sku == hit.product.sku) {
                all.push(hit);
            }
        }
        all.sort_by_cached_key(|hit| std::cmp::Reverse(words_in(&hit.product, words)));
        Ok(all)
    }

    /// What has most words of the noun that somebody said, else of what its kind is called in the other
    /// language.
    async fn so_called(&self, filter: &Filter, wish: &Wish, nouns: &[String]) -> Result<Vec<Hit>> {
        let lexicon = &self.context.content.vocabulary.lexicon;
        let mut calls = vec![nouns.to_vec()];
        for (family, kind) in
            wish.families.iter().flat_map(|it| wish.subtypes.iter().map(move |kind| (it, kind)))
        {
            let names = [Language::English, Language::Arabic].into_iter();
            let names = names.filter_map(|language| lexicon.kind_name(family, kind, language));
            calls.extend(names.map(|name| tokens(name).iter().map(|it| stem(it)).collect()));
        }
        for call in calls {
            let mut hits = self.with_words(filter, &call).await?;
            hits.retain(|hit| words_in(&hit.product, &call) * 2 > call.len());
            if !hits.is_empty() {
                return Ok(hits);
            }
        }
        Ok(Vec::new())
    }

    /// What has one of the words, and what has most of them first.
    async fn with_words(&self, filter: &Filter, words: &[String]) -> Result<Vec<Hit>> {
        let filter = Filter { words: words.to_vec(), words_as: Words::Required, ..filter.clone() };
        let hits = products::search(&self.context.db, &filter, self.limit).await?;
        let mut hits: Vec<(usize, Hit)> = hits
            .into_iter()
            .map(|hit| (words_in(&hit.product, words), hit))
            .filter(|(met, _)| *met > 0)
            .collect();
        hits.sort_by_key(|(met, _)| std::cmp::Reverse(*met));
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }
}

/// Whether a product has one of the words, or the beginning of a longer one with it, or is called so as
/// far as a slip goes. Everyday words are like the one or other name.
fn is_meant(product: &Product, words: &[String]) -> bool {
    let texts = [&product.name, &product.description];
    let texts = texts.into_iter().flat_map(|text| text.en.iter().chain(&text.ar));
    let tokens: Vec<String> =
        texts.chain(&product.categories).flat_map(|text| tokens(text)).collect();
    words.iter().any(|word| {
        let there = tokens.iter().any(|token| token.starts_with(word.as_str()));
        there || is_called(&product.name, word) || is_like(&product.name, word)
    })
}

/// How many of the words stand in a product's name or description, in any inflection.
pub(super) fn words_in(product: &Product, words: &[String]) -> usize {
    let texts = [&product.name, &product.description];
    let texts = texts.into_iter().flat_map(|text| text.en.iter().chain(&text.ar));
    let stems: Vec<String> = texts.flat_map(|text| tokens(text)).map(|it| stem(&it)).collect();
    words.iter().filter(|word| stems.contains(&stem(word))).count()
}
