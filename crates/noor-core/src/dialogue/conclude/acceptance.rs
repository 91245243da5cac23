//! What becomes of a quotation that was made out: it is taken, or taken back.

use super::Turn;
use super::quotation::in_the_language_of;
use crate::dialogue::answer::{Ask, Contribution};
use crate::dialogue::cart::{Cart, CartLine};
use crate::dialogue::numbered::Numbered;
use crate::dialogue::offer::{Occasion, QuoteStep};
use crate::dialogue::reason::Reason;
use crate::dialogue::state::{Consent, Event};
use crate::quote::{CannotAccept, Draft, Missing, Quote, Standing, Variant};
use crate::understanding::{Intent, Reference};

impl<'a> Turn<'a> {
    /// Says honestly that the customer has no quotation of a number, and nothing of anybody else's.
    pub(super) fn says_what_is_not_theirs(&mut self, named: &[Numbered]) -> bool {
        let Some(known) = &self.findings.quotations else { return false };
        let is_theirs = |number: &String| {
            known.named.iter().any(|it| it.number == *number && it.quote.is_some())
        };
        if named.iter().any(|it| is_theirs(&it.number)) {
            return false;
        }
        let Some(strange) = named.first() else { return false };
        self.says(Contribution::UnknownQuotation { number: strange.number.clone() });
        true
    }

    /// Whether the message takes the quotation that stands, takes it back, or names one.
    pub(super) fn answers_to_an_offer(&mut self, named: &[Numbered]) -> bool {
        let said = self.said;
        let stands = self.state.quoted.is_some() || self.state.accepted.is_some();
        if !stands && named.is_empty() {
            return false;
        }
        let emptied = self.cart.is_empty() && !self.state.cart.is_empty();
        let drops = said.has(&Intent::RefuseQuotation) || emptied && self.state.quoted.is_some();
        // What is ordered after that is another order.
        let another = self.state.quoted.is_none() && !said.changes.is_empty();
        let takes = said.has(&Intent::Accept) || said.has(&Intent::PlaceOrder) && !another;
        match self.offered(named) {
            Some(quote) if drops => self.takes_back(quote),
            Some(quote) if takes => self.takes_the_offer(quote, named),
            Some(quote) if !named.is_empty() => self.tells_of(quote, named),
            // Nobody looked for it: what becomes of it a person has to see to.
            None if takes => self.hands_over(Reason::QuoteFailure),
            Some(_) | None => return false,
        }
        true
    }

    /// The quotation is taken, if the shop still offers what it says.
    fn takes_the_offer(&mut self, quote: &'a Quote, named: &[Numbered]) {
        if names_an_earlier_one(quote, named) {
            return self.sends_again(quote, Occasion::Later);
        }
        let Some(today) = self.today(&self.carts_of(quote), Some(quote)) else {
            return self.hands_over(Reason::QuoteFailure);
        };
        let comparable = today.clone().map(|draft| in_the_language_of(quote, &draft));
        match quote.accept(self.variant_of(quote), comparable, self.heard.now) {
            Ok(variant) => self.accepts(quote, variant),
            Err(CannotAccept::Already { .. }) => {
                let number = quote.number.clone();
                self.says(Contribution::QuotationAccepted { number, again: true });
                self.asks_if_free(Ask::Else);
            }
            Err(CannotAccept::Cancelled) => self.is_withdrawn(quote),
            Err(CannotAccept::Revised { .. }) => self.sends_again(quote, Occasion::Later),
            Err(CannotAccept::WhichVariant | CannotAccept::NoVariant) => {
                let several = quote.draft.variants.len() > 1;
                self.says(Contribution::Agreed);
                self.answer.ask = Some(if several { Ask::Variant } else { Ask::Acceptance });
            }
            Err(CannotAccept::Expired | CannotAccept::Changed(_)) => {
                self.makes_out_or_says_why(today, quote);
            }
            Err(CannotAccept::NotOffered(missing)) => self.lacks(missing),
        }
    }

