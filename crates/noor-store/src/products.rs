//! The mirror of the catalogue: loading it, and finding rows in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use noor_core::money::{Currency, Money};
use noor_core::product::{PriceBasis, Product, SizeMm, Texts};
use noor_core::understanding::{Extreme, Range};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A product ready for the mirror, with what only the search needs.
#[derive(Debug, Clone)]
pub struct Mirrored {
    /// The product.
    pub product: Product,
    /// Its lookup key (`noor_core::sku::key`).
    pub sku_key: String,
    /// Folded words by weight: names and code; family (where the product itself says it), colours,
    /// materials, categories; the rest.
    pub words: [String; 3],
    /// Folded names of both languages.
    pub folded_name: String,
    /// Whether it says of itself what family it is of, and is not only kept among that family.
    pub says_itself: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    sku: &'a str,
    sku_key: &'a str,
    name_en: Option<&'a str>,
    name_ar: Option<&'a str>,
    description_en: Option<&'a str>,
    description_ar: Option<&'a str>,
    categories: &'a [String],
    family: Option<&'a str>,
    subtype: Option<&'a str>,
    colours: &'a [String],
    materials: &'a [String],
    width_mm: Option<u32>,
    depth_mm: Option<u32>,
    height_mm: Option<u32>,
    length_mm: Option<u32>,
    price: Option<Decimal>,
    currency: Option<&'a str>,
    price_basis: &'a str,
    stock: Option<u32>,
    active: bool,
    images: &'a [String],
    attributes: &'a BTreeMap<String, String>,
    capacity: Option<u32>,
    url: Option<&'a str>,
    words_a: &'a str,
    words_b: &'a str,
    words_c: &'a str,
    folded_name: &'a str,
    of_itself: bool,
}

/// What one load changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Rows that were not there before.
    pub added: u32,
    /// Rows that are different now.
    pub changed: u32,
    /// Rows that were the same already.
    pub unchanged: u32,
}

/// Writes products into the mirror, changing only rows that differ. Safe to call twice.
///
/// # Errors
///
/// The database's own.
pub async fn load(
    db: &mut PgConnection,
    source: &str,
    products: &[Mirrored],
    now: DateTime<Utc>,
) -> sqlx::Result<Loaded> {
    let rows: Vec<Row<'_>> = products.iter().map(row).collect();
    let rows = serde_json::to_value(&rows).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let changed = sqlx::query!(
        r#"with given as (
               select *, sha256(convert_to(r::text, 'UTF8')) as content_hash
                 from jsonb_to_recordset($1) as r (
                     sku text, sku_key text, name_en text, name_ar text, description_en text,
                     description_ar text, categories text[], family text, subtype text,
                     colours text[], materials text[], width_mm integer, depth_mm integer,
                     height_mm integer, length_mm integer, price numeric, currency text,
                     price_basis text, stock integer, active boolean, images text[],
                     attributes jsonb, capacity integer, url text,
                     words_a text, words_b text, words_c text, folded_name text,
                     of_itself boolean)
           )
           insert into products as p (
               sku, sku_key, source, name_en, name_ar, description_en, description_ar, categories,
               family, subtype, colours, materials, width_mm, depth_mm, height_mm, length_mm, price,
               currency, price_basis, stock, active, images, attributes, capacity, url,
               content_hash, search, folded_name, of_itself, updated_at)
           select sku, sku_key, $2, name_en, name_ar, description_en, description_ar, categories,
                  family, subtype, colours, materials, width_mm, depth_mm, height_mm, length_mm,
                  price, currency, price_basis, stock, active, images, attributes, capacity, url,
                  content_hash,
                  setweight(to_tsvector('simple', words_a), 'A')
                      || setweight(to_tsvector('simple', words_b), 'B')
                      || setweight(to_tsvector('simple', words_c), 'C'),
                  folded_name, of_itself, $3
             from given
           on conflict (sku_key) do update set
               sku = excluded.sku, source = excluded.source,
               name_en = excluded.name_en, name_ar = excluded.name_ar,
               description_en = excluded.description_en, description_ar = excluded.description_ar,
               categories = excluded.categories, family = excluded.family,
               subtype = excluded.subtype, colours = excluded.colours,
               materials = excluded.materials, width_mm = excluded.width_mm,
               depth_mm = excluded.depth_mm, height_mm = excluded.height_mm,
               length_mm = excluded.length_mm, price = excluded.price,
               currency = excluded.currency, price_basis = excluded.price_basis,
               stock = excluded.stock, active = excluded.active, images = excluded.images,
               attributes = excluded.attributes, capacity = excluded.capacity, url = excluded.url,
               content_hash = excluded.content_hash, search = excluded.search,
               folded_name = excluded.folded_name, of_itself = excluded.of_itself,
               updated_at = excluded.updated_at
           where p.content_hash <> excluded.content_hash or p.source <> excluded.source
           returning xmax = 0 as "is_new!""#,
        rows,
        source,
        now,
    )
    .fetch_all(db)
    .await?;
    let added = changed.iter().filter(|row| row.is_new).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Loaded {
        added: count(added),
        changed: count(changed.len() - added),
        unchanged: count(products.len().saturating_sub(changed.len())),
    })
}

