//! Deals of Zoho CRM: one for each reference, moved under the shop's names, blueprint or not.

use noor_providers::crm::{
    Attributes, Crm as _, CrmError, DealChange, NewDeal, Note, Parent, Stage, StageKind,
};
use noor_providers::error::ProviderError;
use noor_sim::{CrmBehaviour, Effect, Fault, ZohoContact, ZohoDeal, ZohoTransition};
use serde_json::json;

use super::{PHONE, account, crm, desks, mapped, words};
use crate::zoho_account::Account;

async fn shop() -> (Account, String) {
    let account = account(CrmBehaviour::default()).await;
    let buyer = account.sim.zoho().put_contact(ZohoContact::new("Sara", PHONE));
    (account, buyer)
}

fn lost() -> Stage {
    Stage::Lost { reason: "too far".to_owned() }
}

#[tokio::test]
async fn a_deal_is_written_found_by_its_reference_and_read() {
    let (account, buyer) = shop().await;
    let crm = crm(&account);
    assert_eq!(crm.deal_by_reference("NR-1042").await.unwrap(), None);
    let id = crm.create_deal(&desks("NR-1042", &buyer)).await.unwrap();
    // Alike, but not the same.
    crm.create_deal(&desks("NR-10", &buyer)).await.unwrap();
    crm.create_deal(&desks("NR-10421", &buyer)).await.unwrap();
    let deal = crm.deal_by_reference("NR-1042").await.unwrap().unwrap();
    assert_eq!((deal.id.as_str(), deal.reference.as_deref()), (id.as_str(), Some("NR-1042")));
    assert_eq!(
        (deal.title.as_str(), deal.contact_id.as_deref()),
        ("Falcon Ridge, 4 desks", Some(buyer.as_str()))
    );
    assert_eq!((deal.stage, deal.stage_name.as_str()), (Some(StageKind::NewLead), "New Lead"));
    assert_eq!(deal.amount, Some("12500.50".parse().unwrap()));
    assert_eq!(crm.deal(&id).await.unwrap(), Some(deal));
    let stored = &account.sim.zoho().deals()[0];
    assert_eq!(stored.name, "Falcon Ridge, 4 desks [NR-1042]");
    assert_eq!(stored.others["Pipeline"], "Standard (Standard)");
}

#[tokio::test]
async fn a_title_of_any_length_and_script_keeps_its_reference() {
    let (account, buyer) = shop().await;
    let crm = crm(&account);
    let title = "شركة النخلة الخضراء 🌴 ".repeat(12);
    let id = crm.create_deal(&NewDeal { title, ..desks("NR-7", &buyer) }).await.unwrap();
    assert_eq!(crm.deal_by_reference("NR-7").await.unwrap().unwrap().id, id);
    assert!(account.sim.zoho().deals()[0].name.chars().count() <= 120);
    for odd in ["", "NR 7", "NR'7", "100%"] {
        let error = crm.deal_by_reference(odd).await.unwrap_err();
        assert!(error.to_string().contains("is no key"), "{odd}: {error}");
    }
}

#[tokio::test]
async fn the_reference_may_have_a_field_of_its_own() {
    let (account, buyer) = shop().await;
    let zoho = account.sim.zoho();
    let old = crm(&account).create_deal(&desks("NR-1", &buyer)).await.unwrap();
    zoho.add_field("Deals", "Noor_Key");
    let map = words([("reference", "Noor_Key"), ("utm_source", "utm_source")]);
    let crm = mapped(&account, Attributes::new(), map);
    let attributes = words([("utm_source", "instagram"), ("utm_term", "desk")]);
    let id = crm.create_deal(&NewDeal { attributes, ..desks("NR-2", &buyer) }).await.unwrap();
    let stored = &zoho.deals()[1];
    assert_eq!(stored.name, "Falcon Ridge, 4 desks");
    assert_eq!(
        (&stored.others["Noor_Key"], &stored.others["utm_source"]),
        (&json!("NR-2"), &json!("instagram"))
    );
    assert!(!stored.others.contains_key("utm_term"));
    assert_eq!(crm.deal_by_reference("NR-2").await.unwrap().unwrap().id, id);
    assert_eq!(crm.deal_by_reference("NR-1").await.unwrap().unwrap().id, old, "from before");
    assert_eq!(crm.deal_by_reference("NR-3").await.unwrap(), None);
}

