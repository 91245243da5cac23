//! Gathering a batch: what customers said in voice notes becomes words beside those they wrote.
//!
//! Words are kept as soon as they are heard, so a turn that breaks off afterwards does not hear them
//! again. What cannot be heard is answered as what it is, a voice note without words.

use anyhow::{Context as _, Result, anyhow};
use futures::stream::{self, StreamExt as _};
use noor_core::ids::TurnId;
use noor_core::message::{Attachment, MessageKind};
use noor_providers::model::CallRecord;
use noor_providers::speech::{Recording, Transcription};
use noor_store::conversations::{self, BatchMessage, Lease};
use noor_store::turns;
use tokio::time::Instant;

use super::settle;
use super::time::Time;
use crate::context::{Context, Hearing};

/// The largest voice note a messenger takes, in bytes.
const LARGEST: usize = 16 << 20;
/// Most voice notes of one batch that are heard, and how many of them at the same time. A batch of
/// more is no customer's.
const MOST: usize = 16;
const AT_ONCE: usize = 4;

/// The batch, with what is said in its voice notes.
///
/// # Errors
///
/// The database's own.
pub(super) async fn gather(
    context: &Context,
    lease: &Lease,
    turn: TurnId,
    time: Time,
) -> Result<Vec<BatchMessage>> {
    let mut batch = lease.batch.clone();
    let Some(hearing) = &context.hearing else { return Ok(batch) };
    let notes: Vec<Note> = batch.iter().filter_map(Note::unheard).take(MOST).collect();
    let hear = |note: Note| async move { (note.message, hear(hearing, &note.sound, time).await) };
    let mut outcomes = stream::iter(notes).map(hear).buffer_unordered(AT_ONCE);
    while let Some((id, heard)) = outcomes.next().await {
        let words = keep(context, turn, id, heard).await.context("keep what was heard")?;
        if let Some(message) = batch.iter_mut().find(|message| message.id == id) {
            message.transcript = words;
        }
    }
    Ok(batch)
}

/// A voice note and where its sound is.
struct Note {
    message: i64,
    sound: Attachment,
}

impl Note {
    /// The message as a voice note that nobody has heard yet, if it is one.
    fn unheard(message: &BatchMessage) -> Option<Self> {
        let is_voice = message.kind == MessageKind::Voice;
        let nothing_known = message.text.trim().is_empty() && message.transcript.is_none();
        let sound = message.attachment.as_ref().filter(|_| is_voice && nothing_known)?;
        Some(Self { message: message.id, sound: sound.clone() })
    }
}

/// What came of a voice note, and the call to the vendor if one was made.
struct Heard {
    words: Result<String>,
    call: Option<CallRecord>,
}

/// Fetches a sound and has it written down, both within the deadline.
async fn hear(hearing: &Hearing, sound: &Attachment, time: Time) -> Heard {
    let until = Instant::now() + time.at_most(hearing.deadline);
    let left = || until.saturating_duration_since(Instant::now());
    let recording = match hearing.media.fetch(&sound.url, LARGEST, left()).await {
        Ok(file) => Recording::of(file),
        Err(error) => return Heard { words: Err(error.into()), call: None },
    };
    let Some(recording) = recording else {
        let words = Err(anyhow!("the file does not begin like a sound"));
        return Heard { words, call: None };
    };
    let Transcription { result, call } = hearing.transcriber.transcribe(&recording, left()).await;
    Heard { words: result.map_err(Into::into), call: Some(call) }
}

/// Writes down what was heard and what it cost, and gives the words.
async fn keep(
    context: &Context,
    turn: TurnId,
    message: i64,
    heard: Heard,
) -> Result<Option<String>> {
    let Heard { words, call } = heard;
    let mut tx = context.db.begin().await.context("begin")?;
    if let Ok(words) = &words {
        conversations::heard(&mut tx, message, words).await.context("write the words")?;
    }
    let calls: Vec<CallRecord> = call.into_iter().collect();
    let calls = settle::calls(context, turn, &calls, context.clock.now());
    turns::record_calls(&mut tx, &calls).await.context("write the call")?;
    tx.commit().await.context("commit")?;
    let outcome = match &words {
        Ok(words) if words.is_empty() => "silent",
        Ok(_) => "heard",
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "a voice note could not be heard");
            "failed"
        }
    };
    metrics::counter!("noor_voice_notes_total", "outcome" => outcome).increment(1);
    Ok(words.ok())
}
