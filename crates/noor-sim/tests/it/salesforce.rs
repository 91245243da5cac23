//! The Salesforce organization as a client meets it.

use noor_sim::{
    Effect, Fault, Options, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET,
    SALESFORCE_REFRESH_TOKEN, SalesforceBehaviour, SalesforceLimits, Simulator,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{call, client, get_json, post_json, simulator};

const V: &str = "/services/data/v62.0";

/// A client with a token.
struct Client<'a> {
    sim: &'a Simulator,
    token: String,
}

/// An answer: its status and its JSON, `null` when there is none.
type Answer = (u16, Value);

async fn token(sim: &Simulator, form: &[(&str, &str)]) -> Answer {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form);
    let url = format!("{}/services/oauth2/token", sim.salesforce_url());
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let request = client().post(url).header(kind.0, kind.1).body(body.finish());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

const APP: [(&str, &str); 3] = [
    ("client_id", SALESFORCE_CLIENT_ID),
    ("client_secret", SALESFORCE_CLIENT_SECRET),
    ("grant_type", "client_credentials"),
];

impl<'a> Client<'a> {
    async fn new(sim: &'a Simulator) -> Self {
        let (status, answer) = token(sim, &APP).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["instance_url"], sim.salesforce_url());
        assert_eq!(answer.get("expires_in"), None, "nobody says how long it lives");
        Self { sim, token: answer["access_token"].as_str().unwrap().to_owned() }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let url = format!("{}{path}", self.sim.salesforce_url());
        let mut request = client().request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        assert!(response.headers().contains_key("sforce-limit-info"));
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, &format!("{V}{path}"), None).await
    }

    async fn create(&self, object: &str, row: Value) -> Answer {
        self.send(Method::POST, &format!("{V}/sobjects/{object}"), Some(row)).await
    }

    async fn update(&self, object: &str, id: &str, row: Value) -> Answer {
        self.send(Method::PATCH, &format!("{V}/sobjects/{object}/{id}"), Some(row)).await
    }

    async fn query(&self, query: &str) -> Answer {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        self.get(&format!("/query?q={query}")).await
    }

    /// The last names that a condition finds.
    async fn names(&self, condition: &str) -> Vec<String> {
        let query = format!("SELECT LastName FROM Contact WHERE {condition} ORDER BY LastName");
        let (status, answer) = self.query(&query).await;
        assert_eq!(status, 200, "{query}: {answer}");
        let rows = answer["records"].as_array().unwrap();
        rows.iter().map(|row| row["LastName"].as_str().unwrap().to_owned()).collect()
    }
}

/// Status and code of a refusal.
fn told((status, answer): &Answer) -> (u16, &str) {
    (*status, answer[0]["errorCode"].as_str().unwrap_or_default())
}

fn desks() -> Value {
    json!({ "Name": "4 desks", "StageName": "New Lead", "CloseDate": "2026-04-01" })
}

