//! The same promises kept by HubSpot, whose search is late and whose stages are ids.

use std::sync::Arc;
use std::time::Duration;

use noor_providers::crm::hubspot::{HubSpotCrm, Options};
use noor_providers::crm::{
    Attributes, Bounds, ContactChange, Contacts, Created, Crm as _, CrmError, DealChange, FieldMap,
    NewContact, NewDeal, Note, Parent, Stage, StageKind,
};
use noor_providers::error::ProviderError;
use noor_providers::wire;
use noor_sim::{Effect, Fault, HUBSPOT_TOKEN};
use serde_json::json;

use super::{CHAT, PHONE, desks, sara, stages, words};
use crate::zoho_account::Account;

fn hubspot(account: &Account, contact: Attributes, deal: Attributes) -> HubSpotCrm {
    let options = Options {
        base: account.sim.hubspot_url().parse().unwrap(),
        token: HUBSPOT_TOKEN.into(),
        home: "971".to_owned(),
        fields: FieldMap { contact, deal },
        stages: stages(),
        pipeline: Some("Sales Pipeline".to_owned()),
        timeout: Duration::from_millis(700),
    };
    let http = wire::client("test").unwrap();
    HubSpotCrm::new(http, Arc::clone(&account.quota) as _, Arc::clone(&account.clock) as _, options)
}

async fn start() -> (Account, HubSpotCrm) {
    let account = Account::start(vec![]).await;
    let crm = hubspot(&account, Attributes::new(), Attributes::new());
    (account, crm)
}

