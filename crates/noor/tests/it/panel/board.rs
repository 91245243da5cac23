//! The dashboard: who waits comes first, a period stands beside the one before, tables are taken away.

use noor_core::access::Role;
use sqlx::PgPool;

use super::visitor::signed_in;
use crate::harness::TestApp;

/// The most that a page may weigh.
const PAGE: usize = 150 << 10;

/// Two customers wrote today; one of them has waited for a minute. Sara's name is a formula.
async fn two_wrote(app: &TestApp) {
    sqlx::raw_sql(
        "insert into customers (id, name, created_at, profile)
         select gen_random_uuid(), '<b>Sara</b>' || n, now(), '{\"segments\": [\"=vip\"]}'
           from generate_series(1, 2) n;
         insert into conversations (id, customer_id, gateway, channel, messenger, chat, created_at)
         select gen_random_uuid(), id, 'wazzup', 'line-1', 'whatsapp', id::text, now() from customers;
         insert into messages (conversation_id, gateway, provider_id, revision, author, kind, text,
                               received_at)
         select id, 'wazzup', id::text, 'original', 'customer', 'text', 'hello', now()
           from conversations;
         update conversations set last_inbound = 1, due_at = now() - interval '1 minute',
                                  lease_until = now() + interval '1 hour', lease_owner = id
          where id = (select id from conversations order by id limit 1);",
    )
    .execute(&app.db)
    .await
    .unwrap();
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_waits_is_named_first_and_leads_to_them(db: PgPool) {
    let app = TestApp::start(db).await;
    let mut analyst = signed_in(&app, "analyst", Role::Analyst).await;
    let calm = analyst.get("/admin/board").await;
    assert_eq!(calm.status, 200);
    assert!(calm.body.contains("Everybody has been answered."), "{}", calm.body);
    assert!(calm.body.contains("N/A"), "nobody wrote, so nobody was slow");
    two_wrote(&app).await;
    for period in ["today", "week", "month", "quarter"] {
        let page = analyst.get(&format!("/admin/board?period={period}")).await.body;
        assert!(page.contains("wait longer than they should"), "{page}");
        assert!(page.contains("&lt;b&gt;Sara") && !page.contains("<b>Sara"), "{page}");
        assert!(page.contains("href=\"/admin/customers/"), "{page}");
        assert!(page.len() < PAGE, "{period}: {}", page.len());
    }
    for wrong in ["?period=year", "?period=own&from=2026-02-30", "?period=own&from=9999-01-01"] {
        assert_eq!(analyst.get(&format!("/admin/board{wrong}")).await.status, 404, "{wrong}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_table_is_taken_away_without_formulas_and_that_is_written_down(db: PgPool) {
    let app = TestApp::start(db).await;
    two_wrote(&app).await;
    let mut owner = signed_in(&app, "owner", Role::Owner).await;
    let file = owner.get("/admin/board.csv?table=segments&period=today").await;
    assert_eq!(file.status, 200);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.body, "\u{feff}\"Segments\",\"Conversations\"\r\n\"'=vip\",\"2\"\r\n");
    let languages = owner.get("/admin/board.csv?table=languages&period=today").await.body;
    assert!(languages.ends_with("\"English\",\"2\"\r\n"), "{languages}");
    assert_eq!(owner.get("/admin/board.csv?table=passwords").await.status, 404);
    let noted: i64 = sqlx::query_scalar(
        "select count(*) from audit_log where action = 'exported' and subject = 'board'",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!(noted, 2);
}
