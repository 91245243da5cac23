//! `noor price-rule`: prices below the list, written, approved and taken back by people of the shop.

use std::process::ExitCode;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use noor_core::pricing::{Cut, PriceRule, What, Whom};
use noor_core::product::Texts;
use noor_store::price_rules::Deed;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{migrate, progress};
use crate::app::price_rules::{self, ForWhom, Listed, OfWhat, Off, Proposal, Standing};
use crate::cli::serve::Running;
use crate::config::Config;
use crate::context::Context;
use crate::setup::{self, Outside};

/// What to do with price rules.
#[derive(Debug, Subcommand)]
pub(super) enum PriceRuleCommand {
    /// List the rules, the newest first.
    List,
    /// Write a rule down. It changes no price until somebody approves it.
    Add(NewRule),
    /// Approve a rule: from now on it changes prices.
    Approve {
        /// Which.
        id: Uuid,
        /// Who approves it.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Take a rule back: the list holds again.
    Withdraw {
        /// Which.
        id: Uuid,
        /// Who takes it back.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Show a rule, and who did what with it.
    Show {
        /// Which.
        id: Uuid,
    },
}

/// A rule to be written down.
#[derive(Debug, Args)]
pub(super) struct NewRule {
    #[command(flatten)]
    whom: WhomArgs,
    #[command(flatten)]
    what: WhatArgs,
    #[command(flatten)]
    off: OffArgs,
    /// Fewest pieces of one product.
    #[arg(long, default_value_t = 1)]
    min_quantity: u32,
    /// The first day on which it holds, as 2026-03-31; absent: at once.
    #[arg(long, value_name = "DAY")]
    from: Option<NaiveDate>,
    /// The last day on which it holds; absent: until it is taken back.
    #[arg(long, value_name = "DAY")]
    until: Option<NaiveDate>,
    /// What customers are told it is, in English: "Wholesale price".
    #[arg(long, value_name = "NAME")]
    name_en: String,
    /// The same in Arabic.
    #[arg(long, value_name = "NAME")]
    name_ar: String,
    /// Who writes it.
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct WhomArgs {
    /// For everybody.
    #[arg(long)]
    everybody: bool,
    /// For customers of a segment, as the CRM calls it.
    #[arg(long)]
    segment: Option<String>,
    /// For the customer with this number.
    #[arg(long, value_name = "NUMBER")]
    customer: Option<String>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct WhatArgs {
    /// For all products.
    #[arg(long)]
    everything: bool,
    /// For the products of a family of the lexicon: chair.
    #[arg(long)]
    family: Option<String>,
    /// For one product, by its code.
    #[arg(long, value_name = "CODE")]
    sku: Option<String>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct OffArgs {
    /// So many percent less than the list.
    #[arg(long)]
    percent: Option<Decimal>,
    /// This price for one piece, before VAT, in the shop's currency.
    #[arg(long, value_name = "AMOUNT")]
    price: Option<Decimal>,
}

pub(super) async fn run(command: PriceRuleCommand, config: Config) -> Result<ExitCode> {
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let told = told(&context, command).await;
    running.stop()?;
    progress::print(&told?);
    Ok(ExitCode::SUCCESS)
}

async fn told(context: &Context, command: PriceRuleCommand) -> Result<String> {
    let zone = context.content.shop.time_zone;
    Ok(match command {
        PriceRuleCommand::List => {
            let rules = price_rules::list(context).await?;
            if rules.is_empty() {
                return Ok("there are no price rules: everybody pays the list".to_owned());
            }
            let lines: Vec<String> = rules.iter().map(|rule| line(rule, zone)).collect();
            lines.join("\n")
        }
        PriceRuleCommand::Add(new) => {
            let by = new.by.clone();
            let rule = price_rules::propose(context, &new.proposal(), &by).await?;
            if price_rules::is_segment_empty(context, &rule.kept.rule.whom).await? {
                progress::tell(
                    "no customer is known to be of this segment yet: is it spelled right?",
                );
            }
            let id = rule.kept.rule.id;
            format!(
                "{}\nit changes no price yet: noor price-rule approve {id} --by NAME",
                page(&rule, zone)
            )
        }
        PriceRuleCommand::Approve { id, by } => {
            page(&price_rules::approve(context, id, &by).await?, zone)
        }
        PriceRuleCommand::Withdraw { id, by } => {
            page(&price_rules::withdraw(context, id, &by).await?, zone)
        }
        PriceRuleCommand::Show { id } => page(&price_rules::show(context, id).await?, zone),
    })
}

impl NewRule {
    fn proposal(self) -> Proposal {
        let whom = match (self.whom.segment, self.whom.customer) {
            (Some(segment), _) => ForWhom::Segment(segment),
            (None, Some(number)) => ForWhom::Number(number),
            (None, None) => ForWhom::Everybody,
        };
        let what = match (self.what.family, self.what.sku) {
            (Some(family), _) => OfWhat::Family(family),
            (None, Some(code)) => OfWhat::Product(code),
            (None, None) => OfWhat::Everything,
        };
        let off = match (self.off.percent, self.off.price) {
            (_, Some(price)) => Off::Price(price),
            (percent, None) => Off::Percent(percent.unwrap_or_default()),
        };
        let name = Texts { en: Some(self.name_en), ar: Some(self.name_ar) };
        let Self { min_quantity, from, until, .. } = self;
        Proposal { name, whom, what, off, min_quantity, first_day: from, last_day: until }
    }
}

/// A rule on one line.
fn line(listed: &Listed, zone: Tz) -> String {
    let rule = &listed.kept.rule;
    let name = rule.name.en.as_deref().unwrap_or_default();
    format!("{}  {:9}  {name}: {}", rule.id, word(listed.standing), terms(listed, zone))
}

/// A rule with its history.
fn page(listed: &Listed, zone: Tz) -> String {
    let kept = &listed.kept;
    let rule = &kept.rule;
    let told = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut lines = vec![
        format!("{}  {}", rule.id, word(listed.standing)),
        format!("  name      {} / {}", told(&rule.name.en), told(&rule.name.ar)),
        format!("  terms     {}", terms(listed, zone)),
        format!("  written   {}", deed(&kept.written, zone)),
    ];
    if let Some(approval) = &rule.approval {
        let approved = Deed { by: Some(approval.by.clone()), at: approval.at };
        lines.push(format!("  approved  {}", deed(&approved, zone)));
    }
    if let Some(withdrawn) = &kept.withdrawn {
        lines.push(format!("  withdrawn {}", deed(withdrawn, zone)));
    }
    lines.join("\n")
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Draft => "draft",
        Standing::Coming => "to come",
        Standing::InForce => "in force",
        Standing::Over => "over",
        Standing::Withdrawn => "withdrawn",
    }
}

/// What a rule gives to whom.
fn terms(listed: &Listed, zone: Tz) -> String {
    let rule = &listed.kept.rule;
    let cut = match rule.cut {
        Cut::Percent(percent) => format!("{} % off", percent.normalize()),
        Cut::Fixed(price) => format!("{} {}", price.currency, price.amount),
    };
    let what = match &rule.what {
        What::Everything => "everything".to_owned(),
        What::Family(family) => format!("the family {family}"),
        What::Product(key) => format!("the product {key}"),
    };
    let whom = match (&rule.whom, &listed.number) {
        (Whom::Everybody, _) => "everybody".to_owned(),
        (Whom::Segment(segment), _) => format!("the segment {segment}"),
        (Whom::Customer(_), Some(number)) => format!("the customer {number}"),
        (Whom::Customer(customer), None) => format!("the customer {customer}"),
    };
    let pieces = match rule.min_quantity {
        0 | 1 => String::new(),
        fewest => format!(", from {fewest} pieces"),
    };
    format!("{cut} {what} for {whom}{pieces}{}", days(rule, zone))
}

/// The days on which it holds.
fn days(rule: &PriceRule, zone: Tz) -> String {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let from = rule.valid_from.map(|from| format!(", from {}", day(from))).unwrap_or_default();
    let until = rule.valid_until.map(|until| {
        // The moment after the last day is the first of the next.
        format!(", until {}", day(until - TimeDelta::seconds(1)))
    });
    format!("{from}{}", until.unwrap_or_default())
}

fn deed(deed: &Deed, zone: Tz) -> String {
    let at = deed.at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
    format!("{at} by {}", deed.by.as_deref().unwrap_or("nobody knows whom"))
}
