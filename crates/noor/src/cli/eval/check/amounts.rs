//! Figures in replies: that the right ones are there, and that none is made up.

use rust_decimal::Decimal;
use serde_json::Value;

use super::super::ground::{Figure, Ground};
use super::super::seen::Turn;
use super::likeness::{figure, is_same_amount};
use super::scene::holds;
use super::{Kind, Own, Scene, Test, Verdict};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "reply_amount", read: amount },
    Kind { name: "reply_amount_absent", read: amount_absent },
    Kind { name: "reply_number", read: number },
    Kind { name: "reply_amounts_max", read: amounts_max },
    Kind { name: "no_price_not_in_tool_results", read: nothing_made_up },
    Kind { name: "no_price_for", read: no_price_for },
    Kind { name: "fx_policy", read: fx_policy },
];

fn amount(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted = of.fields.amount(of.kind)?;
    Some(Box::new(move |scene| {
        let why = format!("no reply states the amount {}", wanted.normalize());
        scene.somewhere(&why, |turn| {
            scene.ground.figures(&turn.text()).iter().any(|it| is_same_amount(it.value, wanted))
        })
    }))
}

fn amount_absent(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let unwanted = of.fields.amount(of.kind);
    let as_offer: bool = of.fields.optional("as_offer")?.unwrap_or_default();
    let unwanted = unwanted?;
    Some(Box::new(move |scene| {
        scene.each(|number, turn| {
            let same = |it: &Figure| is_same_amount(it.value, unwanted);
            let read_back = as_offer && said_by_customer(scene, number).iter().any(same);
            let stated = scene.ground.figures(&turn.text()).iter().any(same);
            holds(!stated || read_back, || format!("it states {}", unwanted.normalize()))
        })
    }))
}

fn number(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted = of.fields.amount(of.kind)?;
    Some(Box::new(move |scene| {
        let why = format!("no reply has the number {wanted}");
        scene.somewhere(&why, |turn| {
            scene.ground.figures(&turn.text()).iter().any(|figure| figure.value == wanted)
        })
    }))
}

fn amounts_max(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most: usize = of.value()?;
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let count = scene.ground.amounts(&reply.text).len();
            holds(count <= most, || format!("a reply states {count} amounts, more than {most}"))
        })
    }))
}

fn nothing_made_up(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(is_grounded))
}

/// Every amount is a price that was looked up, a figure of the customer's, or calculated from those;
/// every count of stock was looked up.
pub(super) fn is_grounded(scene: &Scene<'_>) -> Verdict {
    scene.each(|number, turn| {
        let text = turn.text();
        let stated = scene.ground.amounts(&text);
        let known = Known::of(scene, number);
        let made_up = stated.iter().find(|amount| !known.explains_figure(amount, &stated));
        holds(made_up.is_none(), || {
            let amount = made_up.map(|amount| amount.value.to_string()).unwrap_or_default();
            format!("the amount {amount} is in no result of a tool")
        })?;
        let counts = scene.ground.stock_counts(&text);
        let unknown = counts.iter().find(|count| !known.stock.contains(count));
        holds(unknown.is_none(), || {
            let count = unknown.map(ToString::to_string).unwrap_or_default();
            format!("the stock {count} is in no result of a tool")
        })
    })
}

/// The figures that may be stated in a turn.
struct Known<'a> {
    amounts: Vec<Decimal>,
    numbers: Vec<Decimal>,
    stock: Vec<Decimal>,
    with_vat: Decimal,
    ground: &'a Ground,
}

impl<'a> Known<'a> {
    fn of(scene: &Scene<'a>, number: usize) -> Self {
        let said = said_by_customer(scene, number);
        let numbers: Vec<Decimal> = said.iter().map(|figure| figure.value).collect();
        let mut known = Self {
            amounts: numbers.clone(),
            numbers,
            stock: Vec::new(),
            with_vat: Decimal::ONE + scene.ground.vat_percent / Decimal::ONE_HUNDRED,
            ground: scene.ground,
        };
        for turn in scene.until(number) {
            known.take_order(turn);
            known.take_pieces(turn);
            for tool in &turn.tools {
                known.take(&tool.result);
                known.numbers.extend(tool.args.get("quantity").and_then(figure));
            }
        }
        known
    }

    /// Takes what the order of a turn comes to, by the catalogue's prices.
    fn take_order(&mut self, turn: &Turn) {
        let lines = order_of(turn);
        let totals: Vec<Decimal> = lines
            .iter()
            .filter_map(|(code, pieces)| {
                Some(self.ground.catalogue.by_code(code)?.price?.amount * pieces)
            })
            .collect();
        self.numbers.extend(lines.iter().map(|(_, pieces)| pieces));
        self.amounts.push(totals.iter().sum());
        self.amounts.extend(totals);
    }

    /// Takes the pieces and people that were understood, which may have been words.
    fn take_pieces(&mut self, turn: &Turn) {
        let understood = ["/order_intent/qty", "/headcount"].map(|path| turn.state.pointer(path));
        self.numbers.extend(understood.into_iter().flatten().filter_map(figure));
    }

