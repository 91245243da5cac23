//! The draft order of a quotation: its customer found, made active or written down, its lines at the
//! prices of the paper, under a reference by which it is found again.

use noor_core::quote::{Quote, Standing, Variant, reference};
use noor_core::sku;
use noor_core::understanding;
use noor_providers::orders::{
    Address, Buyer, Customer, DraftLine, DraftOrder, Naming, Order, OrderBook, OrderError,
    OrderStatus,
};
use noor_store::crm_links::{self, Ours};
use noor_store::effects::{self, Effect};
use noor_store::{products, quotes};
use serde::Deserialize;
use serde_json::{Value, json};

use super::journal::{CallError, Halt, Journal};
use super::order::Subject;
use super::outcome::Outcome;
use crate::context::Context;
use crate::log::OrLog;
use noor_providers::error::ProviderError;

/// The step that writes the order down.
const CREATE: &str = "create order";

impl CallError for OrderError {
    fn as_provider(&self) -> Option<&ProviderError> {
        match self {
            Self::Provider(error) => Some(error),
            Self::NameTaken(_) | Self::Missing(_) | Self::Invalid(_) => None,
        }
    }
}

/// Writes the draft order of a quotation down.
pub(super) async fn place(context: &Context, effect: &Effect, journal: Journal<'_>) -> Outcome {
    let Some(book) = &context.orders else {
        return Outcome::failed("no order book is configured any more".to_owned());
    };
    let subject = match Subject::read(effect) {
        Ok(subject) => subject,
        Err(outcome) => return outcome,
    };
    let quote = match quotes::revision(&context.db, &subject.number, subject.revision).await {
        Ok(Some(quote)) => quote,
        Ok(None) => return Outcome::failed(format!("there is no quotation {}", subject.number)),
        Err(error) => return Outcome::unreadable(&error),
    };
    let Some(variant) = quote.draft.variants.get(subject.variant) else {
        return Outcome::failed(format!("{} has no such variant", subject.number));
    };
    let placing =
        Placing { context, book: book.as_ref(), journal, effect, subject: &subject, quote: &quote };
    placing.run(variant).await.unwrap_or_else(Outcome::from)
}

/// One order on its way into the book.
struct Placing<'a> {
    context: &'a Context,
    book: &'a dyn OrderBook,
    journal: Journal<'a>,
    effect: &'a Effect,
    subject: &'a Subject,
    quote: &'a Quote,
}

type Placed<T> = Result<T, Halt<OrderError>>;

