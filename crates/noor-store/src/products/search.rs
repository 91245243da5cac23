//! Finding products by their traits and by words.

use noor_core::money::Currency;
use noor_core::product::Product;
use noor_core::understanding::{Extreme, Range};
use rust_decimal::Decimal;
use sqlx::PgPool;

use super::row::product;

/// What to look for. Empty lists and absent bounds mean "any"; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One of these families.
    pub families: Vec<String>,
    /// These come last where no family is asked for: parts of other things.
    pub families_last: Vec<String>,
    /// One of these kinds.
    pub subtypes: Vec<String>,
    /// Whether the first of them comes before the others.
    pub subtypes_in_order: bool,
    /// Of none of these kinds, as far as its kind is known.
    pub subtypes_not: Vec<String>,
    /// Those of these kinds before others.
    pub subtypes_first: Vec<String>,
    /// One of these colours on it.
    pub colours: Vec<String>,
    /// None of these colours on it.
    pub colours_not: Vec<String>,
    /// One of these materials in it.
    pub materials: Vec<String>,
    /// None of these materials in it.
    pub materials_not: Vec<String>,
    /// All of these features.
    pub features: Vec<String>,
    /// None of these features.
    pub features_not: Vec<String>,
    /// Features that nobody means who does not ask for them.
    pub special: Vec<String>,
    /// Lowest price, in the row's currency times its rate.
    pub price_min: Option<Decimal>,
    /// Highest price, likewise.
    pub price_max: Option<Decimal>,
    /// What one unit of a row's currency is in the currency of the bounds; one if not listed.
    pub rates: Vec<(Currency, Decimal)>,
    /// Left to right, or the longest side.
    pub width: Option<Range>,
    /// Front to back.
    pub depth: Option<Range>,
    /// Floor to top.
    pub height: Option<Range>,
    /// Only what is known to be in stock.
    pub in_stock: bool,
    /// How many people there has to be room for.
    pub people: Option<People>,
    /// Only these, by their lookup keys.
    pub keys: Vec<String>,
    /// None of these, likewise.
    pub keys_not: Vec<String>,
    /// Which end of the range comes first; `None` is by fit alone.
    pub first: Option<Extreme>,
    /// Folded words that names and descriptions should have.
    pub words: Vec<String>,
    /// What the words do.
    pub words_as: Words,
    /// How names sound that may be written in other letters than the catalogue's: a product whose
    /// name sounds so counts as having the word.
    pub sounds: Vec<Sound>,
    /// How near the meaning of products is to what is looked for.
    pub similar: Similar,
    /// Whether products whose kind is not known serve as well as those of `subtypes`, after them.
    pub kindless: bool,
}

/// How near the meaning of products is to what is looked for.
#[derive(Debug, Clone, Default)]
pub struct Similar {
    /// Products by their lookup keys, with how near they are: of what is alike in all else, the
    /// nearest come first.
    pub products: Vec<(String, f32)>,
    /// Whether how near they are comes before everything else.
    pub first: bool,
}

/// What the words of a search do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Words {
    /// What has more of them comes first.
    #[default]
    Preferred,
    /// One of them, or something spelled much like it, has to be there.
    Required,
    /// The same, in the name or the code.
    RequiredInName,
}

/// A word of a query, and how it sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// The word.
    pub word: String,
    /// Its sound (`noor_core::sound`).
    pub sound: String,
}

/// What is known of the people a product has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Room for so many at least.
    AtLeast(u32),
    /// Nobody entered for how many.
    Unknown,
}

/// A product that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The product.
    pub product: Product,
    /// Those of the words that it has, or has in its name in a similar spelling.
    pub met: Vec<String>,
}

/// Most words of a query that are looked for, and most letters of each. What is longer was not
/// typed to find a product, and a text search has limits of its own.
const WORDS: usize = 24;
const LETTERS: usize = 64;