#[tokio::test]
async fn a_token_is_given_for_what_is_right_and_dies_without_notice() {
    let sim = simulator(Options::default()).await;
    let refresh = [
        APP[0],
        APP[1],
        ("grant_type", "refresh_token"),
        ("refresh_token", SALESFORCE_REFRESH_TOKEN),
    ];
    assert_eq!(token(&sim, &refresh).await.0, 200);
    let wrong = [
        (vec![("client_id", "x"), APP[1], APP[2]], "invalid_client_id"),
        (vec![APP[0], ("client_secret", "x"), APP[2]], "invalid_client"),
        (vec![APP[0], APP[1], ("grant_type", "password")], "unsupported_grant_type"),
        (vec![APP[0], APP[1], refresh[2], ("refresh_token", "x")], "invalid_grant"),
    ];
    for (form, error) in wrong {
        let (status, answer) = token(&sim, &form).await;
        assert_eq!((status, &answer["error"]), (400, &json!(error)));
    }
    let salesforce = Client::new(&sim).await;
    assert_eq!(salesforce.query("SELECT Id FROM Contact").await.0, 200);
    sim.salesforce().kill_sessions();
    let dead = salesforce.query("SELECT Id FROM Contact").await;
    assert_eq!(told(&dead), (401, "INVALID_SESSION_ID"));
    sim.salesforce().revoke();
    assert_eq!(token(&sim, &APP).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_record_is_made_read_changed_and_removed() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    let (status, made) = salesforce.create("Contact", json!({ "LastName": "Sara" })).await;
    assert_eq!((status, &made["success"]), (201, &json!(true)));
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("003") && id.len() == 18, "{id}");
    let short: String = id.chars().take(15).collect();
    let (status, row) =
        salesforce.get(&format!("/sobjects/Contact/{short}?fields=LastName,Id")).await;
    assert_eq!((status, &row["LastName"], &row["Id"]), (200, &json!("Sara"), &json!(id)));
    assert_eq!(row.get("Phone"), None, "only what was asked for");
    let answer = salesforce.update("Contact", id, json!({ "Phone": "050" })).await;
    assert_eq!(answer, (StatusCode::NO_CONTENT.as_u16(), Value::Null));
    let other_case = short.to_uppercase();
    let answer = salesforce.get(&format!("/sobjects/Contact/{other_case}")).await;
    assert_eq!(told(&answer), (404, "NOT_FOUND"), "capitals count");
    let path = format!("{V}/sobjects/Contact/{id}");
    assert_eq!(salesforce.send(Method::DELETE, &path, None).await.0, 204);
    let gone = salesforce.get(&format!("/sobjects/Contact/{id}")).await;
    assert_eq!(told(&gone), (404, "ENTITY_IS_DELETED"));
    let old = salesforce.send(Method::GET, "/services/data/v20.0/query?q=x", None).await;
    assert_eq!(told(&old), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_one_by_one() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    let (_, contact) = salesforce.create("Contact", json!({ "LastName": "Gone" })).await;
    let gone = contact["id"].as_str().unwrap().to_owned();
    assert!(sim.salesforce().remove(&gone));
    let deal = |name: &str, value: Value| {
        let mut row = desks();
        row[name] = value;
        row
    };
    let cases = [
        ("Contact", json!({ "FirstName": "Sara" }), "REQUIRED_FIELD_MISSING"),
        ("Contact", json!({ "LastName": " " }), "REQUIRED_FIELD_MISSING"),
        ("Contact", json!({ "LastName": "S", "Nickname": "x" }), "INVALID_FIELD"),
        ("Contact", json!({ "LastName": "S", "Id": "x" }), "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("Contact", json!({ "LastName": "س".repeat(81) }), "STRING_TOO_LONG"),
        ("Contact", json!({ "LastName": 5 }), "JSON_PARSER_ERROR"),
        ("Contact", json!({ "LastName": "S", "Email": "nobody" }), "INVALID_EMAIL_ADDRESS"),
        (
            "Contact",
            json!({ "LastName": "S", "Segment__c": "Horeca;Nobody" }),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        ),
        ("Contact", json!([]), "JSON_PARSER_ERROR"),
        ("Opportunity", json!({ "Name": "x", "StageName": "New Lead" }), "REQUIRED_FIELD_MISSING"),
        ("Opportunity", deal("CloseDate", json!("soon")), "JSON_PARSER_ERROR"),
        ("Opportunity", deal("Amount", json!("5")), "JSON_PARSER_ERROR"),
        (
            "Opportunity",
            deal("StageName", json!("In the warehouse")),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        ),
        ("Opportunity", deal("ContactId", json!("77")), "MALFORMED_ID"),
        ("Opportunity", deal("ContactId", json!(gone)), "ENTITY_IS_DELETED"),
        ("Task", json!({ "WhoId": "0035g00000ABCDEAA5" }), "INVALID_CROSS_REFERENCE_KEY"),
    ];
    for (object, row, code) in cases {
        let answer = salesforce.create(object, row.clone()).await;
        assert_eq!(told(&answer), (400, code), "{row}: {}", answer.1);
    }
    assert_eq!(told(&salesforce.create("Car", json!({})).await), (404, "NOT_FOUND"));
    let (_, made) = salesforce.create("Opportunity", desks()).await;
    let id = made["id"].as_str().unwrap();
    let answer = salesforce.update("Opportunity", id, json!({ "Name": null })).await;
    assert_eq!(told(&answer), (400, "REQUIRED_FIELD_MISSING"));
    let answer = salesforce.update("Opportunity", id, json!({ "ContactId": null })).await;
    assert_eq!(told(&answer), (400, "INVALID_FIELD_FOR_INSERT_UPDATE"));
    sim.salesforce().forbid_stage("ON HOLD", "Say why first");
    let answer = salesforce.update("Opportunity", id, json!({ "StageName": "ON HOLD" })).await;
    assert_eq!(told(&answer), (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION"));
    sim.salesforce().lock(id);
    let answer = salesforce.update("Opportunity", id, json!({ "Name": "5 desks" })).await;
    assert_eq!(told(&answer), (400, "UNABLE_TO_LOCK_ROW"));
    assert_eq!(sim.salesforce().records("Opportunity").len(), 1);
    assert!(sim.salesforce().records("Contact").is_empty());
}

#[tokio::test]
async fn a_contact_that_is_alike_is_turned_down_with_the_one_that_is_there() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    let sara = json!({ "LastName": "Sara", "Email": "sara@ridge.example", "Phone": "050 1" });
    let (_, made) = salesforce.create("Contact", sara).await;
    let alike = [
        json!({ "LastName": "Other", "Email": "SARA@ridge.example" }),
        json!({ "LastName": "sara", "Phone": "0501" }),
    ];
    for row in &alike {
        let (status, answer) = salesforce.create("Contact", row.clone()).await;
        assert_eq!((status, &answer[0]["errorCode"]), (400, &json!("DUPLICATES_DETECTED")));
        let matched = &answer[0]["duplicateResult"]["matchResults"][0]["matchRecords"][0];
        assert_eq!(matched["record"]["Id"], made["id"]);
    }
    let slip = SalesforceBehaviour { duplicate_slip: true, ..SalesforceBehaviour::default() };
    sim.salesforce().set_behaviour(slip);
    let (_, answer) = salesforce.create("Contact", alike[0].clone()).await;
    assert!(
        answer[0].get("duplicateResut").is_some() && answer[0].get("duplicateResult").is_none()
    );
    let other = json!({ "LastName": "Sara", "Phone": "0502" });
    assert_eq!(salesforce.create("Contact", other).await.0, 201);
}

#[tokio::test]
async fn queries_find_what_is_there_at_once() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    for (name, phone) in
        [("O'Sample", Some("+971 50 1")), ("Under_score", Some("0502")), ("Zed", None)]
    {
        salesforce.create("Contact", json!({ "LastName": name, "Phone": phone })).await;
    }
    let cases = [
        (r"LastName = 'o\'sample'", vec!["O'Sample"]),
        (r"LastName LIKE 'under\_%'", vec!["Under_score"]),
        ("LastName LIKE 'U_der%'", vec!["Under_score"]),
        ("Phone LIKE '%9%7%1%5%0%1%'", vec!["O'Sample"]),
        ("Phone = null", vec!["Zed"]),
        ("Phone != '0502'", vec!["O'Sample", "Zed"]),
        ("LastName IN ('zed', 'nobody')", vec!["Zed"]),
        ("LastName NOT IN ('zed')", vec!["O'Sample", "Under_score"]),
        ("(NOT LastName = 'zed') AND Phone != null", vec!["O'Sample", "Under_score"]),
        ("CreatedDate > 2020-01-01T00:00:00Z AND Phone LIKE '%2'", vec!["Under_score"]),
        ("Email = 'x' OR (Phone = '0502' AND LastName > 'T')", vec!["Under_score"]),
    ];
    for (condition, expected) in cases {
        assert_eq!(salesforce.names(condition).await, expected, "{condition}");
    }
    let (_, buyer) = salesforce.create("Contact", json!({ "LastName": "Buyer" })).await;
    let mut deal = desks();
    deal["ContactId"] = buyer["id"].clone();
    salesforce.create("Opportunity", deal).await;
    salesforce.create("Opportunity", desks()).await;
    let id = buyer["id"].as_str().unwrap();
    let roles =
        format!("SELECT OpportunityId FROM OpportunityContactRole WHERE ContactId = '{id}'");
    let (status, answer) = salesforce
        .query(&format!("SELECT Id, contactid FROM Opportunity WHERE Id IN ({roles})"))
        .await;
    assert_eq!((status, &answer["totalSize"]), (200, &json!(1)), "{answer}");
    assert_eq!(answer["records"][0]["ContactId"], buyer["id"]);
    assert_eq!(answer["records"][0]["attributes"]["type"], "Opportunity");
}

#[tokio::test]
async fn what_is_no_query_is_refused() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    let cases = [
        ("", "MALFORMED_QUERY"),
        ("SELECT * FROM Contact", "MALFORMED_QUERY"),
        ("SELECT Id FROM Contact WHERE LastName = 'it''s'", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Contact WHERE LastName = 'x' AND Phone = 'y' OR Email = 'z'",
            "MALFORMED_QUERY",
        ),
        ("SELECT Id FROM Contact GROUP BY LastName", "MALFORMED_QUERY"),
        ("SELECT Id FROM Car", "INVALID_TYPE"),
        ("SELECT Nickname FROM Contact", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Nickname = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact ORDER BY Nickname", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Description = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE LastName = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Opportunity WHERE CloseDate = '2026-03-05'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact WHERE Id = '77'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Contact WHERE Id LIKE '003%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Contact OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        (
            "SELECT Id FROM Opportunity WHERE Id IN (SELECT OpportunityId, ContactId FROM OpportunityContactRole)",
            "MALFORMED_QUERY",
        ),
    ];
    for (query, code) in cases {
        let answer = salesforce.query(query).await;
        assert_eq!(told(&answer), (400, code), "{query}: {}", answer.1);
    }
}

#[tokio::test]
async fn a_long_answer_comes_in_batches() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    let batches = SalesforceBehaviour { batch_rows: 2, ..SalesforceBehaviour::default() };
    sim.salesforce().set_behaviour(batches);
    for n in 0..5 {
        salesforce.create("Contact", json!({ "LastName": format!("C{n}") })).await;
    }
    let mut names = Vec::new();
    let mut answer = salesforce.query("SELECT LastName FROM Contact ORDER BY LastName").await.1;
    loop {
        let rows = answer["records"].as_array().unwrap();
        names.extend(rows.iter().map(|row| row["LastName"].as_str().unwrap().to_owned()));
        assert_eq!(answer["totalSize"], 5);
        if answer["done"] == true {
            break;
        }
        let next = answer["nextRecordsUrl"].as_str().unwrap().to_owned();
        answer = salesforce.send(Method::GET, &next, None).await.1;
    }
    assert_eq!(names, ["C0", "C1", "C2", "C3", "C4"]);
    let lost = salesforce.get("/query/01g5g0000000000-2").await;
    assert_eq!(told(&lost), (400, "INVALID_QUERY_LOCATOR"));
}

