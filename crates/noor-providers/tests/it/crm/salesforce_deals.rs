//! Opportunities and notes of Salesforce: one for each reference, moved under the shop's names.

use std::time::Duration;

use chrono::TimeDelta;
use noor_core::clock::Clock as _;
use noor_providers::crm::salesforce::Options;
use noor_providers::crm::{
    Attributes, Bounds, Crm as _, CrmError, DealChange, FieldMap, NewDeal, Note, Parent, Stage,
    StageKind, StageMap,
};
use noor_providers::error::ProviderError;
use noor_sim::{Effect, Fault};
use serde_json::{Value, json};

use super::salesforce::{code, crm_of, mapped, options, shop, start, stored};
use super::{PHONE, desks, sara, words};

fn lost() -> Stage {
    Stage::Lost { reason: "too far".to_owned() }
}

#[tokio::test]
async fn a_deal_is_written_found_moved_and_told() {
    for own_field in [false, true] {
        let (account, _, buyer) = shop().await;
        assert!(account.sim.salesforce().add_field("Opportunity", "Noor_Key__c"));
        let key = words([("reference", "Noor_Key__c"), ("lost_reason", "NextStep")]);
        let crm =
            mapped(&account, Attributes::new(), if own_field { key } else { Attributes::new() });
        assert_eq!(crm.deal_by_reference("NR-104").await.unwrap(), None);
        let lost_answer = Effect::HangAfter { ms: 1_500 };
        account.sim.faults().add(Fault::times("salesforce.create", 1, lost_answer));
        let error = crm.create_deal(&desks("NR-104", &buyer)).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{error:?}");
        for alike in ["NR-1042", "NR-10", "nr-104", "XNR-104"] {
            crm.create_deal(&desks(alike, &buyer)).await.unwrap();
        }
        let deal = crm.deal_by_reference("NR-104").await.unwrap().unwrap();
        assert_eq!(deal.reference.as_deref(), Some("NR-104"));
        assert_eq!(
            (deal.title.as_str(), deal.contact_id.as_deref()),
            ("Falcon Ridge, 4 desks", Some(buyer.as_str()))
        );
        assert_eq!(
            (deal.stage, deal.amount),
            (Some(StageKind::NewLead), Some("12500.50".parse().unwrap()))
        );
        assert_eq!(crm.deal(&deal.id).await.unwrap().as_ref(), Some(&deal));
        assert_eq!(crm.deal_by_reference("NR-1").await.unwrap(), None);
        let month = account.clock.now().date_naive() + TimeDelta::days(30);
        assert_eq!(stored(&account, "Opportunity", "CloseDate"), json!(month.to_string()));

        for _ in 0..2 {
            let moved = crm.move_deal(&deal.id, &Stage::OfferSent).await.unwrap();
            assert_eq!(
                (moved.stage, moved.stage_name.as_str()),
                (Some(StageKind::OfferSent), "Offer sent")
            );
        }
        let error = crm.move_deal(&deal.id, &Stage::Paid).await.unwrap_err();
        assert!(matches!(error, CrmError::NoStage(StageKind::Paid)), "{error:?}");
        assert_eq!(crm.move_deal(&deal.id, &lost()).await.unwrap().stage, Some(StageKind::Lost));
        let reason = if own_field { json!("too far") } else { Value::Null };
        assert_eq!(stored(&account, "Opportunity", "NextStep"), reason);
        let same = DealChange { amount: Some("12500.5".parse().unwrap()), ..DealChange::default() };
        assert!(!crm.update_deal(&deal.id, &same).await.unwrap());

        let context = crm.context_of(&buyer, Bounds::default()).await.unwrap().unwrap();
        assert_eq!((context.open_deals.len(), context.purchases.len(), context.more), (3, 0, true));
        assert!(context.open_deals.iter().all(|it| it.id != deal.id), "a lost deal is not open");
        assert_eq!(account.sim.salesforce().records("Opportunity").len(), 5);
    }
}

