//! Words for every decision, and what goes with them.

use super::given::*;
use super::shop::CONTENT;
use crate::dialogue::answer::Contribution;
use crate::dialogue::context::Heard;
use crate::dialogue::findings::Findings;
use crate::dialogue::state::State;
use crate::product::Product;
use crate::reply::figures::Digits;
use crate::reply::wording::Wording;
use crate::understanding::{Intent, Understanding};

#[test]
fn a_picture_that_nobody_has_is_said_to_be_missing() {
    let [with, other, _] = three();
    let without = Product { images: Vec::new(), ..other };
    let ask = |said: &mut Understanding| said.intents = vec![Intent::AskPicture];
    let (answer, _) = answered(&after_three(), ask, &pointed(&[with, without.clone()]));
    assert_eq!(answer.pictures, ["A"]);
    let missing = Contribution::NoPicture { products: vec![without], others_have: true };
    assert!(answer.contributions.contains(&missing), "{answer:?}");
}

#[test]
fn digits_stay_until_the_customer_changes_them() {
    let write = |state: &State, digits| {
        let heard = Heard { digits, ..heard(|said| said.intents = vec![Intent::Thank]) };
        let answer = conclude(state, &heard, &Findings::default());
        answer.events.iter().fold(state.clone(), State::after)
    };
    let eastern = write(&State::default(), Some(Digits::Eastern));
    assert_eq!(eastern.digits, Digits::Eastern);
    let kept = write(&eastern, None);
    assert_eq!(kept.digits, Digits::Eastern);
    assert_eq!(write(&kept, Some(Digits::Western)).digits, Digits::Western);
}

/// The shop's sentences, filled in.
pub(super) fn wording() -> Wording {
    let file = |language| {
        let text = std::fs::read_to_string(format!("{CONTENT}/replies/{language}.toml")).unwrap();
        [("name", "Mizwala"), ("city", "Dubai"), ("currency", "AED")]
            .iter()
            .fold(text, |text, (fact, it)| text.replace(&format!("{{{{ shop.{fact} }}}}"), it))
    };
    Wording::from_toml(&file("en"), &file("ar")).unwrap()
}
