//! Contacts of Zoho CRM: one person in every spelling, and never two made one.

use noor_providers::crm::{
    Attributes, ContactChange, Contacts, Created, Crm as _, CrmError, NewContact,
};
use noor_sim::{CrmBehaviour, Effect, Fault, ZohoContact};
use serde_json::{Value, json};

use super::{CHAT, PHONE, account, crm, mapped, sara, words};

fn one(contacts: Contacts) -> String {
    match contacts {
        Contacts::One(contact) => contact.id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_number_is_found_however_it_was_typed() {
    for stored in [
        "+971500000001",
        "971500000001",
        "00971500000001",
        "0500000001",
        "+971 50 000 0001",
        "+971-50-000-0001",
        "050 000 0001",
    ] {
        let account = account(CrmBehaviour::default()).await;
        let zoho = account.sim.zoho();
        let id = zoho.put_contact(ZohoContact::new("سارة حداد 🌿", stored));
        zoho.put_contact(ZohoContact::new("Another", "+966500000001"));
        zoho.put_contact(ZohoContact::new("Alike", "+971500000011"));
        let crm = crm(&account);
        for asked in [CHAT, PHONE, "00971500000001", "0500000001", "050 000 0001"] {
            let found = crm.contact_by_phone(asked).await.unwrap();
            let (contact, guess) = found.best().unwrap();
            assert_eq!((contact.id.as_str(), guess), (id.as_str(), false), "{stored} by {asked}");
            assert_eq!(contact.name.as_deref(), Some("سارة حداد 🌿"));
            assert_eq!(contact.phones, [stored]);
        }
    }
}

#[tokio::test]
async fn mobile_phones_count_as_well_and_odd_numbers_are_refused() {
    let account = account(CrmBehaviour::default()).await;
    let row = json!({ "Last_Name": "Sara", "Phone": "04 123 4567", "Mobile": "050-000-0001" });
    let id = account.sim.zoho().put_record("Contacts", &row).unwrap();
    let crm = crm(&account);
    assert_eq!(one(crm.contact_by_phone(CHAT).await.unwrap()), id);
    assert_eq!(one(crm.contact_by_phone("041234567").await.unwrap()), id);
    assert_eq!(crm.contact_by_phone("971500000002").await.unwrap(), Contacts::None);
    for odd in ["", "call me", "12345"] {
        let error = crm.contact_by_phone(odd).await.unwrap_err();
        assert!(error.to_string().contains("phone number"), "{odd}: {error}");
    }
    assert!(account.sim.zoho().crm_writes().is_empty());
}

#[tokio::test]
async fn two_contacts_with_one_number_are_two_and_the_better_guess_comes_first() {
    let account = account(CrmBehaviour::default()).await;
    let zoho = account.sim.zoho();
    let in_full = zoho.put_contact(ZohoContact::new("In full", PHONE));
    account.passes(std::time::Duration::from_mins(1));
    let older = zoho.put_record("Contacts", &json!({ "Last_Name": "A", "Phone": "0500000001" }));
    account.passes(std::time::Duration::from_mins(1));
    let newer = json!({ "Last_Name": "B", "Phone": "050 000 0001", "Mobile": "0500000001" });
    let newer = zoho.put_record("Contacts", &newer).unwrap();
    let found = crm(&account).contact_by_phone(CHAT).await.unwrap();
    let Contacts::Several(contacts) = &found else { panic!("{found:?}") };
    let ids: Vec<_> = contacts.iter().map(|contact| contact.id.as_str()).collect();
    assert_eq!(ids, [in_full.as_str(), &newer, &older.unwrap()]);
    assert!(found.best().unwrap().1, "only a guess");
    assert_eq!(zoho.contacts().len(), 3);
}

#[tokio::test]
async fn what_was_written_a_moment_ago_is_found_though_the_search_is_late() {
    let account = account(CrmBehaviour::default()).await;
    let crm = crm(&account);
    assert_eq!(crm.contact_by_phone(CHAT).await.unwrap(), Contacts::None);
    let created = crm.create_contact(&sara()).await.unwrap();
    let Created::New(id) = &created else { panic!("{created:?}") };
    assert_eq!(one(crm.contact_by_phone(CHAT).await.unwrap()), *id);
    let read = crm.contact(id).await.unwrap().unwrap();
    assert_eq!(read.name.as_deref(), Some("Sara Haddad"));
    assert_eq!(
        (read.phones, read.email.as_deref()),
        (vec![PHONE.to_owned()], Some("sara@ridge.example"))
    );
    assert!(read.created_at.is_some());
}

#[tokio::test]
async fn the_search_shows_what_was_and_is_not_believed() {
    let account = account(CrmBehaviour::default()).await;
    let zoho = account.sim.zoho();
    let moved = zoho.put_contact(ZohoContact::new("Moved", "050 000 0001"));
    let gone = zoho.put_contact(ZohoContact::new("Gone", "050-000-0001"));
    let crm = crm(&account);
    let change = ContactChange { name: Some("Moved On".to_owned()), ..ContactChange::default() };
    crm.update_contact(&moved, &change).await.unwrap();
    zoho.remove_record(&gone);
    assert_eq!(one(crm.contact_by_phone(CHAT).await.unwrap()), moved);
    let read = crm.contact(&moved).await.unwrap().unwrap();
    assert_eq!(read.name.as_deref(), Some("Moved On"));
    assert_eq!(crm.contact(&gone).await.unwrap(), None);
    assert_eq!(crm.contact("no id").await.unwrap(), None);
}

#[tokio::test]
async fn a_token_that_may_not_search_still_finds_numbers_without_gaps() {
    let account = account(CrmBehaviour::default()).await;
    let zoho = account.sim.zoho();
    let id = zoho.put_contact(ZohoContact::new("Sara", "0500000001"));
    let scopes = "ZohoCRM.modules.ALL,ZohoCRM.coql.READ,ZohoCRM.settings.ALL";
    let auth = account.auth_with(&zoho.grant(scopes));
    let crm = super::crm_of(&account, auth, super::options());
    assert_eq!(one(crm.contact_by_phone(CHAT).await.unwrap()), id);
    assert_eq!(account.tokens_asked(), 1, "no token is asked for because of it");
}

#[tokio::test]
async fn a_duplicate_is_adopted_if_it_is_the_same_person_and_told_if_not() {
    for status in [400, 202, 200] {
        let behaviour = CrmBehaviour { failed_write_status: status, ..CrmBehaviour::default() };
        let account = account(behaviour).await;
        let zoho = account.sim.zoho();
        assert!(zoho.mark_unique("Contacts", "Email"));
        let crm = crm(&account);
        let first = crm.create_contact(&sara()).await.unwrap();
        let again = crm.create_contact(&sara()).await.unwrap();
        assert_eq!(again, Created::Existing(first.id().to_owned()), "{status}");
        let colleague = NewContact { phone: "971500000002".to_owned(), ..sara() };
        let error = crm.create_contact(&colleague).await.unwrap_err();
        let CrmError::Duplicate { existing, field } = error else { panic!("{status}: {error:?}") };
        assert_eq!((existing.as_str(), field.as_str()), (first.id(), "Email"));
        assert_eq!(zoho.contacts().len(), 1);
    }
}

#[tokio::test]
async fn without_a_name_the_number_stands_there_and_is_no_name() {
    let account = account(CrmBehaviour::default()).await;
    let crm = crm(&account);
    let nameless = NewContact { phone: CHAT.to_owned(), ..NewContact::default() };
    let created = crm.create_contact(&nameless).await.unwrap();
    assert_eq!(account.sim.zoho().contacts()[0].last_name, PHONE);
    assert_eq!(crm.contact(created.id()).await.unwrap().unwrap().name, None);
    let long =
        NewContact { name: Some("ن".repeat(300)), phone: "0500000002".to_owned(), ..nameless };
    crm.create_contact(&long).await.unwrap();
    assert_eq!(account.sim.zoho().contacts()[1].last_name.chars().count(), 80);
}

#[tokio::test]
async fn only_configured_fields_are_written_and_only_those_the_crm_lists() {
    let account =
        account(CrmBehaviour { strict_pick_lists: true, ..CrmBehaviour::default() }).await;
    let known = words([
        ("source", "chatbot"),
        ("segment", "Horeca; Nobody"),
        ("interest", "desks"),
        ("utm_source", "instagram"),
    ]);
    let plain = NewContact { attributes: known.clone(), ..sara() };
    crm(&account).create_contact(&plain).await.unwrap();
    let zoho = account.sim.zoho();
    let written: Vec<String> = zoho.contacts()[0].others.keys().cloned().collect();
    assert_eq!(written, Vec::<String>::new(), "off unless configured");

    let map = words([
        ("source", "Lead_Source"),
        ("segment", "Segment"),
        ("interest", "Interest"),
        ("utm_source", "utm_nowhere"),
    ]);
    let crm = mapped(&account, map, Attributes::new());
    assert_eq!(
        crm.misfits().await.unwrap(),
        ["Contacts have no field utm_nowhere, which utm_source should go to"]
    );
    let other = NewContact { phone: "0500000002".to_owned(), email: None, ..plain };
    let created = crm.create_contact(&other).await.unwrap();
    let others = Value::Object(zoho.contacts()[1].others.clone());
    let expected = json!({ "Lead_Source": "Chatbot", "Segment": ["Horeca"], "Interest": "desks" });
    assert_eq!(others, expected);
    let read = crm.contact(created.id()).await.unwrap().unwrap();
    assert_eq!(read.segments(), ["Horeca"]);
    assert_eq!(read.attributes["source"], "Chatbot");
}

#[tokio::test]
async fn a_field_that_was_removed_meanwhile_is_left_out() {
    let account = account(CrmBehaviour::default()).await;
    let crm = mapped(&account, words([("interest", "Interest")]), Attributes::new());
    let attributes = words([("interest", "desks")]);
    let first = NewContact { attributes: attributes.clone(), ..sara() };
    let id = crm.create_contact(&first).await.unwrap().id().to_owned();
    let zoho = account.sim.zoho();
    assert!(zoho.remove_field("Contacts", "Interest"));
    let second = NewContact { phone: "0500000002".to_owned(), attributes, ..sara() };
    crm.create_contact(&second).await.unwrap();
    assert_eq!(zoho.contacts().len(), 2);
    assert_eq!(one(crm.contact_by_phone(CHAT).await.unwrap()), id);
    assert_eq!(account.sim.requests().count("zoho.crm.settings"), 2, "before and after");
}

#[tokio::test]
async fn only_what_differs_is_written() {
    let account = account(CrmBehaviour::default()).await;
    let zoho = account.sim.zoho();
    let row = json!({ "First_Name": "Sara", "Last_Name": "Haddad", "Phone": PHONE,
        "Interest": "chairs", "Department": "IT" });
    let id = zoho.put_record("Contacts", &row).unwrap();
    let crm = mapped(&account, words([("interest", "Interest")]), Attributes::new());
    let same = ContactChange {
        name: Some("Sara Haddad".to_owned()),
        attributes: words([("interest", "chairs")]),
        ..ContactChange::default()
    };
    assert!(!crm.update_contact(&id, &same).await.unwrap());
    assert!(zoho.crm_writes().is_empty());
    let other = ContactChange { email: Some("s@ridge.example".to_owned()), ..same };
    assert!(crm.update_contact(&id, &other).await.unwrap());
    assert!(!crm.update_contact(&id, &other).await.unwrap(), "twice is once");
    let contact = &zoho.contacts()[0];
    assert_eq!(contact.email.as_deref(), Some("s@ridge.example"));
    assert_eq!(contact.first_name.as_deref(), Some("Sara"));
    assert_eq!(contact.others["Department"], "IT");
    zoho.remove_record(&id);
    let error = crm.update_contact(&id, &other).await.unwrap_err();
    assert!(matches!(error, CrmError::Missing(missing) if missing == id));
}

#[tokio::test]
async fn a_lost_answer_leaves_one_contact_that_is_found() {
    for effect in [Effect::HangAfter { ms: 2_000 }, Effect::ResetAfter, Effect::TruncatedBody] {
        let account = account(CrmBehaviour::default()).await;
        let crm = crm(&account);
        let route = "zoho.crm.contacts.insert";
        account.sim.faults().add(Fault::times(route, 1, effect.clone()));
        let error = crm.create_contact(&sara()).await.unwrap_err();
        assert!(error.is_unconfirmed(), "{effect:?}: {error:?}");
        let id = one(crm.contact_by_phone(CHAT).await.unwrap());
        let contacts = account.sim.zoho().contacts();
        assert_eq!((contacts.len(), contacts[0].id.as_str()), (1, id.as_str()), "{effect:?}");
    }
}
