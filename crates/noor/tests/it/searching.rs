//! What programs find with `GET /api/v1/products/search`.

use serde_json::Value;
use sqlx::PgPool;

use crate::harness::TestApp;

/// The codes that a search finds, best first.
async fn found(app: &TestApp, query: &[(&str, &str)]) -> Vec<String> {
    let body = answer(app, query).await;
    let products = body["products"].as_array().expect("a list of products").iter();
    products.map(|product| product["sku"].as_str().expect("a code").to_owned()).collect()
}

async fn answer(app: &TestApp, query: &[(&str, &str)]) -> Value {
    let (status, body) = app.get(&path(query)).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

fn is_chair_within(product: &Value, most: f64) -> bool {
    let price = product["price"].as_str().and_then(|price| price.parse::<f64>().ok());
    product["family"] == "chair" && price.is_some_and(|price| price <= most)
}

fn path(query: &[(&str, &str)]) -> String {
    let mut url =
        url::Url::parse("http://shop.example/api/v1/products/search").expect("an address");
    url.query_pairs_mut().extend_pairs(query);
    format!("{}?{}", url.path(), url.query().unwrap_or_default())
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_text_is_read_and_its_limits_hold(db: PgPool) {
    let app = TestApp::start(db).await;
    for text in [
        "black office chair under 300",
        "كرسي مكتب أسود تحت ٣٠٠",
        "kursi maktab aswad ta7t 300",
        "blak ofice chiar under 300",
    ] {
        let body = answer(&app, &[("q", text)]).await;
        let products = body["products"].as_array().unwrap();
        assert!(!products.is_empty(), "{text}");
        for product in products {
            assert!(is_chair_within(product, 300.0), "{text}: {product}");
            let colours = product["colours"].as_array().unwrap();
            assert!(colours.iter().any(|colour| colour == "black"), "{text}: {product}");
        }
        assert_eq!(body["read"][0]["families"][0], "chair", "{text}: how it was read");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn names_are_found_in_any_letters_and_codes_in_any_spelling(db: PgPool) {
    let app = TestApp::start(db).await;
    for (text, begins) in [
        ("kx210 black", "KX 210 black"),
        ("٠KX-210-BLACK", "KX 210 black"),
        ("Nabd chairs in grey", "MX 340"),
        ("nabd", "MX 340"),
        ("كراسي نبض رمادي", "MX 340"),
        ("كم سعر طاولة كنان", "KN "),
        ("kinan tabel", "KN "),
    ] {
        let skus = found(&app, &[("q", text)]).await;
        assert!(skus.first().is_some_and(|sku| sku.starts_with(begins)), "{text}: {skus:?}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_it_has_is_asked_for_and_ruled_out(db: PgPool) {
    let app = TestApp::start(db).await;
    let armrests = "select count(*) from products where sku = any(string_to_array(
                        current_setting('noor.skus'), '|')) and features @> '{armrests}'";
    for (text, all) in [("office chair with armrests", true), ("كراسي بدون يدات", false)]
    {
        let skus = found(&app, &[("q", text), ("limit", "8")]).await;
        let mut db = app.db.acquire().await.unwrap();
        sqlx::query("select set_config('noor.skus', $1, false)")
            .bind(skus.join("|"))
            .execute(&mut *db)
            .await
            .unwrap();
        let with: i64 = sqlx::query_scalar(armrests).fetch_one(&mut *db).await.unwrap();
        let expected = if all { i64::try_from(skus.len()).unwrap() } else { 0 };
        assert!(!skus.is_empty() && with == expected, "{text}: {skus:?}, {with} have them");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn filters_go_before_the_text_and_work_without_one(db: PgPool) {
    let app = TestApp::start(db).await;
    let white = [("q", "black desk"), ("colour", "white"), ("price_max", "500"), ("limit", "50")];
    let body = answer(&app, &white).await;
    for product in body["products"].as_array().unwrap() {
        assert_eq!(product["family"], "desk");
        assert!(product["colours"].as_array().unwrap().iter().any(|it| it == "white"), "{product}");
    }
    // A code is that product, if it has what is asked for beside it.
    assert_eq!(found(&app, &[("q", "KX 210 black"), ("colour", "black")]).await, ["KX 210 black"]);
    for (filter, value) in [("colour", "white"), ("price_max", "100"), ("family", "desk")] {
        let none = found(&app, &[("q", "KX 210 black"), (filter, value)]).await;
        assert_eq!(none, [] as [&str; 0], "{filter}={value}");
    }
    let needed = answer(&app, &[("q", "my back hurts"), ("family", "desk")]).await;
    assert!(needed["products"].as_array().unwrap().iter().all(|it| it["family"] == "desk"));
    let lockers = found(&app, &[("family", "cabinet"), ("kind", "locker")]).await;
    assert!(!lockers.is_empty());
    assert_eq!(found(&app, &[]).await, [] as [&str; 0], "nothing asked for is nothing found");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn who_names_no_thing_gets_what_serves_and_no_more_than_they_can_spend(db: PgPool) {
    let app = TestApp::start(db).await;
    for text in ["my back hurts, something under AED 300", "ظهري يعورني، شي تحت ٣٠٠ درهم"]
    {
        let body = answer(&app, &[("q", text)]).await;
        let products = body["products"].as_array().unwrap();
        assert!(!products.is_empty(), "{text}");
        for product in products {
            assert!(is_chair_within(product, 300.0), "{text}: {product}");
        }
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn no_match_is_an_answer(db: PgPool) {
    let app = TestApp::start(db).await;
    for text in [
        "sofa under 5",
        "the of and a",
        "' or 1=1; drop table products; --",
        "a & | ! <-> :* ' \\ %_",
        "🪑",
        "refrigerator",
        "\u{0}",
    ] {
        let skus = found(&app, &[("q", text)]).await;
        assert_eq!(skus, [] as [&str; 0], "{text:?}");
    }
    assert!(app.count("select count(*) from products").await > 0);
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_makes_no_sense_is_told(db: PgPool) {
    let app = TestApp::start(db).await;
    let long = "chair ".repeat(1_000);
    for (query, says) in [
        ([("q", long.as_str())].as_slice(), "q has 6000 characters"),
        (&[("price_min", "500"), ("price_max", "100")], "nothing can be between"),
        (&[("width_min_mm", "900"), ("width_max_mm", "800")], "the least width, 900"),
        (&[("colour", "black,blak")], r#"there is no colour \"blak\"; there are"#),
        (&[("family", "chiar")], "there is no family"),
        (&[("feature_not", "arms")], "armrests"),
        (&[("price_max", "5"), ("currency", "dirhams")], "currency"),
        (&[("q", "chair"), ("offset", "451")], "450 is the most"),
        (&[("price_max", "-5")], "0 or more"),
        (&[("price_max", "cheap")], "price_max"),
        (&[("q", "chair"), ("colur", "black")], "colur"),
        (&[("q", "chair"), ("limit", "many")], "limit"),
    ] {
        let (status, body) = app.get(&path(query)).await;
        assert!(status == 400 && body.contains(says), "{query:?}: {status} {body}");
    }
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn what_was_found_says_why_and_is_counted(db: PgPool) {
    let app = TestApp::start(db).await;
    let query = [("q", "black chair"), ("facets", "true"), ("limit", "3")];
    let body = answer(&app, &query).await;
    let products = body["products"].as_array().unwrap();
    assert_eq!(products.len(), 3);
    for (place, product) in products.iter().enumerate() {
        assert_eq!(product["why"]["by"], "traits", "{product}");
        assert_eq!(product["why"]["thing"], 0, "{product}");
        assert_eq!(product["why"]["place"], place + 1, "{product}");
    }
    let facets = &body["facets"];
    let counted = facets["products"].as_u64().unwrap();
    assert!(counted > 3, "more than are shown: {facets}");
    let sum = |facet: &Value| -> u64 {
        facet.as_array().unwrap().iter().map(|it| it["products"].as_u64().unwrap()).sum()
    };
    assert_eq!(sum(&facets["family"]), counted, "each has one family");
    assert!(sum(&facets["colour"]) >= counted);
    assert_eq!(facets["price"][0]["currency"], "AED");
    let (low, high) = (&facets["price"][0]["lowest"], &facets["price"][0]["highest"]);
    let amount = |it: &Value| it.as_str().unwrap().parse::<f64>().unwrap();
    assert!(amount(low) <= amount(high));

    let code = answer(&app, &[("q", "KX 210 black")]).await;
    assert_eq!(code["products"][0]["why"]["by"], "code");
    assert_eq!(code["facets"], Value::Null, "only where that was asked for");
    let name = answer(&app, &[("q", "Nabd")]).await;
    assert_eq!(name["products"][0]["why"]["by"], "name");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_filter_wins_over_what_the_text_rules_out(db: PgPool) {
    let app = TestApp::start(db).await;
    let query = [("q", "chair, not black"), ("colour", "black")];
    let found = answer(&app, &query).await;
    assert!(!found["products"].as_array().unwrap().is_empty(), "{found}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn sizes_people_and_what_is_not_wanted_can_be_filtered_by(db: PgPool) {
    let app = TestApp::start(db).await;
    let all_within = async |query: &[(&str, &str)], holds: &dyn Fn(&Value) -> bool| {
        let body = answer(&app, query).await;
        let products = body["products"].as_array().unwrap();
        assert!(!products.is_empty(), "{query:?}");
        for product in products {
            assert!(holds(product), "{query:?}: {product}");
        }
    };
    let mm = |product: &Value, side: &str| product[side].as_u64().unwrap_or_default();
    let sized = [("family", "desk"), ("width_min_mm", "1300"), ("width_max_mm", "1700")];
    all_within(&sized, &|it| (1300..=1700).contains(&mm(it, "width_mm"))).await;
    // The text's size is not above the filter's, whatever it says.
    let within = [("q", "desk 200 cm wide"), ("width_max_mm", "1700")];
    all_within(&within, &|it| mm(it, "width_mm") <= 1700).await;
    let not_black = [("q", "office chair"), ("colour_not", "black"), ("kind_not", "visitor")];
    let has = |it: &Value, colour| it["colours"].as_array().unwrap().iter().any(|c| c == colour);
    all_within(&not_black, &|it| !has(it, "black") && it["kind"] != "visitor").await;
    let roomy = found(&app, &[("family", "table"), ("people", "10"), ("limit", "50")]).await;
    let with_room = "select count(*) from products
                      where sku = any(string_to_array($1, '|')) and capacity >= 10";
    let held: i64 =
        sqlx::query_scalar(with_room).bind(roomy.join("|")).fetch_one(&app.db).await.unwrap();
    assert!(held > 0 && held == i64::try_from(roomy.len()).unwrap(), "{roomy:?}");
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn pages_follow_each_other_and_prices_may_be_in_another_currency(db: PgPool) {
    let app = TestApp::start(db).await;
    let all = found(&app, &[("q", "office chair"), ("limit", "9")]).await;
    let mut paged = Vec::new();
    for offset in ["0", "3", "6"] {
        let query = [("q", "office chair"), ("limit", "3"), ("offset", offset)];
        paged.extend(found(&app, &query).await);
    }
    assert_eq!(paged, all);
    // A hundred dollars are more than three hundred dirhams.
    let dollars = [("family", "chair"), ("price_max", "100"), ("currency", "usd"), ("limit", "50")];
    let dirhams = [("family", "chair"), ("price_max", "100"), ("limit", "50")];
    assert!(found(&app, &dollars).await.len() > found(&app, &dirhams).await.len());
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_product_says_where_each_of_its_fields_comes_from(db: PgPool) {
    let app = TestApp::start(db).await;
    let (status, body) = app.get("/api/v1/products/kx210-black").await;
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["sku"], "KX 210 black");
    assert_eq!(body["quotable"], true);
    assert_eq!(body["item_id"], Value::Null, "this shop has no inventory");
    let lineage = &body["lineage"];
    assert_eq!(lineage["features"]["source"], "lexicon");
    let source = lineage["price"]["source"].as_str().unwrap();
    assert!(source.ends_with("catalogue.jsonl") || source.starts_with("file"), "{lineage}");
    assert_eq!(lineage["price"]["source"], lineage["name_en"]["source"]);
    let (status, _) = app.get("/api/v1/products/nothing-like-it").await;
    assert_eq!(status, 404);
}