#[tokio::test]
async fn the_calls_of_a_day_are_counted_and_come_back() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    sim.salesforce().set_limits(SalesforceLimits { per_day: Some(2) });
    for _ in 0..2 {
        assert_eq!(salesforce.query("SELECT Id FROM Contact").await.0, 200);
    }
    let full = salesforce.query("SELECT Id FROM Contact").await;
    assert_eq!(told(&full), (403, "REQUEST_LIMIT_EXCEEDED"));
    sim.clock().advance(std::time::Duration::from_hours(25));
    assert_eq!(salesforce.query("SELECT Id FROM Contact").await.0, 200);
}

#[tokio::test]
async fn the_control_api_does_what_the_handle_does() {
    let sim = simulator(Options::default()).await;
    let control = format!("{}/__sim/salesforce", sim.url());
    let row = json!({ "LastName": "Sara" });
    let (status, made) = post_json(&format!("{control}/records/Contact"), row).await;
    assert_eq!(status, 200, "{made}");
    let (status, why) = post_json(&format!("{control}/records/Contact"), json!({})).await;
    assert_eq!(status, 400, "{why}");
    let (_, rows) = get_json(&format!("{control}/records/Contact")).await;
    assert_eq!((&rows[0]["id"], &rows[0]["fields"]["LastName"]), (&made["id"], &json!("Sara")));
    let field = json!({ "object": "Contact", "field": "Noor_Key__c" });
    assert_eq!(post_json(&format!("{control}/fields"), field.clone()).await.0, 204);
    assert_eq!(post_json(&format!("{control}/fields"), field.clone()).await.0, 400);
    assert_eq!(post_json(&format!("{control}/unique"), field.clone()).await.0, 204);
    let unknown = json!({ "object": "Contact", "field": "Nowhere__c" });
    assert_eq!(post_json(&format!("{control}/required"), unknown).await.0, 404);
    let salesforce = Client::new(&sim).await;
    let (_, described) = salesforce.get("/sobjects/Contact/describe").await;
    let fields = described["fields"].as_array().unwrap();
    let added = fields.iter().find(|it| it["name"] == "Noor_Key__c").unwrap();
    assert_eq!((&added["unique"], &added["type"]), (&json!(true), &json!("string")));
    let behaviour = json!({ "duplicateRule": false });
    let (status, _) = call(Method::PUT, &format!("{control}/behaviour"), Some(behaviour)).await;
    assert_eq!(status, 204);
    assert!(!sim.salesforce().behaviour().duplicate_rule);
    let id = made["id"].as_str().unwrap();
    let gone = call(Method::DELETE, &format!("{control}/records/Contact/{id}"), None).await;
    assert_eq!(gone.0, 204);
    sim.reset();
    assert!(sim.salesforce().records("Contact").is_empty());
}

#[tokio::test]
async fn a_lost_answer_leaves_the_record() {
    let sim = simulator(Options::default()).await;
    let salesforce = Client::new(&sim).await;
    sim.faults().add(Fault::times("salesforce.create", 1, Effect::ResetAfter));
    let url = format!("{}{V}/sobjects/Contact", sim.salesforce_url());
    let request = client().post(url).bearer_auth(&salesforce.token);
    assert!(request.json(&json!({ "LastName": "Sara" })).send().await.is_err());
    assert_eq!(salesforce.names("LastName = 'Sara'").await, ["Sara"]);
}
