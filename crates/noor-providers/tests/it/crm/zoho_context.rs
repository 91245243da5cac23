//! Notes and what the dialogue is told of a customer.

use noor_providers::crm::{Attributes, Bounds, Crm as _, Note, Parent, Stage};
use noor_sim::{CrmBehaviour, Effect, Fault, ZohoContact, ZohoDeal};
use serde_json::json;

use super::{PHONE, account, crm, desks, mapped, words};

fn summary(key: &str) -> Note {
    let text = "Wants four desks.\nيريد أربعة مكاتب 🪑";
    Note { key: key.to_owned(), title: "Chat summary".to_owned(), text: text.to_owned() }
}

#[tokio::test]
async fn a_note_is_written_and_found_by_its_key() {
    let account = account(CrmBehaviour::default()).await;
    let zoho = account.sim.zoho();
    let contact = zoho.put_contact(ZohoContact::new("Sara", PHONE));
    let deal = zoho.put_deal(ZohoDeal::new("A", "New Lead"));
    let crm = crm(&account);
    for parent in [Parent::Contact(contact), Parent::Deal(deal)] {
        assert_eq!(crm.note_by_key(&parent, "turn-7").await.unwrap(), None);
        let id = crm.add_note(&parent, &summary("turn-7")).await.unwrap();
        for n in 0..250 {
            crm.add_note(&parent, &summary(&format!("turn-7{n}"))).await.unwrap();
        }
        assert_eq!(crm.note_by_key(&parent, "turn-7").await.unwrap(), Some(id));
        assert_eq!(crm.note_by_key(&parent, "turn").await.unwrap(), None);
    }
    let note = &zoho.notes()[0];
    assert_eq!(note.title.as_deref(), Some("Chat summary [turn-7]"));
    assert_eq!(note.content, summary("turn-7").text);
}

#[tokio::test]
async fn a_note_too_long_is_cut_and_a_lost_answer_leaves_one() {
    let account = account(CrmBehaviour::default()).await;
    let parent = Parent::Deal(account.sim.zoho().put_deal(ZohoDeal::new("A", "New Lead")));
    let crm = crm(&account);
    let long = Note { title: "س".repeat(200), text: "ص".repeat(70_000), ..summary("k-1") };
    account.sim.faults().add(Fault::times("zoho.crm.notes.insert", 1, Effect::ResetAfter));
    let error = crm.add_note(&parent, &long).await.unwrap_err();
    assert!(error.is_unconfirmed(), "{error:?}");
    let found = crm.note_by_key(&parent, "k-1").await.unwrap();
    let notes = account.sim.zoho().notes();
    assert_eq!((notes.len(), found), (1, Some(notes[0].id.clone())));
    assert_eq!(notes[0].content.chars().count(), crm.capabilities().longest_note);
}

#[tokio::test]
async fn the_dialogue_is_told_a_bounded_part_of_what_is_known() {
    let account = account(CrmBehaviour::default()).await;
    let zoho = account.sim.zoho();
    let row = json!({ "Last_Name": "Sara", "Phone": PHONE, "Segment": ["Horeca", "Wholesale"] });
    let buyer = zoho.put_record("Contacts", &row).unwrap();
    let crm = mapped(&account, words([("segment", "Segment")]), Attributes::new());
    let moves = [
        Stage::NewLead,
        Stage::OfferSent,
        Stage::OrderConfirmed,
        Stage::Delivered,
        Stage::Lost { reason: String::new() },
        Stage::OnHold,
    ];
    for (n, stage) in moves.iter().enumerate() {
        account.passes(std::time::Duration::from_secs(10));
        let id = crm.create_deal(&desks(&format!("NR-{n}"), &buyer)).await.unwrap();
        crm.move_deal(&id, stage).await.unwrap();
    }
    zoho.put_deal(ZohoDeal::new("Somebody else's", "New Lead"));
    let references = |deals: &[noor_providers::crm::Deal]| -> Vec<String> {
        deals.iter().filter_map(|deal| deal.reference.clone()).collect()
    };
    let all =
        crm.context_of(&buyer, Bounds { open_deals: 9, purchases: 9 }).await.unwrap().unwrap();
    assert_eq!(all.segments, ["Horeca", "Wholesale"]);
    assert_eq!(references(&all.open_deals), ["NR-5", "NR-2", "NR-1", "NR-0"], "newest first");
    assert_eq!(references(&all.purchases), ["NR-3", "NR-2"]);
    assert!(!all.more);
    let few =
        crm.context_of(&buyer, Bounds { open_deals: 2, purchases: 1 }).await.unwrap().unwrap();
    assert_eq!((few.open_deals.len(), few.purchases.len(), few.more), (2, 1, true));
    assert_eq!(crm.context_of("900000000000000001", Bounds::default()).await.unwrap(), None);

    let stranger = zoho.put_contact(ZohoContact::new("New", "+971500000009"));
    let nothing = crm.context_of(&stranger, Bounds::default()).await.unwrap().unwrap();
    assert_eq!((nothing.open_deals.len(), nothing.more), (0, false));
    let kept = serde_json::to_string(&all).unwrap();
    let read: noor_providers::crm::CustomerContext = serde_json::from_str(&kept).unwrap();
    assert_eq!(read, all, "a row may keep it");
}
