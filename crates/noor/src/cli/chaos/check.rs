//! The promises, one by one, against what the gateway and the database say.

use std::collections::{HashMap, HashSet};
use std::fmt;

use noor_sim::SeenMessage;
use uuid::Uuid;

use super::books::{Books, Conversation, Message, Outgoing, Turn};
use super::customers::Heard;
use super::reconcile::Imbalance;

/// A broken promise, with the ids to look it up by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Violation {
    /// Noor never said yes to it, although everything ran again.
    NeverAcknowledged(String),
    /// Noor said yes and does not have it.
    Forgotten(String),
    /// Neither a turn nor a person has it.
    Unanswered { message: i64, chat: String },
    /// Two turns have it.
    AnsweredTwice { message: i64, turns: Vec<Uuid> },
    /// A turn without a word for the customer, while nobody else was there.
    Wordless { turn: Uuid },
    /// The customer saw a message other than once, though it counts as accepted.
    Seen { outgoing: Uuid, times: usize },
    /// The customer saw a message that Noor does not count as accepted.
    SeenUnknown { key: String, state: Option<String> },
    /// Two messages of a conversation arrived in the wrong order.
    OutOfOrder { chat: String, first: i64, second: i64 },
    /// Noor spoke after a person's takeover had been acknowledged.
    SpokeAfterTakeover { chat: String, key: String },
    /// A message neither left nor was given to a person.
    Failed { outgoing: Uuid, error: String },
    /// A message still waits.
    Pending { outgoing: Uuid, state: String },
    /// A conversation is still due, or somebody still holds its turn.
    Open { chat: String },
    /// The books of the outside do not say what was sold.
    Sales(Imbalance),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverAcknowledged(id) => write!(f, "{id} was never acknowledged"),
            Self::Forgotten(id) => write!(f, "{id} was acknowledged and is not in the database"),
            Self::Unanswered { message, chat } => {
                write!(f, "message {message} of {chat} is neither answered nor with a person")
            }
            Self::AnsweredTwice { message, turns } => {
                write!(f, "message {message} is in {} turns: {turns:?}", turns.len())
            }
            Self::Wordless { turn } => write!(f, "turn {turn} answered with nothing"),
            Self::Seen { outgoing, times } => {
                write!(f, "the customer saw outgoing {outgoing} {times} times")
            }
            Self::SeenUnknown { key, state: Some(state) } => {
                write!(f, "the customer saw outgoing {key}, which counts as {state}")
            }
            Self::SeenUnknown { key, state: None } => {
                write!(f, "the customer saw {key}, which is not in the outbox")
            }
            Self::OutOfOrder { chat, first, second } => {
                write!(f, "{chat} saw outgoing {second} before {first}")
            }
            Self::SpokeAfterTakeover { chat, key } => {
                write!(f, "{chat} saw outgoing {key} after a person had taken over")
            }
            Self::Failed { outgoing, error } => {
                write!(f, "outgoing {outgoing} was given up with nobody told: {error}")
            }
            Self::Pending { outgoing, state } => write!(f, "outgoing {outgoing} is still {state}"),
            Self::Open { chat } => write!(f, "the conversation of {chat} is still open"),
            Self::Sales(imbalance) => imbalance.fmt(f),
        }
    }
}

/// Everything that is wrong. `sent` is what the gateway took, in its order.
pub(super) fn check(books: &Books, heard: &Heard, sent: &[SeenMessage]) -> Vec<Violation> {
    let mut found: Vec<Violation> =
        heard.lost.iter().cloned().map(Violation::NeverAcknowledged).collect();
    found.extend(answered(books, heard));
    found.extend(worded(books));
    found.extend(seen_once(books, sent));
    found.extend(in_order(books, sent));
    found.extend(silent_after_takeover(heard, sent));
    found.extend(settled(books));
    found
}

