//! Whether a paper is the shop's, looked up by whoever has it in hand.

use noor_core::access::Role;
use sqlx::PgPool;

use super::visitor::signed_in;
use crate::harness::TestApp;

const CUSTOMER: &str = "971500000001";

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn the_code_of_a_paper_is_computed_again(db: PgPool) {
    let app = TestApp::start(db).await;
    let sara = app.customer(CUSTOMER);
    sara.asks("I'd like 3 KX 201 black, please send me a quotation").await;
    sara.asks("Sara Aziz, شركة النخيل, sara@palm.example, Office 5, Tower 2, Business Bay, Dubai")
        .await;
    let seen = sara.sees();
    let paper =
        seen.iter().find_map(|message| message.content_uri.clone().filter(|it| it.contains("NR-")));
    let pdf = app.http().get(paper.unwrap()).send().await.unwrap().bytes().await.unwrap();
    let code = noor_paper::verification_codes(&pdf)[0].to_string();

    let mut analyst = signed_in(&app, "analyst", Role::Analyst).await;
    let page = analyst.get(&format!("/admin/verify?code={code}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("The code is genuine"), "{}", page.body);
    assert!(
        page.body.contains("3 × KX 201 black") && page.body.contains("866.25"),
        "{}",
        page.body
    );
    let (number, rest) = code.split_once('/').unwrap();
    for (wrong, words) in [
        (format!("NR-999999/{rest}"), "No quotation of this number"),
        (format!("{number}/9/{}", rest.split_once('/').unwrap().1), "No quotation of this number"),
        ("hello".to_owned(), "This is no verification code"),
        ("%3Cscript%3E".to_owned(), "This is no verification code"),
    ] {
        let page = analyst.get(&format!("/admin/verify?code={wrong}")).await;
        assert!(page.body.contains(words) && !page.body.contains("is genuine"), "{wrong}");
    }
}