    /// Takes what a result states, at whatever depth.
    fn take(&mut self, result: &Value) {
        const MONEY: [&str; 7] =
            ["price", "subtotal", "vat", "total", "amount", "unit_price", "line_total"];
        match result {
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), figure(value)) {
                        ("stock", Some(count)) => self.stock.push(count),
                        ("qty" | "quantity", Some(count)) => self.numbers.push(count),
                        (key, Some(amount)) if MONEY.contains(&key) => self.amounts.push(amount),
                        (_, _) => self.take(value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.take(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Whether a figure is an amount that is explained, or near enough to one in another currency.
    fn explains_figure(&self, figure: &Figure, stated: &[Figure]) -> bool {
        if self.explains(figure.value, stated) {
            return true;
        }
        let rate = |it: &Figure| {
            let foreign = it.currency.filter(|currency| *currency != self.ground.currency)?;
            self.ground.rates.iter().find(|(it, _)| *it == foreign).map(|(_, rate)| *rate)
        };
        let is_near =
            |own: Decimal, worth: Decimal| (own - worth).abs() * Decimal::ONE_HUNDRED <= own;
        match rate(figure) {
            // An approximation of an amount that stands beside it.
            Some(rate) => stated.iter().any(|own| {
                own.currency == Some(self.ground.currency)
                    && self.explains(own.value, stated)
                    && is_near(own.value, figure.value * rate)
            }),
            // What the customer named in their money, in the shop's.
            None => self.numbers.iter().any(|number| {
                let mut rates = self.ground.rates.iter().map(|(_, rate)| *rate);
                rates.any(|rate| rate != Decimal::ONE && is_near(figure.value, *number * rate))
            }),
        }
    }

    /// Whether an amount is known, or a multiple, a share, the sum of multiples that are stated beside
    /// it, or one of those with VAT or the VAT of it.
    fn explains(&self, amount: Decimal, stated: &[Figure]) -> bool {
        let known = |it: Decimal| self.amounts.iter().any(|known| is_same_amount(*known, it));
        let times = |price: Decimal, it: Decimal| {
            self.numbers.iter().any(|number| is_same_amount(price * number, it))
        };
        let shared = |of: Decimal, it: Decimal| {
            self.numbers.iter().any(|number| {
                of.checked_div(*number).is_some_and(|share| is_same_amount(share, it))
            })
        };
        let multiple = |it: Decimal| {
            known(it) || self.amounts.iter().any(|of| times(*of, it) || shared(*of, it))
        };
        // A unit price stands beside what it adds up to, and is no line of its own.
        let is_unit = |it: Decimal| {
            known(it) && stated.iter().any(|line| line.value != it && times(it, line.value))
        };
        let lines: Decimal = stated
            .iter()
            .map(|it| it.value)
            .filter(|it| *it != amount && multiple(*it) && !is_unit(*it))
            .sum();
        let rate = self.with_vat - Decimal::ONE;
        let explained = |it: Decimal| multiple(it) || is_same_amount(lines, it);
        explained(amount)
            || explained(amount / self.with_vat)
            || (!rate.is_zero() && stated.iter().any(|of| is_same_amount(of.value * rate, amount)))
    }
}

/// The confirmed lines of a turn.
fn order_of(turn: &Turn) -> Vec<(String, Decimal)> {
    let lines = turn.state.get("cart").and_then(Value::as_array).into_iter().flatten();
    let line =
        |line: &Value| Some((line.get("sku")?.as_str()?.to_owned(), figure(line.get("qty")?)?));
    lines.filter_map(line).collect()
}

/// The figures of the customer's messages so far.
fn said_by_customer(scene: &Scene<'_>, number: usize) -> Vec<Figure> {
    let turns = scene.until(number).iter();
    let words = turns.flat_map(|turn: &Turn| &turn.happened.words);
    words.flat_map(|words| scene.ground.figures(words)).collect()
}

fn no_price_for(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let codes = of.texts()?;
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let priced = codes.iter().find(|code| has_price(scene.ground, &reply.text, code));
            holds(priced.is_none(), || format!("{} has a price", codes.join(", ")))
        })
    }))
}

/// Whether an amount belongs to the product: it is the last one named before the amount, in the same
/// paragraph.
pub(super) fn has_price(ground: &Ground, text: &str, code: &str) -> bool {
    let Some(product) = ground.catalogue.by_code(code) else { return false };
    text.split("\n\n").any(|paragraph| {
        let mentions = ground.catalogue.mentions(paragraph);
        ground.amounts(paragraph).iter().any(|amount| {
            let named = mentions.iter().rev().find(|mention| mention.end <= amount.start);
            let named = named.and_then(|mention| ground.catalogue.product(mention.product));
            named.is_some_and(|named| named.sku == product.sku)
        })
    })
}

