use noor_core::message::{
    Author, DeliveryStatus, Echo, InboundEvent, InboundMessage, MessageKind, Revision,
};
use noor_providers::messaging::wazzup::parse_webhook;
use serde_json::{Value, json};

fn events(body: &Value) -> Vec<InboundEvent> {
    parse_webhook(body.to_string().as_bytes()).unwrap().events
}

/// A customer's message, with `changes` laid over it.
fn item(changes: &Value) -> Value {
    let mut item = json!({
        "messageId": "11111111-2222-4333-8444-555555555555", "channelId": "line-1",
        "chatType": "whatsapp", "chatId": "971500000001",
        "dateTime": "2026-03-13T11:07:27.000", "type": "text", "status": "inbound", "text": "Hi",
        "isEcho": false, "authorType": "client",
        "contact": {"name": "Client A", "avatarUri": null, "phone": "971500000001"},
    });
    for (key, value) in changes.as_object().unwrap() {
        item[key] = value.clone();
    }
    item
}

fn only(changes: &Value) -> InboundEvent {
    let mut events = events(&json!({"messages": [item(changes)]}));
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

fn message(changes: &Value) -> InboundMessage {
    match only(changes) {
        InboundEvent::Message(message) => message,
        other => panic!("{changes} is {other:?}"),
    }
}

fn echo(changes: &Value) -> Echo {
    match only(changes) {
        InboundEvent::Echo(echo) => echo,
        other => panic!("{changes} is {other:?}"),
    }
}

#[test]
fn a_customers_message_is_read_whole() {
    let message = message(&json!({"quotedMessage": {"messageId": "q-1", "text": "before"}}));
    assert_eq!(message.provider_id, "11111111-2222-4333-8444-555555555555");
    assert_eq!(message.address.channel, "line-1");
    assert_eq!(message.address.messenger, "whatsapp");
    assert_eq!(message.address.chat, "971500000001");
    assert_eq!(message.author, Author::Customer);
    assert_eq!(message.revision, Revision::Original);
    assert_eq!(message.kind, MessageKind::Text);
    assert_eq!(message.text, "Hi");
    assert_eq!(message.contact_name.as_deref(), Some("Client A"));
    assert_eq!(message.contact_phone.as_deref(), Some("971500000001"));
    assert_eq!(message.quotes.as_deref(), Some("q-1"));
    assert_eq!(message.sent_at.unwrap().to_rfc3339(), "2026-03-13T11:07:27+00:00");
}

#[test]
fn kinds_of_messages() {
    let table = [
        (json!({"type": "text"}), MessageKind::Text),
        (
            json!({"type": "image", "contentUri": "https://f.example/a/?filename=p.jpg"}),
            MessageKind::Image,
        ),
        (
            json!({"type": "image", "contentUri": "https://f.example/a/?filename=s.was"}),
            MessageKind::Sticker,
        ),
        (json!({"type": "image", "contentUri": "https://f.example/s.WEBP"}), MessageKind::Sticker),
        (json!({"type": "audio"}), MessageKind::Voice),
        (json!({"type": "voice"}), MessageKind::Voice),
        (json!({"type": "video"}), MessageKind::Video),
        (json!({"type": "document"}), MessageKind::Document),
        (json!({"type": "vcard"}), MessageKind::Contact),
        (json!({"type": "geo"}), MessageKind::Location),
        (json!({"type": "missing_call"}), MessageKind::MissedCall),
        (json!({"type": "wapi_template"}), MessageKind::Text),
        (json!({"type": "unsupported"}), MessageKind::Unsupported),
        (json!({"type": "unknown"}), MessageKind::Unsupported),
        (json!({"type": "a kind of tomorrow"}), MessageKind::Unsupported),
        (json!({"type": null}), MessageKind::Text),
        (json!({"type": 7, "text": null}), MessageKind::Unsupported),
        (
            json!({"type": null, "text": "", "contentUri": "https://f.example/x"}),
            MessageKind::Document,
        ),
    ];
    for (changes, expected) in table {
        assert_eq!(message(&changes).kind, expected, "{changes}");
    }
}

#[test]
fn files_carry_their_names() {
    let table = [
        ("https://f.example/0f3c/?filename=scan%20a.pdf", Some("scan a.pdf")),
        ("https://f.example/0f3c/voice.ogg", Some("voice.ogg")),
        ("https://f.example/0f3c/", None),
        ("not a link", None),
    ];
    for (url, name) in table {
        let changes = json!({"type": "document", "contentUri": url, "text": null});
        let message = message(&changes);
        assert_eq!(message.text, "");
        let attachment = message.attachment.unwrap();
        assert_eq!((attachment.url.as_str(), attachment.name.as_deref()), (url, name));
    }
}

#[test]
fn dates_in_every_form_and_bad_ones() {
    let read = Some("2026-03-13T11:07:27+00:00");
    let table = [
        (json!("2026-03-13T11:07:27.000"), read),
        (json!("2026-03-13T11:07:27Z"), read),
        (json!("2026-03-13T15:07:27+04:00"), read),
        (json!("2026-03-13T15:07:27.000+0400"), read),
        (json!("2026-03-13 11:07:27"), read),
        (json!(1_773_400_047), read),
        (json!(1_773_400_047_000_i64), read),
        (json!("1773400047000"), read),
        (json!(1_773_400_047.5), read),
        (json!("yesterday"), None),
        (json!("2026-13-45T11:07:27"), None),
        (json!(-5), None),
        (json!(9_e300), None),
        (json!("+262000-01-01T00:00:00Z"), None),
        (json!(null), None),
        (json!({"at": 1}), None),
    ];
    for (date, expected) in table {
        let message = message(&json!({"dateTime": date}));
        let sent_at = message.sent_at.map(|at| at.timestamp());
        let expected =
            expected.map(|at| chrono::DateTime::parse_from_rfc3339(at).unwrap().timestamp());
        assert_eq!(sent_at, expected, "{date}");
        assert_eq!(message.text, "Hi", "the words survive {date}");
    }
}

#[test]
fn wrong_types_beside_the_words_cost_only_themselves() {
    let message = message(&json!({
        "messageId": 42, "channelId": 7, "chatId": 971_500_000_001_u64, "chatType": null,
        "contact": "nobody", "isEcho": null, "authorType": [], "status": {}, "text": 5,
        "contentUri": null, "quotedMessage": 3, "isEdited": "no", "interactive": [{"a": 1}],
    }));
    assert_eq!(message.provider_id, "42");
    assert_eq!(message.address.channel, "7");
    assert_eq!(message.address.chat, "971500000001");
    assert_eq!(message.address.messenger, "whatsapp");
    assert_eq!(message.text, "5");
    assert_eq!((message.contact_name, message.quotes), (None, None));
    assert_eq!(message.author, Author::Customer);
}

#[test]
fn a_whatsapp_address_is_its_digits_and_others_stay() {
    let chat = |messenger: &str, chat: &str| {
        message(&json!({"chatType": messenger, "chatId": chat})).address.chat
    };
    assert_eq!(chat("whatsapp", "+971 50 000 0001"), "971500000001");
    assert_eq!(chat("whatsapp", "971500000001@c.us"), "971500000001");
    assert_eq!(chat("telegram", "user_1"), "user_1");
}

#[test]
fn who_wrote_it() {
    let customer = [
        json!({}),
        json!({"authorType": null, "status": null, "isEcho": null}),
        json!({"authorType": "client", "status": "a status of tomorrow"}),
        json!({"authorType": "client", "isEcho": true}),
    ];
    for changes in customer {
        assert_eq!(message(&changes).author, Author::Customer, "{changes}");
    }
    let shop = [
        (
            json!({"isEcho": true, "authorType": "manager", "status": "sent"}),
            Author::Manager,
            Some(DeliveryStatus::Sent),
        ),
        (
            json!({"isEcho": true, "authorType": null, "status": "delivered"}),
            Author::Manager,
            Some(DeliveryStatus::Delivered),
        ),
        (
            json!({"isEcho": false, "authorType": "manager", "status": "inbound"}),
            Author::Manager,
            None,
        ),
        (
            json!({"sentFromApp": true, "authorType": "bot", "status": "sent"}),
            Author::Manager,
            Some(DeliveryStatus::Sent),
        ),
        (
            json!({"isEcho": true, "authorType": "bot", "status": "sent"}),
            Author::Bot,
            Some(DeliveryStatus::Sent),
        ),
        (json!({"authorType": null, "status": "read"}), Author::Bot, Some(DeliveryStatus::Read)),
        (json!({"type": "system"}), Author::System, None),
    ];
    for (changes, author, status) in shop {
        let echo = echo(&changes);
        assert_eq!((echo.message.author, echo.status), (author, status), "{changes}");
    }
}

#[test]
fn edits_and_deletions_are_told_apart_from_the_original() {
    assert_eq!(message(&json!({"isEdited": true})).revision, Revision::Edited);
    assert_eq!(message(&json!({"isDeleted": "true", "text": null})).revision, Revision::Deleted);
    assert_eq!(message(&json!({"isDeleted": false, "isEdited": 0})).revision, Revision::Original);
    let echo = echo(&json!({"isEcho": true, "authorType": "manager", "isEdited": 1}));
    assert_eq!(echo.message.revision, Revision::Edited);
}

#[test]
fn a_status_may_come_among_the_messages() {
    let bare = json!({"messages": [{"messageId": "m-1", "status": "delivered",
        "dateTime": "2026-03-13T11:07:27Z", "isEcho": true}]});
    let read = events(&bare);
    let [InboundEvent::Status(report)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!((report.provider_id.as_str(), report.status), ("m-1", DeliveryStatus::Delivered));
    assert!(report.at.is_some());

    let failed = json!({"messages": [item(&json!({"type": "wapi_template", "status": "error",
        "isEcho": true, "authorType": "bot", "error": {"error": "BAD_CONTACT", "description": ".."}}))]});
    let read = events(&failed);
    let [InboundEvent::Echo(echo), InboundEvent::Status(report)] = read.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(echo.status, Some(DeliveryStatus::Failed));
    assert_eq!(report.error.as_deref(), Some("badcontact"));
}

#[test]
fn statuses() {
    let read = events(&json!({"statuses": [
        {"messageId": "a", "status": "sent", "timestamp": "2026-03-13T11:07:29.000Z"},
        {"messageId": "b", "status": "error", "timestamp": 1_773_400_047_000_i64,
            "error": {"error": "24_HOURS_EXCEEDED", "description": "x"}},
        {"messageId": "c", "status": "error", "error": "spam"},
        {"messageId": "d", "status": "READ", "timestamp": "soon"},
        {"messageId": "e", "status": "edited"},
        {"messageId": "f", "status": "pending"},
        {"messageId": "g", "status": "on the moon"},
        {"status": "sent"},
        null,
    ]}));
    let told: Vec<_> = read
        .iter()
        .map(|event| match event {
            InboundEvent::Status(report) => {
                let error = report.error.clone().unwrap_or_default();
                format!(
                    "{} {:?} {error} {}",
                    report.provider_id,
                    report.status,
                    report.at.is_some()
                )
            }
            InboundEvent::Unreadable { reason } => reason.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "a Sent  true",
            "b Failed 24hoursexceeded true",
            "c Failed spam false",
            "d Read  false",
            "e Edited  false",
            "statuses[6] has a status that is not known",
            "statuses[7] has no messageId",
            "statuses[8] is null",
        ]
    );
}

#[test]
fn one_bad_item_does_not_spoil_its_neighbours() {
    let mut nameless = item(&json!({}));
    nameless.as_object_mut().unwrap().remove("messageId");
    let read = events(&json!({
        "messages": [
            item(&json!({"text": "first"})), null, 7, "text", [], nameless,
            item(&json!({"chatId": {}})), item(&json!({"channelId": null})),
            item(&json!({"text": "last"})),
        ],
        "statuses": "none",
    }));
    let words: Vec<_> = read
        .iter()
        .map(|event| match event {
            InboundEvent::Message(message) => message.text.clone(),
            InboundEvent::Unreadable { reason } => reason.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        words,
        [
            "first",
            "messages[1] is null",
            "messages[2] is a number",
            "messages[3] is a string",
            "messages[4] is a list",
            "messages[5] has no messageId",
            "messages[6] has no chatId",
            "messages[7] has no channelId",
            "last",
            "statuses is a string",
        ]
    );
}

#[test]
fn everything_in_one_envelope_in_its_order() {
    let read = events(&json!({
        "statuses": [{"messageId": "a", "status": "sent"}],
        "messages": item(&json!({})),
        "test": true,
        "templateStatus": {"templateGuid": "t", "status": "APPROVED"},
        "createContact": {"name": "x"}, "createDeal": {}, "somethingNew": [1],
        "channelsUpdates": [
            {"channelId": "line-1", "state": "active", "timestamp": 1},
            {"channelId": "line-2", "state": "notEnoughMoney"},
            {"channelId": "line-3"},
        ],
    }));
    assert!(matches!(read[0], InboundEvent::Status(_)));
    assert!(matches!(read[1], InboundEvent::Message(_)));
    let InboundEvent::Channel(first) = &read[2] else { panic!("{read:?}") };
    let InboundEvent::Channel(second) = &read[3] else { panic!("{read:?}") };
    assert_eq!((first.channel.as_str(), first.active), ("line-1", true));
    assert_eq!((second.state.as_str(), second.active), ("notEnoughMoney", false));
    assert!(matches!(read[4], InboundEvent::Unreadable { .. }));
    assert_eq!(read.len(), 5);
}

#[test]
fn bodies_without_news() {
    for body in [
        "{\"test\":true}",
        "{}",
        "[]",
        "{\"messages\":[]}",
        "{\"messages\":null,\"statuses\":null}",
    ] {
        assert_eq!(parse_webhook(body.as_bytes()).unwrap().events, [], "{body}");
    }
    for body in ["null", "7", "\"text\"", "true", "[1]", "[{\"messageId\":\"a\"}]"] {
        let events = parse_webhook(body.as_bytes()).unwrap().events;
        assert!(matches!(events.as_slice(), [InboundEvent::Unreadable { .. }]), "{body}");
    }
}

#[test]
fn bodies_that_are_no_json() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let deep_inside =
        format!("{{\"messages\":[{}1{}]}}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    for body in ["", "hello", "{\"messages\":[", "<html>", &deep, &deep_inside] {
        assert!(parse_webhook(body.as_bytes()).is_err());
    }
}

#[test]
fn bad_characters_do_not_lose_the_message() {
    let whole = json!({"messages": [item(&json!({"text": "WORDS"}))]}).to_string();
    let table: [(&[u8], &str); 6] = [
        (br"I want \ud800 chairs", "I want \u{fffd} chairs"),
        (br"a \ud83d\ude00 chair", "a 😀 chair"),
        (br"a\u0000 chair", "a chair"),
        (b"a \xff\xfe chair", "a \u{fffd}\u{fffd} chair"),
        (b"a\nchair", "a\nchair"),
        (b"a\0chair", "achair"),
    ];
    for (words, expected) in table {
        let (before, behind) = whole.split_once("WORDS").unwrap();
        let body = [before.as_bytes(), words, behind.as_bytes()].concat();
        let events = parse_webhook(&body).unwrap().events;
        let [InboundEvent::Message(message)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(message.text, expected);
    }
}

#[test]
fn a_thousand_messages_and_a_very_long_one() {
    let many: Vec<_> = (0..1_000).map(|n| item(&json!({"messageId": n.to_string()}))).collect();
    assert_eq!(events(&json!({"messages": many})).len(), 1_000);
    let long = "\\ud800\u{1F600}a".repeat(50_000);
    let body = json!({"messages": [item(&json!({"text": "WORDS"}))]}).to_string();
    let body = body.replace("WORDS", &long);
    let events = parse_webhook(body.as_bytes()).unwrap().events;
    let [InboundEvent::Message(message)] = events.as_slice() else { panic!("one message") };
    assert_eq!(message.text.chars().count(), 150_000);
}
