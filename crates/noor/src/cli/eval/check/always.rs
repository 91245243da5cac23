//! What has to hold in every conversation, asked for or not.

use std::sync::LazyLock;

use noor_core::sku;
use regex::Regex;

use super::super::ground::Ground;
use super::super::seen::{By, Turn};
use super::amounts::is_grounded;
use super::claims::nothing_claimed;
use super::scene::{Scene, Verdict, holds};
use super::text::does_not_match;

/// Markup that WhatsApp does not know.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\*\*|(?m)^#{1,6} |(?m)^\|.*\|$|(?m)^-{3,}$").expect("it was tested")
});
/// The workshop, which customers must not see.
static WORKSHOP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"search_products|get_stock|create_quotation|escalate_to_manager|check_order_status|\btool call\b|\$\{|\{\{",
    )
    .expect("it was tested")
});

/// A check of every conversation.
struct Always {
    name: &'static str,
    test: fn(&Scene<'_>) -> Verdict,
}

const ALWAYS: [Always; 9] = [
    Always { name: "every turn ends", test: ends },
    Always { name: "no figure is made up", test: is_grounded },
    Always {
        name: "no foreign markup",
        test: |it| it.each_reply(|it| does_not_match(&MARKUP, it)),
    },
    Always { name: "no workshop", test: |it| it.each_reply(|it| does_not_match(&WORKSHOP, it)) },
    Always { name: "one reply a turn", test: one_reply },
    Always { name: "pictures of what is named", test: pictures },
    Always { name: "no empty claim", test: nothing_claimed },
    Always { name: "nothing outside the catalogue", test: from_the_catalogue },
    Always { name: "no contact data to models", test: private },
];

/// Checks all of it; each failure with the name of what failed.
pub(in crate::cli::eval) fn always<'a>(
    turns: &'a [Turn],
    ground: &'a Ground,
) -> impl Iterator<Item = (&'static str, Verdict)> + use<'a> {
    let scene = Scene::of(turns, 0..turns.len(), ground);
    ALWAYS.iter().map(move |always| (always.name, (always.test)(&scene)))
}

fn ends(scene: &Scene<'_>) -> Verdict {
    scene.everywhere(|turn| turn.happened.problem.clone().map_or(Ok(()), Err))
}

fn one_reply(scene: &Scene<'_>) -> Verdict {
    scene.everywhere(|turn| {
        let count = turn.texts().count();
        let most = turn.happened.by != By::Customer || count <= 1;
        holds(most, || format!("{count} replies to one turn"))
    })
}

fn pictures(scene: &Scene<'_>) -> Verdict {
    scene.each_reply(|reply| {
        let named = scene.ground.catalogue.codes(&reply.text);
        let named: Vec<String> = named.into_iter().map(sku::key).collect();
        let other = reply.media.iter().find(|media| !named.contains(&sku::key(&media.sku)));
        holds(other.is_none(), || {
            let sku = other.map(|media| media.sku.as_str()).unwrap_or_default();
            format!("a picture of {sku} comes with a text that does not name it")
        })
    })
}

/// Whatever a reply gives a price for is on offer.
fn from_the_catalogue(scene: &Scene<'_>) -> Verdict {
    scene.each_reply(|reply| {
        let absent = |sku: &&String| scene.ground.catalogue.by_code(sku).is_none();
        let stranger = reply.skus.iter().filter(absent).find(|sku| {
            reply
                .text
                .lines()
                .any(|line| line.contains(sku.as_str()) && !scene.ground.amounts(line).is_empty())
        });
        let known = stranger.is_none()
            && reply.media.iter().all(|media| {
                media.sku.is_empty() || scene.ground.catalogue.by_code(&media.sku).is_some()
            });
        holds(known, || "something is offered that is not in the catalogue".to_owned())
    })
}

/// Neither phone nor e-mail of the customer's is in what a vendor got, nor the address that is known of
/// them.
fn private(scene: &Scene<'_>) -> Verdict {
    static EMAIL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\w.+-]+@[\w-]+\.\w+").expect("it was tested"));
    static PHONE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\+?\d[\d \-()]{7,}\d").expect("it was tested"));
    scene.each(|number, turn| {
        let words = scene.until(number).iter().flat_map(|turn| &turn.happened.words);
        let own = words.flat_map(|words| EMAIL.find_iter(words).chain(PHONE.find_iter(words)));
        let mut own = own.map(|found| found.as_str());
        let leaked =
            own.find(|it| turn.happened.sent_to_models.iter().any(|sent| sent.contains(it)));
        holds(leaked.is_none(), || "a vendor got the customer's phone or e-mail".to_owned())?;
        let addresses = scene.until(number).iter().filter_map(|turn| {
            let address = turn.state.get("customer")?.get("address")?.as_str()?.trim();
            (!address.is_empty()).then_some(address)
        });
        let mut sent = turn.happened.sent_to_models.iter();
        let known: Vec<&str> = addresses.collect();
        let leaked = sent.any(|sent| known.iter().any(|address| sent.contains(address)));
        holds(!leaked, || "a vendor got the customer's address".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{GROUND, says, turn};
    use super::*;
    use serde_json::json;

    fn failed(turn: &Turn) -> Vec<&'static str> {
        let turns = std::slice::from_ref(turn);
        always(turns, &GROUND)
            .filter(|(_, verdict)| verdict.is_err())
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn a_good_reply_passes() {
        let found =
            json!([{"result": {"products": [{"sku": "KX 210", "price": 345, "stock": 22}]}}]);
        let reply = json!({"text": "*Orin Task Chair* (KX 210): AED 345, 22 in stock",
            "skus": ["KX 210"], "media": [{"sku": "KX 210"}]});
        assert_eq!(failed(&turn("?", json!({"replies": [reply], "tools": found}))), [""; 0]);
    }

    #[test]
    fn each_rule_is_broken_by_something() {
        let broken = [
            ("no figure is made up", says("It is AED 345.")),
            ("no foreign markup", says("**Orin**")),
            ("no foreign markup", says("List\n| a | b |")),
            ("no workshop", says("Ran get_stock")),
            ("no workshop", says("Hello ${NAME}")),
            ("one reply a turn", turn("a", json!({"replies": [{"text": "a"}, {"text": "b"}]}))),
            (
                "pictures of what is named",
                turn("a", json!({"replies": [{"text": "Here", "media": [{"sku": "KX 210"}]}]})),
            ),
            ("no empty claim", says("Your quote is ready.")),
        ];
        for (name, turn) in broken {
            assert!(failed(&turn).contains(&name), "{name}");
        }
        let stranger = turn("a", json!({"replies": [{"text": "ZZ 9: AED 5", "skus": ["ZZ 9"]}]}));
        assert!(failed(&stranger).contains(&"nothing outside the catalogue"));
        let mut told = turn("I am a@b.example, +971 50 123 4567", json!({}));
        told.happened.sent_to_models = vec!["call +971 50 123 4567".to_owned()];
        assert_eq!(failed(&told), ["no contact data to models"]);
        told.happened.sent_to_models = vec!["to Villa 9, Street 4".to_owned()];
        told.state = json!({"customer": {"address": "Villa 9, Street 4"}});
        assert_eq!(failed(&told), ["no contact data to models"]);
        told.happened.sent_to_models = vec!["call ‹phone:1›".to_owned()];
        told.happened.problem = Some("no answer".to_owned());
        assert_eq!(failed(&told), ["every turn ends"]);
    }
}