fn row(mirrored: &Mirrored) -> Row<'_> {
    let product = &mirrored.product;
    let [words_a, words_b, words_c] = &mirrored.words;
    Row {
        sku: &product.sku,
        sku_key: &mirrored.sku_key,
        name_en: product.name.en.as_deref(),
        name_ar: product.name.ar.as_deref(),
        description_en: product.description.en.as_deref(),
        description_ar: product.description.ar.as_deref(),
        categories: &product.categories,
        family: product.family.as_deref(),
        subtype: product.subtype.as_deref(),
        colours: &product.colours,
        materials: &product.materials,
        width_mm: product.size.width,
        depth_mm: product.size.depth,
        height_mm: product.size.height,
        length_mm: product.size.length,
        price: product.price.map(|price| price.amount),
        currency: product.price.as_ref().map(|price| price.currency.code()),
        price_basis: match product.price_basis {
            PriceBasis::Each => "each",
            PriceBasis::Set => "set",
            PriceBasis::M2 => "m2",
        },
        stock: product.stock,
        active: product.active,
        images: &product.images,
        attributes: &product.attributes,
        capacity: product.capacity,
        url: product.url.as_deref(),
        words_a,
        words_b,
        words_c,
        folded_name: &mirrored.folded_name,
        of_itself: mirrored.says_itself,
    }
}