/// Amounts in other currencies stand beside the shop's own price, are near the policy's rate, and are
/// called approximate.
fn fx_policy(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(move |scene| {
        scene.each_reply(|reply| {
            let amounts = scene.ground.amounts(&reply.text);
            let own = Some(scene.ground.currency);
            let (own, foreign): (Vec<&Figure>, Vec<&Figure>) =
                amounts.iter().partition(|amount| amount.currency == own);
            let near = |amount: &&Figure| {
                let rate = scene.ground.rates.iter().find(|(it, _)| amount.currency == Some(*it));
                rate.is_some_and(|(_, rate)| {
                    let worth = amount.value * rate;
                    own.iter()
                        .any(|own| (own.value - worth).abs() <= own.value / Decimal::ONE_HUNDRED)
                })
            };
            let folded = noor_core::normalise::fold(&reply.text);
            let called = scene.ground.approximate.iter().any(|word| folded.contains(word.as_str()));
            holds(foreign.iter().all(near), || "a foreign amount is off the rate".to_owned())?;
            holds(foreign.is_empty() || called, || {
                "a foreign amount is not called approximate".to_owned()
            })
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{says, tells_apart, turn};
    use serde_json::{Value, json};

    fn found(words: &str, reply: &str) -> [super::Turn; 1] {
        let products = json!([{"sku": "KX 210", "price": 345, "stock": 22}, {"price": 100}]);
        let tool = json!({"name": "search_products", "args": {}, "result": {"products": products}});
        [turn(words, json!({"replies": [{"text": reply}], "tools": [tool]}))]
    }

    #[test]
    fn an_amount_is_there_in_any_spelling() {
        let wanted = json!({"reply_amount": "12*345"});
        for good in ["AED 4,140", "4140.00", "٤٬١٤٠ درهم"] {
            tells_apart(wanted.clone(), &[says(good)], &[says("AED 414")]);
        }
        tells_apart(json!({"reply_number": 12}), &[says("12 chairs")], &[says("120 chairs")]);
        tells_apart(json!({"reply_amounts_max": 1}), &[says("AED 5")], &[says("AED 5, AED 6")]);
    }

    #[test]
    fn an_amount_is_absent_unless_it_is_the_customers_own() {
        let read_back = found("max 300 each", "Nothing below AED 300.");
        tells_apart(json!({"reply_amount_absent": 300}), &[says("AED 301")], &read_back);
        let as_offer = json!({"reply_amount_absent": 300, "as_offer": true});
        tells_apart(as_offer, &read_back, &[says("It costs AED 300.")]);
    }

    #[test]
    fn figures_come_from_results_or_are_calculated_from_them() {
        let grounded: Value = json!({"no_price_not_in_tool_results": true});
        let bad = found("how much?", "It costs AED 346.");
        for (words, reply) in [
            ("how much?", "It costs AED 345, 22 in stock."),
            ("12 of them", "12 × AED 345 = AED 4,140"),
            ("12 and 3", "AED 4,140 and 3 × AED 100 = AED 300, together AED 4,440"),
            ("12 with VAT", "AED 4,140, VAT AED 207, with VAT AED 4,347"),
            ("below 500?", "Below AED 500 there is nothing."),
            ("5 for 2000 in all", "AED 2,000 for 5 is AED 400 each."),
            ("in dollars?", "AED 345, about USD 93.94"),
            ("my budget is 100 dollars", "100 USD is about AED 367."),
        ] {
            tells_apart(grounded.clone(), &found(words, reply), &bad);
        }
        tells_apart(
            grounded.clone(),
            &found("in dollars?", "AED 345"),
            &found("?", "AED 345, about USD 80"),
        );
        let stock = found("how many?", "There are 23 in stock.");
        tells_apart(grounded, &found("how many?", "22 in stock"), &stock);
    }

    #[test]
    fn what_an_order_comes_to_is_calculated_from_its_lines() {
        let order = |reply: &str| {
            let cart = json!([{"sku": "kx 210", "qty": 4}, {"sku": "DM 905", "qty": 2}]);
            [turn("?", json!({"replies": [{"text": reply}], "state": {"cart": cart}}))]
        };
        let grounded = json!({"no_price_not_in_tool_results": true});
        for good in ["Together AED 1,860.", "With VAT AED 1,953.", "The desks: AED 480."] {
            tells_apart(grounded.clone(), &order(good), &order("Together AED 1,861."));
        }
    }

    #[test]
    fn a_price_belongs_to_what_is_named_before_it() {
        let bad = [says("*Orin Task Chair* (KX 210)\nPrice: AED 345")];
        let good = [says("*Orin Task Chair* (KX 210): on request\n*Tayf* (KX 201): AED 275.50")];
        tells_apart(json!({"no_price_for": "kx-210"}), &good, &bad);
    }

    #[test]
    fn foreign_amounts_follow_the_policy() {
        let fx = json!({"fx_policy": true});
        let good = [says("AED 3,672.50, which is about USD 1,000.")];
        tells_apart(fx.clone(), &good, &[says("AED 3,672.50, which is USD 1,000.")]);
        tells_apart(fx.clone(), &good, &[says("AED 3,672.50, about USD 900.")]);
        tells_apart(fx, &[says("AED 20")], &[says("about USD 5")]);
    }
}
