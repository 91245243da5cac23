//! A turn's journal, read back as what a scenario asks about: which tools ran with which
//! arguments, what was asked, which products were named.

use noor_core::dialogue::answer::{Answer, Ask};
use noor_core::dialogue::findings::{CodeIs, Findings, Found};
use noor_core::dialogue::offer::QuoteStep;
use noor_core::dialogue::plan::Lookup;
use noor_core::product::Product;
use noor_core::quote::{Quote, QuoteLine};
use noor_core::reply::Draft;
use noor_core::reply::evidence::{Evidence, LineEvidence, Slot};
use noor_core::understanding::{Detail, Range, Wish};
use noor_store::trace::TurnTaken;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

/// The parts of a journal that are told. A turn that had nothing to say has none.
#[derive(Debug, Deserialize)]
pub(in crate::cli) struct Journal {
    lookups: Vec<Lookup>,
    findings: Findings,
    answer: Answer,
    /// Follows from the answer.
    #[serde(skip)]
    evidence: Evidence,
    draft: Draft,
    timings_ms: Timings,
}

#[derive(Debug, Deserialize)]
struct Timings {
    look_up: u64,
}

/// One call of a tool.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct ToolCall {
    name: &'static str,
    args: Value,
    result: Value,
    /// The lookups of a turn run side by side and are timed together.
    ms: u64,
}

impl Journal {
    /// The journal of a turn, if it said something.
    pub(in crate::cli) fn of(turn: &TurnTaken) -> Option<Self> {
        let mut journal: Self = serde_json::from_value(turn.journal.clone()).ok()?;
        journal.evidence = Evidence::of(&journal.answer);
        Some(journal)
    }

