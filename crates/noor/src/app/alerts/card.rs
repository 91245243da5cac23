//! What one of the shop's people reads of a request for a person, in the language of the shop.
//!
//! The customer's number is never told in full, and neither are their e-mail and their address: a
//! phone that lies on a table shows what a message says.

use noor_core::ids::ConversationId;
use noor_core::money::Currency;
use noor_core::understanding::{Budget, Headcount};
use noor_providers::alerts::{Button, Note, Verb, Words};
use noor_store::alerts::{Standing, Subject};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::alert_words::{AlertWords, naming};
use crate::app::take_turn::masked;

/// Most characters of the customer's last words: the end of them, which holds what was wanted last.
const LAST_WORDS: usize = 700;
/// Most characters of anything else.
const FIELD: usize = 200;
/// Most lines of an order, and most of what was shown.
const LINES: usize = 12;
/// What stands where something was left out.
const MORE: &str = "…";

/// What a card is worded with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) words: &'a AlertWords,
    pub(super) currency: Currency,
    /// The address of this shop's Noor, with a slash at its end.
    pub(super) public_url: &'a Url,
}

/// What a turn wrote down for whoever takes over; of other cards, what they have of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Card {
    name: Option<String>,
    company: Option<String>,
    stage: Option<String>,
    last_messages: Vec<String>,
    files: Vec<Value>,
    cart: Vec<Line>,
    budget: Option<Budget>,
    people: Vec<Headcount>,
    /// A card about an order names its quotation where those of turns say what one lacks.
    quotation: Value,
    shown: Vec<String>,
    problem: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Line {
    sku: String,
    quantity: Value,
}

/// The note for `reader`, one of the shop's people by their code.
pub(super) fn note(subject: &Subject, reader: &str, wording: Wording<'_>) -> Note {
    let words = wording.words;
    let mut lines = Lines::default();
    if let Some(standing) = standing(&subject.standing, reader, words) {
        lines.bold(&standing);
    } else {
        lines.bold(title(subject, words));
    }
    tell(&mut lines, subject, wording);
    let last = last_words(subject);
    if !last.is_empty() {
        lines.plain(&format!("{}:", words.labels.last_words));
        lines.0.push(Words::Quoted(last));
    }
    Note { words: lines.0, buttons: buttons(subject, reader, words) }
}

fn title<'a>(subject: &Subject, words: &'a AlertWords) -> &'a str {
    match (subject.handoff.notice, subject.handoff.alerts) {
        (true, _) => &words.title.notice,
        (false, 0) => &words.title.waiting,
        (false, _) => &words.title.again,
    }
}

fn tell(lines: &mut Lines, subject: &Subject, wording: Wording<'_>) {
    let (words, labels) = (wording.words, &wording.words.labels);
    let handoff = &subject.handoff;
    let card: Card = serde_json::from_value(handoff.card.clone()).unwrap_or_default();
    let reason = words.reasons.get(&handoff.reason).unwrap_or(&handoff.reason);
    lines.labelled(&labels.reason, reason);
    let who: Vec<&str> = [&card.name, &subject.customer_name]
        .into_iter()
        .find_map(Option::as_deref)
        .into_iter()
        .chain(card.company.as_deref())
        .collect();
    lines.labelled(&labels.customer, &who.join(" · "));
    lines.labelled(&labels.phone, &masked(&subject.customer_chat));
    lines.labelled(&labels.link, &link(handoff.conversation, wording.public_url));
    if let Some(problem) = &card.problem {
        lines.labelled(&labels.problem, problem);
    }
    if let Some(stage) = card.stage.as_ref().and_then(|stage| words.stages.get(stage)) {
        lines.labelled(&labels.stage, stage);
    }
    let order = card.cart.iter().map(|line| format!("{} × {}", line.quantity, line.sku));
    lines.labelled(&labels.order, &list(order));
    if let Some(budget) = &card.budget {
        lines.labelled(&labels.budget, &spend(budget, wording));
    }
    lines.labelled(&labels.people, &headcount(&card.people));
    lines.labelled(&labels.shown, &list(card.shown.iter().cloned()));
    let missing = card.quotation["missing"].as_array().map(Vec::as_slice).unwrap_or_default();
    let missing = missing.iter().filter_map(|detail| words.details.get(detail.as_str()?)).cloned();
    lines.labelled(&labels.missing, &list(missing));
    if !card.files.is_empty() {
        lines.labelled(&labels.files, &card.files.len().to_string());
    }
}

