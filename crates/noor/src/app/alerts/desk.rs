//! The shop's desk: its bot, and how it speaks.

use std::sync::Arc;
use std::time::Duration;

use noor_core::language::Language;
use noor_providers::alerts::Desk;
use secrecy::SecretString;
use url::Url;

use super::card::Wording;
use crate::alert_words::AlertWords;
use crate::context::Context;
use crate::limiter::Limiter;

/// A way to the shop's people, and what the shop decided about it.
#[derive(Debug)]
pub struct ShopDesk {
    /// The way.
    pub desk: Arc<dyn Desk>,
    /// Keeps to its rate.
    pub limiter: Limiter,
    /// The language of the shop's people.
    pub language: Language,
    /// How long one call may take.
    pub timeout: Duration,
    /// How long an invitation can be used.
    pub invitation: Duration,
    /// Where what people do is delivered to, with a secret in it.
    pub address: Url,
    /// The secret that comes with every delivery.
    pub secret: SecretString,
}

impl ShopDesk {
    /// The words for the shop's people.
    pub(crate) fn words<'a>(&self, context: &'a Context) -> &'a AlertWords {
        context.content.alerts.get(self.language)
    }

    pub(super) fn wording<'a>(&self, context: &'a Context) -> Wording<'a> {
        Wording {
            words: self.words(context),
            currency: context.content.shop.currency,
            public_url: &context.links.public_url,
        }
    }
}