    /// The slots that the answer asks the customer to fill.
    pub(in crate::cli) fn asks(&self) -> Vec<&'static str> {
        match &self.answer.ask {
            Some(Ask::Family) => vec!["family"],
            Some(
                Ask::Item | Ask::Items | Ask::Version | Ask::Plan | Ask::Referent | Ask::Variant,
            ) => vec!["items"],
            Some(Ask::Fit | Ask::SameOrder | Ask::Quotation | Ask::Acceptance | Ask::TakeOut) => {
                vec!["confirmation"]
            }
            Some(Ask::Quantity) => vec!["quantity"],
            Some(Ask::Lines) => vec!["items", "quantity"],
            Some(Ask::Headcount) => vec!["headcount"],
            Some(Ask::UseCase) => vec!["use_case"],
            Some(Ask::NextContact) => vec!["timeline"],
            Some(Ask::Details(missing)) => missing.iter().map(|it| slot_of(*it)).collect(),
            Some(Ask::SameDetails(missing)) => {
                let confirmed = std::iter::once("confirmation");
                confirmed.chain(missing.iter().map(|it| slot_of(*it))).collect()
            }
            // The same thing once more, in words: no fact about the customer.
            Some(Ask::Words | Ask::Else) | None => Vec::new(),
        }
    }

    /// The products that the answer names, in its order, each once.
    pub(in crate::cli) fn named(&self) -> Vec<&Product> {
        let mut named: Vec<&Product> = Vec::new();
        for slot in self.draft.slots() {
            let place = match slot {
                Slot::Name(place)
                | Slot::Sku(place)
                | Slot::Price(place)
                | Slot::Stock(place)
                | Slot::Size(place)
                | Slot::About(place) => Some(place),
                Slot::Quantity(line) | Slot::Total(line) | Slot::Cover(line) => {
                    self.evidence.lines.get(line).map(|line| line.product)
                }
                Slot::Quoted(_) | Slot::Block(_) => None,
            };
            let in_block = match slot {
                Slot::Block(place) => self.evidence.blocks.get(place),
                _ => None,
            };
            let in_block = in_block.map(|block| block.products(&self.evidence));
            for place in place.into_iter().chain(in_block.into_iter().flatten()) {
                if let Some(product) = self.evidence.products.get(place)
                    && named.iter().all(|other| other.sku != product.sku)
                {
                    named.push(product);
                }
            }
        }
        named
    }

    /// The number of the quotation whose paper goes with the answer.
    pub(in crate::cli) fn quoted(&self) -> Option<String> {
        self.made_out().map(|quote| quote.number.clone())
    }

    fn made_out(&self) -> Option<&Quote> {
        match self.answer.quote.as_ref()? {
            QuoteStep::MakeOut { quote, .. } | QuoteStep::SendAgain { quote } => Some(quote),
            QuoteStep::Accept { .. } | QuoteStep::Cancel { .. } => None,
        }
    }

    /// That a quotation was made out, told as a call of a tool.
    fn quotation(&self, ms: u64) -> Option<ToolCall> {
        let quote = self.made_out()?;
        let variant = quote.draft.variants.first()?;
        let line = |line: &QuoteLine| {
            json!({
                "sku": line.sku, "qty": line.quantity, "unit_price": number(line.price.unit.amount),
                "total": number(line.total.amount),
            })
        };
        let totals = &variant.totals;
        let recipient = &quote.draft.recipient;
        Some(ToolCall {
            name: "create_quotation",
            args: json!({
                "items": variant.lines.iter()
                    .map(|line| json!({ "sku": line.sku, "qty": line.quantity }))
                    .collect::<Vec<_>>(),
                "name": recipient.name, "address": recipient.address,
            }),
            result: json!({
                "number": quote.number, "revision": quote.revision,
                "lines": variant.lines.iter().map(line).collect::<Vec<_>>(),
                "subtotal": number(totals.subtotal.amount), "vat": number(totals.vat.amount),
                "total": number(totals.total.amount),
            }),
            ms,
        })
    }

    /// The calls of tools, in the plan's order.
    pub(in crate::cli) fn tools(&self) -> Vec<ToolCall> {
        let ms = self.timings_ms.look_up;
        let call = |name, args, result| ToolCall { name, args, result, ms };
        let stock = |args, products: &[&Product]| {
            call("get_stock", args, json!({ "products": rows(products) }))
        };
        let mut searches = self.findings.searches.iter();
        let search = |found: &Found| {
            let products: Vec<&Product> = found.products.iter().collect();
            let result = json!({ "products": rows(&products), "without": found.without });
            call("search_products", args_of(&found.search.wish), result)
        };
        let mut calls = Vec::new();
        for lookup in &self.lookups {
            match lookup {
                // Of several searches only the one that was answered with is told.
                Lookup::SearchProducts { .. } | Lookup::SearchOne { .. } => {
                    let others = |found: &&Found| !found.search.aim.stands_in();
                    calls.extend(searches.find(others).map(search));
                }
                // Which of the candidates were codes at all, only the catalogue could tell.
                Lookup::FindCodes { mentions: _, colours: _ } => {
                    for code in &self.findings.codes {
                        let (sku, products): (&str, Vec<&Product>) = match &code.is {
                            CodeIs::One(product) | CodeIs::Gone(product) => {
                                (&product.sku, vec![product])
                            }
                            CodeIs::Many(products) => {
                                (&code.mention.text, products.iter().collect())
                            }
                            CodeIs::Unknown => (&code.mention.text, Vec::new()),
                        };
                        let quantity = code.mention.quantity;
                        calls.push(stock(with_quantity(sku, quantity), &products));
                    }
                    let others = self.findings.searches.iter();
                    let others = others.filter(|found| found.search.aim.stands_in());
                    calls.extend(others.map(search));
                }
                Lookup::GetStock { skus } => {
                    for sku in skus {
                        let found = self.findings.pointed.iter().filter(|it| it.sku == *sku);
                        let found: Vec<&Product> = found.collect();
                        calls.push(stock(with_quantity(sku, None), &found));
                    }
                }
                Lookup::GetOrder { skus } => {
                    for sku in skus {
                        let found = self.findings.order.iter().filter(|it| it.sku == *sku);
                        let found: Vec<&Product> = found.collect();
                        calls.push(stock(with_quantity(sku, None), &found));
                    }
                }
                Lookup::Furnish { people, wishes } => {
                    let args = json!({
                        "headcounts": people,
                        "items": wishes.iter().map(args_of).collect::<Vec<_>>(),
                    });
                    let result = json!({ "products": rows(&self.named()) });
                    calls.push(call("recommend_products", args, result));
                    for place in &self.findings.places {
                        let products: Vec<&Product> = place.products.iter().collect();
                        let result = json!({ "products": rows(&products) });
                        let mut wish = place.need.wish.clone();
                        wish.pieces = Some(place.need.quantity);
                        calls.push(call("search_products", args_of(&wish), result));
                    }
                }
                Lookup::CheckOrders => {
                    let orders = json!({ "orders": self.findings.placed });
                    calls.push(call("check_order_status", json!({}), orders));
                }
                // Told by what came of it.
                Lookup::GetQuotation { numbers: _ } | Lookup::GetLastOrder => {}
                Lookup::GetPending => {
                    let pending = json!({ "pending": self.findings.pending });
                    calls.push(call("lookup_customer", json!({}), pending));
                }
                Lookup::ListFamilies => {
                    let families = json!({ "families": self.findings.families });
                    calls.push(call("list_families", json!({}), families));
                }
            }
        }
        calls.extend(self.quotation(ms));
        if let Some(calculated) = self.calculated()
            && let Some(last) = calls.last_mut()
            && let Value::Object(result) = &mut last.result
        {
            result.insert("calculated".to_owned(), calculated);
        }
        calls
    }

    /// What was calculated from what the tools gave: lines and sums; `None` where nothing was.
    fn calculated(&self) -> Option<Value> {
        let line = |line: &LineEvidence| {
            let sku = self.evidence.products.get(line.product).map(|it| it.sku.clone());
            let total = line.total.map(|total| number(total.amount));
            json!({ "sku": sku, "qty": line.quantity, "total": total })
        };
        let lines: Vec<Value> = self.evidence.lines.iter().map(line).collect();
        let sums: Vec<Value> = self
            .evidence
            .blocks
            .iter()
            .filter_map(|block| block.sums(&self.evidence))
            .map(|[net, vat, total]| {
                json!({
                    "subtotal": number(net.amount),
                    "vat": number(vat.amount),
                    "total": number(total.amount),
                })
            })
            .collect();
        (!lines.is_empty()).then(|| json!({ "lines": lines, "sums": sums }))
    }
}

