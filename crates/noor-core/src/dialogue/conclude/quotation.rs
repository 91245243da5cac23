//! The quotation that is made out: of what, in the place of which other, and what it lacks.

use super::{LIST, Turn};
use crate::dialogue::answer::{Ask, Contribution, List};
use crate::dialogue::cart::Cart;
use crate::dialogue::numbered::{Numbered, numbered};
use crate::dialogue::offer::{Occasion, QuoteStep, Repriced};
use crate::dialogue::plan::varies;
use crate::dialogue::reason::Reason;
use crate::dialogue::state::{Consent, Event};
use crate::money::Money;
use crate::pricing::VatPercent;
use crate::product::Product;
use crate::quote::{Draft, Flaw, Missing, Quote, QuoteLine, Recipient, Standing, Terms, draft};
use crate::sku;
use crate::understanding::{Details, Intent};
use chrono::TimeDelta;

impl<'a> Turn<'a> {
    /// Follows what the customer wants of a quotation: nothing is asked for it before they want one,
    /// a refusal stands until they ask again, and one that stands is taken, changed or taken back.
    pub(super) fn about_a_quotation(&mut self) {
        let said = self.said;
        // What a person decides first is no yes to a quotation.
        if self.answer.hand_over.is_some() && !said.has(&Intent::AskQuotation) {
            return;
        }
        let named = numbered(self.state, &self.heard.tokens, self.policy);
        if self.says_what_is_not_theirs(&named) || self.answers_to_an_offer(&named) {
            return;
        }
        self.follows_consent();
        if said.has(&Intent::PlaceOrder) {
            self.places_the_order();
        }
    }

    fn follows_consent(&mut self) {
        let said = self.said;
        let consent = match () {
            () if said.has(&Intent::DeferQuotation) => Consent::Deferred,
            () if said.has(&Intent::RefuseQuotation) => Consent::Declined,
            () if said.has(&Intent::AskQuotation) => Consent::Granted,
            () => self.state.consent,
        };
        if consent != self.state.consent {
            self.happened(Event::Consented { consent });
        }
        match consent {
            Consent::Declined | Consent::Deferred if consent != self.state.consent => {
                let later = consent == Consent::Deferred;
                self.says(Contribution::NoQuotation { later });
            }
            Consent::Granted => self.prepares_a_quotation(),
            Consent::None | Consent::Declined | Consent::Deferred => {}
        }
    }

    /// Makes a quotation out once everything for it is known; until then says once that it will be.
    fn prepares_a_quotation(&mut self) {
        let said = self.said;
        if varies(self.state, said) {
            self.happened(Event::Varied { variants: self.state.plans.clone() });
        }
        let asks = said.has(&Intent::AskQuotation);
        let carts = self.carts();
        let after = self.after();
        let holds = after.earlier != self.state.earlier;
        let concerns = asks || holds || !said.details.is_empty() || self.cart != self.state.cart;
        let known = !carts.is_empty()
            && after.missing(self.policy).is_empty()
            && (after.accepted.is_some() || after.proposed_details(self.policy).is_empty());
        let first = self.answer.hand_over.is_none() && !said.has(&Intent::PlaceOrder);
        if concerns && known && first && !self.has_to_know_first() && !self.awaits_a_line() {
            return self.offers(&carts);
        }
        let forgot = self.answer.events.iter().any(|it| matches!(it, Event::Forgot { .. }));
        let news = self.state.consent != Consent::Granted;
        let proposes = !carts.is_empty() && !after.proposed_details(self.policy).is_empty();
        if forgot || asks && (news || proposes) {
            self.says(Contribution::QuotationAgreed);
        }
    }

    /// Whether something of the order is asked for in this answer, without which it is not whole.
    fn has_to_know_first(&self) -> bool {
        match self.answer.ask {
            Some(Ask::Version | Ask::Plan) => true,
            Some(Ask::Quantity) => !self.said.changes.is_empty(),
            Some(_) | None => false,
        }
    }