#[tokio::test]
async fn a_lost_answer_leaves_one_deal_that_is_found() {
    for effect in [Effect::HangAfter { ms: 2_000 }, Effect::ResetAfter, Effect::TruncatedBody] {
        let (account, buyer) = shop().await;
        let crm = crm(&account);
        let fault = Fault::times("zoho.crm.deals.insert", 1, effect.clone());
        account.sim.faults().add(fault);
        let error = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{effect:?}: {error:?}");
        let found = crm.deal_by_reference("NR-1").await.unwrap().unwrap();
        let deals = account.sim.zoho().deals();
        assert_eq!((deals.len(), deals[0].id.as_str()), (1, found.id.as_str()), "{effect:?}");
    }
}

#[tokio::test]
async fn of_twins_the_oldest_is_ours() {
    let (account, _) = shop().await;
    let zoho = account.sim.zoho();
    let first = zoho
        .put_record(
            "Deals",
            &json!({ "Deal_Name": "A [NR-1]", "Stage": "New Lead",
        "Pipeline": "Standard (Standard)" }),
        )
        .unwrap();
    account.passes(std::time::Duration::from_mins(1));
    zoho.put_record(
        "Deals",
        &json!({ "Deal_Name": "B [NR-1]", "Stage": "New Lead",
        "Pipeline": "Standard (Standard)" }),
    )
    .unwrap();
    assert_eq!(crm(&account).deal_by_reference("NR-1").await.unwrap().unwrap().id, first);
}

#[tokio::test]
async fn a_deal_moves_under_the_shops_names_and_twice_is_once() {
    let (account, buyer) = shop().await;
    let zoho = account.sim.zoho();
    let crm = mapped(&account, Attributes::new(), words([("lost_reason", "Next_Step")]));
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    let writes = |before: usize| zoho.crm_writes().len() - before;
    let before = zoho.crm_writes().len();
    for _ in 0..2 {
        let deal = crm.move_deal(&id, &Stage::OfferSent).await.unwrap();
        assert_eq!(
            (deal.stage, deal.stage_name.as_str()),
            (Some(StageKind::OfferSent), "Offer sent")
        );
    }
    assert_eq!(writes(before), 1);
    let error = crm.move_deal(&id, &Stage::Paid).await.unwrap_err();
    assert!(matches!(error, CrmError::NoStage(StageKind::Paid)), "{error:?}");
    assert_eq!(crm.move_deal(&id, &lost()).await.unwrap().stage, Some(StageKind::Lost));
    assert_eq!(zoho.deals()[0].others["Next_Step"], "too far");
    zoho.remove_record(&id);
    for gone in [id.as_str(), "900000000000000001", "no id"] {
        let error = crm.move_deal(gone, &Stage::InWork).await.unwrap_err();
        assert!(matches!(error, CrmError::Missing(missing) if missing == gone));
    }
}