fn slot_of(detail: Detail) -> &'static str {
    match detail {
        Detail::Name => "name",
        Detail::Company => "company",
        Detail::Email => "email",
        Detail::Phone => "phone",
        Detail::Address => "address",
    }
}

fn with_quantity(sku: &str, quantity: Option<u32>) -> Value {
    match quantity {
        Some(quantity) => json!({ "sku": sku, "quantity": quantity }),
        None => json!({ "sku": sku }),
    }
}

/// A wish as the arguments of a search: only what was named.
fn args_of(wish: &Wish) -> Value {
    let mut args = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            args.insert(key.to_owned(), value);
        }
    };
    set("family", one_or_several(&wish.families));
    set("subtype", one_or_several(&wish.subtypes));
    set("subtype_not", one_or_several(&wish.subtypes_not));
    set("color", one_or_several(&wish.colours));
    set("color_not", one_or_several(&wish.colours_not));
    set("material", one_or_several(&wish.materials));
    set("material_not", one_or_several(&wish.materials_not));
    set("features", one_or_several(&wish.features));
    set("features_not", one_or_several(&wish.features_not));
    set("min_price", wish.price_min.map(number));
    set("max_price", wish.price_max.map(number));
    set("currency", wish.price_currency.map(|it| json!(it.code())));
    set("budget_total", wish.budget_total.map(number));
    set("width_mm", wish.size.width.map(range));
    set("depth_mm", wish.size.depth.map(range));
    set("height_mm", wish.size.height.map(range));
    set("headcount", wish.people.map(|people| json!(people)));
    set("quantity", wish.pieces.map(|pieces| json!(pieces)));
    set("first", wish.first.map(|end| json!(end)));
    set("in_stock", wish.in_stock.then(|| json!(true)));
    set("query", (!wish.words.is_empty()).then(|| json!(wish.words.join(" "))));
    Value::Object(args)
}

fn one_or_several(values: &[String]) -> Option<Value> {
    match values {
        [] => None,
        [one] => Some(json!(one)),
        several => Some(json!(several)),
    }
}

/// One size that was named is a number; a range has its ends.
fn range(range: Range) -> Value {
    range.near.map_or_else(|| json!({ "min": range.min, "max": range.max }), |near| json!(near))
}

fn rows(products: &[&Product]) -> Vec<Value> {
    products.iter().map(|product| row(product)).collect()
}

fn row(product: &Product) -> Value {
    json!({
        "sku": product.sku,
        "name": product.name,
        "family": product.family,
        "subtype": product.subtype,
        "colors": product.colours,
        "materials": product.materials,
        "size_mm": product.size,
        "price": product.price.map(|price| number(price.amount)),
        "currency": product.price.map(|price| price.currency),
        "price_basis": product.price_basis,
        "stock": product.stock,
        "active": product.active,
    })
}

/// A decimal as a number, without trailing zeros.
pub(in crate::cli) fn number(amount: Decimal) -> Value {
    let text = amount.normalize().to_string();
    serde_json::from_str::<Number>(&text).map_or(Value::String(text), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_as_a_person_writes_them() {
        for (amount, written) in [("345.00", "345"), ("399.95", "399.95"), ("0.10", "0.1")] {
            assert_eq!(number(amount.parse().unwrap()).to_string(), written);
        }
    }

    #[test]
    fn a_search_is_told_with_what_was_named_and_nothing_else() {
        let wish = Wish {
            families: vec!["chair".to_owned()],
            colours: vec!["grey".to_owned(), "black".to_owned()],
            price_max: Some(Decimal::from(300)),
            ..Wish::default()
        };
        let args = json!({"family": "chair", "color": ["grey", "black"], "max_price": 300});
        assert_eq!(args_of(&wish), args);
    }
}
