//! Keeping the CRM's contact, deal and notes as the conversation stands.
//!
//! Each effect holds all that was known after its turn, and is done in the order of the turns, so that
//! what waited while the CRM was away catches up by itself.

use chrono::TimeDelta;
use noor_core::ids::{ConversationId, CustomerId};
use noor_providers::crm::{
    Attributes, ContactChange, Crm, CrmError, Deal, DealChange, NewContact, NewDeal, Note, Parent,
    Stage,
};
use noor_providers::error::ProviderError;
use noor_store::crm_links::{self, Ours};
use noor_store::effects::{self, Effect, NewEffect};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::Kind;
use super::journal::{CallError, Halt, Journal};
use super::outcome::Outcome;
use crate::app::learn_customer::learn;
use crate::context::Context;
use crate::log::OrLog;

/// When a deal is likely to be closed, where the CRM asks for that.
///
/// Source: business rules: a deal takes two to three weeks.
const CLOSES_AFTER: TimeDelta = TimeDelta::weeks(3);

/// What the CRM should know after a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// The customer.
    pub(crate) customer: CustomerId,
    /// Their number, in full.
    pub(crate) phone: String,
    /// Their name, or the one they go by on the messenger.
    pub(crate) name: Option<String>,
    /// Their e-mail address.
    pub(crate) email: Option<String>,
    /// What else is known, for a contact that is new.
    pub(crate) attributes: Attributes,
    /// What they told in this turn, for a contact that is there.
    pub(crate) news: ContactChange,
    /// Their deal; `None` for who is no customer.
    pub(crate) deal: Option<DealNews>,
    /// What people should be able to look up.
    pub(crate) note: Option<Note>,
}

/// What the CRM should know of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DealNews {
    /// Our key for it.
    pub(crate) reference: String,
    /// The quotation it is about: the key of a deal of its own once the conversation's first is over.
    pub(crate) quotation: Option<String>,
    /// What it is called, where it is new.
    pub(crate) title: String,
    /// Where it goes; `None`: where it is.
    pub(crate) stage: Option<Stage>,
    /// What it is worth, where that is new.
    pub(crate) amount: Option<Decimal>,
}

/// The key that the deal of a conversation stands under.
pub(crate) fn deal_of(conversation: ConversationId) -> String {
    let id = conversation.0.simple().to_string();
    format!("C-{}", id.chars().skip(16).collect::<String>())
}

/// Plans that the CRM is told of something, once for each key.
///
/// # Errors
///
/// The database's own.
pub(crate) async fn plan(
    context: &Context,
    tx: &mut PgConnection,
    key: &str,
    conversation: ConversationId,
    snapshot: &Snapshot,
) -> sqlx::Result<()> {
    let subject =
        serde_json::to_value(snapshot).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let now = context.clock.now();
    let effect = NewEffect {
        id: context.ids.next(),
        key,
        kind: Kind::SyncCrm.word(),
        subject: &subject,
        // Whoever writes on two lines with one number is one contact.
        lane: &format!("crm {}", snapshot.phone),
        conversation: Some(conversation),
        due_at: now,
    };
    effects::plan(tx, &effect, now).await?;
    Ok(())
}

impl CallError for CrmError {
    fn as_provider(&self) -> Option<&ProviderError> {
        match self {
            Self::Provider(error) => Some(error),
            Self::Duplicate { .. } | Self::Missing(_) | Self::NoStage(_) | Self::NoWay { .. } => {
                None
            }
        }
    }
}

/// Brings the CRM up to what was known after a turn.
pub(super) async fn sync(context: &Context, effect: &Effect, journal: Journal<'_>) -> Outcome {
    let Some(crm) = &context.crm else {
        return Outcome::failed("no CRM is configured any more".to_owned());
    };
    match serde_json::from_value(effect.subject.clone()) {
        Ok(snapshot) => {
            let sync = Sync { context, crm: crm.as_ref(), journal, effect, snapshot: &snapshot };
            sync.run().await.unwrap_or_else(Outcome::from)
        }
        Err(error) => Outcome::failed(format!("what the CRM should know cannot be read: {error}")),
    }
}

/// A note that says something: of somebody who asked for a person at once nothing is known yet, and no
/// CRM takes an empty one.
fn with_words(note: Note) -> Note {
    if note.text.trim().is_empty() { Note { text: note.title.clone(), ..note } } else { note }
}