impl Placing<'_> {
    async fn run(&self, variant: &Variant) -> Placed<Outcome> {
        let begun = effects::is_begun(&self.context.db, self.effect.id, CREATE).await;
        let begun = begun.map_err(|error| Halt::unwritten(&error))?;
        // What was revised or taken back before anything was written down needs no order.
        let over = match self.quote.standing {
            Standing::Open | Standing::Accepted { .. } => false,
            Standing::Revised { .. } | Standing::Cancelled { .. } => true,
        };
        if over && !begun {
            return Ok(Outcome::done(json!({ "superseded": true })));
        }
        let before = self.without_the_one_before().await?;
        let (customer, sure) = self.customer().await?;
        let draft = self.draft(variant, &customer).await?;
        let order = self
            .journal
            .once(
                CREATE,
                async || self.book.create_draft(&draft).await,
                async || self.book.by_reference(&draft.reference, self.effect.created_at).await,
            )
            .await?;
        // Whoever has a customer's number is them; an e-mail address or a name proves nothing.
        if sure {
            self.link("customer", &self.subject.phone, &customer.id).await;
        }
        self.link("order", &draft.reference, &order.id).await;
        let remark = before.into_iter().chain(self.remark(&order, variant, &customer, sure));
        let remark = remark.reduce(|one, other| format!("{one}\n{other}"));
        let outcome = json!({
            "order": order.id, "number": order.number, "reference": draft.reference,
            "customer": customer.id, "total": order.total, "remark": remark,
        });
        Ok(Outcome::Done { outcome, remark })
    }

    /// Calls off the order of the revision before, if there is one: one quotation, one order.
    async fn without_the_one_before(&self) -> Placed<Option<String>> {
        let mut remarks = Vec::new();
        for revision in 1..self.subject.revision {
            let before = Subject { revision, ..self.subject.clone() };
            let outcome = effects::outcome(&self.context.db, &before.key()).await;
            let outcome = outcome.map_err(|error| Halt::unwritten(&error))?;
            if let Some(order) = outcome.as_ref().and_then(Written::read) {
                remarks.extend(call_off(self.book, &order.id).await?);
            }
        }
        Ok((!remarks.is_empty()).then(|| remarks.join("\n")))
    }

    /// The buyer's customer, active; and whether it is certain that it is theirs: it is new, or the only
    /// one with their number.
    async fn customer(&self) -> Placed<(Customer, bool)> {
        let buyer = self.buyer();
        let found = self.book.find_customer(&buyer).await.map_err(Halt::from_call)?;
        if let Some((customer, guessed)) = found.best() {
            let home = &self.context.content.shop.calling_code;
            let sure = !guessed && customer.has_number(&self.subject.phone, home);
            return Ok((self.active(customer.clone()).await?, sure));
        }
        match self.written_down("create customer", &buyer, Naming::Plain).await {
            Err(Halt::Said(OrderError::NameTaken(_))) => {}
            other => return Ok((other?, true)),
        }
        // Somebody has the name: the same company, perhaps out of use, with another number or none.
        let named = self.book.customer_named(&buyer).await.map_err(Halt::from_call)?;
        if let Some(customer) = named.filter(|customer| is_likely(customer, &buyer)) {
            return Ok((self.active(customer).await?, false));
        }
        let with_phone = self.written_down("create customer with phone", &buyer, Naming::WithPhone);
        Ok((with_phone.await?, true))
    }

    async fn written_down(&self, step: &str, buyer: &Buyer, naming: Naming) -> Placed<Customer> {
        let call = async || self.book.create_customer(buyer, naming).await;
        let find = async || {
            let found = self.book.find_customer(buyer).await?;
            Ok(found.best().map(|(customer, _)| customer.clone()))
        };
        self.journal.once(step, call, find).await
    }

    async fn active(&self, customer: Customer) -> Placed<Customer> {
        if customer.active {
            return Ok(customer);
        }
        self.book.activate_customer(&customer.id).await.map_err(Halt::from_call)?;
        Ok(Customer { active: true, ..customer })
    }

    fn buyer(&self) -> Buyer {
        let recipient = &self.quote.draft.recipient;
        Buyer {
            name: recipient.name.clone(),
            company: match &recipient.buyer {
                understanding::Buyer::Company(name) => Some(name.clone()),
                understanding::Buyer::Individual => None,
            },
            phone: Some(self.subject.phone.clone()),
            email: Some(recipient.email.clone()),
            address: Some(Address { street: recipient.address.clone(), ..Address::default() }),
        }
    }

    /// The order as it is to be written down.
    async fn draft(&self, variant: &Variant, customer: &Customer) -> Placed<DraftOrder> {
        let keys: Vec<String> = variant.lines.iter().map(|line| sku::key(&line.sku)).collect();
        let items = products::items(&self.context.db, self.book.name(), &keys).await;
        let items = items.map_err(|error| Halt::unwritten(&error))?;
        let line = |line: &noor_core::quote::QuoteLine| -> Result<DraftLine, OrderError> {
            let key = sku::key(&line.sku);
            let item = items.iter().find(|item| item.sku_key == key).ok_or_else(|| {
                OrderError::Missing(format!("the inventory has no item for {}", line.sku))
            })?;
            let reduction = line.price.reduction.as_ref().and_then(|it| it.name.en.clone());
            Ok(DraftLine {
                item_id: item.id.clone(),
                sku: line.sku.clone(),
                description: reduction.unwrap_or_default(),
                quantity: line.quantity,
                unit_price: line.price.unit.amount,
            })
        };
        let lines = variant.lines.iter().map(line).collect::<Result<Vec<_>, _>>();
        let recipient = &self.quote.draft.recipient;
        let buyer = self.buyer();
        let notes = format!(
            "Quotation {}, revision {}\nBuyer: {}, {}\nDeliver to: {}",
            self.quote.number,
            self.quote.revision,
            recipient.name,
            buyer.company.as_deref().unwrap_or("private"),
            recipient.address
        );
        Ok(DraftOrder {
            reference: reference(&self.subject.number, self.subject.revision),
            customer_id: customer.id.clone(),
            lines: lines.map_err(Halt::Said)?,
            notes: Some(notes),
            shipping: variant.totals.delivery.map(|delivery| delivery.amount),
        })
    }

    /// What a person should know of an order that was written down.
    fn remark(
        &self,
        order: &Order,
        variant: &Variant,
        customer: &Customer,
        sure: bool,
    ) -> Option<String> {
        let (total, number) = (&variant.totals.total, &order.number);
        if order.total != *total {
            return Some(format!(
                "the order {number} comes to {} and the quotation to {}: see to its tax and its lines",
                order.total.amount, total.amount
            ));
        }
        if !sure {
            return Some(format!(
                "the order {number} was written down for {}, and it is not certain that this is the \
                 customer: several have the number, or nobody has it",
                customer.name
            ));
        }
        let buyer = self.buyer();
        let title = buyer.title();
        (!customer.is_called(title)).then(|| {
            format!(
                "the order {number} was written down for {}, who has this number; the quotation is \
                 for {title}",
                customer.name
            )
        })
    }

    /// Keeps what ours is called in the book. It is known from the outcome as well.
    async fn link(&self, kind: &str, subject: &str, remote: &str) {
        let ours = Ours { vendor: self.book.name(), kind, subject };
        let kept = crm_links::keep(&self.context.db, ours, remote, self.context.clock.now());
        kept.await.or_log("keep what ours is called in the order book");
    }
}