#[tokio::test]
async fn a_stage_goes_by_the_name_people_see_whatever_is_stored() {
    let (account, crm, buyer) = shop().await;
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    for _ in 0..2 {
        let moved = crm.move_deal(&id, &Stage::Delivered).await.unwrap();
        assert_eq!(
            (moved.stage, moved.stage_name.as_str()),
            (Some(StageKind::Delivered), "Order collected/delivered")
        );
    }
    assert_eq!(stored(&account, "Opportunity", "StageName"), "Delivered");
    let writes = account.sim.requests().of("salesforce.record");
    assert_eq!(writes.iter().filter(|it| it.method == "PATCH").count(), 1, "twice is once");
}

#[tokio::test]
async fn a_name_that_is_not_there_is_a_setting_to_mend() {
    let (account, _, buyer) = shop().await;
    let names = [(StageKind::NewLead, "New Lead"), (StageKind::Paid, "Paid at last")];
    let options = Options {
        stages: StageMap::new(names.map(|(kind, name)| (kind, name.to_owned()))),
        record_type: Some("Offline shop".to_owned()),
        ..options(&account)
    };
    let crm = crm_of(&account, options.clone());
    let misfits = crm.misfits().await.unwrap();
    let expected = [
        "Opportunity has no stage \"Paid at last\" for paid",
        "Opportunity has no record type \"Offline shop\"",
    ];
    assert_eq!(misfits, expected);
    let error = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap_err();
    assert!(error.to_string().contains("Offline shop"), "{error}");
    let known = Options { record_type: Some("Online shop".to_owned()), ..options };
    let crm = crm_of(&account, known);
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    assert_eq!(stored(&account, "Opportunity", "RecordTypeId"), "0125g000000ABCDAA4");
    let error = crm.move_deal(&id, &Stage::Paid).await.unwrap_err();
    assert!(matches!(error, CrmError::Provider(ProviderError::Refused { .. })), "{error:?}");
}

#[tokio::test]
async fn a_stage_that_was_added_meanwhile_is_found_at_the_second_try() {
    let (account, _, buyer) = shop().await;
    let names = [(StageKind::NewLead, "New Lead"), (StageKind::Paid, "Paid at last")];
    let stages = StageMap::new(names.map(|(kind, name)| (kind, name.to_owned())));
    let crm = crm_of(&account, Options { stages, ..options(&account) });
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    assert_eq!(code(&crm.move_deal(&id, &Stage::Paid).await.unwrap_err()), "stage");
    assert!(account.sim.salesforce().add_value("Opportunity", "StageName", "Paid at last"));
    assert_eq!(crm.move_deal(&id, &Stage::Paid).await.unwrap().stage, Some(StageKind::Paid));
}

#[tokio::test]
async fn a_rule_of_the_organizations_stands_in_the_way_and_says_why() {
    let (account, crm, buyer) = shop().await;
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    let why = "An order needs a delivery address";
    account.sim.salesforce().forbid_stage("Order confirmed", why);
    let error = crm.move_deal(&id, &Stage::OrderConfirmed).await.unwrap_err();
    let CrmError::NoWay { from, to, reason } = &error else { panic!("{error:?}") };
    assert_eq!((from.as_str(), to.as_str(), reason.as_str()), ("New Lead", "Order confirmed", why));
    assert_eq!(crm.deal(&id).await.unwrap().unwrap().stage, Some(StageKind::NewLead));
}

#[tokio::test]
async fn a_title_of_any_length_and_script_keeps_its_reference() {
    let (account, crm, buyer) = shop().await;
    let title = "شركة النخلة الخضراء 🌴 O'Sample 100%_ ".repeat(12);
    let id = crm.create_deal(&NewDeal { title, ..desks("NR_7", &buyer) }).await.unwrap();
    crm.create_deal(&desks("NRx7", &buyer)).await.unwrap();
    assert_eq!(crm.deal_by_reference("NR_7").await.unwrap().unwrap().id, id);
    let name = stored(&account, "Opportunity", "Name");
    assert!(name.as_str().unwrap().chars().count() <= 120, "{name}");
    for odd in ["", "NR 7", "NR'7", "100%"] {
        let error = crm.deal_by_reference(odd).await.unwrap_err();
        assert!(error.to_string().contains("is no key"), "{odd}: {error}");
    }
}