fn id(contacts: &Contacts) -> &str {
    match contacts {
        Contacts::One(contact) => &contact.id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_number_is_found_however_it_was_typed_and_two_stay_two() {
    let (account, crm) = start().await;
    for stored in ["+971500000001", "00971500000001", "0500000001", "+971 50 000 0001"] {
        account.sim.hubspot().reset_records();
        let row = words([("firstname", "سارة 🌿"), ("lastname", "حداد"), ("phone", stored)]);
        let known = account.sim.hubspot().put_contact(row);
        account.sim.hubspot().put_contact(words([("phone", "+966500000001")]));
        for asked in [CHAT, PHONE, "050 000 0001"] {
            let found = crm.contact_by_phone(asked).await.unwrap();
            assert_eq!(id(&found), known, "{stored} by {asked}");
            assert_eq!(found.best().unwrap().0.name.as_deref(), Some("سارة 🌿 حداد"));
        }
    }
    let full = account.sim.hubspot().put_contact(words([("mobilephone", PHONE)]));
    let found = crm.contact_by_phone(CHAT).await.unwrap();
    let (best, guess) = found.best().unwrap();
    assert_eq!((best.id.as_str(), guess), (full.as_str(), true));
    assert!(crm.contact_by_phone("call me").await.is_err());
}

#[tokio::test]
async fn a_contact_is_written_once_and_found_once_the_search_knows_it() {
    let (account, crm) = start().await;
    account.sim.faults().add(Fault::times("hubspot.create", 1, Effect::ResetAfter));
    let error = crm.create_contact(&sara()).await.unwrap_err();
    assert!(error.is_unconfirmed(), "{error:?}");
    assert_eq!(crm.contact_by_phone(CHAT).await.unwrap(), Contacts::None, "too early to say");
    account.passes(crm.capabilities().settles_after);
    let known = id(&crm.contact_by_phone(CHAT).await.unwrap()).to_owned();
    assert_eq!(crm.create_contact(&sara()).await.unwrap(), Created::Existing(known.clone()));
    let colleague = NewContact { phone: "971500000002".to_owned(), ..sara() };
    let error = crm.create_contact(&colleague).await.unwrap_err();
    assert!(matches!(error, CrmError::Duplicate { existing, .. } if existing == known));
    assert_eq!(account.sim.hubspot().records("contacts").len(), 1);
}

#[tokio::test]
async fn only_what_differs_is_written_and_only_properties_there_are() {
    let account = Account::start(vec![]).await;
    let map = words([("company", "company"), ("segment", "segment_of_ours")]);
    let crm = hubspot(&account, map, words([("reference", "noor_key")]));
    let misfits = crm.misfits().await.unwrap();
    assert_eq!(misfits.len(), 2, "{misfits:?}");
    let attributes = words([("company", "Falcon Ridge"), ("segment", "Horeca")]);
    let new = NewContact { attributes: attributes.clone(), ..sara() };
    let created = crm.create_contact(&new).await.unwrap();
    let change = ContactChange { attributes, name: Some("Sara Haddad".to_owned()), email: None };
    assert!(!crm.update_contact(created.id(), &change).await.unwrap());
    let renamed = ContactChange { name: Some("Sara Nasser".to_owned()), ..change };
    assert!(crm.update_contact(created.id(), &renamed).await.unwrap());
    assert!(!crm.update_contact(created.id(), &renamed).await.unwrap());
    let stored = &account.sim.hubspot().records("contacts")[0].properties;
    let expected = words([
        ("company", "Falcon Ridge"),
        ("email", "sara@ridge.example"),
        ("firstname", "Sara Nasser"),
        ("phone", PHONE),
    ]);
    assert_eq!(*stored, expected);
    account.sim.hubspot().remove(created.id());
    let error = crm.update_contact(created.id(), &renamed).await.unwrap_err();
    assert!(matches!(error, CrmError::Missing(_)), "{error:?}");
    assert_eq!(crm.contact(created.id()).await.unwrap(), None);
}

#[tokio::test]
async fn a_deal_is_written_found_moved_and_told() {
    for own_property in [false, true] {
        let account = Account::start(vec![]).await;
        assert!(account.sim.hubspot().add_property("deals", "noor_key"));
        let key = words([("reference", "noor_key"), ("lost_reason", "closed_lost_reason")]);
        let deal = if own_property { key } else { Attributes::new() };
        let crm = hubspot(&account, Attributes::new(), deal);
        let buyer = crm.create_contact(&sara()).await.unwrap().id().to_owned();
        account.sim.faults().add(Fault::times(
            "hubspot.create",
            1,
            Effect::HangAfter { ms: 1_500 },
        ));
        let error = crm.create_deal(&desks("NR-104", &buyer)).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{error:?}");
        crm.create_deal(&desks("NR-1042", &buyer)).await.unwrap();
        account.passes(crm.capabilities().settles_after);
        let deal = crm.deal_by_reference("NR-104").await.unwrap().unwrap();
        assert_eq!(
            (deal.title.as_str(), deal.contact_id.as_deref()),
            ("Falcon Ridge, 4 desks", Some(buyer.as_str()))
        );
        assert_eq!(
            (deal.stage, deal.amount),
            (Some(StageKind::NewLead), Some("12500.50".parse().unwrap()))
        );
        assert_eq!(crm.deal_by_reference("NR-10").await.unwrap(), None);

        for _ in 0..2 {
            let moved = crm.move_deal(&deal.id, &Stage::OfferSent).await.unwrap();
            assert_eq!(
                (moved.stage, moved.stage_name.as_str()),
                (Some(StageKind::OfferSent), "Offer sent")
            );
        }
        let error = crm.move_deal(&deal.id, &Stage::Paid).await.unwrap_err();
        assert!(matches!(error, CrmError::NoStage(StageKind::Paid)), "{error:?}");
        let lost = Stage::Lost { reason: "too far".to_owned() };
        assert_eq!(crm.move_deal(&deal.id, &lost).await.unwrap().stage, Some(StageKind::Lost));
        let stored = &account.sim.hubspot().records("deals")[0].properties;
        assert_eq!(
            stored.get("closed_lost_reason").map(String::as_str),
            own_property.then_some("too far")
        );
        let change =
            DealChange { amount: Some("12500.5".parse().unwrap()), ..DealChange::default() };
        assert!(!crm.update_deal(&deal.id, &change).await.unwrap());

        let context = crm.context_of(&buyer, Bounds::default()).await.unwrap().unwrap();
        let open: Vec<_> =
            context.open_deals.iter().filter_map(|it| it.reference.as_deref()).collect();
        assert_eq!((open, context.purchases.len()), (vec!["NR-1042"], 0));
        assert_eq!(account.sim.hubspot().records("deals").len(), 2);
    }
}

#[tokio::test]
async fn a_note_is_found_by_its_key_at_once() {
    let (account, crm) = start().await;
    let buyer = crm.create_contact(&sara()).await.unwrap().id().to_owned();
    let deal = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    let note = |key: &str| Note {
        key: key.to_owned(),
        title: "Chat <summary>".to_owned(),
        text: "4 desks & 2 chairs\nمكاتب".to_owned(),
    };
    for parent in [Parent::Contact(buyer), Parent::Deal(deal)] {
        assert_eq!(crm.note_by_key(&parent, "turn-7").await.unwrap(), None);
        account.sim.faults().add(Fault::times("hubspot.create", 1, Effect::TruncatedBody));
        let error = crm.add_note(&parent, &note("turn-7")).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{error:?}");
        let found = crm.note_by_key(&parent, "turn-7").await.unwrap();
        assert!(found.is_some());
        for n in 0..110 {
            crm.add_note(&parent, &note(&format!("turn-7{n}"))).await.unwrap();
        }
        assert_eq!(crm.note_by_key(&parent, "turn-7").await.unwrap(), found);
    }
    let body = &account.sim.hubspot().records("notes")[0].properties["hs_note_body"];
    let expected = "<p>Chat &lt;summary&gt; [turn-7]</p><p>4 desks &amp; 2 chairs<br>مكاتب</p>";
    assert_eq!(body, expected);
    let gone = Parent::Deal("77".to_owned());
    let error = crm.add_note(&gone, &note("k")).await.unwrap_err();
    assert!(matches!(error, CrmError::Missing(missing) if missing == "77"));
    let orphan = NewDeal { contact_id: "77".to_owned(), ..desks("NR-2", "77") };
    let error = crm.create_deal(&orphan).await.unwrap_err();
    assert!(matches!(error, CrmError::Missing(missing) if missing == "77"));
}

#[tokio::test]
async fn bad_days_are_told_as_what_they_are() {
    let (account, crm) = start().await;
    let buyer = crm.create_contact(&sara()).await.unwrap().id().to_owned();
    for (policy, least) in [("TEN_SECONDLY_ROLLING", 10), ("DAILY", 3_600)] {
        let body = json!({ "status": "error", "category": "RATE_LIMITS", "policyName": policy });
        let effect =
            Effect::Status { status: 429, body: Some(body), retry_after: None, done: false };
        account.sim.faults().add(Fault::times("hubspot.object", 1, effect));
        let error = crm.contact(&buyer).await.unwrap_err();
        let CrmError::Provider(ProviderError::Unavailable { retry_after, .. }) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(*retry_after, Some(Duration::from_secs(least)), "{policy}");
        let before = account.sim.requests().count("hubspot.object");
        assert!(crm.contact(&buyer).await.unwrap_err().is_passing());
        assert_eq!(account.sim.requests().count("hubspot.object"), before);
        account.passes(Duration::from_secs(least + 1));
    }
    for effect in [Effect::HtmlBody { status: 502 }, Effect::HtmlBody { status: 200 }] {
        for route in ["hubspot.object", "hubspot.search", "hubspot.create"] {
            account.sim.faults().add(Fault::times(route, 1, effect.clone()));
        }
        assert!(crm.contact(&buyer).await.unwrap_err().is_passing());
        assert!(crm.contact_by_phone(CHAT).await.unwrap_err().is_passing());
        assert!(crm.create_contact(&sara()).await.unwrap_err().is_unconfirmed());
    }
    let wrong = NewContact { email: Some("nobody".to_owned()), ..sara() };
    let error = crm.create_contact(&wrong).await.unwrap_err();
    assert!(error.to_string().starts_with("HubSpot refused (validationerror)"), "{error}");
    account.sim.hubspot().revoke();
    let error = crm.contact(&buyer).await.unwrap_err();
    assert!(error.to_string().contains("(invalidauthentication)"), "{error}");
}
