//! Made-up quotations that show whether a template is whole.

use chrono::{DateTime, NaiveDate};
use image::codecs::png::PngEncoder;
use image::{ImageEncoder as _, RgbImage};
use noor_core::language::Language;
use noor_core::money::Currency;
use noor_core::reply::figures::{Digits, Voice};
use rust_decimal::Decimal;

use crate::quotation::{
    Contact, Customer, Line, ListPrice, QuotePaper, Reduction, Shop, Sums, Variant,
};

/// Everything that a quotation may have.
pub(crate) fn full(language: Language) -> QuotePaper {
    let some = |text: &str| Some(text.to_owned());
    let mut paper = bare(language);
    paper.voice.digits = Digits::Eastern;
    paper.shop = Shop {
        legal_name: some("Legal name"),
        trn: some("100000000000000"),
        phone: some("+000 0000000"),
        email: some("shop@example.com"),
        website: some("www.example.com"),
        logo: picture(),
        ..paper.shop
    };
    paper.customer.company = some("Company");
    paper.customer.email = some("customer@example.com");
    paper.contact = Some(Contact {
        name: "Contact".to_owned(),
        phone: some("+000"),
        email: some("c@example.com"),
    });
    for variant in &mut paper.variants {
        variant.name = some("Variant");
        variant.sums.delivery = Some(Decimal::ONE);
        variant.sums.reductions =
            vec![Reduction { name: "Reduction".to_owned(), amount: Decimal::ONE }];
        for line in &mut variant.lines {
            line.description = some("Description");
            line.stock = some("Stock");
            line.picture = picture();
            line.list_price =
                Some(ListPrice { price: Decimal::TWO, reduction: "Reduction".to_owned() });
        }
    }
    paper.variants.extend(paper.variants.clone());
    paper.notes = vec!["Note".to_owned()];
    paper.terms = vec!["Term".to_owned()];
    paper
}

/// No more than each quotation has.
pub(crate) fn bare(language: Language) -> QuotePaper {
    let line = Line {
        sku: "SKU".to_owned(),
        name: "Product".to_owned(),
        description: None,
        picture: None,
        quantity: 1,
        unit_price: Decimal::ONE,
        list_price: None,
        total: Decimal::ONE,
        stock: None,
    };
    let sums = Sums {
        subtotal: Decimal::ONE,
        reductions: Vec::new(),
        delivery: None,
        vat_percent: Decimal::ONE,
        vat: Decimal::ONE,
        total: Decimal::TWO,
    };
    QuotePaper {
        number: "0".to_owned(),
        revision: 1,
        date: NaiveDate::default(),
        valid_until: NaiveDate::default(),
        made_at: DateTime::default(),
        voice: Voice { language, digits: Digits::Western },
        currency: Currency::default(),
        shop: Shop { name: "Shop".to_owned(), address: "Address".to_owned(), ..Shop::default() },
        customer: Customer {
            name: "Customer".to_owned(),
            delivery_address: "Address".to_owned(),
            ..Customer::default()
        },
        contact: None,
        variants: vec![Variant { name: None, lines: vec![line; 2], sums }],
        notes: Vec::new(),
        terms: Vec::new(),
    }
}

fn picture() -> Option<Vec<u8>> {
    let (width, height) = (4, 4);
    let pixels = RgbImage::new(width, height).into_raw();
    let mut png = Vec::new();
    let written = PngEncoder::new(&mut png).write_image(
        &pixels,
        width,
        height,
        image::ExtendedColorType::Rgb8,
    );
    written.ok().map(|()| png)
}
