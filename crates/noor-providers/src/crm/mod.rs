//! The shop's CRM: who a customer is, how a deal stands, and what people should know of a chat.
//!
//! A vendor's file translates. It never decides whether something is written, never writes a field
//! that the CRM does not list, and never repeats a write whose outcome it does not know: what was
//! created carries a key of ours, by which the caller asks.

mod contact;
mod context;
mod deal;
mod error;
mod fields;
pub mod hubspot;
mod note;
pub mod salesforce;
mod title;
pub mod zoho;

use std::time::Duration;

use async_trait::async_trait;

pub use self::contact::{Contact, ContactChange, Contacts, Created, NewContact};
pub use self::context::{Bounds, CustomerContext};
pub use self::deal::{Deal, DealChange, NewDeal, Stage, StageKind, StageMap};
pub use self::error::CrmError;
pub use self::fields::{Attributes, FieldMap};
pub use self::note::{Note, Parent};

/// A CRM.
#[async_trait]
pub trait Crm: Send + Sync + std::fmt::Debug {
    /// The vendor's name, as it stands in settings and in the store (`zoho`).
    fn name(&self) -> &'static str;

    /// What it can do. Callers ask; they never guess by the vendor's name.
    fn capabilities(&self) -> Capabilities;

    /// Everything in our settings that the CRM does not know, in words for the shop's owner: fields
    /// and stages that are not there. Empty if all fits.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn misfits(&self) -> Result<Vec<String>, CrmError>;

    /// The contacts that have this number, however it was typed. Numbers are compared by their
    /// digits; two contacts are told as two and never made one.
    ///
    /// It also finds what was created within [`Capabilities::settles_after`], so it answers whether
    /// a [`Self::create_contact`] without an answer was carried out.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn contact_by_phone(&self, phone: &str) -> Result<Contacts, CrmError>;

    /// One contact; `None` if it is not there any more.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn contact(&self, id: &str) -> Result<Option<Contact>, CrmError>;

    /// Writes down a contact. One that the CRM calls a duplicate is taken as it is if it has the
    /// same number.
    ///
    /// # Errors
    ///
    /// [`CrmError::Duplicate`] if somebody with another number has what only one may have.
    /// [`ProviderError::Unconfirmed`](crate::error::ProviderError::Unconfirmed): ask
    /// [`Self::contact_by_phone`] before trying again.
    async fn create_contact(&self, new: &NewContact) -> Result<Created, CrmError>;

    /// Writes those fields that differ from what stands there; whether there were any. Safe to call
    /// twice.
    ///
    /// # Errors
    ///
    /// [`CrmError::Missing`] if the contact is gone; otherwise the vendor's.
    async fn update_contact(&self, id: &str, change: &ContactChange) -> Result<bool, CrmError>;

    /// The oldest deal that carries our reference; `None` if there is none. It also finds what was
    /// created a moment ago, as [`Self::contact_by_phone`] does.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn deal_by_reference(&self, reference: &str) -> Result<Option<Deal>, CrmError>;

    /// One deal; `None` if it is not there any more.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn deal(&self, id: &str) -> Result<Option<Deal>, CrmError>;

    /// Writes down a deal under our reference and gives its id.
    ///
    /// # Errors
    ///
    /// [`CrmError::NoStage`] if the shop has no name for its stage.
    /// [`ProviderError::Unconfirmed`](crate::error::ProviderError::Unconfirmed): ask
    /// [`Self::deal_by_reference`] before trying again.
    async fn create_deal(&self, new: &NewDeal) -> Result<String, CrmError>;

    /// Writes those fields that differ from what stands there; whether there were any. Safe to call
    /// twice.
    ///
    /// # Errors
    ///
    /// As for [`Self::update_contact`].
    async fn update_deal(&self, id: &str, change: &DealChange) -> Result<bool, CrmError>;

    /// Moves a deal to a stage and gives it as it stands afterwards, read back. Safe to call twice:
    /// a deal that stands there already is left alone.
    ///
    /// # Errors
    ///
    /// [`CrmError::NoStage`] if the shop has no name for the stage; [`CrmError::NoWay`] if the CRM
    /// does not let the deal go there now; [`CrmError::Missing`] if it is gone.
    async fn move_deal(&self, id: &str, stage: &Stage) -> Result<Deal, CrmError>;

    /// Adds a note and gives its id.
    ///
    /// # Errors
    ///
    /// [`CrmError::Missing`] if what it belongs to is gone.
    /// [`ProviderError::Unconfirmed`](crate::error::ProviderError::Unconfirmed): ask
    /// [`Self::note_by_key`] before trying again.
    async fn add_note(&self, parent: &Parent, note: &Note) -> Result<String, CrmError>;

    /// The id of the note that was added under this key; `None` if there is none.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn note_by_key(&self, parent: &Parent, key: &str) -> Result<Option<String>, CrmError>;

    /// What the dialogue should know of a customer, no more than `bounds` of each kind; `None` if
    /// the contact is gone.
    ///
    /// # Errors
    ///
    /// The vendor's; nothing is written.
    async fn context_of(
        &self,
        contact_id: &str,
        bounds: Bounds,
    ) -> Result<Option<CustomerContext>, CrmError>;
}

/// What a CRM can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// The longest text of a note, in characters. Longer ones are cut.
    pub longest_note: usize,
    /// How long after a write a question by number, reference or key may not find it: only after
    /// this time does "none" mean that nothing was created.
    pub settles_after: Duration,
}