#[tokio::test]
async fn deals_from_before_the_reference_had_a_field_are_found_and_of_twins_the_oldest() {
    let (account, crm, buyer) = shop().await;
    let old = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    account.passes(Duration::from_mins(1));
    crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    assert_eq!(crm.deal_by_reference("NR-1").await.unwrap().unwrap().id, old);
    let salesforce = account.sim.salesforce();
    salesforce.add_field("Opportunity", "Noor_Key__c");
    assert!(salesforce.mark_unique("Opportunity", "Noor_Key__c"));
    let map = words([("reference", "Noor_Key__c"), ("source", "LeadSource")]);
    let crm = mapped(&account, Attributes::new(), map);
    assert_eq!(crm.deal_by_reference("NR-1").await.unwrap().unwrap().id, old, "from before");
    let attributes = words([("source", "chatbot"), ("utm_term", "desk")]);
    let new = NewDeal { attributes, ..desks("NR-2", &buyer) };
    let id = crm.create_deal(&new).await.unwrap();
    let stored = &salesforce.records("Opportunity")[2].fields;
    assert_eq!(
        (&stored["Name"], &stored["Noor_Key__c"], &stored["LeadSource"]),
        (&json!("Falcon Ridge, 4 desks"), &json!("NR-2"), &json!("Chatbot"))
    );
    let error = crm.create_deal(&new).await.unwrap_err();
    assert!(matches!(&error, CrmError::Duplicate { existing, field }
        if id.starts_with(existing.as_str()) && field == "Noor_Key__c"));
    assert_eq!(crm.deal_by_reference("NR-2").await.unwrap().unwrap().id, id);
}

#[tokio::test]
async fn a_deal_is_brought_up_to_date() {
    let (account, _, buyer) = shop().await;
    let crm = mapped(&account, Attributes::new(), words([("step", "NextStep")]));
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    let change = DealChange {
        amount: Some("9999.95".parse().unwrap()),
        attributes: words([("step", "call")]),
    };
    assert!(crm.update_deal(&id, &change).await.unwrap());
    assert!(!crm.update_deal(&id, &change).await.unwrap());
    assert_eq!(stored(&account, "Opportunity", "Amount"), json!(9999.95));
    assert_eq!(stored(&account, "Opportunity", "NextStep"), "call");
    account.sim.salesforce().remove(&id);
    for gone in [id.as_str(), "0065g00000ABCDEAA5", "0065g00000ABCDEAA4", "77"] {
        let error = crm.update_deal(gone, &change).await.unwrap_err();
        assert!(matches!(error, CrmError::Missing(missing) if missing == gone));
        let error = crm.move_deal(gone, &Stage::InWork).await.unwrap_err();
        assert!(matches!(error, CrmError::Missing(missing) if missing == gone));
    }
}

fn note(key: &str) -> Note {
    Note {
        key: key.to_owned(),
        title: "Chat <summary>".to_owned(),
        text: "4 desks & 2 chairs\nمكاتب".to_owned(),
    }
}

#[tokio::test]
async fn a_note_is_found_by_its_key_at_once() {
    let (account, crm, buyer) = shop().await;
    let deal = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    for parent in [Parent::Contact(buyer), Parent::Deal(deal)] {
        assert_eq!(crm.note_by_key(&parent, "turn-7").await.unwrap(), None);
        account.sim.faults().add(Fault::times("salesforce.create", 1, Effect::TruncatedBody));
        let error = crm.add_note(&parent, &note("turn-7")).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{error:?}");
        let found = crm.note_by_key(&parent, "turn-7").await.unwrap();
        assert!(found.is_some());
        for n in 0..110 {
            crm.add_note(&parent, &note(&format!("turn-7{n}"))).await.unwrap();
        }
        crm.add_note(&parent, &note("TURN-7")).await.unwrap();
        assert_eq!(crm.note_by_key(&parent, "turn-7").await.unwrap(), found);
        assert_eq!(crm.note_by_key(&parent, "turn").await.unwrap(), None);
    }
    assert_eq!(stored(&account, "Task", "Subject"), "Chat <summary> [turn-7]");
    assert_eq!(stored(&account, "Task", "Description"), "4 desks & 2 chairs\nمكاتب");
    assert_eq!(stored(&account, "Task", "Status"), "Completed");
    let long = Note { title: "س".repeat(400), text: "ص".repeat(70_000), ..note("k-1") };
    let parent = Parent::Contact(account.sim.salesforce().records("Contact")[0].id.clone());
    let id = crm.add_note(&parent, &long).await.unwrap();
    let last = account.sim.salesforce().records("Task").pop().unwrap();
    assert_eq!(last.id, id);
    let length = last.fields["Description"].as_str().unwrap().chars().count();
    assert_eq!(length, crm.capabilities().longest_note);
}

