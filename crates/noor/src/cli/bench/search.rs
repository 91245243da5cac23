//! How fast products are found, in a mirror of a size.

use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_core::dialogue::context::Heard;
use noor_core::dialogue::plan::plan;
use noor_core::dialogue::state::State;
use noor_core::language::Language;
use noor_core::reading::{Before, read};
use sqlx::PgPool;
use tokio::time::Instant;

use super::Bench;
use super::table::milliseconds;
use crate::app::take_turn::look_up;
use crate::cli::progress;

/// Searches that are timed.
const SEARCHES: usize = 2_000;

/// What customers look for.
const WISHES: [&str; 12] = [
    "black office chair under 400?",
    "كم سعر مكتب أبيض عرضه ١٢٠؟",
    "do you have meeting tables",
    "طاولة اجتماعات ل ١٠ اشخاص",
    "desk 160x80 white",
    "something for the reception",
    "sofa 3 seater leather below 3000",
    "كراسي زوار",
    "locker",
    "height adjustable desk between 1000 and 2000",
    "cabinet with drawers, not grey",
    "kursi maktab aswad",
];

/// Copies every product so often that there are about as many as asked for, each copy with a code,
/// price and size of its own.
const COPIES: &str = "
    insert into products (sku, sku_key, source, name_en, name_ar, description_en, description_ar,
                          categories, family, subtype, colours, materials, width_mm, depth_mm,
                          height_mm, length_mm, price, currency, price_basis, stock_listed, listed,
                          images, attributes, capacity, url, content_hash, search, folded_name,
                          of_itself, features, name_sounds, updated_at)
    select sku || '-' || n, sku_key || 'copy' || n, source, name_en, name_ar, description_en,
           description_ar, categories, family, subtype, colours, materials, width_mm + n % 400,
           depth_mm + n % 100, height_mm, length_mm, round(price * (0.5 + n % 97 / 60.0), 2),
           currency, price_basis, (stock + n) % 50, listed, images, attributes, capacity, url,
           content_hash, search, folded_name || ' ' || n, of_itself, features, name_sounds,
           updated_at
      from products,
           generate_series(1, greatest($1::int / (select count(*)::int from products) - 1, 0)) n
     where sku_key not like '%copy%'";

impl Bench {
    /// Searches as turns do, in a usual shop and in a very large one.
    pub(super) async fn searching(&mut self) -> Result<()> {
        for (products, budget) in [(1_500, "p99 ≤ 5 ms"), (100_000, "p99 ≤ 20 ms")] {
            progress::tell(&format!("searching among {products} products"));
            self.laboratory.prepare().await?;
            let db = self.laboratory.database()?;
            sqlx::query(COPIES).bind(products).execute(&db).await.context("fill the mirror")?;
            sqlx::query("vacuum analyze products").execute(&db).await?;
            let (times, found) = self.time_searches(&db).await?;
            let at =
                |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
            self.table.row(
                &format!("product search among {found}"),
                budget,
                &format!(
                    "p50 {}, p95 {}, p99 {}",
                    milliseconds(at(50)),
                    milliseconds(at(95)),
                    milliseconds(at(99))
                ),
            );
        }
        Ok(())
    }

    async fn time_searches(&self, db: &PgPool) -> Result<(Vec<Duration>, i64)> {
        let (_, context) = self.laboratory.context()?;
        let vocabulary = &context.content.vocabulary;
        let mut times = Vec::with_capacity(SEARCHES);
        for number in 0..SEARCHES + WISHES.len() {
            let text = WISHES.get(number % WISHES.len()).copied().unwrap_or_default();
            let before = Before { language: Language::English, asked: &[], codes: &[] };
            let understanding = read(&[text], before, vocabulary);
            let heard = Heard {
                understanding,
                unreadable: Vec::new(),
                has_words: true,
                perhaps_code: None,
                digits: None,
                now: context.clock.now(),
                words: 0,
                tokens: Vec::new(),
                articles: Vec::new(),
                with_file: false,
            };
            let lookups = plan(&State::default(), &heard, &context.policy);
            let began = Instant::now();
            look_up::run(&context, None, &lookups).await?;
            // The first of each prepares its statement.
            if number >= WISHES.len() {
                times.push(began.elapsed());
            }
        }
        times.sort_unstable();
        let count = sqlx::query_scalar("select count(*) from products where active").fetch_one(db);
        let found = count.await?;
        context.db.close().await;
        Ok((times, found))
    }
}
