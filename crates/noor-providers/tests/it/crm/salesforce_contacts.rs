//! Contacts of Salesforce: one person in every spelling, and never two made one.

use noor_providers::crm::{
    Attributes, ContactChange, Contacts, Created, Crm as _, CrmError, NewContact,
};
use noor_sim::{Effect, Fault, SalesforceBehaviour};
use serde_json::{Value, json};

use super::salesforce::{crm_of, mapped, one, options, start, stored, without_rule};
use super::{CHAT, PHONE, sara, words};
use crate::zoho_account::Account;

#[tokio::test]
async fn a_number_is_found_however_it_was_typed_and_two_stay_two() {
    let (account, crm) = start().await;
    let salesforce = account.sim.salesforce();
    for stored in [
        "+971500000001",
        "971500000001",
        "00971500000001",
        "0500000001",
        "+971 50 000 0001",
        "050-00-00-00-1",
        "04 123 4567 / 050 000 0001",
    ] {
        salesforce.reset_records();
        let row = json!({ "FirstName": "سارة 🌿", "LastName": "حداد", "Phone": stored });
        let known = salesforce.put_record("Contact", &row).unwrap();
        let alike = json!({ "LastName": "Alike", "Phone": "+966500000001" });
        salesforce.put_record("Contact", &alike).unwrap();
        let fax = json!({ "LastName": "Machine", "Fax": PHONE });
        salesforce.put_record("Contact", &fax).unwrap();
        for asked in [CHAT, PHONE, "00971500000001", "0500000001", "050 000 0001"] {
            let found = crm.contact_by_phone(asked).await.unwrap();
            assert_eq!(one(&found), known, "{stored} by {asked}");
            assert_eq!(found.best().unwrap().0.name.as_deref(), Some("سارة 🌿 حداد"));
        }
    }
    assert_eq!(crm.contact_by_phone("971500000002").await.unwrap(), Contacts::None);
    let full = json!({ "LastName": "Full", "MobilePhone": PHONE });
    let full = salesforce.put_record("Contact", &full).unwrap();
    let found = crm.contact_by_phone(CHAT).await.unwrap();
    let (best, guess) = found.best().unwrap();
    assert_eq!((best.id.as_str(), guess), (full.as_str(), true));
    for odd in ["", "call me", "12345"] {
        let error = crm.contact_by_phone(odd).await.unwrap_err();
        assert!(error.to_string().contains("phone number"), "{odd}: {error}");
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_one_contact_that_is_found_at_once() {
    for effect in [Effect::HangAfter { ms: 1_500 }, Effect::ResetAfter, Effect::TruncatedBody] {
        let (account, crm) = start().await;
        assert_eq!(crm.contact_by_phone(CHAT).await.unwrap(), Contacts::None);
        account.sim.faults().add(Fault::times("salesforce.create", 1, effect.clone()));
        let error = crm.create_contact(&sara()).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{effect:?}: {error:?}");
        let found = crm.contact_by_phone(CHAT).await.unwrap();
        let known = one(&found).to_owned();
        assert_eq!(crm.create_contact(&sara()).await.unwrap(), Created::Existing(known.clone()));
        let contacts = account.sim.salesforce().records("Contact");
        assert_eq!((contacts.len(), contacts[0].id.as_str()), (1, known.as_str()), "{effect:?}");
    }
}

#[tokio::test]
async fn a_duplicate_is_adopted_if_it_is_the_same_person_and_told_if_not() {
    let rules = [
        SalesforceBehaviour::default(),
        SalesforceBehaviour { duplicate_slip: true, ..SalesforceBehaviour::default() },
    ];
    for behaviour in rules {
        let (account, crm) = start().await;
        account.sim.salesforce().set_behaviour(behaviour);
        let first = crm.create_contact(&sara()).await.unwrap();
        assert!(matches!(first, Created::New(_)), "{first:?}");
        let again = crm.create_contact(&sara()).await.unwrap();
        assert_eq!(again, Created::Existing(first.id().to_owned()));
        let colleague = NewContact { phone: "971500000002".to_owned(), ..sara() };
        let error = crm.create_contact(&colleague).await.unwrap_err();
        assert!(matches!(error, CrmError::Duplicate { existing, .. } if existing == first.id()));
        let other = NewContact {
            name: Some("Omar".to_owned()),
            email: Some("omar@ridge.example".to_owned()),
            ..colleague
        };
        let other = crm.create_contact(&other).await.unwrap();
        let taken = ContactChange { email: sara().email, ..ContactChange::default() };
        let error = crm.update_contact(other.id(), &taken).await.unwrap_err();
        assert!(matches!(error, CrmError::Duplicate { existing, .. } if existing == first.id()));
        assert_eq!(account.sim.salesforce().records("Contact").len(), 2);
    }
}

#[tokio::test]
async fn a_duplicate_that_is_not_named_is_looked_for() {
    let (account, crm) = start().await;
    let unnamed =
        SalesforceBehaviour { duplicates_unnamed: true, ..SalesforceBehaviour::default() };
    account.sim.salesforce().set_behaviour(unnamed);
    let first = crm.create_contact(&sara()).await.unwrap();
    let again = crm.create_contact(&sara()).await.unwrap();
    assert_eq!(again, Created::Existing(first.id().to_owned()));
    let colleague = NewContact { phone: "971500000002".to_owned(), ..sara() };
    let error = crm.create_contact(&colleague).await.unwrap_err();
    assert!(error.to_string().contains("(duplicatesdetected)"), "{error}");
}

#[tokio::test]
async fn a_value_that_only_one_may_have_names_its_holder() {
    let account = Account::start(vec![]).await;
    let salesforce = account.sim.salesforce();
    salesforce.set_behaviour(without_rule());
    assert!(salesforce.mark_unique("Contact", "Email"));
    let crm = crm_of(&account, options(&account));
    let first = crm.create_contact(&sara()).await.unwrap();
    assert_eq!(crm.create_contact(&sara()).await.unwrap().id().get(..15), first.id().get(..15));
    let colleague = NewContact { phone: "971500000002".to_owned(), ..sara() };
    let error = crm.create_contact(&colleague).await.unwrap_err();
    let CrmError::Duplicate { existing, field } = error else { panic!("{error:?}") };
    assert_eq!((Some(existing.as_str()), field.as_str()), (first.id().get(..15), "Email"));
}

#[tokio::test]
async fn without_a_name_the_number_stands_there_and_is_no_name() {
    let (account, crm) = start().await;
    let nameless = NewContact { phone: CHAT.to_owned(), ..NewContact::default() };
    let created = crm.create_contact(&nameless).await.unwrap();
    assert_eq!(stored(&account, "Contact", "LastName"), PHONE);
    assert_eq!(stored(&account, "Contact", "MobilePhone"), PHONE);
    let read = crm.contact(created.id()).await.unwrap().unwrap();
    assert_eq!((read.name, read.phones), (None, vec![PHONE.to_owned()]));
    assert!(read.created_at.is_some() && read.modified_at.is_some());
    let short: String = created.id().chars().take(15).collect();
    assert_eq!(crm.contact(&short).await.unwrap().unwrap().id, created.id());
    let long =
        NewContact { name: Some("ن".repeat(300)), phone: "0500000002".to_owned(), ..nameless };
    crm.create_contact(&long).await.unwrap();
    let second = &account.sim.salesforce().records("Contact")[1].fields;
    assert_eq!(second["LastName"].as_str().unwrap().chars().count(), 80);
}

#[tokio::test]
async fn only_configured_fields_are_written_and_only_those_the_crm_lists() {
    let account = Account::start(vec![]).await;
    let salesforce = account.sim.salesforce();
    let known = words([
        ("source", "chatbot"),
        ("segment", "horeca; Nobody;Wholesale"),
        ("interest", "desks"),
        ("utm_source", "instagram"),
    ]);
    let plain = NewContact { attributes: known, ..sara() };
    crm_of(&account, options(&account)).create_contact(&plain).await.unwrap();
    let written: Vec<String> = salesforce.records("Contact")[0].fields.keys().cloned().collect();
    assert_eq!(written, ["Email", "LastName", "MobilePhone"], "off unless configured");

    let map = words([
        ("source", "LeadSource"),
        ("segment", "Segment__c"),
        ("interest", "Description"),
        ("utm_source", "Nowhere__c"),
    ]);
    let crm = mapped(&account, map, Attributes::new());
    assert_eq!(
        crm.misfits().await.unwrap(),
        ["Contact has no field Nowhere__c, which utm_source should go to"]
    );
    let other = NewContact { phone: "0500000002".to_owned(), email: None, ..plain };
    let created = crm.create_contact(&other).await.unwrap();
    let fields = &salesforce.records("Contact")[1].fields;
    let of = |name: &str| fields.get(name).and_then(Value::as_str);
    assert_eq!(
        (of("LeadSource"), of("Segment__c"), of("Description")),
        (Some("Chatbot"), Some("Horeca;Wholesale"), Some("desks"))
    );
    let read = crm.contact(created.id()).await.unwrap().unwrap();
    assert_eq!(read.segments(), ["Horeca", "Wholesale"]);
    assert_eq!(read.attributes["segment"], "Horeca; Wholesale");
}

#[tokio::test]
async fn a_field_that_was_removed_meanwhile_is_left_out() {
    let account = Account::start(vec![]).await;
    let salesforce = account.sim.salesforce();
    assert!(salesforce.add_field("Contact", "Interest__c"));
    let crm = mapped(&account, words([("interest", "Interest__c")]), Attributes::new());
    let attributes = words([("interest", "desks")]);
    let first = NewContact { attributes: attributes.clone(), ..sara() };
    let id = crm.create_contact(&first).await.unwrap().id().to_owned();
    assert!(salesforce.remove_field("Contact", "Interest__c"));
    let second = NewContact { phone: "0500000002".to_owned(), email: None, attributes, ..sara() };
    crm.create_contact(&second).await.unwrap();
    assert_eq!(salesforce.records("Contact").len(), 2);
    assert_eq!(one(&crm.contact_by_phone(CHAT).await.unwrap()), id);
    assert_eq!(account.sim.requests().count("salesforce.describe"), 2, "before and after");
}

#[tokio::test]
async fn only_what_differs_is_written() {
    let account = Account::start(vec![]).await;
    let salesforce = account.sim.salesforce();
    let row = json!({ "FirstName": "Sara", "LastName": "Haddad", "Phone": PHONE,
        "Segment__c": "Wholesale;Horeca", "Department": "IT" });
    let id = salesforce.put_record("Contact", &row).unwrap();
    let crm = mapped(&account, words([("segment", "Segment__c")]), Attributes::new());
    let same = ContactChange {
        name: Some("Sara Haddad".to_owned()),
        attributes: words([("segment", "Horeca; Wholesale")]),
        ..ContactChange::default()
    };
    assert!(!crm.update_contact(&id, &same).await.unwrap());
    let other = ContactChange { email: Some("s@ridge.example".to_owned()), ..same };
    assert!(crm.update_contact(&id, &other).await.unwrap());
    assert!(!crm.update_contact(&id, &other).await.unwrap(), "twice is once");
    let renamed = ContactChange { name: Some("Sara Nasser".to_owned()), ..other };
    assert!(crm.update_contact(&id, &renamed).await.unwrap());
    let fields = &salesforce.records("Contact")[0].fields;
    assert_eq!((&fields["LastName"], fields.get("FirstName")), (&json!("Sara Nasser"), None));
    assert_eq!(
        (&fields["Email"], &fields["Department"]),
        (&json!("s@ridge.example"), &json!("IT"))
    );
    assert_eq!(
        account
            .sim
            .requests()
            .of("salesforce.record")
            .iter()
            .filter(|it| it.method == "PATCH")
            .count(),
        2
    );
    assert!(salesforce.remove(&id));
    for gone in [id.as_str(), "0035g00000ABCDEAA5", "0035g00000ABCDEAA4", "77", "no id"] {
        let error = crm.update_contact(gone, &renamed).await.unwrap_err();
        assert!(matches!(error, CrmError::Missing(missing) if missing == gone));
        assert_eq!(crm.contact(gone).await.unwrap(), None, "{gone}");
    }
}

#[tokio::test]
async fn an_answer_in_batches_is_read_to_its_end() {
    let (account, crm) = start().await;
    let salesforce = account.sim.salesforce();
    salesforce.set_behaviour(SalesforceBehaviour { batch_rows: 3, ..without_rule() });
    let mut known = String::new();
    for n in 0..10 {
        let row = json!({ "LastName": format!("C {n}"), "Phone": "05 1 0000 00 01",
            "MobilePhone": if n == 0 { json!(PHONE) } else { Value::Null } });
        let id = salesforce.put_record("Contact", &row).unwrap();
        if n == 0 {
            known = id;
        }
        account.passes(std::time::Duration::from_secs(1));
    }
    let row = json!({ "LastName": "Alike", "Phone": "+966 5 0 00 00 0 0 11" });
    for _ in 0..10 {
        salesforce.put_record("Contact", &row).unwrap();
    }
    assert_eq!(one(&crm.contact_by_phone(CHAT).await.unwrap()), known);
    let endless = json!({ "done": false, "records": [] });
    let endless =
        Effect::Status { status: 200, body: Some(endless), retry_after: None, done: false };
    account.sim.faults().add(Fault::times("salesforce.query", 1, endless));
    let error = crm.contact_by_phone(CHAT).await.unwrap_err();
    assert!(error.is_passing(), "{error:?}");
}