/// Takes products of a source off the shelf that a complete walk did not see. Returns how many.
///
/// # Errors
///
/// The database's own.
pub async fn deactivate_unseen(
    db: &mut PgConnection,
    source: &str,
    seen: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update products set active = false, content_hash = '', updated_at = $3
          where source = $1 and active and not sku_key = any($2)",
        source,
        seen,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Takes products off the shelf that came from another source than `source` and are not in it: a
/// shop has one catalogue. Returns how many.
///
/// # Errors
///
/// The database's own.
pub async fn deactivate_other_sources(
    db: &mut PgConnection,
    source: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update products set active = false, content_hash = '', updated_at = $2
          where source <> $1 and active",
        source,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// One finished walk through a source.
#[derive(Debug, Clone)]
pub struct SyncRecord {
    /// Its id.
    pub id: Uuid,
    /// The source's name.
    pub source: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Whether everything was seen.
    pub complete: bool,
    /// What it changed.
    pub loaded: Loaded,
    /// What it took off the shelf.
    pub removed: u64,
    /// Rows that were not loaded: `[{"at": …, "reason": …}]`.
    pub rejected: Value,
}

/// Keeps the summary of a walk.
///
/// # Errors
///
/// The database's own.
pub async fn record_sync(db: &mut PgConnection, sync: &SyncRecord) -> sqlx::Result<()> {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into catalogue_syncs (id, source, started_at, finished_at, complete,
                                      added, changed, unchanged, removed, rejected)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        sync.id,
        sync.source,
        sync.started_at,
        sync.finished_at,
        sync.complete,
        int(sync.loaded.added),
        int(sync.loaded.changed),
        int(sync.loaded.unchanged),
        i32::try_from(sync.removed).unwrap_or(i32::MAX),
        sync.rejected,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many products are offered.
///
/// # Errors
///
/// The database's own.
pub async fn count_active(db: &PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "n!" from products where active"#).fetch_one(db).await
}

/// The families on offer, those with most products first.
///
/// # Errors
///
/// The database's own.
pub async fn families(db: &PgPool, limit: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select family as "family!" from products where active and family is not null
            group by family order by count(*) desc, family limit $1"#,
        limit,
    )
    .fetch_all(db)
    .await
}

/// What to look for. Empty lists and absent bounds mean "any"; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One of these families.
    pub families: Vec<String>,
    /// One of these kinds.
    pub subtypes: Vec<String>,
    /// Of none of these kinds, as far as its kind is known.
    pub subtypes_not: Vec<String>,
    /// One of these colours on it.
    pub colours: Vec<String>,
    /// None of these colours on it.
    pub colours_not: Vec<String>,
    /// One of these materials in it.
    pub materials: Vec<String>,
    /// None of these materials in it.
    pub materials_not: Vec<String>,
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
    /// None of these, by their lookup keys.
    pub keys_not: Vec<String>,
    /// Which end of the range comes first; `None` is by fit alone.
    pub first: Option<Extreme>,
    /// Folded words that names and descriptions should have.
    pub words: Vec<String>,
    /// Whether one of the words must be there at all (or something spelled much like it).
    pub words_required: bool,
    /// Whether only names and codes count as having a word.
    pub in_name: bool,
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
/// to the words, what is of the family by its own words, in stock before unknown before none, cheapest.
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
    let words = searchable(&filter.words);
    let query = (!words.is_empty()).then(|| text_query(&words, filter.in_name));
    let spelled = words.join(" ");
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
    let rows = sqlx::query_as!(
        HitRow,
        // The words are looked for apart: whatever else a search asks for is in one index.
        r#"with worded as materialized (
               select p.id, ts_rank(p.search, $20::text::tsquery)
                            + word_similarity($21, p.folded_name) as rank
                 from products p
                where $20::text is not null and p.active
                  and ($1::text[] = '{}' or p.family = any($1))
                  and (p.search @@ $20::text::tsquery or $21 <% p.folded_name)
                  -- A word that more rows have tells nothing about any of them.
                limit 2000
           ), hit as (
               select p.id, p.sku_key, p.price, w.rank,
                      -- What nobody knows comes after everything that is known.
                      case $25::text
                           when 'cheapest' then p.price * coalesce(r.rate, 1)
                           when 'dearest' then - p.price * coalesce(r.rate, 1)
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
                      case when p.stock > 0 then 0 when p.stock is null then 1 else 2 end as shelf
                 from products p
                 left join unnest($8::text[], $9::numeric[]) as r (currency, rate)
                        on r.currency = p.currency
                 left join worded w on w.id = p.id
                where p.active
                  and ($1::text[] = '{}' or p.family = any($1))
                  and ($2::text[] = '{}' or p.subtype = any($2))
                  and (p.subtype is null or not p.subtype = any($27))
                  and ($3::text[] = '{}' or p.colours && $3)
                  and not p.colours && $4
                  and ($5::text[] = '{}' or p.materials && $5)
                  and not p.materials && $24
                  and ($6::numeric is null or p.price * coalesce(r.rate, 1) >= $6)
                  and ($7::numeric is null or p.price * coalesce(r.rate, 1) <= $7)
                  and ($10::int is null or coalesce(p.width_mm, p.length_mm) >= $10)
                  and ($11::int is null or coalesce(p.width_mm, p.length_mm) <= $11)
                  and ($12::int is null or p.depth_mm >= $12)
                  and ($13::int is null or p.depth_mm <= $13)
                  and ($14::int is null or p.height_mm >= $14)
                  and ($15::int is null or p.height_mm <= $15)
                  and (not $16 or p.stock > 0)
                  and ($26::int is null or p.capacity >= $26)
                  and (not $28 or p.capacity is null)
                  and not p.sku_key = any($29)
                  and (not $22 or w.id is not null)
           ), best as (
               select id, row_number() over () as place
                 from (select id from hit
                        order by rank is null, end_key, room_over, size_gap, rank desc, is_beside,
                                 shelf, price is null, price, sku_key
                        limit $23) sorted
           )
           select p.sku, p.name_en, p.name_ar, p.description_en, p.description_ar, p.categories,
                  p.family, p.subtype, p.colours, p.materials, p.width_mm, p.depth_mm, p.height_mm,
                  p.length_mm, p.price, p.currency, p.price_basis, p.stock, p.active, p.images,
                  p.attributes, p.capacity, p.url,
                  array(select w.word from unnest($30::text[]) with ordinality as w (word, place)
                         where p.search @@ (quote_literal(w.word) || ':*')::tsquery
                            or w.word <% p.folded_name
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
        filter.words_required,
        limit,
        &filter.materials_not,
        first,
        people,
        &filter.subtypes_not,
        people_unknown,
        &filter.keys_not,
        &words,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(HitRow::into_hit).collect())
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
    words.iter().map(|word| format!("'{word}':*{weight}")).collect::<Vec<_>>().join(" | ")
}

/// A product with the words it meets, as the database gives it.
struct HitRow {
    sku: String,
    name_en: Option<String>,
    name_ar: Option<String>,
    description_en: Option<String>,
    description_ar: Option<String>,
    categories: Vec<String>,
    family: Option<String>,
    subtype: Option<String>,
    colours: Vec<String>,
    materials: Vec<String>,
    width_mm: Option<i32>,
    depth_mm: Option<i32>,
    height_mm: Option<i32>,
    length_mm: Option<i32>,
    price: Option<Decimal>,
    currency: Option<String>,
    price_basis: String,
    stock: Option<i32>,
    active: bool,
    images: Vec<String>,
    attributes: Value,
    capacity: Option<i32>,
    url: Option<String>,
    met: Vec<String>,
}

impl HitRow {
    fn into_hit(self) -> Hit {
        let product = ProductRow {
            sku: self.sku,
            name_en: self.name_en,
            name_ar: self.name_ar,
            description_en: self.description_en,
            description_ar: self.description_ar,
            categories: self.categories,
            family: self.family,
            subtype: self.subtype,
            colours: self.colours,
            materials: self.materials,
            width_mm: self.width_mm,
            depth_mm: self.depth_mm,
            height_mm: self.height_mm,
            length_mm: self.length_mm,
            price: self.price,
            currency: self.currency,
            price_basis: self.price_basis,
            stock: self.stock,
            active: self.active,
            images: self.images,
            attributes: self.attributes,
            capacity: self.capacity,
            url: self.url,
        };
        Hit { product: product.into_product(), met: self.met }
    }
}

/// A product found by a code.
#[derive(Debug, Clone)]
pub struct ByCode {
    /// The key that was looked up.
    pub key: String,
    /// Whether it is the whole code and not only its beginning.
    pub exact: bool,
    /// The product. Only an exact one may be off the shelf.
    pub product: Product,
}

/// Looks up codes: the product with that very key, else up to `variants` whose key begins with it.
///
/// # Errors
///
/// The database's own.
pub async fn by_codes(db: &PgPool, keys: &[String], variants: i64) -> sqlx::Result<Vec<ByCode>> {
    let rows = sqlx::query!(
        r#"select k.key as "key!", p.sku_key = k.key as "exact!", p.sku, p.name_en, p.name_ar,
                  p.description_en, p.description_ar, p.categories, p.family, p.subtype, p.colours,
                  p.materials, p.width_mm, p.depth_mm, p.height_mm, p.length_mm, p.price,
                  p.currency, p.price_basis, p.stock, p.active, p.images, p.attributes, p.capacity,
                  p.url
             from unnest($1::text[]) with ordinality as k (key, place)
            cross join lateral (
                  select * from products s
                   where k.key <> '' and s.sku_key collate "C" >= k.key and s.sku_key collate "C" < k.key || chr(1114111)
                     and (s.sku_key = k.key or s.active)
                   order by s.sku_key collate "C" limit $2::bigint + 1) p
            order by k.place, p.sku_key"#,
        keys,
        variants,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ByCode {
            key: row.key,
            exact: row.exact,
            product: ProductRow {
                sku: row.sku,
                name_en: row.name_en,
                name_ar: row.name_ar,
                description_en: row.description_en,
                description_ar: row.description_ar,
                categories: row.categories,
                family: row.family,
                subtype: row.subtype,
                colours: row.colours,
                materials: row.materials,
                width_mm: row.width_mm,
                depth_mm: row.depth_mm,
                height_mm: row.height_mm,
                length_mm: row.length_mm,
                price: row.price,
                currency: row.currency,
                price_basis: row.price_basis,
                stock: row.stock,
                active: row.active,
                images: row.images,
                attributes: row.attributes,
                capacity: row.capacity,
                url: row.url,
            }
            .into_product(),
        })
        .collect())
}