/// How a request stands, for those who read of it; nothing while nobody came.
fn standing(standing: &Standing, reader: &str, words: &AlertWords) -> Option<String> {
    let words = &words.standing;
    Some(match standing {
        Standing::Open => return None,
        Standing::Taken { by: Some(by) } if by.code == reader => words.yours.clone(),
        Standing::Taken { by: Some(by) } => naming(&words.taken, &by.name),
        Standing::Taken { by: None } => words.taken_in_chat.clone(),
        Standing::Resolved { by } => naming(&words.resolved, &by.name),
        Standing::HandedBack { by } => naming(&words.handed_back, &by.name),
        Standing::Over => words.over.clone(),
    })
}

/// What the reader can still do. Whoever cannot, gets no button; what a button does is checked again
/// when it is pressed.
fn buttons(subject: &Subject, reader: &str, words: &AlertWords) -> Vec<Vec<Button>> {
    let id = subject.handoff.id.0;
    let button = |verb: Verb| {
        let label = match verb {
            Verb::Take => &words.buttons.take,
            Verb::Resolve => &words.buttons.resolve,
            Verb::HandBack => &words.buttons.hand_back,
        };
        Button { label: label.clone(), wants: (verb, id) }
    };
    let all =
        || vec![vec![button(Verb::Take)], vec![button(Verb::Resolve), button(Verb::HandBack)]];
    match &subject.standing {
        Standing::Open if subject.handoff.notice => vec![vec![button(Verb::Take)]],
        Standing::Open | Standing::Taken { by: None } => all(),
        Standing::Taken { by: Some(by) } if by.code == reader => {
            vec![vec![button(Verb::Resolve), button(Verb::HandBack)]]
        }
        Standing::Taken { by: Some(_) }
        | Standing::Resolved { .. }
        | Standing::HandedBack { .. }
        | Standing::Over => Vec::new(),
    }
}

/// Where a conversation is read.
fn link(conversation: ConversationId, public_url: &Url) -> String {
    format!("{public_url}admin/inbox/{conversation}")
}

fn spend(budget: &Budget, wording: Wording<'_>) -> String {
    let words = &wording.words.budget;
    let currency = budget.currency.unwrap_or(wording.currency);
    let amounts = [(&words.total, budget.total), (&words.per_item, budget.per_item)];
    let amounts = amounts.into_iter().filter_map(|(sentence, amount)| {
        Some(sentence.replace("{amount}", &format!("{} {currency}", amount?.normalize())))
    });
    amounts.collect::<Vec<_>>().join(", ")
}

/// How many people in all, whatever kinds of them were named.
fn headcount(people: &[Headcount]) -> String {
    let count: u32 = people.iter().map(|group| group.people).sum();
    if count == 0 { String::new() } else { count.to_string() }
}

/// What they said last: since the card was written, if they wrote since.
fn last_words(subject: &Subject) -> String {
    let of_card = || {
        let messages = subject.handoff.card["last_messages"].as_array();
        let messages = messages.map(Vec::as_slice).unwrap_or_default();
        messages.iter().rev().find_map(|message| message.as_str().map(str::to_owned))
    };
    let last = subject.last_words.clone().filter(|words| !words.trim().is_empty());
    let last = last.or_else(of_card).unwrap_or_default();
    let length = last.chars().count();
    if length <= LAST_WORDS {
        return last;
    }
    let end = last.chars().skip(length - LAST_WORDS);
    MORE.chars().chain(end).collect()
}

/// The first of them, in one line.
fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let mut shown = items.iter().take(LINES).cloned().collect::<Vec<_>>().join(", ");
    if items.len() > LINES {
        shown.push_str(", ");
        shown.push_str(MORE);
    }
    shown
}

/// Lines of a note.
#[derive(Default)]
struct Lines(Vec<Words>);

impl Lines {
    fn bold(&mut self, line: &str) {
        self.0.push(Words::Bold(line.to_owned()));
        self.0.push(Words::Plain("\n".to_owned()));
    }

    fn plain(&mut self, line: &str) {
        self.0.push(Words::Plain(format!("{line}\n")));
    }

    /// A line that says what it tells; nothing if there is nothing to tell.
    fn labelled(&mut self, label: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        // Of one line whatever it holds, so that nobody writes lines of ours.
        let one: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = one.chars().take(FIELD).collect();
        if one.chars().count() > FIELD {
            shown.push_str(MORE);
        }
        self.0.push(Words::Bold(format!("{label}:")));
        self.0.push(Words::Plain(format!(" {shown}\n")));
    }
}

#[cfg(test)]
mod tests {
    use noor_core::ids::HandoffId;
    use noor_store::handoffs::{Handoff, Name};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn words() -> AlertWords {
        AlertWords::from_toml(include_str!("../../../../../content/alerts/en.toml")).unwrap()
    }

