//! A quotation as the template reads it: every value a text that is ready to stand on the page.

use std::collections::BTreeMap;

use noor_core::language::Language;
use noor_core::reply::figures::{Digits, in_column, number};
use serde::Serialize;

use crate::fingerprint::VerificationCode;
use crate::picture;
use crate::quotation::{Contact, Customer, Line, QuotePaper, Shop, Sums, Variant};
use crate::text::{CODE, DESCRIPTION, NAME, Press};
use crate::words::Words;

/// What `paper.json` holds.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet<'a> {
    language: &'static str,
    direction: &'static str,
    words: &'a BTreeMap<String, String>,
    /// How a page says which it is, with `{page}` and `{pages}`.
    page: &'a str,
    /// How Typst numbers pages in these digits.
    page_numbers: &'static str,
    pub(crate) title: String,
    number: String,
    revision: String,
    date: String,
    valid_until: String,
    currency: String,
    shop: ShopSheet,
    customer: CustomerSheet,
    contact: Option<ContactSheet>,
    variants: Vec<VariantSheet>,
    notes: Vec<String>,
    terms: Vec<String>,
    pub(crate) verification: String,
}

#[derive(Debug, Serialize)]
struct ShopSheet {
    name: String,
    legal_name: Option<String>,
    address: String,
    trn: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    website: Option<String>,
    logo: Option<String>,
}

#[derive(Debug, Serialize)]
struct CustomerSheet {
    name: String,
    company: Option<String>,
    email: Option<String>,
    delivery_address: String,
}

#[derive(Debug, Serialize)]
struct ContactSheet {
    name: String,
    phone: Option<String>,
    email: Option<String>,
}

#[derive(Debug, Serialize)]
struct VariantSheet {
    place: String,
    name: Option<String>,
    lines: Vec<LineSheet>,
    /// Label and amount of each sum but the last.
    sums: Vec<(String, String)>,
    /// What is to be paid, with its currency.
    total: String,
}

#[derive(Debug, Serialize)]
struct LineSheet {
    place: String,
    sku: String,
    name: String,
    description: Option<String>,
    picture: Option<String>,
    quantity: String,
    unit_price: String,
    list_price: Option<String>,
    reduction: Option<String>,
    total: String,
    stock: Option<String>,
}

/// Pictures by their name on the sheet.
pub(crate) type Pictures = BTreeMap<String, Vec<u8>>;

/// Writes a quotation out for the template.
pub(crate) fn sheet<'a>(
    paper: &QuotePaper,
    words: &'a Words,
    press: &mut Press<'_>,
) -> (Sheet<'a>, Pictures) {
    let mut writer = Writer { paper, words, press, pictures: Pictures::new() };
    let sheet = writer.sheet();
    (sheet, writer.pictures)
}

struct Writer<'a, 'b, 'c> {
    paper: &'b QuotePaper,
    words: &'a Words,
    press: &'b mut Press<'c>,
    pictures: Pictures,
}

