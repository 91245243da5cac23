//! What people do with the bot: they open it with an invitation, press buttons, leave and come back.
//!
//! Anybody in the world can do all of that. Whoever is not one of the shop's people changes nothing.
//! What is done here is safe to do twice, since deliveries come twice.

use anyhow::{Context as _, Result};
use noor_core::ids::{ConversationId, HandoffId};
use noor_providers::alerts::{Chat, Heard, Note, Somebody, Verb};
use noor_store::people::{self, Person};
use uuid::Uuid;

use super::amend::amend_due;
use super::desk::ShopDesk;
use super::invite::hash;
use crate::alert_words::naming;
use crate::app::by::By;
use crate::app::hand_back::{HandBack, hand_back_handoff};
use crate::app::resolve_handoff::resolve_handoff;
use crate::app::take_over::{TakeOver, take_handoff, until_left};
use crate::context::Context;
use crate::log::OrLog as _;

/// What is left to say once what somebody did is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nothing.
    Nothing,
    /// Something to somebody.
    Say {
        /// To whom.
        chat: Chat,
        /// What.
        words: String,
    },
    /// What came of a press.
    Acknowledge {
        /// The press.
        press: String,
        /// What came of it.
        words: String,
        /// The conversation that was taken with it.
        taken: Option<ConversationId>,
    },
}

/// Does what somebody wanted.
///
/// # Errors
///
/// When the database was lost; nothing was done then.
pub async fn hear(context: &Context, shop: &ShopDesk, heard: Heard) -> Result<Reply> {
    match heard {
        Heard::Started { by, code } => started(context, shop, &by, code.as_deref()).await,
        Heard::Pressed { by, press, wanted } => pressed(context, shop, &by, press, wanted).await,
        Heard::Left(by) => {
            let since = Some(context.clock.now());
            people::reachable(&context.db, by.id, since).await.context("note who left")?;
            Ok(Reply::Nothing)
        }
        Heard::Returned(by) => {
            people::reachable(&context.db, by.id, None).await.context("note who is back")?;
            Ok(Reply::Nothing)
        }
    }
}

async fn started(
    context: &Context,
    shop: &ShopDesk,
    by: &Somebody,
    code: Option<&str>,
) -> Result<Reply> {
    let db = &context.db;
    let words = &shop.words(context).linking;
    let linked = match code {
        Some(code) => {
            let now = context.clock.now();
            let linked = people::link(db, &hash(code), by.id, by.chat.0, now).await;
            linked.context("use the invitation")?
        }
        None => None,
    };
    let name = match linked {
        Some(name) => {
            tracing::info!(person = by.id, "somebody joined the shop's people");
            Some(name)
        }
        // Somebody who is known already: a repeat, or they come back.
        None => person(context, by).await?.map(|person| person.name),
    };
    let words = match (name, code) {
        (Some(name), _) => {
            people::reachable(db, by.id, None).await.context("note who is back")?;
            naming(&words.welcome, &name)
        }
        (None, Some(_)) => words.no_such_code.clone(),
        (None, None) => words.stranger.clone(),
    };
    Ok(Reply::Say { chat: by.chat, words })
}

async fn pressed(
    context: &Context,
    shop: &ShopDesk,
    by: &Somebody,
    press: String,
    wanted: Option<(Verb, Uuid)>,
) -> Result<Reply> {
    let words = &shop.words(context).answers;
    let (answer, taken) = match (person(context, by).await?, wanted) {
        (None, _) => {
            metrics::counter!("noor_strangers_total").increment(1);
            (words.stranger.clone(), None)
        }
        (Some(_), None) => (words.not_ours.clone(), None),
        (Some(person), Some((verb, subject))) => {
            let by = By::Telegram { id: person.id, name: person.name };
            act(context, shop, &by, verb, HandoffId(subject)).await?
        }
    };
    Ok(Reply::Acknowledge { press, words: answer, taken })
}

/// Does what a button says. Gives what to answer, and the conversation that was taken.
async fn act(
    context: &Context,
    shop: &ShopDesk,
    by: &By,
    verb: Verb,
    handoff: HandoffId,
) -> Result<(String, Option<ConversationId>)> {
    let words = &shop.words(context).answers;
    let ended = match verb {
        Verb::Take => {
            return Ok(match take_handoff(context, handoff, by).await? {
                TakeOver::Theirs(conversation) => (words.yours.clone(), Some(conversation)),
                TakeOver::With { name } => (naming(&words.with, &name), None),
                TakeOver::Over => (words.over.clone(), None),
                TakeOver::Unknown => (words.not_ours.clone(), None),
            });
        }
        Verb::Resolve => (resolve_handoff(context, handoff, by).await?, &words.resolved),
        Verb::HandBack => (hand_back_handoff(context, handoff, by).await?, &words.handed_back),
    };
    let answer = match ended {
        (HandBack::Done(_), done) => done.clone(),
        (HandBack::With { name }, _) => naming(&words.with, &name),
        (HandBack::Over, _) => words.over.clone(),
        (HandBack::Unknown, _) => words.not_ours.clone(),
    };
    Ok((answer, None))
}

async fn person(context: &Context, by: &Somebody) -> Result<Option<Person>> {
    people::by_id(&context.db, by.id).await.context("find the person")
}

/// Says what is left to say. Nothing depends on it: what was done is written down, and what others
/// read of it is amended by itself.
///
/// Who takes a conversation is told so only when nothing of Noor's is under way in it any more.
pub async fn reply(context: &Context, shop: &ShopDesk, reply: Reply) {
    match reply {
        Reply::Nothing => {}
        Reply::Say { chat, words } => {
            shop.limiter.turn().await;
            shop.desk.tell(chat, &Note::plain(words)).await.map(drop).or_log("answer a start");
        }
        Reply::Acknowledge { press, words, taken } => {
            if let Some(conversation) = taken {
                until_left(context, conversation).await;
            }
            shop.desk.acknowledge(&press, &words).await.or_log("answer a press");
            let amended = amend_due(context, shop).await;
            amended.map_err(std::io::Error::other).or_log("amend what others read");
        }
    }
}