#[tokio::test]
async fn nothing_is_written_for_those_who_are_gone() {
    let (account, crm, buyer) = shop().await;
    account.sim.salesforce().remove(&buyer);
    for gone in [buyer.as_str(), "0035g00000ABCDEAA5", "0035g00000ABCDEAA4", "77"] {
        let error = crm.create_deal(&desks("NR-1", gone)).await.unwrap_err();
        assert!(matches!(&error, CrmError::Missing(missing) if missing == gone), "{error:?}");
        for parent in [Parent::Contact(gone.to_owned()), Parent::Deal(gone.to_owned())] {
            let error = crm.add_note(&parent, &note("k-1")).await.unwrap_err();
            assert!(matches!(&error, CrmError::Missing(missing) if missing == gone), "{error:?}");
            assert_eq!(crm.note_by_key(&parent, "k-1").await.unwrap(), None);
        }
        assert_eq!(crm.context_of(gone, Bounds::default()).await.unwrap(), None);
    }
    let salesforce = account.sim.salesforce();
    assert!(salesforce.records("Opportunity").is_empty() && salesforce.records("Task").is_empty());
}

#[tokio::test]
async fn the_dialogue_is_told_a_bounded_part_of_what_is_known() {
    let (account, _) = start().await;
    let map = FieldMap { contact: words([("segment", "Segment__c")]), ..FieldMap::default() };
    let crm = crm_of(&account, Options { fields: map, ..options(&account) });
    let row = json!({ "LastName": "Sara", "Phone": PHONE, "Segment__c": "Horeca;Wholesale" });
    let buyer = account.sim.salesforce().put_record("Contact", &row).unwrap();
    for n in 0..5 {
        account.passes(Duration::from_mins(1));
        crm.create_deal(&desks(&format!("OPEN-{n}"), &buyer)).await.unwrap();
    }
    for (key, stage) in [("PAID-1", Stage::Delivered), ("GONE-1", lost())] {
        crm.create_deal(&NewDeal { stage, ..desks(key, &buyer) }).await.unwrap();
    }
    let other = noor_providers::crm::NewContact {
        phone: "0500000009".to_owned(),
        name: Some("Omar".to_owned()),
        email: None,
        ..sara()
    };
    let other = crm.create_contact(&other).await.unwrap().id().to_owned();
    crm.create_deal(&desks("THEIRS-1", &other)).await.unwrap();
    // Somebody who has a say in a deal of another's.
    let theirs = account.sim.salesforce().records("Opportunity").pop().unwrap().id;
    let role = json!({ "OpportunityId": theirs, "ContactId": buyer, "Role": "Decision Maker" });
    account.sim.salesforce().put_record("OpportunityContactRole", &role).unwrap();

    let context = crm.context_of(&buyer, Bounds::default()).await.unwrap().unwrap();
    let keys = |deals: &[noor_providers::crm::Deal]| {
        deals.iter().filter_map(|deal| deal.reference.clone()).collect::<Vec<_>>()
    };
    assert_eq!(context.segments, ["Horeca", "Wholesale"]);
    assert_eq!(keys(&context.open_deals), ["THEIRS-1", "OPEN-4", "OPEN-3"]);
    assert_eq!(keys(&context.purchases), ["PAID-1"]);
    assert!(context.more);
    let wide = Bounds { open_deals: 10, purchases: 10 };
    let context = crm.context_of(&buyer, wide).await.unwrap().unwrap();
    assert_eq!((context.open_deals.len(), context.more), (6, false));
}