    /// Whether so many of something were ordered and it is not said yet of which version: then that is
    /// asked for again, since a quotation without them would not be what was ordered.
    fn awaits_a_line(&mut self) -> bool {
        let open = self.state.open_at(self.heard.now);
        let open = open.filter(|open| open.ask == Ask::Version && open.pieces.is_some());
        let unanswered = self.said.changes.is_empty() && self.cart == self.state.cart;
        let Some(open) = open.filter(|_| unanswered) else { return false };
        self.about.clone_from(&open.sku);
        self.waiting = open.pieces;
        self.answer.ask = Some(Ask::Version);
        true
    }

    /// Offers these carts: what was offered already stands, and what is else is made out anew.
    fn offers(&mut self, carts: &[Cart]) {
        let before = self.offered(&[]);
        let asks = self.said.has(&Intent::AskQuotation);
        let accepted = self.state.accepted.is_some() && self.cart == self.state.cart;
        if let Some(quote) = before.filter(|_| accepted) {
            // It is an order already: nothing new comes of what was told since.
            if asks {
                self.sends_again(quote, Occasion::Again);
            }
            return;
        }
        match self.today(carts, before) {
            None => self.hands_over(Reason::QuoteFailure),
            Some(Err(missing)) => self.lacks(missing),
            Some(Ok(draft)) => match before.filter(|quote| stands_for(quote, &draft)) {
                Some(quote) if !self.is_over(quote) => {
                    if asks {
                        self.sends_again(quote, Occasion::Again);
                    }
                }
                Some(_) if !asks => {}
                Some(_) | None => self.makes_out(draft, before),
            },
        }
    }

    /// What the quotation is of: the order, or the solutions to choose from.
    fn carts(&self) -> Vec<Cart> {
        if !self.cart.is_empty() {
            return vec![self.cart.clone()];
        }
        self.after().variants.into_iter().map(Cart::of).collect()
    }

