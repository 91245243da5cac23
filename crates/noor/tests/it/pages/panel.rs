//! The panel in a real browser: the door, Arabic, a telephone.

use noor_core::access::Role;
use sqlx::PgPool;

use super::browser::Browser;
use crate::harness::TestApp;
use crate::panel::visitor::{PASSWORD, person};

const ENTER: &str = "\u{e007}";

/// Fills the door's form in.
async fn shows(browser: &Browser, username: &str, password: &str) {
    let field = browser.find("input[name=username]").await;
    browser.run("document.querySelector('input[name=username]').value = ''").await;
    browser.write(&field, username).await;
    let field = browser.find("input[name=password]").await;
    browser.write(&field, &format!("{password}{ENTER}")).await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_manager_comes_in_reads_in_arabic_and_goes_out(db: PgPool) {
    let Some(browser) = Browser::open(1280, 900).await else { return };
    let app = TestApp::start(db).await;
    person(&app, "sara", Role::Manager).await;
    browser.go(&app.at("/admin/")).await;
    shows(&browser, "sara", "not her password").await;
    let told = browser.until("return document.querySelector('[role=alert]')?.innerText").await;
    assert!(told.as_str().unwrap().contains("not right"), "{told}");
    // What was typed as a name is still there, the password is not, and it has the focus.
    let kept = "return [document.querySelector('input[name=username]').value, document.activeElement.name, document.activeElement.value]";
    assert_eq!(browser.run(kept).await, serde_json::json!(["sara", "password", ""]));
    shows(&browser, "sara", PASSWORD).await;
    browser.until("return location.pathname === '/admin/handoffs'").await;
    let english =
        browser.run("return document.documentElement.dir + document.documentElement.lang");
    assert_eq!(english.await, "ltren");
    let side = "const it = document.getElementById('side').getBoundingClientRect(); return it.left < innerWidth - it.right";
    assert_eq!(browser.run(side).await, true);

    let arabic = browser.find("button[name=language][value=ar]").await;
    browser.click(&arabic).await;
    browser.until("return document.documentElement.lang === 'ar'").await;
    assert_eq!(browser.run("return document.documentElement.dir").await, "rtl");
    assert_eq!(browser.run(side).await, false, "the pages are on the other side");
    let title = browser.run("return document.querySelector('h1').innerText").await;
    assert_eq!(title, "طلبات الموظف");
    assert_eq!(browser.run("return location.pathname").await, "/admin/handoffs");
    // It is hers: another browser shows the same.
    browser.go(&app.at("/admin/account")).await;
    let dark = browser.find("input[name=theme][value=dark]").await;
    browser.click(&dark).await;
    browser.run("document.querySelector('form.stack button').click()").await;
    browser.until("return document.documentElement.dataset.theme === 'dark'").await;
    let ground = browser.run("return getComputedStyle(document.body).backgroundColor").await;
    assert_eq!(ground, "rgb(16, 20, 26)");

    browser.run("document.querySelector('form[action=\"/admin/logout\"] button').click()").await;
    browser.until("return location.pathname === '/admin/login'").await;
    browser.go(&app.at("/admin/handoffs")).await;
    browser.until("return location.pathname === '/admin/login'").await;
    assert_eq!(only_refusals(&browser).await, Vec::<String>::new());
    browser.close().await;
}

/// What the console complained about, but for the wrong password's own status.
async fn only_refusals(browser: &Browser) -> Vec<String> {
    let complaints = browser.complaints().await;
    complaints.into_iter().filter(|it| !it.contains("401 (Unauthorized)")).collect()
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn on_a_telephone_nothing_is_cut_off_and_the_pages_are_behind_a_button(db: PgPool) {
    let Some(browser) = Browser::open(500, 800).await else { return };
    let app = TestApp::start(db).await;
    person(&app, "sara", Role::Owner).await;
    browser.go(&app.at("/admin/login")).await;
    shows(&browser, "sara", PASSWORD).await;
    browser.until("return location.pathname === '/admin/handoffs'").await;
    for language in ["ar", "en"] {
        let open = browser.find(".top a[href='#side']").await;
        browser.click(&open).await;
        let there = "const it = document.getElementById('side').getBoundingClientRect(); return it.left >= 0 && it.right <= innerWidth && getComputedStyle(document.getElementById('side')).visibility === 'visible'";
        browser.until(there).await;
        let switch = browser.find(&format!("button[name=language][value={language}]")).await;
        browser.click(&switch).await;
        browser.until(&format!("return document.documentElement.lang === '{language}'")).await;
        for path in [
            "/admin/board",
            "/admin/products",
            "/admin/users",
            "/admin/users/new",
            "/admin/audit",
            "/admin/account",
        ] {
            browser.go(&app.at(path)).await;
            let fits = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(browser.run(fits).await, true, "{path} in {language}");
            // Fingers need 44 pixels; words within a line are no buttons.
            let small = "return [...document.querySelectorAll('.button, .tool, nav a, select, input:not([type=hidden],[type=radio],[type=checkbox])')].filter(it => it.offsetParent && it.getBoundingClientRect().height < 43.5).map(it => it.outerHTML.slice(0, 120))";
            assert_eq!(browser.run(small).await, serde_json::json!([]), "{path} in {language}");
        }
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn every_field_has_a_name_and_every_page_one_heading(db: PgPool) {
    let Some(browser) = Browser::open(1280, 900).await else { return };
    let app = TestApp::start(db).await;
    person(&app, "sara", Role::Owner).await;
    browser.go(&app.at("/admin/login")).await;
    let check = "const nameless = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(it => !it.labels?.length && !it.getAttribute('aria-label')).map(it => it.outerHTML); const empty = [...document.querySelectorAll('a, button')].filter(it => it.offsetParent && !it.innerText.trim() && !it.getAttribute('aria-label') && it.getAttribute('aria-hidden') !== 'true').map(it => it.outerHTML); const ids = [...document.querySelectorAll('[id]')].map(it => it.id); const twice = ids.filter((it, at) => ids.indexOf(it) !== at); return [nameless, empty, twice, document.querySelectorAll('h1').length, document.querySelectorAll('main').length, !!document.title]";
    let good = serde_json::json!([[], [], [], 1, 1, true]);
    assert_eq!(browser.run(check).await, good, "the door");
    shows(&browser, "sara", PASSWORD).await;
    browser.until("return location.pathname === '/admin/handoffs'").await;
    for path in [
        "/admin/handoffs",
        "/admin/board",
        "/admin/products",
        "/admin/users",
        "/admin/users/new",
        "/admin/keys/new",
        "/admin/audit",
        "/admin/account",
        "/admin/account/codes",
        "/admin/nothing",
    ] {
        browser.go(&app.at(path)).await;
        assert_eq!(browser.run(check).await, good, "{path}");
    }
    browser.close().await;
}