impl<'a> Writer<'a, '_, '_> {
    fn sheet(&mut self) -> Sheet<'a> {
        let (paper, words) = (self.paper, self.words);
        let digits = paper.voice.digits;
        let number = self.press.line(&paper.number, CODE);
        let title = words.labels.get("title").map_or("", String::as_str);
        let valid_until = words.date(paper.valid_until, digits);
        let currency = words.currency(paper.currency);
        let standing: Vec<String> = words
            .terms
            .iter()
            .map(|term| {
                term.replace("{valid_until}", &valid_until).replace("{currency}", &currency)
            })
            .collect();
        let mut terms = self.press.paragraphs(&paper.terms);
        terms.extend(self.press.paragraphs(&standing));
        Sheet {
            language: paper.voice.language.code(),
            direction: match paper.voice.language {
                Language::English => "ltr",
                Language::Arabic => "rtl",
            },
            words: &words.labels,
            page: words.page(),
            page_numbers: match digits {
                Digits::Western => "1",
                Digits::Eastern => "١",
            },
            title: format!("{title} {number}"),
            number,
            revision: digits.write(&paper.revision.to_string()),
            date: words.date(paper.date, digits),
            valid_until,
            currency,
            shop: self.shop(&paper.shop),
            customer: self.customer(&paper.customer),
            contact: paper.contact.as_ref().map(|contact| self.contact(contact)),
            variants: (1..).zip(&paper.variants).map(|(n, it)| self.variant(n, it)).collect(),
            notes: self.press.paragraphs(&paper.notes),
            terms,
            verification: VerificationCode::of(paper).to_string(),
        }
    }

    fn shop(&mut self, shop: &Shop) -> ShopSheet {
        let logo = shop.logo.as_deref().and_then(picture::of_shop);
        ShopSheet {
            name: self.press.line(&shop.name, NAME),
            legal_name: self.press.some(shop.legal_name.as_deref(), NAME),
            address: self.press.line(&shop.address, DESCRIPTION),
            trn: self.press.some(shop.trn.as_deref(), CODE),
            phone: self.press.some(shop.phone.as_deref(), CODE),
            email: self.press.some(shop.email.as_deref(), CODE),
            website: self.press.some(shop.website.as_deref(), CODE),
            logo: logo.map(|png| self.keep("logo.png".to_owned(), png)),
        }
    }

    fn customer(&mut self, customer: &Customer) -> CustomerSheet {
        CustomerSheet {
            name: self.press.line(&customer.name, NAME),
            company: self.press.some(customer.company.as_deref(), NAME),
            email: self.press.some(customer.email.as_deref(), CODE),
            delivery_address: self.press.line(&customer.delivery_address, DESCRIPTION),
        }
    }

    fn contact(&mut self, contact: &Contact) -> ContactSheet {
        ContactSheet {
            name: self.press.line(&contact.name, NAME),
            phone: self.press.some(contact.phone.as_deref(), CODE),
            email: self.press.some(contact.email.as_deref(), CODE),
        }
    }

    fn variant(&mut self, place: u32, variant: &Variant) -> VariantSheet {
        let sums = self.sums(&variant.sums);
        let paper = self.paper;
        VariantSheet {
            place: number(place, paper.voice),
            name: self.press.some(variant.name.as_deref(), NAME),
            lines: (1..).zip(&variant.lines).map(|(n, line)| self.line(place, n, line)).collect(),
            sums,
            total: self.words.amount(variant.sums.total, paper.currency, paper.voice.digits),
        }
    }

    fn sums(&mut self, sums: &Sums) -> Vec<(String, String)> {
        let digits = self.paper.voice.digits;
        let label = |key: &str| self.words.labels.get(key).map_or(key, String::as_str).to_owned();
        let mut rows = vec![(label("subtotal"), in_column(sums.subtotal, digits))];
        for reduction in &sums.reductions {
            let name = self.press.line(&reduction.name, NAME);
            rows.push((name, format!("\u{2212}{}", in_column(reduction.amount, digits))));
        }
        if let Some(delivery) = sums.delivery {
            rows.push((label("delivery"), in_column(delivery, digits)));
        }
        rows.push((self.words.vat(sums.vat_percent, digits), in_column(sums.vat, digits)));
        rows
    }

    fn line(&mut self, variant: u32, place: u32, line: &Line) -> LineSheet {
        let voice = self.paper.voice;
        let list = line.list_price.as_ref();
        let picture = line.picture.as_deref().and_then(picture::of_product);
        LineSheet {
            place: number(place, voice),
            sku: self.press.line(&line.sku, CODE),
            name: self.press.line(&line.name, NAME),
            description: self.press.some(line.description.as_deref(), DESCRIPTION),
            picture: picture.map(|jpeg| self.keep(format!("picture-{variant}-{place}.jpg"), jpeg)),
            quantity: number(line.quantity, voice),
            unit_price: in_column(line.unit_price, voice.digits),
            list_price: list
                .map(|list| self.words.list_price(&in_column(list.price, voice.digits))),
            reduction: list.map(|list| self.press.line(&list.reduction, NAME)),
            total: in_column(line.total, voice.digits),
            stock: self.press.some(line.stock.as_deref(), NAME),
        }
    }

    fn keep(&mut self, name: String, picture: Vec<u8>) -> String {
        self.pictures.insert(name.clone(), picture);
        name
    }
}
