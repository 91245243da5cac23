//! Lines of an order, corrections, people and budgets.

use super::*;
use crate::understanding::{Budget, How, LineChange, Target};

/// What is to happen with the order, who it is for and what it may cost, in one line.
fn order(reading: &Understanding) -> String {
    let mut parts: Vec<String> = reading.changes.iter().map(change).collect();
    parts.extend(reading.headcounts.iter().map(|one| format!("{}={}", one.role, one.people)));
    let Budget { total, per_item, currency, incl_vat } = reading.budget;
    parts.extend(total.map(|total| format!("all≤{total}")));
    parts.extend(per_item.map(|each| format!("each≤{each}")));
    parts.extend(currency.map(|currency| currency.to_string()));
    parts.extend(incl_vat.map(|incl| if incl { "+vat".to_owned() } else { "-vat".to_owned() }));
    parts.join(", ")
}

fn change(line: &LineChange) -> String {
    let sign = match &line.how {
        How::Take => "take".to_owned(),
        How::Set => "set".to_owned(),
        How::Add => "add".to_owned(),
        How::Remove => "remove".to_owned(),
        How::Swap { out } => format!("swap {} for", target(out)),
    };
    let pieces = line.quantity.map_or(String::new(), |pieces| format!(" x{pieces}"));
    format!("{sign} {}{pieces}", target(&line.target))
}

fn target(target: &Target) -> String {
    match target {
        Target::Code(code) => format!("#{}", code.key),
        Target::Kind(wish) => {
            let lists = [&wish.families, &wish.subtypes, &wish.colours, &wish.materials];
            let keys = lists.into_iter().flatten().map(String::as_str);
            let words = wish.words.iter().map(|word| format!("\"{word}"));
            let said: Vec<String> = keys.map(str::to_owned).chain(words).collect();
            format!("({})", said.join(" "))
        }
        Target::Shown(Reference::Last) => "@last".to_owned(),
        Target::Shown(Reference::Ordinal(place)) => format!("@{place}"),
        Target::Shown(Reference::End) => "@end".to_owned(),
        Target::Shown(Reference::Cheapest) => "@cheapest".to_owned(),
        Target::Shown(Reference::Dearest) => "@dearest".to_owned(),
        Target::Meant => "it".to_owned(),
        Target::Everything => "all".to_owned(),
    }
}

#[test]
#[ignore]
fn explore() {
    let vocabulary = vocabulary();
    for message in std::fs::read_to_string("/tmp/t-msgs").unwrap().lines() {
        let message = message.replace("\\n", "\n").replace("\\t", "\t");
        let reading = read(&[&message], after(Language::English), &vocabulary);
        println!(
            "{:<52} {{{}}}   [{}]",
            message.replace("\n", " / "),
            order(&reading),
            line(&reading)
        );
    }
}