    /// The quotation that is spoken of: the one that was named, the one that stands, else the last.
    pub(super) fn offered(&self, named: &[Numbered]) -> Option<&'a Quote> {
        let known = self.findings.quotations.as_ref()?;
        let of = |number: &str| known.named.iter().find(|it| it.number == number)?.quote.as_ref();
        if !named.is_empty() {
            return named.iter().find_map(|it| of(&it.number));
        }
        let stands = self.state.quoted.as_ref().map(|it| &it.number);
        let stands = stands.or(self.state.accepted.as_ref());
        stands.and_then(|number| of(number)).or(known.last.as_ref())
    }

    /// Whether the time of a quotation is over.
    pub(super) fn is_over(&self, quote: &Quote) -> bool {
        self.heard.now >= quote.valid_until
    }

    /// What is offered today for these carts, in the place of a quotation that was made out before;
    /// `None` where nobody looked up what that takes.
    pub(super) fn today(
        &self,
        carts: &[Cart],
        before: Option<&Quote>,
    ) -> Option<Result<Draft, Missing>> {
        let known = self.findings.quotations.as_ref()?;
        let skus: Vec<&String> = carts.iter().flat_map(Cart::lines).map(|line| &line.sku).collect();
        let products: Vec<Product> =
            skus.iter().filter_map(|sku| self.product(sku)).cloned().collect();
        let Some(prices) = &self.findings.prices else {
            // Where no product is left there is no price to tell either.
            let gone = || skus.iter().map(|sku| Flaw::Gone { sku: (*sku).clone() }).collect();
            return products.is_empty().then(|| Err(Missing::Flaws(gone())));
        };
        let currency = self.policy.currency;
        let delivery = self.policy.quotation.delivery.map(|amount| Money::new(amount, currency));
        let terms = Terms {
            currency,
            vat_percent: VatPercent::try_from(self.policy.vat_percent).ok()?,
            delivery,
            without_item: &known.without_item,
            now: self.heard.now,
        };
        let language = self.said.language;
        let purchaser = prices.purchaser();
        let details = self.details_for(before);
        Some(draft(carts, &products, &details, language, &purchaser, &prices.rules, &terms))
    }

    /// What was told for a quotation that stands, with what was told since.
    fn details_for(&self, before: Option<&Quote>) -> Details {
        let after = self.after();
        let told = after.details.without(&after.earlier);
        match before.filter(|quote| quote.standing == Standing::Open) {
            Some(quote) => told_by(&quote.draft.recipient).with(&told),
            None => told,
        }
    }

    /// Makes a quotation out: the next revision of the one before, unless something became of that.
    pub(super) fn makes_out(&mut self, draft: Draft, before: Option<&Quote>) {
        let Some(known) = &self.findings.quotations else { return };
        let replaced = before.filter(|quote| match quote.standing {
            Standing::Open | Standing::Revised { .. } => true,
            Standing::Accepted { .. } | Standing::Cancelled { .. } => false,
        });
        let occasion = match replaced {
            None => Occasion::First,
            Some(quote) if self.is_over(quote) => Occasion::Expired,
            Some(quote) if orders_the_same(&quote.draft, &draft) => Occasion::Repriced,
            Some(_) => Occasion::Changed,
        };
        let repriced = replaced.map(|quote| repriced(&quote.draft, &draft)).unwrap_or_default();
        let days = TimeDelta::days(self.policy.quotation.valid_days.into());
        let quote = Quote {
            id: known.fresh.id,
            number: replaced.map_or(&known.fresh.number, |quote| &quote.number).clone(),
            revision: replaced.map_or(1, |quote| quote.revision.saturating_add(1)),
            draft,
            made_at: self.heard.now,
            valid_until: self.heard.now + days,
            standing: Standing::Open,
        };
        let instead_of = replaced.map(|quote| quote.revision);
        self.tells_the_quotation(&quote, occasion, repriced);
        self.answer.quote = Some(QuoteStep::MakeOut { quote: Box::new(quote), instead_of });
    }

    /// Sends a quotation once more, as it is.
    pub(super) fn sends_again(&mut self, quote: &Quote, occasion: Occasion) {
        self.tells_the_quotation(quote, occasion, Vec::new());
        self.answer.quote = Some(QuoteStep::SendAgain { quote: Box::new(quote.clone()) });
    }

    /// Tells a quotation, in the place of the order that it is made of, and asks whether it is taken.
    fn tells_the_quotation(&mut self, quote: &Quote, occasion: Occasion, repriced: Vec<Repriced>) {
        let ordered = |part: &Contribution| match part {
            Contribution::Order { said, .. } => !said.is_proposed(),
            _ => false,
        };
        self.answer.contributions.retain(|part| !ordered(part));
        let until = self.policy.day_of(quote.valid_until);
        let open = quote.standing == Standing::Open;
        let variants = quote.draft.variants.len();
        if open {
            self.happened(Event::Quoted {
                number: quote.number.clone(),
                revision: quote.revision,
                skus: lines(&quote.draft).map(|line| line.sku.clone()).collect(),
                variants,
                valid_until: quote.valid_until,
            });
            let several = variants > 1;
            self.answer.ask = Some(if several { Ask::Variant } else { Ask::Acceptance });
        }
        let quote = Box::new(quote.clone());
        self.says(Contribution::Quotation { quote, until, occasion, repriced });
    }

    /// Shows others of the kind of what is not offered any more.
    fn shows_instead(&mut self, gone: &[String]) {
        for found in &self.findings.instead {
            let stands_in_for = found.search.seen.first().filter(|sku| gone.contains(sku));
            let Some(sku) = stands_in_for.filter(|_| !found.products.is_empty()) else { continue };
            let pieces = self.cart.quantity_of(sku);
            let list = self.plain_list(found.products.iter().take(LIST).cloned().collect(), pieces);
            if let Contribution::Products { products, pieces, prices, without, unmet, .. } = list {
                let (list, family) = (List::Instead, None);
                self.says(Contribution::Products {
                    products,
                    without,
                    unmet,
                    pieces,
                    prices,
                    list,
                    family,
                });
            }
        }
    }

    /// Says why there is no quotation: what is not known is asked for, what is gone may be taken out,
    /// and what nobody but a person can mend goes to one.
    pub(super) fn lacks(&mut self, missing: Missing) {
        match missing {
            Missing::Lines => self.asks_if_free(Ask::Lines),
            Missing::Details(details) => self.answer.ask = Some(Ask::Details(details)),
            Missing::Sum => self.hands_over(Reason::QuoteFailure),
            Missing::Flaws(flaws) => {
                let mut codes = Vec::new();
                for flaw in flaws {
                    match flaw {
                        Flaw::Gone { sku } => codes.push(sku),
                        Flaw::NoPrice { .. } => self.hands_over(Reason::PriceUnavailable),
                        Flaw::ForeignPrice { .. } | Flaw::NoItem { .. } | Flaw::TooMany { .. } => {
                            self.hands_over(Reason::QuoteFailure);
                        }
                    }
                }
                if !codes.is_empty() {
                    self.answer.ask = Some(Ask::TakeOut);
                    self.says(Contribution::NotOffered { codes: codes.clone() });
                    self.shows_instead(&codes);
                }
            }
        }
    }
}