/// An order that was written down, as the outcome of its effect tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Written {
    /// Its id in the book.
    #[serde(rename = "order")]
    pub(super) id: String,
    /// What a person was told to look at.
    #[serde(default)]
    pub(super) remark: Option<String>,
}

impl Written {
    /// `None` where no order came of it.
    pub(super) fn read(outcome: &Value) -> Option<Self> {
        serde_json::from_value(outcome.clone()).ok()
    }
}

/// Calls a draft off. What people confirmed or sent off since is theirs, and stays: then there is a remark
/// for them.
pub(super) async fn call_off(book: &dyn OrderBook, id: &str) -> Placed<Option<String>> {
    let Some(order) = book.order(id).await.map_err(Halt::from_call)? else { return Ok(None) };
    match order.status {
        OrderStatus::Draft | OrderStatus::AwaitingApproval => match book.void(id).await {
            Ok(_) | Err(OrderError::Missing(_)) => Ok(None),
            Err(error) => Err(Halt::from_call(error)),
        },
        OrderStatus::Void => Ok(None),
        OrderStatus::Confirmed
        | OrderStatus::PartlyShipped
        | OrderStatus::Shipped
        | OrderStatus::Delivered
        | OrderStatus::OnHold
        | OrderStatus::Closed
        | OrderStatus::Unknown(_) => Ok(Some(format!(
            "the order {} is no draft any more and was left as it is, although its quotation does not \
             stand",
            order.number
        ))),
    }
}

/// Whether the customer that has the buyer's name may be the buyer: nothing that both tell differs.
fn is_likely(customer: &Customer, buyer: &Buyer) -> bool {
    let same_mail =
        |mail: &String| buyer.email.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(mail));
    let unknown = customer.phones.is_empty() && customer.emails.is_empty();
    unknown || customer.emails.iter().any(same_mail)
}
