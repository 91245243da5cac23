//! A quotation on paper: what is put on it, and how it is printed.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use noor_core::language::Language;
use noor_core::product::Texts;
use noor_core::quote::{Availability, Quote, QuoteLine, Variant, reference};
use noor_core::reply::figures::{Digits, Voice, number};
use noor_core::sku;
use noor_core::understanding::Buyer;
use noor_paper::{self as paper, Pdf, QuotePaper};
use noor_store::products;
use std::sync::Arc;

use crate::content::Content;
use crate::context::Context;
use crate::links::is_plain;

/// The kind under which quotations are kept among the documents.
pub(crate) const KIND: &str = "quotation";

/// Prints a quotation.
///
/// # Errors
///
/// When the template has a mistake, or the pictures of its products cannot be asked for.
pub(crate) async fn print(context: &Context, quote: &Quote, digits: Digits) -> Result<Pdf> {
    let pictures = pictures(context, quote).await?;
    let paper = paper(&context.content, quote, digits, &pictures);
    let shop = Arc::clone(&context.content);
    // It takes a tenth of a second, in which other turns go on.
    let printed = tokio::task::spawn_blocking(move || paper::render(&paper, &shop.quotation));
    let pdf = printed.await.context("print the quotation")?.context("print the quotation")?;
    if !pdf.left_out.is_empty() {
        let signs: String = pdf.left_out.iter().collect();
        tracing::warn!(number = quote.number, signs, "no font of the template has these signs");
    }
    Ok(pdf)
}

/// What a quotation is called among the documents.
pub(crate) fn subject(quote: &Quote) -> String {
    format!("{}/{}", quote.number, quote.revision)
}

/// What the file is called that a customer gets.
pub(crate) fn file_name(quote: &Quote) -> String {
    format!("{}.pdf", reference(&quote.number, quote.revision))
}

/// What stands on the paper. The same quotation has the same figures, whenever it is asked for.
pub(crate) fn paper(
    content: &Content,
    quote: &Quote,
    digits: Digits,
    pictures: &HashMap<String, Vec<u8>>,
) -> QuotePaper {
    let recipient = &quote.draft.recipient;
    let shop = &content.shop;
    let language = recipient.language;
    let voice = Voice::answering(language, digits);
    let facts = &shop.paper;
    // As the chat says it.
    let day = |moment: DateTime<Utc>| content.policy.day_of(moment);
    let writer = Writer { content, voice, pictures };
    let several = quote.draft.variants.len() > 1;
    QuotePaper {
        number: quote.number.clone(),
        revision: quote.revision,
        date: day(quote.made_at),
        // The last moment at which it can be accepted.
        valid_until: day(quote.valid_until - TimeDelta::seconds(1)),
        made_at: quote.made_at,
        voice,
        currency: shop.currency,
        shop: paper::Shop {
            name: shop.name.get(language).clone(),
            legal_name: facts.legal_name.as_ref().map(|name| name.get(language).clone()),
            address: shop.address.get(language).clone(),
            trn: facts.trn.clone(),
            phone: facts.phone.clone(),
            email: facts.email.clone(),
            website: facts.website.clone(),
            logo: facts.logo.as_deref().and_then(|path| content.picture(path)),
        },
        customer: paper::Customer {
            name: recipient.name.clone(),
            company: match &recipient.buyer {
                Buyer::Company(name) => Some(name.clone()),
                Buyer::Individual => None,
            },
            email: Some(recipient.email.clone()),
            delivery_address: recipient.address.clone(),
        },
        contact: None,
        variants: (1..)
            .zip(&quote.draft.variants)
            .map(|(place, variant)| writer.variant(place, variant, several))
            .collect(),
        notes: Vec::new(),
        terms: Vec::new(),
    }
}

struct Writer<'a> {
    content: &'a Content,
    voice: Voice,
    pictures: &'a HashMap<String, Vec<u8>>,
}

impl Writer<'_> {
    fn variant(&self, place: u32, variant: &Variant, several: bool) -> paper::Variant {
        let totals = &variant.totals;
        let label = self.label("option");
        paper::Variant {
            name: several.then(|| format!("{label} {}", number(place, self.voice))),
            lines: variant.lines.iter().map(|line| self.line(line)).collect(),
            sums: paper::Sums {
                subtotal: totals.subtotal.amount,
                reductions: Vec::new(),
                delivery: totals.delivery.map(|delivery| delivery.amount),
                vat_percent: totals.vat_percent.percent(),
                vat: totals.vat.amount,
                total: totals.total.amount,
            },
        }
    }

    fn line(&self, line: &QuoteLine) -> paper::Line {
        let reduced = line.price.reduction.as_ref();
        paper::Line {
            sku: line.sku.clone(),
            name: self.text(&line.name).unwrap_or_else(|| line.sku.clone()),
            description: None,
            picture: self.pictures.get(&sku::key(&line.sku)).cloned(),
            quantity: line.quantity,
            unit_price: line.price.unit.amount,
            list_price: reduced.map(|reduction| paper::ListPrice {
                price: line.price.list.amount,
                reduction: self.text(&reduction.name).unwrap_or_default(),
            }),
            total: line.total.amount,
            stock: Some(self.stock(line.availability)),
        }
    }

    fn stock(&self, availability: Availability) -> String {
        match availability {
            Availability::Full => self.label("stock_full").to_owned(),
            Availability::Partial(there) => {
                self.label("stock_partial").replace("{n}", &number(there, self.voice))
            }
            Availability::Sold => self.label("stock_sold").to_owned(),
            Availability::Unknown => self.label("stock_unknown").to_owned(),
        }
    }

    fn label(&self, key: &str) -> &str {
        self.content.quotation.label(self.voice.language, key).unwrap_or_default()
    }

    /// The text in the customer's language, else in the other.
    fn text(&self, texts: &Texts) -> Option<String> {
        let (first, second) = match self.voice.language {
            Language::English => (&texts.en, &texts.ar),
            Language::Arabic => (&texts.ar, &texts.en),
        };
        first.clone().or_else(|| second.clone())
    }
}

/// The pictures of a quotation's products that are ready, by the products' lookup keys.
async fn pictures(context: &Context, quote: &Quote) -> Result<HashMap<String, Vec<u8>>> {
    let lines = quote.draft.variants.iter().flat_map(|variant| &variant.lines);
    let keys: BTreeSet<String> = lines.map(|line| sku::key(&line.sku)).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let hits = products::by_codes(&context.db, &keys, 1).await.context("look for products")?;
    let exact = hits.into_iter().filter(|hit| hit.exact);
    let images: Vec<(String, String)> = exact
        .filter_map(|hit| {
            let image = hit.product.images.first()?.clone();
            Some((sku::key(&hit.product.sku), image))
        })
        .collect();
    let elsewhere: Vec<String> =
        images.iter().map(|(_, image)| image).filter(|image| !is_plain(image)).cloned().collect();
    let ready = products::ready_pictures(&context.db, &elsewhere).await;
    let ready: HashMap<String, Vec<u8>> = ready
        .context("look for prepared pictures")?
        .into_iter()
        .map(|picture| (picture.source, picture.sha256))
        .collect();
    let mut pictures = HashMap::new();
    for (key, image) in images {
        let bytes = match ready.get(&image) {
            Some(hash) => {
                let picture = products::picture(&context.db, hash).await;
                picture.context("read a prepared picture")?.map(|picture| picture.bytes)
            }
            None => context.content.picture(&image).filter(|_| is_plain(&image)),
        };
        if let Some(bytes) = bytes {
            pictures.insert(key, bytes);
        }
    }
    Ok(pictures)
}