/// The details that a quotation was made out with.
fn told_by(recipient: &Recipient) -> Details {
    Details {
        name: Some(recipient.name.clone()),
        company: Some(recipient.buyer.clone()),
        email: Some(recipient.email.clone()),
        address: Some(recipient.address.clone()),
        ..Details::default()
    }
}

/// A draft in the language of another: in which language they write changes no offer.
pub(super) fn in_the_language_of(quote: &Quote, draft: &Draft) -> Draft {
    let mut draft = draft.clone();
    draft.recipient.language = quote.draft.recipient.language;
    draft
}

/// Whether a quotation is open and offers what a draft does.
fn stands_for(quote: &Quote, draft: &Draft) -> bool {
    let draft = in_the_language_of(quote, draft);
    quote.standing == Standing::Open && quote.draft.offers_the_same_as(&draft)
}

/// Whether the same pieces are offered to the same person, at whatever price.
fn orders_the_same(before: &Draft, now: &Draft) -> bool {
    let ordered = |draft: &Draft| -> Vec<Vec<(String, u32)>> {
        let of = |line: &QuoteLine| (sku::key(&line.sku), line.quantity);
        draft.variants.iter().map(|variant| variant.lines.iter().map(of).collect()).collect()
    };
    let to = |draft: &Draft| {
        let Recipient { name, buyer, email, address, language: _ } = draft.recipient.clone();
        (name, buyer, email, address)
    };
    to(before) == to(now) && ordered(before) == ordered(now)
}

/// The lines of all variants.
pub(super) fn lines(draft: &Draft) -> impl Iterator<Item = &QuoteLine> {
    draft.variants.iter().flat_map(|variant| &variant.lines)
}

/// What costs another amount than before, each product once.
fn repriced(before: &Draft, now: &Draft) -> Vec<Repriced> {
    let mut repriced: Vec<Repriced> = Vec::new();
    for line in lines(now) {
        let key = sku::key(&line.sku);
        let Some(old) = lines(before).find(|old| sku::key(&old.sku) == key) else { continue };
        let known = repriced.iter().any(|it| it.sku == line.sku);
        if old.price.unit != line.price.unit && !known {
            repriced.push(Repriced {
                sku: line.sku.clone(),
                name: line.name.clone(),
                from: old.price.unit,
                to: line.price.unit,
            });
        }
    }
    repriced
}