    /// A quotation that was taken is an order, which the shop's people carry out.
    fn accepts(&mut self, quote: &Quote, variant: usize) {
        let Some(chosen) = quote.draft.variants.get(variant) else { return };
        let cart = cart_of(chosen);
        if cart != self.cart {
            self.happened(Event::Ordered { cart: cart.clone() });
            self.cart = cart;
        }
        let number = quote.number.clone();
        self.happened(Event::Confirmed);
        self.happened(Event::QuoteAccepted { number: number.clone() });
        self.says(Contribution::QuotationAccepted { number, again: false });
        self.answer.quote = Some(QuoteStep::Accept { quote: Box::new(quote.clone()), variant });
        self.hands_over(self.policy.confirming(chosen.totals.subtotal.amount));
        self.asks_if_free(Ask::Else);
    }

    /// A quotation is taken back; one that was taken is an order, and only a person undoes that.
    fn takes_back(&mut self, quote: &Quote) {
        let number = quote.number.clone();
        let consent = Consent::Declined;
        match quote.standing {
            Standing::Open | Standing::Revised { .. } => {
                self.happened(Event::QuoteCancelled { number: number.clone() });
                if self.state.consent != consent {
                    self.happened(Event::Consented { consent });
                }
                self.says(Contribution::QuotationCancelled { number });
                self.answer.quote = Some(QuoteStep::Cancel { quote: Box::new(quote.clone()) });
            }
            Standing::Accepted { .. } => self.hands_over(Reason::OrderConfirmation),
            Standing::Cancelled { .. } => {
                self.says(Contribution::QuotationWithdrawn { number });
            }
        }
    }

    /// What was taken back can be made out anew.
    fn is_withdrawn(&mut self, quote: &Quote) {
        self.says(Contribution::QuotationWithdrawn { number: quote.number.clone() });
        if self.cart.is_empty() {
            return self.asks_if_free(Ask::Lines);
        }
        if self.state.consent != Consent::None {
            self.happened(Event::Consented { consent: Consent::None });
        }
        self.answer.ask = Some(Ask::Quotation);
    }

    /// Tells the quotation that was named, where nothing else is said of it. One whose time is over is
    /// made out anew: nobody could accept what it says.
    fn tells_of(&mut self, quote: &Quote, named: &[Numbered]) {
        match quote.standing {
            Standing::Open if self.is_over(quote) => {
                match self.today(&self.carts_of(quote), Some(quote)) {
                    Some(today) => self.makes_out_or_says_why(today, quote),
                    None => self.hands_over(Reason::QuoteFailure),
                }
            }
            Standing::Cancelled { .. } => self.is_withdrawn(quote),
            Standing::Open | Standing::Revised { .. } | Standing::Accepted { .. } => {
                let earlier = names_an_earlier_one(quote, named);
                let occasion = if earlier { Occasion::Later } else { Occasion::Again };
                self.sends_again(quote, occasion);
            }
        }
    }

    /// What is compared with a quotation: the order where that was quoted, else its own variants.
    fn carts_of(&self, quote: &Quote) -> Vec<Cart> {
        let ours = self.state.quoted.as_ref().is_some_and(|it| it.number == quote.number);
        if ours && !self.cart.is_empty() {
            return vec![self.cart.clone()];
        }
        quote.draft.variants.iter().map(cart_of).collect()
    }

    fn makes_out_or_says_why(&mut self, today: Result<Draft, Missing>, before: &Quote) {
        match today {
            Ok(draft) => self.makes_out(draft, Some(before)),
            Err(missing) => self.lacks(missing),
        }
    }

    /// Which variant the customer names.
    fn variant_of(&self, quote: &Quote) -> Option<usize> {
        match self.said.reference {
            Some(Reference::Ordinal(place)) => usize::try_from(place).ok()?.checked_sub(1),
            Some(Reference::End) => quote.draft.variants.len().checked_sub(1),
            Some(
                Reference::Last
                | Reference::Cheapest
                | Reference::Dearest
                | Reference::Smallest
                | Reference::Largest,
            )
            | None => None,
        }
    }
}

/// Whether an earlier revision of a quotation was named.
fn names_an_earlier_one(quote: &Quote, named: &[Numbered]) -> bool {
    let named = named.iter().find(|it| it.number == quote.number);
    named.and_then(|it| it.revision).is_some_and(|revision| revision < quote.revision)
}

/// The lines of a variant as an order.
fn cart_of(variant: &Variant) -> Cart {
    let lines = variant.lines.iter();
    Cart::of(lines.map(|line| CartLine { sku: line.sku.clone(), quantity: line.quantity }))
}