struct ProductRow {
    sku: String,
    name_en: Option<String>,
    name_ar: Option<String>,
    description_en: Option<String>,
    description_ar: Option<String>,
    categories: Vec<String>,
    family: Option<String>,
    subtype: Option<String>,
    colours: Vec<String>,
    materials: Vec<String>,
    width_mm: Option<i32>,
    depth_mm: Option<i32>,
    height_mm: Option<i32>,
    length_mm: Option<i32>,
    price: Option<Decimal>,
    currency: Option<String>,
    price_basis: String,
    stock: Option<i32>,
    active: bool,
    images: Vec<String>,
    attributes: Value,
    capacity: Option<i32>,
    url: Option<String>,
}

impl ProductRow {
    fn into_product(self) -> Product {
        let natural = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
        let currency = self.currency.as_deref().and_then(|code| Currency::parse(code).ok());
        Product {
            sku: self.sku,
            name: Texts { en: self.name_en, ar: self.name_ar },
            description: Texts { en: self.description_en, ar: self.description_ar },
            categories: self.categories,
            family: self.family,
            subtype: self.subtype,
            colours: self.colours,
            materials: self.materials,
            size: SizeMm {
                width: natural(self.width_mm),
                depth: natural(self.depth_mm),
                height: natural(self.height_mm),
                length: natural(self.length_mm),
            },
            price: self
                .price
                .zip(currency)
                .map(|(amount, currency)| Money::new(amount.normalize(), currency)),
            price_basis: match self.price_basis.as_str() {
                "set" => PriceBasis::Set,
                "m2" => PriceBasis::M2,
                _ => PriceBasis::Each,
            },
            stock: natural(self.stock),
            active: self.active,
            images: self.images,
            attributes: serde_json::from_value(self.attributes).unwrap_or_default(),
            capacity: natural(self.capacity),
            url: self.url,
        }
    }
}
