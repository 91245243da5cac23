//! The whole road: from a wish in a chat to a paper in it, an order in the book and a deal in the CRM.

use noor::faults::{Faults, Step};
use noor_providers::crm::StageKind;
use noor_sim::{SeenMessage, ZohoContact, ZohoCustomer};
use sqlx::PgPool;

use super::desk::{PHONE, desk_with};
use crate::harness::{TestApp, stop_once_at};

const CRM: [(&str, &str); 10] = [
    ("NOOR_CRM__PIPELINE", "Standard (Standard)"),
    ("NOOR_CRM__VENDOR", "zoho"),
    ("NOOR_CRM__STAGES__NEW_LEAD", "New Lead"),
    ("NOOR_CRM__STAGES__IN_WORK", "IN WORK"),
    ("NOOR_CRM__STAGES__OFFER_SENT", "Offer sent"),
    ("NOOR_CRM__STAGES__ORDER_CONFIRMED", "Order confirmed"),
    ("NOOR_CRM__STAGES__LOST", "Closed Lost"),
    ("NOOR_CRM__STAGES__ON_HOLD", "ON HOLD"),
    ("NOOR_CRM__STAGES__DELIVERED", "Order collected/delivered"),
    ("NOOR_CRM__CONTACT_FIELDS__SOURCE", "Lead_Source"),
];
pub(super) const WISH: &str = "I'd like 3 KX 201 black, please send me a quotation";
pub(super) const WHO: &str =
    "Sara Aziz 🌴, شركة النخيل, sara@palm.example, Office 5, Tower 2, Business Bay, Dubai";

pub(super) async fn shop(db: PgPool) -> TestApp {
    desk_with(db, &CRM).await
}

/// The quotation's paper as the customer's phone gets it.
async fn paper(app: &TestApp) -> Vec<u8> {
    let seen = app.customer(PHONE).sees();
    let pdf = seen.iter().find(|it| is_paper(it)).expect("a paper");
    let url = pdf.content_uri.as_ref().expect("its address");
    let answer = app.http().get(url).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{url}");
    answer.bytes().await.expect("a file").to_vec()
}

