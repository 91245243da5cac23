//! Prices below the list: a person of the shop writes a rule, a person approves it, and a person takes
//! it back. Until it is approved it changes no price, and who did what and when is kept.

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use noor_core::ids::CustomerId;
use noor_core::money::{Currency, Money};
use noor_core::pricing::{Approval, Cut, PriceRule, RuleFault, What, Whom};
use noor_core::product::Texts;
use noor_core::sku;
use noor_providers::phone::Phone;
use noor_store::price_rules::{self, Kept};
use noor_store::{customers, products};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::customer_number::BY_NUMBER;
use crate::context::Context;

/// Longest name of a person or a segment, in characters.
const LONGEST: usize = 100;

/// A rule as a person asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What customers are told it is, in both languages.
    pub name: Texts,
    /// Whom it is for.
    pub whom: ForWhom,
    /// What it is for.
    pub what: OfWhat,
    /// What it makes of a price.
    pub off: Off,
    /// Fewest pieces of one product.
    pub min_quantity: u32,
    /// The first day on which it holds, in the shop's time; absent: at once.
    pub first_day: Option<NaiveDate>,
    /// The last day on which it holds; absent: until it is taken back.
    pub last_day: Option<NaiveDate>,
}

/// Whom a rule is for, as people say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForWhom {
    /// Everybody.
    Everybody,
    /// Customers of a segment of the CRM.
    Segment(String),
    /// The customer with a number, in any spelling.
    Number(String),
}

/// What a rule is for, as people say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfWhat {
    /// All products.
    Everything,
    /// A family of the lexicon: `chair`.
    Family(String),
    /// One product, by its code in any spelling.
    Product(String),
}

/// What a rule makes of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// So many percent less.
    Percent(Decimal),
    /// This price for one piece, in the shop's currency.
    Price(Decimal),
}

/// A rule with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The rule, and who did what with it.
    pub kept: Kept,
    /// How it stands at this moment.
    pub standing: Standing,
    /// The number of the customer that it is for, if it is for one.
    pub number: Option<String>,
}

/// How a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody approved it: it changes nothing.
    Draft,
    /// It is approved, and its first day is to come.
    Coming,
    /// It changes prices.
    InForce,
    /// Its last day is over.
    Over,
    /// Somebody took it back.
    Withdrawn,
}