/// Every acknowledged message is in one turn, or with a person.
fn answered(books: &Books, heard: &Heard) -> Vec<Violation> {
    let stored: HashSet<&str> =
        books.messages.iter().map(|message| message.provider_id.as_str()).collect();
    let mut turns: HashMap<i64, Vec<Uuid>> = HashMap::new();
    for turn in &books.turns {
        for message in &turn.message_ids {
            turns.entry(*message).or_default().push(turn.id);
        }
    }
    let conversations: HashMap<Uuid, &Conversation> =
        books.conversations.iter().map(|conversation| (conversation.id, conversation)).collect();
    let fate = |message: &Message| match turns.get(&message.id).map_or(&[][..], Vec::as_slice) {
        [] => {
            let conversation = conversations.get(&message.conversation_id)?;
            let with_a_person = match conversation.holder.as_str() {
                "manager" => true,
                "handoff" => books.handed_over.contains(&conversation.id),
                _ => false,
            };
            let covered = with_a_person && conversation.answered_to >= message.id;
            let chat = conversation.chat.clone();
            (!covered).then_some(Violation::Unanswered { message: message.id, chat })
        }
        [_] => None,
        several => Some(Violation::AnsweredTwice { message: message.id, turns: several.to_vec() }),
    };
    let forgotten = heard.messages.iter().filter(|id| !stored.contains(id.as_str()));
    let forgotten = forgotten.cloned().map(Violation::Forgotten);
    forgotten.chain(books.messages.iter().filter_map(fate)).collect()
}

/// Every turn that answered has words.
fn worded(books: &Books) -> Vec<Violation> {
    let with_words: HashSet<Uuid> =
        books.outgoing.iter().filter_map(|outgoing| outgoing.turn_id).collect();
    let wordless = |turn: &&Turn| turn.outcome == "answered" && !with_words.contains(&turn.id);
    let wordless = books.turns.iter().filter(wordless);
    wordless.map(|turn| Violation::Wordless { turn: turn.id }).collect()
}

