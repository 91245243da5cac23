//! Fetching the catalogue's pictures and making them ready for customers.
//!
//! What a catalogue says about its pictures is from outside: an address may lead nowhere, to a page,
//! into our own network or to a file that was made to hurt. Each such picture ends as broken with a
//! reason, is tried again after a while, and holds nobody up.

mod convert;

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::TimeDelta;
use futures::{StreamExt, stream};
use noor_providers::media::Media;
use noor_store::products::{self, DuePicture, PictureFile};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::context::Context;
use convert::convert;

/// Pictures of one batch.
const SOME: i64 = 32;
/// Fetched at the same time.
const AT_ONCE: usize = 4;
/// Largest file that is fetched.
const LARGEST: usize = 15 << 20;
/// How long fetching one may take.
const WITHIN: Duration = Duration::from_secs(30);
/// How long a batch may take before others try its pictures.
const CLAIM: TimeDelta = TimeDelta::minutes(15);
/// The first pause after a failure; each one is four times the last.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// The longest pause.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(7);

/// What was done with a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prepared {
    /// Pictures that are ready now.
    pub ready: usize,
    /// Addresses that gave none.
    pub broken: usize,
}

impl Prepared {
    /// Whether more may be due.
    pub fn is_full(&self) -> bool {
        i64::try_from(self.ready + self.broken).is_ok_and(|done| done >= SOME)
    }
}

/// Prepares one batch of the pictures that are due. Safe to run anywhere and at any time, also by
/// several processes; what is not finished is due again later.
///
/// # Errors
///
/// When the database was lost. A picture that cannot be had is no error.
pub async fn prepare_pictures(context: &Context) -> Result<Prepared> {
    let Some(store) = &context.pictures else { return Ok(Prepared::default()) };
    let now = context.clock.now();
    let due = products::take_due_pictures(&context.db, now, now + CLAIM, SOME)
        .await
        .context("take pictures that are due")?;
    let studio = Studio { store, decoder: Semaphore::new(1) };
    let mut outcomes =
        stream::iter(due).map(|it| one(context, &studio, it)).buffer_unordered(AT_ONCE);
    let mut prepared = Prepared::default();
    while let Some(outcome) = outcomes.next().await {
        if outcome? {
            prepared.ready += 1;
        } else {
            prepared.broken += 1;
        }
    }
    Ok(prepared)
}

/// What preparing takes.
struct Studio<'a> {
    /// Fetches.
    store: &'a Media,
    /// A decoded picture takes up to a hundred megabytes: one at a time.
    decoder: Semaphore,
}

/// Prepares one picture; whether it is ready.
async fn one(context: &Context, studio: &Studio<'_>, picture: DuePicture) -> Result<bool> {
    let outcome = file(studio, &picture.source).await;
    let now = context.clock.now();
    match outcome {
        Ok(file) => {
            let mut tx = context.db.begin().await.context("begin")?;
            products::picture_fetched(&mut tx, &picture.source, &file, now)
                .await
                .context("keep a picture")?;
            tx.commit().await.context("commit")?;
            Ok(true)
        }
        Err(problem) => {
            let reason = format!("{problem:#}");
            tracing::debug!(reason, attempt = picture.attempts, "a picture could not be had");
            let again_at = now + pause_after(picture.attempts);
            products::picture_broken(&context.db, &picture.source, &reason, again_at)
                .await
                .context("note a broken picture")?;
            Ok(false)
        }
    }
}

/// Fetches and converts a picture; the error is for people.
async fn file(studio: &Studio<'_>, source: &str) -> Result<PictureFile> {
    let fetched = studio.store.fetch(source, LARGEST, WITHIN).await?;
    let _place = studio.decoder.acquire().await?;
    let convert = move || {
        let sha256 = Sha256::digest(&fetched).into();
        convert(&fetched).map(|picture| (sha256, picture))
    };
    // What makes the decoder panic is broken like any other.
    let converted = tokio::task::spawn_blocking(convert).await.context("it cannot be decoded")?;
    let (sha256, picture) = converted?;
    Ok(PictureFile {
        sha256,
        content_type: "image/jpeg",
        width: picture.width,
        height: picture.height,
        bytes: picture.jpeg,
    })
}

/// 5 min, 20 min, 80 min, … up to a week.
fn pause_after(attempts: i32) -> TimeDelta {
    let exponent = u32::try_from(attempts).unwrap_or(1).clamp(1, 8) - 1;
    (FIRST_PAUSE * 4_i32.pow(exponent)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_up_to_a_week() {
        let pauses: Vec<TimeDelta> = (1..20).map(pause_after).collect();
        assert_eq!(pauses.first(), Some(&TimeDelta::minutes(5)));
        assert!(pauses.is_sorted());
        assert_eq!(pauses.last(), Some(&TimeDelta::days(7)));
    }
}
