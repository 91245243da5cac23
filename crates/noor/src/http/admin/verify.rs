//! Whether a quotation on paper is one of the shop's: its verification code, computed again from what was
//! offered.

use axum::extract::Query;
use axum::response::Html;
use minijinja::context;
use minijinja::value::Value;
use noor_core::money::Money;
use noor_core::quote::{Quote, Standing};
use noor_paper::VerificationCode;
use serde::Deserialize;

use super::failure::Failure;
use super::page::Page;
use crate::app::verify_quotation::{Verdict, verify_code};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    code: String,
}

/// The form, and what became of a code.
pub(super) async fn show(page: Page, Query(asked): Query<Asked>) -> Result<Html<String>, Failure> {
    let typed = asked.code.trim();
    let (verdict, quote) = match typed.parse::<VerificationCode>() {
        _ if typed.is_empty() => (None, None),
        Err(_) => (Some(("bad", "verify.no_code")), None),
        Ok(code) => {
            let (verdict, quote) = said(verify_code(page.context(), code).await?);
            (Some(verdict), quote)
        }
    };
    let values = context! {
        code => typed,
        verdict => verdict.map(|(kind, label)| context! { kind, label }),
        quote => quote.map(|quote| shown(&page, &quote)),
    };
    Ok(page.show("verify.html", values).await?)
}

/// How good a verdict is, and its words.
fn said(verdict: Verdict) -> ((&'static str, &'static str), Option<Box<Quote>>) {
    match verdict {
        Verdict::Genuine { quote, .. } | Verdict::CodeOnly { quote } => {
            (("good", "verify.genuine"), Some(quote))
        }
        Verdict::Altered { quote, .. } | Verdict::Forged { quote, .. } => {
            (("bad", "verify.forged"), Some(quote))
        }
        Verdict::Unknown { .. } => (("bad", "verify.unknown"), None),
        Verdict::NoCode | Verdict::SeveralCodes { .. } => (("bad", "verify.no_code"), None),
    }
}

fn shown(page: &Page, quote: &Quote) -> Value {
    let (standing, at) = match quote.standing {
        Standing::Open => ("verify.open", Some(quote.valid_until)),
        Standing::Accepted { at, .. } => ("verify.accepted", Some(at)),
        Standing::Revised { .. } => ("verify.revised", None),
        Standing::Cancelled { at } => ("verify.cancelled", Some(at)),
    };
    let money = |money: Money| format!("{} {:.2}", money.currency, money.amount);
    let variants = quote.draft.variants.iter().map(|variant| {
        let lines = variant.lines.iter().map(|line| {
            context! {
                quantity => line.quantity, sku => line.sku.as_str(), unit => money(line.price.unit),
                total => money(line.total),
            }
        });
        context! {
            lines => lines.collect::<Vec<_>>(), subtotal => money(variant.totals.subtotal),
            vat => money(variant.totals.vat), total => money(variant.totals.total),
        }
    });
    context! {
        number => quote.number.as_str(), revision => quote.revision,
        name => quote.draft.recipient.name.as_str(), made => page.time(quote.made_at),
        standing, at => at.map(|at| page.time(at)), variants => variants.collect::<Vec<_>>(),
    }
}
