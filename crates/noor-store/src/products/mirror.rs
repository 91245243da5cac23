//! Loading the mirror: rows that differ are written, rows that a complete walk did not see leave the
//! shelf, and each walk is kept with what it changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use noor_core::product::{PriceBasis, Product};
use rust_decimal::Decimal;
use serde::Serialize;
use sqlx::PgConnection;

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
    /// What it has or is made for, under the lexicon's keys.
    pub features: Vec<String>,
    /// How the words of its names sound (`noor_core::sound`).
    pub name_sounds: Vec<String>,
    /// What the source calls its page, if it can be asked for it alone.
    pub page: Option<String>,
    /// Fields of the product that the lexicon read out of its words, where the source said nothing.
    pub derived: Vec<&'static str>,
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
    source_page: Option<&'a str>,
    words_a: &'a str,
    words_b: &'a str,
    words_c: &'a str,
    folded_name: &'a str,
    of_itself: bool,
    features: &'a [String],
    name_sounds: &'a [String],
    derived: &'a [&'static str],
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

/// Writes what the catalogue says of products into the mirror, changing only rows that differ, and
/// keeps where each of their fields comes from. Safe to call twice. New rows are for `inventory` to
/// count, if the shop has one.
///
/// # Errors
///
/// The database's own.
pub async fn load(
    db: &mut PgConnection,
    source: &str,
    inventory: Option<&str>,
    products: &[Mirrored],
    now: DateTime<Utc>,
) -> sqlx::Result<Loaded> {
    let rows: Vec<Row<'_>> = products.iter().map(row).collect();
    let rows = serde_json::to_value(&rows).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let changed = sqlx::query!(
        r#"with given as (
               select r.*, e.row, sha256(convert_to(e.row::text, 'UTF8')) as content_hash
                 from jsonb_array_elements($1) as e (row),
                      jsonb_to_record(e.row) as r (
                     sku text, sku_key text, name_en text, name_ar text, description_en text,
                     description_ar text, categories text[], family text, subtype text,
                     colours text[], materials text[], width_mm integer, depth_mm integer,
                     height_mm integer, length_mm integer, price numeric, currency text,
                     price_basis text, stock integer, active boolean, images text[],
                     attributes jsonb, capacity integer, url text, source_page text,
                     words_a text, words_b text, words_c text, folded_name text,
                     of_itself boolean, features text[], name_sounds text[], derived text[])
           ), written as (
               insert into products as p (
                   sku, sku_key, source, name_en, name_ar, description_en, description_ar, categories,
                   family, subtype, colours, materials, width_mm, depth_mm, height_mm, length_mm,
                   price, currency, price_basis, stock_listed, listed, images, attributes, capacity,
                   url, source_page, content_hash, search, folded_name, of_itself, features,
                   name_sounds, inventory, updated_at)
               select sku, sku_key, $2, name_en, name_ar, description_en, description_ar, categories,
                      family, subtype, colours, materials, width_mm, depth_mm, height_mm, length_mm,
                      price, currency, price_basis, stock, active, images, attributes, capacity,
                      url, source_page, content_hash,
                      setweight(to_tsvector('simple', words_a), 'A')
                          || setweight(to_tsvector('simple', words_b), 'B')
                          || setweight(to_tsvector('simple', words_c), 'C'),
                      folded_name, of_itself, features, name_sounds, $4, $3
                 from given
               on conflict (sku_key) do update set
                   sku = excluded.sku, source = excluded.source,
                   name_en = excluded.name_en, name_ar = excluded.name_ar,
                   description_en = excluded.description_en,
                   description_ar = excluded.description_ar,
                   categories = excluded.categories, family = excluded.family,
                   subtype = excluded.subtype, colours = excluded.colours,
                   materials = excluded.materials, width_mm = excluded.width_mm,
                   depth_mm = excluded.depth_mm, height_mm = excluded.height_mm,
                   length_mm = excluded.length_mm, price = excluded.price,
                   currency = excluded.currency, price_basis = excluded.price_basis,
                   stock_listed = excluded.stock_listed, listed = excluded.listed,
                   images = excluded.images, attributes = excluded.attributes,
                   capacity = excluded.capacity, url = excluded.url,
                   source_page = excluded.source_page, price_checked_at = null,
                   content_hash = excluded.content_hash, search = excluded.search,
                   folded_name = excluded.folded_name, of_itself = excluded.of_itself,
                   features = excluded.features, name_sounds = excluded.name_sounds,
                   updated_at = excluded.updated_at
               where (p.content_hash <> excluded.content_hash or p.source <> excluded.source)
                 -- What a later walk wrote is not put back by one that began before it.
                 and p.updated_at <= excluded.updated_at
               returning id, sku_key, xmax = 0 as is_new
           ), traced as (
               insert into product_lineage as l (product_id, catalogue)
               select id, field_lineage(row - $5::text[], derived, $2, $3)
                 from written join given using (sku_key)
               on conflict (product_id) do update
                   set catalogue = kept_lineage(l.catalogue, excluded.catalogue)
           )
           select is_new as "is_new!" from written"#,
        rows,
        source,
        now,
        inventory,
        &UNTRACED.map(str::to_owned),
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

/// What a row has only for the search, or to tell of the others.
const UNTRACED: [&str; 9] = [
    "sku_key",
    "source_page",
    "words_a",
    "words_b",
    "words_c",
    "folded_name",
    "of_itself",
    "name_sounds",
    "derived",
];

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
        source_page: mirrored.page.as_deref(),
        words_a,
        words_b,
        words_c,
        folded_name: &mirrored.folded_name,
        of_itself: mirrored.says_itself,
        features: &mirrored.features,
        name_sounds: &mirrored.name_sounds,
        derived: &mirrored.derived,
    }
}

/// How many products are on the shelf, and how many of them a walk did not see, from whatever source
/// they came: a shop has one catalogue.
///
/// # Errors
///
/// The database's own.
pub async fn unseen(db: &mut PgConnection, seen: &[String]) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "offered!",
                  count(*) filter (where not sku_key = any($1)) as "unseen!"
             from products
            where listed"#,
        seen,
    )
    .fetch_one(db)
    .await?;
    Ok((row.offered, row.unseen))
}

/// Takes products off the shelf that a complete walk did not see, but for those that another walk wrote
/// after it began. Returns how many.
///
/// # Errors
///
/// The database's own.
pub async fn deactivate_unseen(
    db: &mut PgConnection,
    seen: &[String],
    began: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update products set listed = false, content_hash = '', updated_at = $2
          where listed and not sku_key = any($1) and updated_at <= $2",
        seen,
        began,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Takes the prices of products away whose rows can no longer be read: what is not surely right is not
/// told. The next row that can be read brings its price back. Returns how many had one.
///
/// # Errors
///
/// The database's own.
pub async fn without_price(
    db: &mut PgConnection,
    keys: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with bare as (
             update products set price = null, currency = null, content_hash = '', updated_at = $2
              where sku_key = any($1) and price is not null and updated_at <= $2
             returning id)
         update product_lineage l set catalogue = l.catalogue - '{price,currency}'::text[]
           from bare where bare.id = l.product_id",
        keys,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
