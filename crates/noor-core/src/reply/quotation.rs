//! A quotation in a message: the same lines and sums that stand on its paper.

use chrono::{Datelike as _, NaiveDate};

use super::blocks::{NAMED, Pen};
use super::figures::{amount, number};
use super::naming;
use crate::dialogue::offer::Repriced;
use crate::money::Money;
use crate::pricing::{PriceDecision, Totals};
use crate::product::Texts;
use crate::quote::{Availability, Quote, QuoteLine, Variant};
use crate::understanding::{Buyer, Details};

impl Pen<'_> {
    /// Its number, lines, sums and validity.
    pub(super) fn quotation(
        &self,
        quote: &Quote,
        until: NaiveDate,
        repriced: &[Repriced],
    ) -> String {
        let title = match quote.revision {
            0 | 1 => self.say("quotation.title"),
            revision => self
                .say("quotation.title_revision")
                .replace("{revision}", &number(revision, self.voice)),
        };
        let mut text = vec![title.replace("{number}", &naming::code(&quote.number))];
        text.extend(repriced.iter().map(|it| self.repriced(it)));
        let variants = &quote.draft.variants;
        for (place, variant) in (1..).zip(variants) {
            if variants.len() > 1 {
                let title = self.say("plan.title").replace("{n}", &number(place, self.voice));
                text.push(format!("\n{title}"));
            }
            text.extend(self.variant(variant));
        }
        text.push(self.say("quotation.valid_until").replace("{date}", &self.date(until)));
        text.join("\n")
    }

    /// What a customer told of themselves, a line each.
    pub(super) fn details(&self, details: &Details) -> String {
        let Details { name, company, email, address, phone: _, area: _, role: _ } = details;
        let (company, individual) = match company {
            Some(Buyer::Company(name)) => (Some(naming::code(name)), None),
            Some(Buyer::Individual) => (None, Some(self.say("known.individual"))),
            None => (None, None),
        };
        let told = |text: &Option<String>| text.as_deref().map(naming::code);
        let lines = [
            ("known.name", told(name)),
            ("known.company", company),
            ("known.individual", individual),
            ("known.email", told(email)),
            ("known.address", told(address)),
        ];
        let lines = lines.into_iter().filter_map(|(key, text)| {
            Some(self.say(key).replace("{text}", &text.filter(|it| !it.trim().is_empty())?))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn variant(&self, variant: &Variant) -> Vec<String> {
        let named = variant.lines.len() <= NAMED;
        let mut text: Vec<String> =
            variant.lines.iter().map(|line| self.quoted(line, named)).collect();
        let Totals { subtotal, delivery, vat_percent, vat, total } = variant.totals;
        let sum = |key: &str, sum: Money| self.say(key).replace("{sum}", &self.money(sum));
        let percent = vat_percent.percent().normalize().to_string();
        text.push(sum("order.sum", subtotal));
        text.extend(delivery.map(|delivery| sum("quotation.delivery", delivery)));
        let vat = sum("order.vat", vat);
        text.push(vat.replace("{percent}", &self.voice.digits.write(&percent)));
        text.push(sum("order.sum_with_vat", total));
        text
    }

    /// One line, with the name of the product where there are not too many.
    fn quoted(&self, line: &QuoteLine, named: bool) -> String {
        let key = match (named, line.availability) {
            (true, _) => "order.line",
            (false, Availability::Full) => "order.row",
            (false, _) => "order.row_short",
        };
        let text = self
            .say(key)
            .replace("{name}", &self.named(&line.name, &line.sku))
            .replace("{sku}", &naming::code(&line.sku))
            .replace("{quantity}", &number(line.quantity, self.voice))
            .replace("{price}", &self.money(line.price.unit))
            .replace("{total}", &self.money(line.total))
            .replace("{cover}", &self.cover(line.availability));
        match self.reduction(&line.price) {
            Some(reduction) => format!("{text}\n{reduction}"),
            None => text,
        }
    }

    /// What makes a price less than that of the list.
    pub(super) fn reduction(&self, price: &PriceDecision) -> Option<String> {
        let reduction = price.reduction.as_ref()?;
        let name = reduction.name.best(self.voice.language).and_then(naming::reduction);
        let name = name.unwrap_or_else(|| self.say("price.your_own"));
        let list = self.money(price.list);
        Some(self.say("order.reduced").replace("{reduction}", &name).replace("{list}", &list))
    }

    fn repriced(&self, it: &Repriced) -> String {
        self.say("quotation.repriced_line")
            .replace("{name}", &self.named(&it.name, &it.sku))
            .replace("{sku}", &naming::code(&it.sku))
            .replace("{from}", &self.money(it.from))
            .replace("{to}", &self.money(it.to))
    }

    fn named(&self, name: &Texts, sku: &str) -> String {
        let name = name.best(self.voice.language).and_then(naming::name);
        name.unwrap_or_else(|| naming::code(sku))
    }

    fn money(&self, money: Money) -> String {
        amount(money, self.voice, self.wording)
    }

    fn cover(&self, availability: Availability) -> String {
        match availability {
            Availability::Full => self.say("cover.all"),
            Availability::Partial(there) => {
                self.say("cover.part").replace("{n}", &number(there, self.voice))
            }
            Availability::Sold => self.say("cover.none"),
            Availability::Unknown => self.say("cover.unknown"),
        }
    }

    /// A day as it is said: "30 November 2026".
    pub(super) fn date(&self, day: NaiveDate) -> String {
        let digits = |n: String| self.voice.digits.write(&n);
        self.say("date.day")
            .replace("{day}", &digits(day.day().to_string()))
            .replace("{month}", &self.say(&format!("month.m{}", day.month())))
            .replace("{year}", &digits(day.year().to_string()))
    }
}