fn is_paper(message: &SeenMessage) -> bool {
    message.file.as_ref().is_some_and(|file| file.content_type == "application/pdf")
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn from_a_wish_to_an_order(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    let answer = sara.asks(WHO).await;
    assert!(answer.contains("NR-"), "{answer}");
    let pdf = paper(&app).await;
    assert!(pdf.starts_with(b"%PDF"));
    app.does_everything().await;
    let orders = app.orders();
    let [order] = orders.as_slice() else { panic!("{orders:#?}") };
    assert_eq!(order.status, "draft");
    let total = noor_paper::page_texts(&pdf).concat();
    let figure = format!("{:.2}", order.total());
    let plain = total.replace(',', "");
    assert!(plain.contains(&figure), "{figure} stands in the book and not on the paper: {total}");
    assert!(answer.replace(',', "").contains(figure.trim_end_matches(".00")), "{answer}");

    let answer = sara.asks("ok go ahead").await;
    assert!(answer.contains("NR-"), "{answer}");
    app.does_everything().await;
    assert_eq!(app.orders().len(), 1);
    assert_eq!(app.count("select count(*) from quotes where accepted_at is not null").await, 1);
    let asked = "select count(*) from handoffs where reason = 'order_confirmation'";
    assert_eq!(app.count(asked).await, 1);
    has_one_deal(&app, StageKind::OrderConfirmed);
    let notes = app.sim.zoho().notes();
    assert_eq!(notes.len(), 2, "one for the quotation, one for the yes: {notes:#?}");
}

/// The CRM has one contact and one deal at a stage.
pub(super) fn has_one_deal(app: &TestApp, stage: StageKind) {
    let contacts = app.sim.zoho().contacts();
    assert_eq!(contacts.len(), 1, "{contacts:#?}");
    let deals = app.sim.zoho().deals();
    let [deal] = deals.as_slice() else { panic!("{deals:#?}") };
    let name = format!("NOOR_CRM__STAGES__{}", stage.word().to_uppercase());
    let wanted = CRM.iter().find(|(key, _)| *key == name).map(|(_, name)| *name);
    assert_eq!(Some(deal.stage.as_str()), wanted);
}

/// Kills Noor at a step of the turn that makes the quotation out.
async fn killed_at(db: PgPool, step: Step) {
    let mut app = shop(db).await;
    app.customer(PHONE).asks(WISH).await;
    app.does_everything().await;
    app.kill();
    let (faults, reached) = stop_once_at(step);
    app.start_process(faults).await;
    let message = noor_sim::CustomerMessage::text(PHONE, WHO);
    let posted = app.sim.wazzup().customer_writes(message);
    reached.await.expect("the step is on the way");
    app.kill();
    app.start_process(Faults::none()).await;
    assert!(posted.delivered().await);
    app.appears("select count(*) from quotes").await;
    app.quiet().await;
    // The lease of what the dead process did outside runs out.
    app.clock.advance(chrono::TimeDelta::minutes(6));
    app.does_everything().await;
    assert_eq!(app.count("select count(*) from quotes").await, 1);
    assert_eq!(app.count("select count(*) from documents").await, 1);
    let seen = app.customer(PHONE).sees();
    assert_eq!(seen.iter().filter(|it| is_paper(it)).count(), 1, "{seen:#?}");
    assert_eq!(app.sim.zoho().orders().len(), 1);
    assert_eq!(app.sim.zoho().customers().len(), 1);
    has_one_deal(&app, StageKind::OfferSent);
}

macro_rules! killed_at {
    ($($name:ident: $step:ident),+ $(,)?) => {
        $(#[sqlx::test(migrator = "noor_store::MIGRATOR")]
        async fn $name(db: PgPool) {
            killed_at(db, Step::$step).await;
        })+

        #[test]
        fn every_step_has_its_test() {
            let all: Vec<Step> = Step::ALL.into_iter().chain(Step::OUTSIDE).collect();
            assert_eq!(vec![$(Step::$step),+], all);
        }
    };
}

killed_at! {
    killed_after_storing: Stored,
    killed_after_claiming: Claimed,
    killed_after_understanding: Understood,
    killed_after_looking_up: LookedUp,
    killed_after_wording: Worded,
    killed_before_the_commit: Written,
    killed_after_the_commit: Committed,
    killed_before_sending: Sending,
    killed_after_sending: Sent,
    killed_after_noting_the_acceptance: Accepted,
    killed_with_an_effect_in_its_hands: EffectTaken,
    killed_before_a_call: CallBegun,
    killed_after_a_call: CallMade,
    killed_after_noting_a_call: CallNoted,
    killed_with_everything_done: EffectDone,
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_same_yes_twice_is_one_order(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    sara.says("تمام اعتمد").await;
    sara.says("yes confirmed, go ahead").await;
    app.quiet().await;
    app.does_everything().await;
    assert_eq!(app.count("select count(*) from quotes where accepted_at is not null").await, 1);
    assert_eq!(app.orders().len(), 1);
    assert_eq!(app.sim.zoho().orders().len(), 1);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_known_contact_is_found_by_another_spelling_of_the_number(db: PgPool) {
    let app = shop(db).await;
    // The desk's customer wrote before; their contact is there.
    app.does_everything().await;
    let mine = app.sim.zoho().contacts();
    assert_eq!(mine.len(), 1, "{mine:#?}");
    app.sim.zoho().put_contact(ZohoContact::new("Omar", "0500000002"));
    app.customer("971500000002").asks("hello").await;
    app.does_everything().await;
    assert_eq!(app.sim.zoho().contacts().len(), 2, "nobody is written down twice");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn without_the_crm_the_sale_goes_on_and_the_crm_catches_up(db: PgPool) {
    let app = shop(db).await;
    app.does_everything().await;
    let away = noor_sim::Effect::HtmlBody { status: 502 };
    app.sim.faults().add(noor_sim::Fault::always("zoho.crm.*", away));
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    let answer = sara.asks(WHO).await;
    assert!(answer.contains("NR-"), "{answer}");
    app.appears("select count(*) from effects where kind = 'sale_order' and state = 'done'").await;
    app.appears("select count(*) from effects where kind = 'crm' and state <> 'done'").await;
    app.sim.faults().clear();
    app.does_everything().await;
    has_one_deal(&app, StageKind::OfferSent);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_quotation_that_is_taken_back_has_no_order(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    let answer = sara.asks("please cancel the quotation").await;
    app.does_everything().await;
    assert_eq!(
        app.count("select count(*) from quotes where cancelled_at is not null").await,
        1,
        "{answer}"
    );
    assert!(app.orders().is_empty());
    has_one_deal(&app, StageKind::Lost);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_customer_is_told_of_their_own_orders_and_of_nobody_elses(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    let order = app.orders().remove(0);
    assert!(app.sim.zoho().amend_order(&order.id, |order| order.status = "confirmed".to_owned()));
    let answer = sara.asks("where is my order?").await;
    assert!(answer.contains(&order.number) && answer.contains("confirmed"), "{answer}");
    let answer = sara.asks("وين طلبي؟").await;
    assert!(answer.contains(&order.number) && answer.contains("مؤكد"), "{answer}");

    let answer = app.customer("971500000002").asks("where is my order?").await;
    assert!(!answer.contains(&order.number) && !answer.contains("AED"), "{answer}");
    let asked = "select count(*) from handoffs where reason = 'logistics_unverified'";
    assert_eq!(app.count(asked).await, 1, "a person tells who has none");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_draft_of_an_offer_is_told_as_no_order(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    let number = app.orders().remove(0).number;
    let answer = sara.asks("where is my order?").await;
    assert!(!answer.contains(&number), "nothing was accepted: {answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn an_email_address_makes_nobody_the_owner_of_orders(db: PgPool) {
    let app = shop(db).await;
    let mut owner = ZohoCustomer::new("Palm Trading", "+971500000077");
    owner.persons[0].email = "sara@palm.example".to_owned();
    let owner = app.sim.zoho().put_customer(owner);
    let mallory = app.customer(PHONE);
    mallory.asks(WISH).await;
    mallory.asks(WHO).await;
    app.does_everything().await;
    let order = app.orders().remove(0);
    if order.customer_id == owner {
        let told = "select count(*) from handoffs
                     where mode = 'notify' and card->>'problem' like '%not certain%'";
        assert_eq!(app.count(told).await, 1, "a person looks at it");
    }
    assert!(app.sim.zoho().amend_order(&order.id, |order| order.status = "confirmed".to_owned()));
    let answer = mallory.asks("where is my order?").await;
    assert!(!answer.contains(&order.number), "{answer}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_is_taken_back_while_the_book_is_away_leaves_no_order(db: PgPool) {
    let app = shop(db).await;
    let sara = app.customer(PHONE);
    sara.asks(WISH).await;
    sara.asks(WHO).await;
    app.does_everything().await;
    app.sim.faults().add(noor_sim::Fault::always("zoho.*", noor_sim::Effect::ResetBefore));
    sara.asks("make it 5").await;
    sara.asks("please cancel the quotation").await;
    app.sim.faults().clear();
    app.does_everything().await;
    assert!(app.orders().is_empty(), "{:#?}", app.orders());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_people_corrected_in_the_crm_stays(db: PgPool) {
    let app = shop(db).await;
    app.sim.zoho().put_contact(ZohoContact::new("Al Mansoori", "0500000002"));
    app.customer("971500000002").asks("hello, do you have chairs?").await;
    app.does_everything().await;
    let contacts = app.sim.zoho().contacts();
    assert!(contacts.iter().any(|contact| contact.last_name == "Al Mansoori"), "{contacts:#?}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_asks_for_a_person_at_once_has_a_note_that_says_so(db: PgPool) {
    let app = shop(db).await;
    app.customer("971500000003").asks("I want to talk to a human please").await;
    app.does_everything().await;
    let notes = app.sim.zoho().notes();
    assert!(notes.iter().any(|note| note.content.contains("human_request")), "{notes:#?}");
    assert_eq!(app.count("select count(*) from effects where state = 'failed'").await, 0);
}
