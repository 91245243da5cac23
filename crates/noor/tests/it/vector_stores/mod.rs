//! What every store of vectors promises, whoever keeps them: Noor's own database, and Qdrant.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod none;
mod pgvector;
mod promises;
mod shop;
mod stage;

/// Holds both stores to one promise.
macro_rules! promise {
    ($name:ident) => {
        mod $name {
            use noor_store::PgPool;

            use super::stage::Stage;

            #[sqlx::test(migrator = "noor_store::MIGRATOR")]
            async fn pgvector(db: PgPool) {
                super::promises::$name(Stage::pgvector(db)).await;
            }

            #[tokio::test]
            async fn qdrant() {
                super::promises::$name(Stage::qdrant().await).await;
            }
        }
    };
}

promise!(the_nearest_come_first_and_tell_how_near);
promise!(every_filter_holds);
promise!(a_filter_that_few_pass_still_fills_the_limit);
promise!(meanings_and_words_are_fused_by_their_places);
promise!(a_rare_word_is_found_however_far_the_meaning_is);
promise!(putting_again_replaces);
promise!(what_is_removed_is_gone);
promise!(prices_and_stock_change_without_new_vectors);
promise!(spaces_do_not_meet);
promise!(what_was_never_prepared_is_refused);
promise!(vectors_that_do_not_fit_are_refused_and_nothing_is_kept);
promise!(another_process_finds_what_was_put);
promise!(many_prepare_at_once);