/// Whether a deal is bought or closed.
fn is_over(deal: &Deal) -> bool {
    deal.stage.is_some_and(|it| it.is_closed() || it.is_bought())
}

/// One snapshot on its way into the CRM.
struct Sync<'a> {
    context: &'a Context,
    crm: &'a dyn Crm,
    journal: Journal<'a>,
    effect: &'a Effect,
    snapshot: &'a Snapshot,
}

type Synced<T> = Result<T, Halt<CrmError>>;

impl Sync<'_> {
    async fn run(&self) -> Synced<Outcome> {
        let mut remarks = Vec::new();
        let contact = self.contact(&mut remarks).await?;
        let deal = match &self.snapshot.deal {
            Some(news) => self.deal(news, &contact, &mut remarks).await?,
            None => None,
        };
        if let Some(note) = self.snapshot.note.clone().map(with_words) {
            let parent =
                deal.clone().map_or_else(|| Parent::Contact(contact.clone()), Parent::Deal);
            let add = async || self.crm.add_note(&parent, &note).await;
            let find = async || self.crm.note_by_key(&parent, &note.key).await;
            self.journal.once("add note", add, find).await?;
        }
        let outcome = json!({ "contact": contact, "deal": deal });
        let remark = (!remarks.is_empty()).then(|| remarks.join("\n"));
        Ok(Outcome::Done { outcome, remark })
    }

    /// The customer's contact, found by their number or written down, with what is new of them.
    async fn contact(&self, remarks: &mut Vec<String>) -> Synced<String> {
        let subject = self.snapshot.customer.to_string();
        let ours = Ours { vendor: self.crm.name(), kind: "contact", subject: &subject };
        let linked = crm_links::find(&self.context.db, ours).await;
        if let Some(id) = linked.map_err(|error| Halt::unwritten(&error))? {
            if self.updated(&id, remarks).await? {
                self.learn(&id).await;
                return Ok(id);
            }
            // People deleted it: it is found again, or written down anew.
            self.unlink(ours).await;
        }
        let found =
            self.crm.contact_by_phone(&self.snapshot.phone).await.map_err(Halt::from_call)?;
        let mut sure = true;
        let id = match found.best() {
            Some((contact, guessed)) => {
                sure = !guessed;
                if guessed {
                    let number = &self.snapshot.phone;
                    remarks.push(format!("several contacts have the number {number}"));
                }
                let id = contact.id.clone();
                self.updated(&id, remarks).await?;
                id
            }
            None => self.created(remarks).await?,
        };
        // A guess is made anew each time, and nothing is learnt from it.
        if sure {
            self.link(ours, &id).await;
            self.learn(&id).await;
        }
        Ok(id)
    }

    async fn created(&self, remarks: &mut Vec<String>) -> Synced<String> {
        let Snapshot { phone, name, email, attributes, .. } = self.snapshot;
        let new = NewContact {
            phone: phone.clone(),
            name: name.clone(),
            email: email.clone(),
            attributes: attributes.clone(),
        };
        match self.written_down("create contact", &new).await {
            Err(Halt::Said(CrmError::Duplicate { existing, field })) => {
                remarks.push(format!("the contact {existing} has the same {field}"));
                let new = NewContact { email: None, ..new };
                self.written_down("create contact without email", &new).await
            }
            other => other,
        }
    }

    async fn written_down(&self, step: &str, new: &NewContact) -> Synced<String> {
        let call = async || Ok(self.crm.create_contact(new).await?.id().to_owned());
        let find = async || {
            let found = self.crm.contact_by_phone(&new.phone).await?;
            Ok(found.best().map(|(contact, _)| contact.id.clone()))
        };
        self.journal.once(step, call, find).await
    }

    /// Writes what is new of the contact; `false` if it is not there any more.
    async fn updated(&self, id: &str, remarks: &mut Vec<String>) -> Synced<bool> {
        let change = self.snapshot.news.clone();
        match self.crm.update_contact(id, &change).await {
            Ok(_) => Ok(true),
            Err(CrmError::Missing(_)) => Ok(false),
            Err(CrmError::Duplicate { existing, field }) => {
                remarks.push(format!("the contact {existing} has the same {field}"));
                let change = ContactChange { email: None, ..change };
                let updated = self.crm.update_contact(id, &change).await;
                updated.map(|_| true).map_err(Halt::from_call)
            }
            Err(error) => Err(Halt::from_call(error)),
        }
    }

    /// The deal at its stage; `None` where the shop has no name for the stages. Once the
    /// conversation's first is over, each quotation has one of its own.
    async fn deal(
        &self,
        news: &DealNews,
        contact: &str,
        remarks: &mut Vec<String>,
    ) -> Synced<Option<String>> {
        if let Some(number) = &news.quotation
            && let Some(deal) = self.known(number).await?
        {
            return self.moved(deal, news, remarks).await.map(Some);
        }
        let Some(deal) = self.known(&news.reference).await? else {
            return self.opened(news, &news.reference, contact).await;
        };
        match (&news.quotation, &news.stage) {
            (Some(number), Some(Stage::OfferSent)) if is_over(&deal) => {
                self.opened(news, number, contact).await
            }
            (Some(_) | None, _) => self.moved(deal, news, remarks).await.map(Some),
        }
    }

    /// The deal under a key of ours, if there is one.
    async fn known(&self, reference: &str) -> Synced<Option<Deal>> {
        let ours = Ours { vendor: self.crm.name(), kind: "deal", subject: reference };
        let linked = crm_links::find(&self.context.db, ours).await;
        let deal = match linked.map_err(|error| Halt::unwritten(&error))? {
            Some(id) => self.crm.deal(&id).await,
            None => self.crm.deal_by_reference(reference).await,
        };
        deal.map_err(Halt::from_call)
    }

    /// A deal with what is new of it. What was ordered, closed, or put where our words do not reach is in
    /// people's hands.
    async fn moved(
        &self,
        deal: Deal,
        news: &DealNews,
        remarks: &mut Vec<String>,
    ) -> Synced<String> {
        if is_over(&deal) || deal.stage.is_none() {
            return Ok(deal.id);
        }
        if news.amount.is_some() && news.amount != deal.amount {
            let change = DealChange { amount: news.amount, ..DealChange::default() };
            self.crm.update_deal(&deal.id, &change).await.map_err(Halt::from_call)?;
        }
        if let Some(stage) = &news.stage {
            match self.crm.move_deal(&deal.id, stage).await {
                Ok(_) | Err(CrmError::NoStage(_)) => {}
                Err(error @ CrmError::NoWay { .. }) => remarks.push(error.to_string()),
                Err(error) => return Err(Halt::from_call(error)),
            }
        }
        Ok(deal.id)
    }

    /// A new deal under a key; `None` where the shop has no name for its stage.
    async fn opened(
        &self,
        news: &DealNews,
        reference: &str,
        contact: &str,
    ) -> Synced<Option<String>> {
        let new = NewDeal {
            reference: reference.to_owned(),
            title: news.title.clone(),
            contact_id: contact.to_owned(),
            stage: news.stage.clone().unwrap_or(Stage::InWork),
            amount: news.amount,
            closes_on: Some((self.effect.created_at + CLOSES_AFTER).date_naive()),
            attributes: self.of_a_deal(),
        };
        let call = async || self.crm.create_deal(&new).await;
        let find = async || {
            let found = self.crm.deal_by_reference(&new.reference).await?;
            Ok(found.map(|deal| deal.id))
        };
        match self.journal.once("create deal", call, find).await {
            Ok(id) => {
                self.link(Ours { vendor: self.crm.name(), kind: "deal", subject: reference }, &id)
                    .await;
                Ok(Some(id))
            }
            Err(Halt::Said(CrmError::NoStage(_))) => Ok(None),
            Err(halt) => Err(halt),
        }
    }

    /// What is known of a new deal beside its own fields.
    fn of_a_deal(&self) -> Attributes {
        let known = self.snapshot.attributes.iter().filter(|(word, _)| *word == "source");
        known.map(|(word, value)| (word.clone(), value.clone())).collect()
    }

    async fn learn(&self, contact: &str) {
        learn(self.context, self.crm, self.snapshot.customer, contact).await;
    }

    async fn link(&self, ours: Ours<'_>, remote: &str) {
        let kept = crm_links::keep(&self.context.db, ours, remote, self.context.clock.now());
        kept.await.or_log("keep what ours is called in the CRM");
    }

    async fn unlink(&self, ours: Ours<'_>) {
        let forgotten = crm_links::forget(&self.context.db, ours);
        forgotten.await.or_log("forget what ours was called in the CRM");
    }
}