/// What counts as accepted was seen once, and nothing else was seen.
fn seen_once(books: &Books, sent: &[SeenMessage]) -> Vec<Violation> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for message in sent {
        *times.entry(message.crm_message_id.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let mut found = Vec::new();
    for outgoing in &books.outgoing {
        let key = outgoing.id.to_string();
        let seen = times.remove(key.as_str()).unwrap_or(0);
        let accepted = outgoing.state == "accepted";
        match (accepted, seen) {
            (true, 1) | (false, 0) => {}
            (true, times) => found.push(Violation::Seen { outgoing: outgoing.id, times }),
            (false, _) => {
                let state = Some(outgoing.state.clone());
                found.push(Violation::SeenUnknown { key, state });
            }
        }
    }
    let strangers = times.into_keys().map(str::to_owned);
    found.extend(strangers.map(|key| Violation::SeenUnknown { key, state: None }));
    found
}

/// What the gateway took came in the order of the outbox.
fn in_order(books: &Books, sent: &[SeenMessage]) -> Vec<Violation> {
    let places: HashMap<String, i64> =
        books.outgoing.iter().map(|outgoing| (outgoing.id.to_string(), outgoing.seq)).collect();
    let mut last: HashMap<&str, i64> = HashMap::new();
    let mut found = Vec::new();
    for message in sent {
        let Some(place) = message.crm_message_id.as_ref().and_then(|key| places.get(key)) else {
            continue;
        };
        let before = last.insert(&message.chat, *place).unwrap_or(i64::MIN);
        if before > *place {
            let chat = message.chat.clone();
            found.push(Violation::OutOfOrder { chat, first: *place, second: before });
        }
    }
    found
}

/// After an acknowledged takeover the gateway took nothing of Noor's.
fn silent_after_takeover(heard: &Heard, sent: &[SeenMessage]) -> Vec<Violation> {
    let taken_over: HashMap<&str, _> =
        heard.takeovers.iter().map(|(chat, at)| (chat.as_str(), *at)).collect();
    sent.iter()
        .filter(|message| {
            taken_over.get(message.chat.as_str()).is_some_and(|taken| message.at > *taken)
        })
        .map(|message| Violation::SpokeAfterTakeover {
            chat: message.chat.clone(),
            key: message.crm_message_id.clone().unwrap_or_default(),
        })
        .collect()
}

/// Nothing is left over.
fn settled(books: &Books) -> Vec<Violation> {
    let open = books.conversations.iter().filter(|conversation| conversation.is_open);
    let open = open.map(|conversation| Violation::Open { chat: conversation.chat.clone() });
    let unsettled = |outgoing: &Outgoing| match outgoing.state.as_str() {
        "accepted" | "cancelled" => None,
        // Nobody is called for a picture that does not arrive: its answer did.
        "failed" if outgoing.kind == "image" => None,
        "failed" if books.handed_over.contains(&outgoing.conversation_id) => None,
        "failed" => {
            let error = outgoing.error.clone().unwrap_or_default();
            Some(Violation::Failed { outgoing: outgoing.id, error })
        }
        state => Some(Violation::Pending { outgoing: outgoing.id, state: state.to_owned() }),
    };
    open.chain(books.outgoing.iter().filter_map(unsettled)).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use noor_sim::{Author, Kind, Side};

    use super::*;

    const CHAT: &str = "971500000001";

    fn time(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    /// Messages 1 and 2 of one customer, a turn for each, each with one answer that was seen.
    fn good() -> (Books, Heard, Vec<SeenMessage>) {
        let conversation = Conversation {
            id: id(1),
            chat: CHAT.to_owned(),
            holder: "noor".to_owned(),
            answered_to: 2,
            is_open: false,
        };
        let message = |number: i64| Message {
            id: number,
            provider_id: format!("m{number}"),
            conversation_id: id(1),
            received_at: time(number),
        };
        let turn = |number: u32| Turn {
            id: id(10 + u128::from(number)),
            message_ids: vec![i64::from(number)],
            outcome: "answered".to_owned(),
        };
        let outgoing = |number: u32| Outgoing {
            id: id(20 + u128::from(number)),
            seq: i64::from(number),
            conversation_id: id(1),
            turn_id: Some(id(10 + u128::from(number))),
            kind: "text".to_owned(),
            state: "accepted".to_owned(),
            accepted_at: Some(time(10 + i64::from(number))),
            error: None,
        };
        let books = Books {
            conversations: vec![conversation],
            messages: vec![message(1), message(2)],
            turns: vec![turn(1), turn(2)],
            outgoing: vec![outgoing(1), outgoing(2)],
            handed_over: Vec::new(),
        };
        let heard = Heard { messages: vec!["m1".to_owned(), "m2".to_owned()], ..Heard::default() };
        (books, heard, vec![seen(21, 11), seen(22, 12)])
    }

    fn seen(outgoing: u128, second: i64) -> SeenMessage {
        SeenMessage {
            id: format!("g{outgoing}"),
            chat: CHAT.to_owned(),
            channel_id: String::new(),
            from: Side::Business,
            author: Author::Api,
            kind: Kind::Text,
            text: None,
            content_uri: None,
            file: None,
            buttons: Vec::new(),
            quoted: None,
            crm_message_id: Some(id(outgoing).to_string()),
            at: time(second),
            statuses: Vec::new(),
            refused: None,
            edited: false,
            deleted: false,
        }
    }

    /// What the checker finds after `spoil` had its way with a good campaign.
    fn found(spoil: impl FnOnce(&mut Books, &mut Heard, &mut Vec<SeenMessage>)) -> Vec<Violation> {
        let (mut books, mut heard, mut sent) = good();
        spoil(&mut books, &mut heard, &mut sent);
        check(&books, &heard, &sent)
    }

    #[test]
    fn a_good_campaign_has_no_violations() {
        assert_eq!(found(|_, _, _| {}), []);
    }

    #[test]
    fn a_lost_message_is_found() {
        let never = found(|_, heard, _| heard.lost.push("m3".to_owned()));
        assert_eq!(never, [Violation::NeverAcknowledged("m3".to_owned())]);
        let forgotten = found(|_, heard, _| heard.messages.push("m3".to_owned()));
        assert_eq!(forgotten, [Violation::Forgotten("m3".to_owned())]);
    }

    #[test]
    fn a_message_without_a_turn_must_be_with_a_person() {
        let lonely = |books: &mut Books, sent: &mut Vec<SeenMessage>| {
            books.turns.pop();
            books.outgoing.pop();
            sent.pop();
        };
        let unanswered = Violation::Unanswered { message: 2, chat: CHAT.to_owned() };
        assert_eq!(found(|books, _, sent| lonely(books, sent)), std::slice::from_ref(&unanswered));
        let nobody_told = found(|books, _, sent| {
            lonely(books, sent);
            books.conversations[0].holder = "handoff".to_owned();
        });
        assert_eq!(nobody_told, std::slice::from_ref(&unanswered));
        let not_theirs = found(|books, _, sent| {
            lonely(books, sent);
            books.conversations[0].holder = "manager".to_owned();
            books.conversations[0].answered_to = 1;
        });
        assert_eq!(not_theirs, [unanswered]);
        let with_a_person = found(|books, _, sent| {
            lonely(books, sent);
            books.conversations[0].holder = "handoff".to_owned();
            books.handed_over.push(id(1));
        });
        assert_eq!(with_a_person, []);
    }

    #[test]
    fn a_message_in_two_turns_is_found() {
        let twice = found(|books, _, _| books.turns[1].message_ids.push(1));
        assert_eq!(twice, [Violation::AnsweredTwice { message: 1, turns: vec![id(11), id(12)] }]);
    }

    #[test]
    fn a_turn_without_words_is_found() {
        let wordless = found(|books, _, sent| {
            books.outgoing.pop();
            sent.pop();
        });
        assert_eq!(wordless, [Violation::Wordless { turn: id(12) }]);
    }

    #[test]
    fn a_reply_seen_twice_or_never_is_found() {
        let twice = found(|_, _, sent| sent.push(seen(22, 13)));
        assert_eq!(twice, [Violation::Seen { outgoing: id(22), times: 2 }]);
        let never = found(|_, _, sent| drop(sent.pop()));
        assert_eq!(never, [Violation::Seen { outgoing: id(22), times: 0 }]);
    }

    #[test]
    fn a_reply_nobody_accounts_for_is_found() {
        let cancelled = found(|books, _, _| books.outgoing[1].state = "cancelled".to_owned());
        let state = Some("cancelled".to_owned());
        assert_eq!(cancelled, [Violation::SeenUnknown { key: id(22).to_string(), state }]);
        let stranger = found(|_, _, sent| sent.push(seen(99, 13)));
        let key = id(99).to_string();
        assert_eq!(stranger, [Violation::SeenUnknown { key, state: None }]);
    }

    #[test]
    fn a_wrong_order_is_found() {
        let swapped = found(|_, _, sent| sent.swap(0, 1));
        let chat = CHAT.to_owned();
        assert_eq!(swapped, [Violation::OutOfOrder { chat, first: 1, second: 2 }]);
    }

    #[test]
    fn a_word_after_a_takeover_is_found() {
        let spoke = found(|_, heard, _| heard.takeovers.push((CHAT.to_owned(), time(11))));
        let key = id(22).to_string();
        assert_eq!(spoke, [Violation::SpokeAfterTakeover { chat: CHAT.to_owned(), key }]);
    }

    #[test]
    fn what_is_left_over_is_found() {
        let open = found(|books, _, _| books.conversations[0].is_open = true);
        assert_eq!(open, [Violation::Open { chat: CHAT.to_owned() }]);
        let pending = found(|books, _, sent| {
            books.outgoing[1].state = "pending".to_owned();
            sent.pop();
        });
        let state = "pending".to_owned();
        assert_eq!(pending, [Violation::Pending { outgoing: id(22), state }]);
        let failed = found(|books, _, sent| {
            books.outgoing[1].state = "failed".to_owned();
            books.outgoing[1].error = Some("refused".to_owned());
            sent.pop();
        });
        let error = "refused".to_owned();
        assert_eq!(failed, [Violation::Failed { outgoing: id(22), error }]);
    }
}