#[tokio::test]
async fn a_name_that_the_pipeline_does_not_have_is_a_setting_to_mend() {
    for unknown_stage_is_invalid in [true, false] {
        let behaviour = CrmBehaviour { unknown_stage_is_invalid, ..CrmBehaviour::default() };
        let account = account(behaviour).await;
        let id = account.sim.zoho().put_deal(ZohoDeal::new("A", "New Lead"));
        let mut options = super::options();
        let names = [(StageKind::Paid, "Paid at last".to_owned())];
        options.stages = noor_providers::crm::StageMap::new(names);
        let crm = super::crm_of(&account, account.auth(), options);
        let misfits = crm.misfits().await.unwrap();
        assert_eq!(misfits, ["Deals have no stage \"Paid at last\" for paid"]);
        let error = crm.move_deal(&id, &Stage::Paid).await.unwrap_err();
        assert!(matches!(error, CrmError::Provider(ProviderError::Refused { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn in_a_blueprint_a_deal_goes_by_transitions() {
    let (account, buyer) = shop().await;
    let zoho = account.sim.zoho();
    let step = |id: &str, from: &str, to: &str| ZohoTransition {
        id: id.to_owned(),
        name: format!("To {to}"),
        from: from.to_owned(),
        to: to.to_owned(),
        mandatory: vec![],
        criteria_matched: true,
    };
    let closed =
        ZohoTransition { criteria_matched: false, ..step("3", "New Lead", "Order confirmed") };
    let asks = ZohoTransition {
        mandatory: vec!["Amount".to_owned(), "Notes".to_owned()],
        ..step("2", "Negotiations", "Offer sent")
    };
    let wants = ZohoTransition {
        mandatory: vec!["Promo_Code".to_owned()],
        ..step("4", "Offer sent", "Order confirmed")
    };
    let hold = step("5", "New Lead", "ON HOLD");
    zoho.set_transitions(vec![step("1", "New Lead", "Negotiations"), asks, closed, wants, hold]);
    let crm = crm(&account);
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    zoho.lock_in_blueprint(&id);

    let deal = crm.move_deal(&id, &Stage::OfferSent).await.unwrap();
    assert_eq!(deal.stage, Some(StageKind::OfferSent), "by way of Negotiations");
    assert_eq!(deal.amount, Some("12500.50".parse().unwrap()));

    let error = crm.move_deal(&id, &Stage::OrderConfirmed).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, CrmError::NoWay { .. }) && text.contains("Promo_Code"), "{text}");
    let error = crm.move_deal(&id, &lost()).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, CrmError::NoWay { .. }) && text.contains("Order confirmed"), "{text}");
    assert_eq!(zoho.deals()[0].stage, "Offer sent");
}

#[tokio::test]
async fn a_transition_whose_answer_is_lost_is_not_taken_twice() {
    let (account, buyer) = shop().await;
    let zoho = account.sim.zoho();
    let crm = crm(&account);
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    zoho.lock_in_blueprint(&id);
    account.sim.faults().add(Fault::times("zoho.crm.deals.transition", 1, Effect::ResetAfter));
    let error = crm.move_deal(&id, &Stage::OnHold).await.unwrap_err();
    assert!(error.is_unconfirmed(), "{error:?}");
    assert_eq!(crm.move_deal(&id, &Stage::OnHold).await.unwrap().stage, Some(StageKind::OnHold));
    assert_eq!(account.sim.requests().count("zoho.crm.deals.transition"), 1);
}

#[tokio::test]
async fn a_deal_is_brought_up_to_date() {
    let (account, buyer) = shop().await;
    let crm = mapped(&account, Attributes::new(), words([("utm_source", "utm_source")]));
    let id = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap();
    let same = DealChange { amount: Some("12500.5".parse().unwrap()), ..DealChange::default() };
    assert!(!crm.update_deal(&id, &same).await.unwrap());
    let change = DealChange {
        amount: Some("9999.95".parse().unwrap()),
        attributes: words([("utm_source", "instagram")]),
    };
    assert!(crm.update_deal(&id, &change).await.unwrap());
    assert!(!crm.update_deal(&id, &change).await.unwrap());
    let deal = &account.sim.zoho().deals()[0];
    assert_eq!((deal.amount, &deal.others["utm_source"]), (change.amount, &json!("instagram")));
}

#[tokio::test]
async fn nothing_is_written_for_those_who_are_gone() {
    let (account, buyer) = shop().await;
    let crm = crm(&account);
    account.sim.zoho().remove_record(&buyer);
    let error = crm.create_deal(&desks("NR-1", &buyer)).await.unwrap_err();
    assert!(matches!(&error, CrmError::Missing(missing) if *missing == buyer), "{error:?}");
    let note = Note { key: "k-1".to_owned(), title: "Chat".to_owned(), text: "Desks".to_owned() };
    let parent = Parent::Contact(buyer.clone());
    let error = crm.add_note(&parent, &note).await.unwrap_err();
    assert!(matches!(&error, CrmError::Missing(missing) if *missing == buyer), "{error:?}");
    assert_eq!(crm.note_by_key(&parent, "k-1").await.unwrap(), None);
    assert!(account.sim.zoho().deals().is_empty() && account.sim.zoho().notes().is_empty());
}