/// Offered products that pass `filter`, best first: those with one of the words before those without
/// any, the end of the range that was asked for, least room over, nearest to the wished sizes, closest
/// to the words, what is of the family by its own words, what there is before what is sold out, the
/// usual kinds before others, in stock before unknown, cheapest.
///
/// # Errors
///
/// The database's own.
pub async fn search(db: &PgPool, filter: &Filter, limit: i64) -> sqlx::Result<Vec<Hit>> {
    let (currencies, rates): (Vec<String>, Vec<Decimal>) =
        filter.rates.iter().map(|(currency, rate)| (currency.code().to_owned(), *rate)).unzip();
    let bound = |n: Option<u32>| n.map(|n| i32::try_from(n).unwrap_or(i32::MAX));
    let [width, depth, height] = [filter.width, filter.depth, filter.height];
    let min = |range: Option<Range>| bound(range.and_then(|range| range.min));
    let max = |range: Option<Range>| bound(range.and_then(|range| range.max));
    let near = |range: Option<Range>| bound(range.and_then(|range| range.near));
    let unasked = |feature: &&String| !filter.features.contains(feature);
    let special: Vec<String> = filter.special.iter().filter(unasked).cloned().collect();
    let words = searchable(&filter.words);
    let (sounding, sounds): (Vec<String>, Vec<String>) =
        filter.sounds.iter().map(|it| (it.word.clone(), it.sound.clone())).unzip();
    let query =
        (!words.is_empty()).then(|| text_query(&words, filter.words_as == Words::RequiredInName));
    let spelled = words.join(" ");
    let (similar, similarities): (Vec<String>, Vec<f32>) =
        filter.similar.products.iter().cloned().unzip();
    let (people, people_unknown) = match filter.people {
        Some(People::AtLeast(people)) => (bound(Some(people)), false),
        Some(People::Unknown) => (None, true),
        None => (None, false),
    };
    let first = filter.first.map(|end| match end {
        Extreme::Cheapest => "cheapest",
        Extreme::Dearest => "dearest",
        Extreme::Smallest => "smallest",
        Extreme::Largest => "largest",
    });
    let rows = sqlx::query!(
        // What fits is written once and looked for twice, each time by the index that serves: by its
        // words, and by all else.
        r#"with fit as not materialized (
               select p.*
                 from products p
                where p.active
                  and ($1::text[] = '{}' or p.family = any($1))
                  -- What costs least to tell comes first; what is not asked is not looked at.
                  and (not $16 or p.stock > 0)
                  and ($10::int is null or coalesce(p.width_mm, p.length_mm) >= $10)
                  and ($11::int is null or coalesce(p.width_mm, p.length_mm) <= $11)
                  and ($12::int is null or p.depth_mm >= $12)
                  and ($13::int is null or p.depth_mm <= $13)
                  and ($14::int is null or p.height_mm >= $14)
                  and ($15::int is null or p.height_mm <= $15)
                  and ($26::int is null or p.capacity >= $26)
                  and (not $28 or p.capacity is null)
                  and ($2::text[] = '{}' or p.subtype = any($2) or $37 and p.subtype is null)
                  and ($27::text[] = '{}' or p.subtype is null or not p.subtype = any($27))
                  and ($3::text[] = '{}' or p.colours && $3)
                  and ($4::text[] = '{}' or not p.colours && $4)
                  and ($5::text[] = '{}' or p.materials && $5)
                  and ($24::text[] = '{}' or not p.materials && $24)
                  and ($32::text[] = '{}' or p.features @> $32)
                  and ($33::text[] = '{}' or not p.features && $33)
                  and ($6::numeric is null or p.price
                       * coalesce(($9::numeric[])[array_position($8::text[], p.currency)], 1) >= $6)
                  and ($7::numeric is null or p.price
                       * coalesce(($9::numeric[])[array_position($8::text[], p.currency)], 1) <= $7)
                  and ($29::text[] = '{}' or not p.sku_key = any($29))
                  and ($40::text[] = '{}' or p.sku_key = any($40))
           ), worded as materialized (
               -- How like a name is to the words is only asked, which is dear, where none of them is there.
               select p.id, coalesce(nullif(ts_rank(p.search, $20::text::tsquery) * 1.6, 0),
                                     word_similarity($21, p.folded_name))
                            + (p.name_sounds && $36)::int as rank
                 from fit p
                where $20::text is not null
                  and (p.search @@ $20::text::tsquery or $21 <% p.folded_name
                       or p.name_sounds && $36)
                  -- A word that more rows have tells nothing about any of them.
                limit 1000
           ), hit as (
               select p.id, p.sku_key, p.price, w.rank,
                      -- What nobody knows comes after everything that is known.
                      case $25::text
                           when 'cheapest' then p.price * coalesce(($9::numeric[])[array_position($8::text[], p.currency)], 1)
                           when 'dearest' then - p.price * coalesce(($9::numeric[])[array_position($8::text[], p.currency)], 1)
                           when 'smallest' then coalesce(p.width_mm, p.length_mm)
                           when 'largest' then - coalesce(p.width_mm, p.length_mm) end as end_key,
                      case when $26::int is null then 0 else p.capacity - $26 end as room_over,
                      case when $17::int is null then 0
                           else coalesce(abs(coalesce(p.width_mm, p.length_mm)::bigint - $17), 1000000) end
                        + case when $18::int is null then 0
                               else coalesce(abs(p.depth_mm::bigint - $18), 1000000) end
                        + case when $19::int is null then 0
                               else coalesce(abs(p.height_mm::bigint - $19), 1000000) end as size_gap,
                      -- What says of itself what it is comes before what is only kept beside it.
                      $1::text[] <> '{}' and not p.of_itself as is_beside,
                      $31::text[] <> '{}' and not coalesce(p.subtype = any($31), false) as is_unusual,
                      $1::text[] = '{}' and coalesce(p.family = any($38), true) as is_part,
                      $2::text[] <> '{}' and p.subtype is null as is_kindless,
                      case when $39 then array_position($2, p.subtype) end as kind_place,
                      -- What is black comes before what has something black on it.
                      $3::text[] <> '{}' and not coalesce(p.colours[1] = any($3), false) as is_accent,
                      p.features && $34 as is_special,
                      case when p.stock > 0 then 0 when p.stock is null then 1 else 2 end as shelf,
                      case when $41::text[] = '{}' then null
                           else ($42::real[])[array_position($41, p.sku_key)] end as similarity
                 from fit p
                 left join worded w on w.id = p.id
                where not $22 or w.id is not null
           ), best as (
               select id, row_number() over () as place
                 from (select id from hit
                        order by case when $43 then similarity end desc nulls last,
                                 is_special, is_part, rank is null, end_key, room_over, size_gap, rank desc,
                                 is_kindless, is_accent, kind_place, is_beside,
                                 shelf = 2, is_unusual, shelf, similarity desc nulls last,
                                 price is null, price, sku_key
                        limit $23) sorted
           )
           select p.sku, p.name_en, p.name_ar, p.description_en, p.description_ar, p.categories,
                  p.family, p.subtype, p.colours, p.materials, p.width_mm, p.depth_mm, p.height_mm,
                  p.length_mm, p.price, p.currency, p.price_basis, p.stock, p.active, p.images,
                  p.attributes, p.capacity, p.url,
                  array(select w.word from unnest($30::text[]) with ordinality as w (word, place)
                         where p.search @@ (quote_literal(w.word)
                                            || case when w.word ~ '^[0-9]+$' then '' else ':*' end)::tsquery
                            or w.word <% p.folded_name
                            or exists (select from unnest($35::text[], $36::text[]) as s (word, sound)
                                        where s.word = w.word and s.sound = any(p.name_sounds))
                         order by w.place) as "met!"
             from best join products p using (id)
            order by best.place"#,
        &filter.families,
        &filter.subtypes,
        &filter.colours,
        &filter.colours_not,
        &filter.materials,
        filter.price_min,
        filter.price_max,
        &currencies,
        &rates,
        min(width),
        max(width),
        min(depth),
        max(depth),
        min(height),
        max(height),
        filter.in_stock,
        near(width),
        near(depth),
        near(height),
        query,
        spelled,
        filter.words_as != Words::Preferred,
        limit,
        &filter.materials_not,
        first,
        people,
        &filter.subtypes_not,
        people_unknown,
        &filter.keys_not,
        &words,
        &filter.subtypes_first,
        &filter.features,
        &filter.features_not,
        &special,
        &sounding,
        &sounds,
        filter.kindless,
        &filter.families_last,
        filter.subtypes_in_order,
        &filter.keys,
        &similar,
        &similarities,
        filter.similar.first,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { product: product!(row), met: row.met }).collect())
}

/// Words of letters and digits only, so that nothing in them can be read as an operator.
fn searchable(words: &[String]) -> Vec<String> {
    words
        .iter()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).take(LETTERS).collect())
        .filter(|word: &String| !word.is_empty())
        .take(WORDS)
        .collect()
}

/// Any of the words, each also as the beginning of a longer one.
fn text_query(words: &[String], in_name: bool) -> String {
    // Names and codes are what has the weight A.
    let weight = if in_name { "A" } else { "" };
    // A number is no beginning of another: "3 doors" are not 36.
    let longer = |word: &str| if word.chars().all(|c| c.is_ascii_digit()) { "" } else { "*" };
    let term = |word: &String| match format!("{}{weight}", longer(word)) {
        mark if mark.is_empty() => format!("'{word}'"),
        mark => format!("'{word}':{mark}"),
    };
    words.iter().map(term).collect::<Vec<_>>().join(" | ")
}