/// Why a rule was not written, approved or taken back.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// Nobody put their name to it.
    #[error("say who you are: a name of 1 to {LONGEST} characters")]
    Nobody,
    /// A segment without a name.
    #[error("name the segment in 1 to {LONGEST} characters")]
    NoSegment,
    /// The text is no number of a telephone.
    #[error("{0:?} is no telephone number")]
    NoNumber(String),
    /// Nobody with the number ever wrote.
    #[error("no customer with the number {0} has ever written")]
    UnknownCustomer(String),
    /// More than one customer has the number.
    #[error("several customers have the number {0}")]
    SeveralCustomers(String),
    /// The catalogue has no such product.
    #[error("the catalogue has no product with the code {0:?}")]
    UnknownProduct(String),
    /// The lexicon has no such family.
    #[error("there is no family {family:?}; there are: {}", .known.join(", "))]
    UnknownFamily {
        /// What was asked for.
        family: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The rule itself cannot hold.
    #[error(transparent)]
    Fault(#[from] RuleFault),
    /// There is no such rule.
    #[error("there is no price rule {0}")]
    Unknown(Uuid),
    /// It was approved before.
    #[error("{} approved it on {}", .0.by, .0.at.date_naive())]
    Approved(Approval),
    /// It was taken back before: write another.
    #[error("it was taken back on {}: write another", .0.date_naive())]
    Withdrawn(DateTime<Utc>),
    /// Everything else.
    #[error(transparent)]
    Unexpected(#[from] anyhow::Error),
}

/// Writes a rule down as a draft.
///
/// # Errors
///
/// See [`RuleError`]; nothing is written.
pub async fn propose(
    context: &Context,
    proposal: &Proposal,
    by: &str,
) -> Result<Listed, RuleError> {
    let by = person(by)?;
    let now = context.clock.now();
    let shop = &context.content.shop;
    let rule = PriceRule {
        id: context.ids.next(),
        name: proposal.name.clone(),
        whom: whom(context, &proposal.whom).await?,
        what: what(context, &proposal.what).await?,
        min_quantity: proposal.min_quantity,
        cut: match proposal.off {
            Off::Percent(percent) => Cut::Percent(percent),
            Off::Price(amount) => Cut::Fixed(Money::new(amount, shop.currency)),
        },
        valid_from: proposal.first_day.map(|day| begins(shop.time_zone, day)),
        valid_until: proposal.last_day.map(|day| ends(shop.time_zone, day)),
        approval: None,
    };
    rule.check(highest(context, &rule.what).await?, now)?;
    let mut db = context.db.acquire().await.context("reach the database")?;
    let written = price_rules::write(&mut db, &rule, by, now).await.context("write the rule")?;
    drop(db);
    if !written {
        return Err(anyhow!("a rule with this id is there already").into());
    }
    show(context, rule.id).await
}

/// Approves a draft: from now on it changes prices.
///
/// # Errors
///
/// See [`RuleError`]; also a fault that came up since it was written, such as a list price that fell.
pub async fn approve(context: &Context, id: Uuid, by: &str) -> Result<Listed, RuleError> {
    let by = person(by)?;
    let now = context.clock.now();
    let draft = kept(context, id).await?;
    refuse_settled(&draft)?;
    draft.rule.check(highest(context, &draft.rule.what).await?, now)?;
    let approval = Approval { by: by.to_owned(), at: now };
    let mut db = context.db.acquire().await.context("reach the database")?;
    let approved = price_rules::approve(&mut db, id, &approval).await;
    drop(db);
    if !approved.context("approve the rule")? {
        // Somebody was faster.
        refuse_settled(&kept(context, id).await?)?;
        return Err(RuleError::Unknown(id));
    }
    show(context, id).await
}

/// Takes a rule back: the list holds again. Quotations that were made out meanwhile keep their figures
/// until a yes, which asks for today's prices.
///
/// # Errors
///
/// See [`RuleError`].
pub async fn withdraw(context: &Context, id: Uuid, by: &str) -> Result<Listed, RuleError> {
    let by = person(by)?;
    let mut db = context.db.acquire().await.context("reach the database")?;
    let withdrawn = price_rules::withdraw(&mut db, id, by, context.clock.now()).await;
    drop(db);
    if !withdrawn.context("take the rule back")? {
        return Err(match kept(context, id).await?.withdrawn {
            Some(deed) => RuleError::Withdrawn(deed.at),
            None => RuleError::Unknown(id),
        });
    }
    show(context, id).await
}

/// One rule.
///
/// # Errors
///
/// [`RuleError::Unknown`].
pub async fn show(context: &Context, id: Uuid) -> Result<Listed, RuleError> {
    listed(context, kept(context, id).await?).await
}

/// All rules that were ever written, the newest first.
///
/// # Errors
///
/// The database's own.
pub async fn list(context: &Context) -> Result<Vec<Listed>, RuleError> {
    let all = price_rules::all(&context.db).await.context("read the price rules")?;
    let mut rules = Vec::with_capacity(all.len());
    for kept in all {
        rules.push(listed(context, kept).await?);
    }
    Ok(rules)
}

/// Whether nobody is known to be of the segment that a proposal is for: perhaps it is misspelled.
///
/// # Errors
///
/// The database's own.
pub async fn is_segment_empty(context: &Context, whom: &Whom) -> Result<bool, RuleError> {
    let Whom::Segment(segment) = whom else { return Ok(false) };
    let any = customers::any_of_segment(&context.db, segment).await;
    Ok(!any.context("look for customers of the segment")?)
}

async fn kept(context: &Context, id: Uuid) -> Result<Kept, RuleError> {
    let mut db = context.db.acquire().await.context("reach the database")?;
    let kept = price_rules::find(&mut db, id).await.context("read the rule")?;
    kept.ok_or(RuleError::Unknown(id))
}

async fn listed(context: &Context, kept: Kept) -> Result<Listed, RuleError> {
    let number = match &kept.rule.whom {
        Whom::Everybody | Whom::Segment(_) => None,
        Whom::Customer(customer) => {
            let names = customers::names(&context.db, &BY_NUMBER, *customer).await;
            let names = names.context("look for the customer's number")?;
            names.first().map(|digits| format!("+{digits}"))
        }
    };
    Ok(Listed { standing: standing(&kept, context.clock.now()), kept, number })
}

fn standing(kept: &Kept, now: DateTime<Utc>) -> Standing {
    let rule = &kept.rule;
    match () {
        () if kept.withdrawn.is_some() => Standing::Withdrawn,
        () if rule.approval.is_none() => Standing::Draft,
        () if rule.valid_until.is_some_and(|until| until <= now) => Standing::Over,
        () if rule.valid_from.is_some_and(|from| from > now) => Standing::Coming,
        () => Standing::InForce,
    }
}

/// Only a draft can be approved.
fn refuse_settled(kept: &Kept) -> Result<(), RuleError> {
    if let Some(deed) = &kept.withdrawn {
        return Err(RuleError::Withdrawn(deed.at));
    }
    kept.rule.approval.clone().map_or(Ok(()), |approval| Err(RuleError::Approved(approval)))
}

/// A person's name, without gaps around it.
fn person(by: &str) -> Result<&str, RuleError> {
    short(by).ok_or(RuleError::Nobody)
}

fn short(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| (1..=LONGEST).contains(&text.chars().count()))
}

async fn whom(context: &Context, whom: &ForWhom) -> Result<Whom, RuleError> {
    match whom {
        ForWhom::Everybody => Ok(Whom::Everybody),
        ForWhom::Segment(segment) => {
            let segment = short(segment).ok_or(RuleError::NoSegment)?;
            Ok(Whom::Segment(segment.to_owned()))
        }
        ForWhom::Number(number) => Ok(Whom::Customer(customer(context, number).await?)),
    }
}

async fn customer(context: &Context, number: &str) -> Result<CustomerId, RuleError> {
    let phone = Phone::parse(number, &context.content.shop.calling_code);
    let phone = phone.ok_or_else(|| RuleError::NoNumber(number.to_owned()))?;
    let found = customers::called(&context.db, &BY_NUMBER, &phone.digits()).await;
    match found.context("look for the customer")?.as_slice() {
        [] => Err(RuleError::UnknownCustomer(phone.e164())),
        [customer] => Ok(*customer),
        _ => Err(RuleError::SeveralCustomers(phone.e164())),
    }
}

async fn what(context: &Context, what: &OfWhat) -> Result<What, RuleError> {
    match what {
        OfWhat::Everything => Ok(What::Everything),
        OfWhat::Family(family) => {
            let known = context.content.offered.families.clone();
            let wanted = family.trim().to_lowercase();
            if known.contains(&wanted) {
                return Ok(What::Family(wanted));
            }
            Err(RuleError::UnknownFamily { family: family.clone(), known })
        }
        OfWhat::Product(code) => {
            let key = sku::key(code);
            let found = products::by_codes(&context.db, std::slice::from_ref(&key), 0).await;
            let found = found.context("look for the product")?;
            if found.iter().any(|hit| hit.exact) {
                return Ok(What::Product(key));
            }
            Err(RuleError::UnknownProduct(code.clone()))
        }
    }
}

/// The highest price of the list among what a rule is for.
async fn highest(context: &Context, what: &What) -> Result<Option<Money>, RuleError> {
    let currency: Currency = context.content.shop.currency;
    let (family, key) = match what {
        What::Everything => (None, None),
        What::Family(family) => (Some(family.as_str()), None),
        What::Product(key) => (None, Some(key.as_str())),
    };
    let highest = products::highest_price(&context.db, currency.code(), family, key).await;
    let highest = highest.context("look for the highest price")?;
    Ok(highest.map(|amount| Money::new(amount.normalize(), currency)))
}

/// The moment at which a day begins.
fn begins(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Where clocks jump at midnight, the day has none.
    let local = zone.from_local_datetime(&midnight).earliest();
    local.map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// The moment at which a day is over.
fn ends(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    begins(zone, day.checked_add_days(Days::new(1)).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_shop() {
        let day: NaiveDate = "2026-03-05".parse().unwrap();
        assert_eq!(begins(Tz::Asia__Dubai, day).to_rfc3339(), "2026-03-04T20:00:00+00:00");
        assert_eq!(ends(Tz::Asia__Dubai, day).to_rfc3339(), "2026-03-05T20:00:00+00:00");
    }
}