    fn subject(card: Value, standing: Standing) -> Subject {
        let handoff = Handoff {
            id: HandoffId(Uuid::from_u128(7)),
            conversation: ConversationId(Uuid::from_u128(8)),
            reason: "complaint".to_owned(),
            card,
            alerts: 0,
            notice: false,
        };
        Subject {
            handoff,
            customer_chat: "971500000001".to_owned(),
            customer_name: Some("Sara".to_owned()),
            last_words: Some("where is it?".to_owned()),
            standing,
        }
    }

    fn read(subject: &Subject, reader: &str) -> (String, usize) {
        let words = words();
        let public_url = Url::parse("https://noor.example/").unwrap();
        let wording = Wording { words: &words, currency: Currency::AED, public_url: &public_url };
        let note = note(subject, reader, wording);
        let buttons = note.buttons.iter().map(Vec::len).sum();
        (note.words.iter().map(Words::text).collect(), buttons)
    }

    fn whole() -> Value {
        json!({
            "customer": "Sara", "phone": "97150•••0001", "name": "Sara Haddad",
            "company": "Example FZE", "email": "sara@example.com", "address": "Villa 7",
            "stage": "quoting", "last_messages": ["before", "hello\nReason: none"],
            "files": [{ "kind": "image", "name": null, "message": 3 }],
            "cart": [{ "sku": "KX 201", "quantity": 12 }, { "sku": "KX 9", "quantity": 1 }],
            "budget": { "total": "12000.00", "per_item": null, "currency": null, "incl_vat": null },
            "people": [{ "role": "staff", "people": 6 }, { "role": "manager", "people": 2 }],
            "quotation": { "consent": "granted", "missing": ["email", "address"] },
            "shown": ["KX 201", "KX 210"], "wishes": [], "answer": "…",
        })
    }

    #[test]
    fn a_person_reads_at_one_look_what_they_need() {
        let (text, buttons) = read(&subject(whole(), Standing::Open), "telegram:1");
        assert_eq!(
            text,
            "A customer waits for you\n\
             Reason: complains\n\
             Customer: Sara Haddad · Example FZE\n\
             Phone: 97150•••0001\n\
             Conversation: https://noor.example/admin/inbox/00000000-0000-0000-0000-000000000008\n\
             Where it stands: at the quotation\n\
             Order: 12 × KX 201, 1 × KX 9\n\
             Budget: 12000 AED in all\n\
             For how many: 8\n\
             Shown: KX 201, KX 210\n\
             Missing for a quotation: e-mail, address\n\
             Files sent: 1\n\
             Last words:\n\
             where is it?"
        );
        assert_eq!(buttons, 3);
        for private in ["971500000001", "sara@example.com", "Villa 7"] {
            assert!(!text.contains(private), "{private}");
        }
    }

    #[test]
    fn a_card_of_another_kind_is_read_as_far_as_it_goes() {
        let other = json!({ "problem": "the order\nis not written", "quotation": "NR-1042" });
        let (text, _) = read(&subject(other, Standing::Open), "telegram:1");
        assert!(text.contains("Problem: the order is not written\n"), "{text}");
        assert!(text.contains("Customer: Sara\n"), "{text}");
        let (text, _) = read(&subject(json!("rubbish"), Standing::Open), "telegram:1");
        assert!(text.contains("Reason: complains\n"), "{text}");
    }

    #[test]
    fn who_has_it_can_end_it_and_the_others_read_who_that_is() {
        let sam = Name { code: "telegram:1".to_owned(), name: "Sam".to_owned() };
        let taken = subject(whole(), Standing::Taken { by: Some(sam.clone()) });
        let (mine, buttons) = read(&taken, "telegram:1");
        assert!(mine.contains("It is yours"), "{mine}");
        assert_eq!(buttons, 2);
        let (theirs, buttons) = read(&taken, "telegram:2");
        assert!(theirs.contains("With Sam"), "{theirs}");
        assert_eq!(buttons, 0);
        let resolved = subject(whole(), Standing::Resolved { by: sam });
        assert_eq!(read(&resolved, "telegram:1").1, 0);
    }

    #[test]
    fn however_much_a_customer_wrote_the_alert_is_short() {
        let long = "ن".repeat(5_000);
        let card = json!({ "name": long, "company": long, "problem": long, "last_messages": [long],
            "cart": vec![json!({ "sku": "KX 201", "quantity": 1 }); 500], "shown": vec![long.clone(); 500] });
        let mut subject = subject(card, Standing::Open);
        subject.last_words = Some(long);
        let (text, _) = read(&subject, "telegram:1");
        assert!(text.encode_utf16().count() < 4096, "{}", text.len());
    }
}
