//! What happened in the conversation since somebody last looked: what the customer saw, and what
//! the journal says about it.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use noor_core::quote::Quote;
use noor_sim::{Author, SeenMessage};
use noor_store::quotes;
use noor_store::trace::{self, Call, EffectSeen, HandoffSeen, SentMessage, Standing, TurnTaken};

use super::shop::Shop;

/// Remembers how far it has looked.
#[derive(Debug, Default)]
pub(in crate::cli) struct Watch {
    seen: usize,
    turns: usize,
    queued: usize,
}

/// What is new, and how things stand now.
#[derive(Debug, Default)]
pub(in crate::cli) struct News {
    /// Noor's messages that reached the customer, in the order they were seen, each with its row.
    pub(in crate::cli) messages: Vec<(SeenMessage, Option<SentMessage>)>,
    /// The turns that were taken.
    pub(in crate::cli) turns: Vec<TurnTaken>,
    /// What models were asked in them.
    pub(in crate::cli) calls: Vec<Call>,
    /// All requests for a person, oldest first.
    pub(in crate::cli) handoffs: Vec<HandoffSeen>,
    /// All that was to be done outside, first wanted first.
    pub(in crate::cli) effects: Vec<EffectSeen>,
    /// How the last quotation stands, if one was made out.
    pub(in crate::cli) quote: Option<Quote>,
    /// The conversation, if anybody wrote yet.
    pub(in crate::cli) standing: Option<Standing>,
}

impl Watch {
    /// Looks at what happened since the last time.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub(in crate::cli) async fn look(&mut self, shop: &Shop) -> Result<News> {
        let Some(conversation) = shop.conversation() else { return Ok(News::default()) };
        let db = &shop.context.db;
        let turns = trace::turns_after(db, conversation, self.turns).await;
        let turns = turns.context("read the journal")?;
        let ids: Vec<_> = turns.iter().map(|turn| turn.id).collect();
        let queued = trace::queued_after(db, conversation, self.queued).await;
        let queued = queued.context("read what was queued")?;
        let calls = trace::calls_of(db, &ids).await.context("read the model calls")?;
        let handoffs = trace::handoffs_of(db, conversation).await.context("read the handoffs")?;
        let effects = trace::effects_of(db, conversation).await.context("read the effects")?;
        let quote = quotes::last_of(db, conversation).await.context("read the quotation")?;
        let standing = trace::standing(db, conversation).await.context("read the conversation")?;
        self.turns += turns.len();
        self.queued += queued.len();
        let mut rows: HashMap<String, SentMessage> =
            queued.into_iter().map(|row| (row.id.to_string(), row)).collect();
        let seen = shop.simulator.wazzup().chat(shop.chat());
        let new: Vec<SeenMessage> = seen.into_iter().skip(self.seen).collect();
        self.seen += new.len();
        let messages = new
            .into_iter()
            .filter(|message| match message.author {
                Author::Api => true,
                Author::Client | Author::Manager | Author::ForeignBot => false,
            })
            .map(|message| {
                let row = message.crm_message_id.as_ref().and_then(|key| rows.remove(key));
                (message, row)
            })
            .collect();
        Ok(News { messages, turns, calls, handoffs, effects, quote, standing })
    }
}
