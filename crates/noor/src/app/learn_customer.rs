//! Taking over what the CRM knows of a customer and the dialogue should.

use std::time::Duration;

use noor_core::dialogue::past::{Past, PastDeal};
use noor_core::dialogue::profile::Profile;
use noor_core::ids::CustomerId;
use noor_core::privacy::is_email;
use noor_core::reply::naming::person;
use noor_core::understanding::{Buyer, Details};
use noor_providers::crm::{Bounds, Crm, CrmError, CustomerContext, Deal};
use noor_store::conversations;
use serde_json::json;

use crate::context::Context;
use crate::log::{OrLog as _, chain};

/// How long the first answer waits for the CRM; who it is, it learns later then.
const DEADLINE: Duration = Duration::from_millis(1500);

/// Somebody writes for the first time: what the CRM knows of the one contact with their number. Nothing
/// where it does not answer in time, or several have it.
pub(crate) async fn meet(context: &Context, customer: CustomerId, phone: &str) -> Option<Profile> {
    let crm = context.crm.as_deref()?;
    let asked = async {
        let found = crm.contact_by_phone(phone).await?;
        let Some((contact, false)) = found.best() else { return Ok(None) };
        crm.context_of(&contact.id, Bounds::default()).await
    };
    let known: Result<Result<Option<CustomerContext>, CrmError>, _> =
        tokio::time::timeout(DEADLINE, asked).await;
    let Ok(known) = known else {
        tracing::warn!("the CRM is too slow to say who writes");
        return None;
    };
    match known {
        Ok(known) => {
            let known = known?;
            keep(context, customer, &known).await;
            Some(profile(&known))
        }
        Err(error) => {
            tracing::warn!(error = chain(&error), "the CRM cannot be asked who writes");
            None
        }
    }
}

/// Takes over what the CRM knows of a contact. What cannot be read now is read another time.
pub(super) async fn learn(context: &Context, crm: &dyn Crm, customer: CustomerId, contact: &str) {
    if let Ok(Some(known)) = crm.context_of(contact, Bounds::default()).await {
        keep(context, customer, &known).await;
    }
}

async fn keep(context: &Context, customer: CustomerId, known: &CustomerContext) {
    let facts = json!({ "segments": known.segments, "past": past(known) });
    let kept = conversations::know_from_outside(&context.db, customer, &facts).await;
    kept.or_log("keep what the CRM knows of a customer");
}

fn profile(known: &CustomerContext) -> Profile {
    let contact = &known.contact;
    // Fields that had to be filled in hold whatever let people go on.
    let letters = |text: &&String| text.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let company = contact.attributes.get("company").filter(letters);
    let details = Details {
        name: contact.name.as_deref().and_then(person),
        company: company.cloned().map(Buyer::Company),
        email: contact.email.clone().filter(|email| is_email(email)),
        ..Details::default()
    };
    Profile { details, language: None, segments: known.segments.clone(), past: past(known) }
}

fn past(known: &CustomerContext) -> Past {
    let deals = |deals: &[Deal]| deals.iter().map(deal).collect();
    Past { purchases: deals(&known.purchases), open: deals(&known.open_deals), more: known.more }
}

fn deal(deal: &Deal) -> PastDeal {
    PastDeal {
        stage: deal.stage.map(|stage| stage.word().to_owned()),
        amount: deal.amount,
        on: deal.modified_at.or(deal.created_at).map(|at| at.date_naive()),
    }
}
