//! Zoho CRM as a client meets it: records, the search and its lag, queries, blueprints.

use std::time::Duration;

use futures::future::join_all;
use noor_sim::{
    CrmBehaviour, CrmLimits, CrmWriteKind, Effect, Fault, Options, Simulator, ZohoBehaviour,
    ZohoContact, ZohoDeal, ZohoLimits, ZohoTransition,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{client, get_json, post_json, simulator};
use crate::zoho_client::{Client, answer};

const PHONE: &str = "+971500000001";

/// What a batch wrote: the id of its first row.
fn id(answer: &Value) -> String {
    let id = answer["data"][0]["details"]["id"].as_str();
    id.unwrap_or_else(|| panic!("no id in {answer}")).to_owned()
}

fn contact(last_name: &str) -> Value {
    json!({ "data": [{ "Last_Name": last_name, "Phone": PHONE, "Lead_Source": "Chatbot" }] })
}

fn deal(name: &str, stage: &str) -> Value {
    let deal = json!({ "Deal_Name": name, "Stage": stage, "Pipeline": "Standard (Standard)" });
    json!({ "data": [deal] })
}

async fn add(zoho: &Client<'_>, module: &str, body: Value) -> String {
    let (status, answer) = zoho.write(Method::POST, &format!("/{module}"), body).await;
    assert_eq!(status, 201, "{answer}");
    id(&answer)
}

fn behave(sim: &Simulator, crm: CrmBehaviour) {
    sim.zoho().set_behaviour(ZohoBehaviour { crm, ..ZohoBehaviour::default() });
}

fn names(answer: &Value, field: &str) -> Vec<String> {
    let rows = answer["data"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_contact_is_written_and_read_and_the_unknown_is_an_empty_answer() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let (status, added) = zoho.write(Method::POST, "/Contacts", contact("Sample Client")).await;
    let row = &added["data"][0];
    assert_eq!((status, &row["code"], &row["status"]), (201, &json!("SUCCESS"), &json!("success")));
    let id = id(&added);
    assert!(id.len() == 18 && id.bytes().all(|digit| digit.is_ascii_digit()));
    assert!(row["details"]["Created_Time"].as_str().unwrap().ends_with("+04:00"));

    let (_, read) = zoho.read(&format!("/Contacts/{id}")).await;
    let read = &read["data"][0];
    assert_eq!((&read["Phone"], &read["Full_Name"]), (&json!(PHONE), &json!("Sample Client")));
    assert_eq!((&read["First_Name"], &read["Owner"]["name"]), (&Value::Null, &json!("API User")));
    let (_, few) = zoho.read(&format!("/Contacts/{id}?fields=Phone")).await;
    assert_eq!(few["data"][0], json!({ "id": id, "Phone": PHONE }));

    assert_eq!(zoho.read("/Contacts/900000000000000001").await, (204, Value::Null));
    let (status, malformed) = zoho.read("/Contacts/abc").await;
    assert_eq!((status, &malformed["code"]), (400, &json!("INVALID_DATA")));
    assert_eq!(malformed.get("data"), None, "a refused call is flat");
    assert_eq!(sim.zoho().contacts()[0].phone.as_deref(), Some(PHONE));
}

#[tokio::test]
async fn both_versions_are_served_and_what_is_no_call_is_refused() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    add(&zoho, "Contacts", contact("Sample")).await;
    let v7 = zoho.crm(Method::GET, "/../v7/Contacts?fields=id");
    assert_eq!(answer(v7).await.0, 200);
    let (status, refused) = zoho.read("/Leads?fields=id").await;
    assert_eq!((status, &refused["code"]), (400, &json!("INVALID_MODULE")));
    let (status, refused) = zoho.read("/nowhere").await;
    assert_eq!((status, &refused["code"]), (404, &json!("INVALID_URL_PATTERN")));
    let (status, refused) = zoho.write(Method::PATCH, "/coql", json!({})).await;
    assert_eq!((status, &refused["code"]), (405, &json!("INVALID_REQUEST_METHOD")));
}

#[tokio::test]
async fn lists_need_fields_and_reach_two_thousand_rows_by_number_and_all_by_token() {
    let sim = simulator(Options::default()).await;
    assert_eq!(Client::new(&sim).await.read("/Contacts?fields=id").await.0, 204);
    for n in 0..2_100 {
        sim.zoho().put_contact(ZohoContact::new(format!("Client {n}"), PHONE));
    }
    let zoho = Client::new(&sim).await;
    let (status, refused) = zoho.read("/Contacts").await;
    assert_eq!((status, &refused["code"]), (400, &json!("REQUIRED_PARAM_MISSING")));
    let (_, last) = zoho.read("/Contacts?fields=Last_Name&page=10").await;
    let info = &last["info"];
    assert_eq!((&info["count"], &info["more_records"]), (&json!(200), &json!(true)));
    let (status, wall) = zoho.read("/Contacts?fields=Last_Name&page=11").await;
    assert_eq!((status, &wall["code"]), (400, &json!("DISCRETE_PAGINATION_LIMIT_EXCEEDED")));

    let token = info["next_page_token"].as_str().unwrap();
    let rest = format!("/Contacts?fields=Last_Name&page_token={token}");
    let (_, behind) = zoho.read(&rest).await;
    assert_eq!(
        (names(&behind, "Last_Name").len(), &behind["info"]["more_records"]),
        (100, &json!(false))
    );
    assert_eq!(names(&behind, "Last_Name")[99], "Client 0", "newest first");
    assert_eq!(zoho.read(&format!("{rest}&page=2")).await.0, 400);
    assert_eq!(zoho.read(&format!("/Deals?fields=id&page_token={token}")).await.0, 400);
    sim.clock().advance(Duration::from_hours(24));
    assert_eq!(Client::new(&sim).await.read(&rest).await.0, 400, "tokens live a day");
}

#[tokio::test]
async fn what_did_not_change_since_is_not_told() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let first = add(&zoho, "Deals", deal("First", "New Lead")).await;
    add(&zoho, "Deals", deal("Second", "New Lead")).await;
    let (_, read) = zoho.read(&format!("/Deals/{first}")).await;
    let since = read["data"][0]["Modified_Time"].as_str().unwrap().to_owned();
    let changed = || {
        let request = zoho.crm(Method::GET, "/Deals?fields=Deal_Name");
        answer(request.header("if-modified-since", &since))
    };
    sim.clock().advance(Duration::from_secs(10));
    let moved = json!({ "data": [{ "Stage": "Negotiations" }] });
    let deal = format!("/Deals/{first}");
    assert_eq!(zoho.write(Method::PUT, &deal, moved.clone()).await.0, 200);
    let (_, told, _) = changed().await;
    assert_eq!(names(&told, "Deal_Name"), ["First"]);
    let outdated = zoho.crm(Method::PUT, &deal).json(&moved).header("if-unmodified-since", &since);
    let (status, refused, _) = answer(outdated).await;
    assert_eq!((status, &refused["code"]), (412, &json!("ALREADY_MODIFIED")));

    assert_eq!(
        zoho.write(Method::DELETE, &format!("/Deals?ids={first},1"), json!(null)).await.0,
        207
    );
    assert_eq!(
        changed().await.0,
        304,
        "what is gone is told by nobody but the list of the removed"
    );
    let (_, removed) = zoho.read("/Deals/deleted?type=all").await;
    assert_eq!(names(&removed, "id"), [first]);
}

#[tokio::test]
async fn the_search_lags_and_a_query_does_not() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let id = add(&zoho, "Contacts", contact("Sample Client")).await;
    let search = "/Contacts/search?criteria=(Last_Name:equals:Sample)";
    assert_eq!(zoho.read(search).await, (204, Value::Null));
    let by_phone = format!("select Last_Name from Contacts where Phone = '{PHONE}'");
    let (_, asked) = zoho.query(&by_phone).await;
    assert_eq!(asked["data"], json!([{ "id": id, "Last_Name": "Sample Client" }]));
    assert_eq!(asked["info"], json!({ "count": 1, "more_records": false }));

    sim.clock().advance(Duration::from_secs(5));
    assert_eq!(names(&zoho.read(search).await.1, "id"), [id.as_str()]);
    let renamed = json!({ "data": [{ "Last_Name": "Renamed" }] });
    zoho.write(Method::PUT, &format!("/Contacts/{id}"), renamed).await;
    let (_, stale) = zoho.read(search).await;
    assert_eq!(names(&stale, "Last_Name"), ["Sample Client"], "the index shows what was");
    sim.clock().advance(Duration::from_secs(5));
    assert_eq!(zoho.read(search).await.0, 204);

    behave(&sim, CrmBehaviour { search_lag_seconds: 0, ..CrmBehaviour::default() });
    add(&zoho, "Contacts", contact("Sample Two")).await;
    assert_eq!(zoho.read(search).await.0, 200);
}

#[tokio::test]
async fn equals_means_contains_and_values_are_escaped() {
    let sim = simulator(Options::default()).await;
    let put = |name: &str, source: &str| {
        let fields = json!({ "Last_Name": name, "Lead_Source": source });
        sim.zoho().put_record("Contacts", &fields).unwrap()
    };
    put("Sample (Dubai), Trading", "Chatbot");
    put("Sample", "Website");
    put("Other", "Chatbot");
    let zoho = Client::new(&sim).await;
    let found = async |criteria: &str| {
        let request = zoho.crm(Method::GET, "/Contacts/search").query(&[("criteria", criteria)]);
        let (status, found, _) = answer(request).await;
        (status, if status == 200 { names(&found, "Last_Name") } else { Vec::new() })
    };
    let both = ["Sample", "Sample (Dubai), Trading"];
    assert_eq!(found("(Last_Name:equals:samp)").await.1, both);
    assert_eq!(
        found("((Last_Name:equals:Sample)and(Lead_Source:equals:Website))").await.1,
        ["Sample"]
    );
    assert_eq!(
        found("(Last_Name:equals:Oth)or(Lead_Source:equals:Website)").await.1,
        ["Other", "Sample"]
    );
    assert_eq!(found("(Lead_Source:equals:Chat)").await.0, 204, "pick lists are compared whole");
    assert_eq!(found(r"(Last_Name:equals:Sample \(Dubai\)\, Trading)").await.1, [both[1]]);
    assert_eq!(found("(Last_Name:starts_with:oth)").await.1, ["Other"]);
    assert_eq!(found("(Last_Name:in:Other,Nobody)").await.1, ["Other"]);
    assert_eq!(found("(Created_Time:greater_than:2020-01-01T00:00:00+04:00)").await.1.len(), 3);
    for wrong in ["(Last_Name:equals:a(b)", "(Last_Name:is:a)", "(Nickname:equals:a)", "Last_Name"]
    {
        assert_eq!(found(wrong).await.0, 400, "{wrong}");
    }
    let many = ["(Last_Name:equals:a)"; 11].join("or");
    assert_eq!(found(&many).await.0, 400, "ten conditions at the most");
}

#[tokio::test]
async fn of_several_search_parameters_only_the_highest_counts() {
    let sim = simulator(Options::default()).await;
    let email = |email: &str| Some(email.to_owned());
    let new = ZohoContact::new;
    sim.zoho().put_contact(ZohoContact { email: email("a@shop.example"), ..new("A", PHONE) });
    sim.zoho()
        .put_contact(ZohoContact { email: email("b@shop.example"), ..new("B", "0500000002") });
    let zoho = Client::new(&sim).await;
    let found = async |query: &str| {
        let (status, found) =
            zoho.read(&format!("/Contacts/search?fields=Last_Name&{query}")).await;
        (status, if status == 200 { names(&found, "Last_Name") } else { Vec::new() })
    };
    assert_eq!(found("word=shop&phone=0500000002&email=a@shop").await.1, ["A"]);
    assert_eq!(found("word=shop&phone=0500000002").await.1, ["B"]);
    assert_eq!(found("word=shop").await.1, ["B", "A"]);
    assert_eq!(found("phone=%2B971500000001").await.1, ["A"]);
    assert_eq!(found("phone=+971500000001").await.0, 204, "a bare plus is a space");
    assert_eq!(found("phone=500000001").await.1, ["A"]);
    for wrong in ["phone=12", "phone=0500x", "word=a", "page=1"] {
        assert_eq!(found(wrong).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn queries_have_conditions_in_pairs() {
    let sim = simulator(Options::default()).await;
    let buyer = sim.zoho().put_contact(ZohoContact::new("O'Sample", PHONE));
    for (name, amount) in [("Noor 1", 10), ("Noor 2", 20), ("Other", 30)] {
        let contact = (name != "Other").then(|| buyer.clone());
        let amount = Some(amount.into());
        sim.zoho().put_deal(ZohoDeal { contact, amount, ..ZohoDeal::new(name, "New Lead") });
    }
    let zoho = Client::new(&sim).await;
    let found = async |rest: &str| {
        let (status, found) = zoho.query(&format!("select Deal_Name from Deals {rest}")).await;
        assert_eq!(status, 200, "{rest}: {found}");
        names(&found, "Deal_Name")
    };
    assert_eq!(
        found("where Deal_Name like 'noor%' order by Amount desc").await,
        ["Noor 2", "Noor 1"]
    );
    assert_eq!(found("where Contact_Name is null").await, ["Other"]);
    assert_eq!(found("where Contact_Name.Last_Name = 'O''Sample' limit 1, 5").await, ["Noor 2"]);
    assert_eq!(found(&format!("where Contact_Name = '{buyer}' limit 1")).await, ["Noor 1"]);
    assert_eq!(found("where Deal_Name in ('Other', 'x')").await, ["Other"]);
    assert_eq!(
        found("where ((Amount >= 20 and Stage != 'IN WORK') and Amount between 25 and 30)").await,
        ["Other"]
    );
    assert_eq!(found("where Amount > 10 limit 1 offset 1").await, ["Other"]);
    let code = async |query: &str| {
        let (status, refused) = zoho.query(query).await;
        (status, refused["code"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |code: &str| (400, code.to_owned());
    assert_eq!(code("select id from Deals where Deal_Name = 'none'").await, (204, String::new()));
    assert_eq!(code("select id from Deals").await, refused("SYNTAX_ERROR"));
    let flat = "select id from Deals where id is not null and Amount > 1 and Amount < 9";
    assert_eq!(code(flat).await, refused("SYNTAX_ERROR"));
    assert_eq!(
        code("select Colour from Deals where id is not null").await,
        refused("INVALID_QUERY")
    );
    assert_eq!(code("select id from Leads where id is not null").await, refused("INVALID_MODULE"));
    let over = "select id from Deals where id is not null limit 2001";
    assert_eq!(code(over).await, refused("LIMIT_EXCEEDED"));
    let (status, empty) = zoho.write(Method::POST, "/coql", json!({})).await;
    assert_eq!((status, &empty["code"]), (400, &json!("MANDATORY_NOT_FOUND")));
}

#[tokio::test]
async fn rows_are_refused_one_by_one() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let refused = async |module: &str, row: Value| {
        let body = json!({ "data": [row] });
        let (status, answer) = zoho.write(Method::POST, &format!("/{module}"), body).await;
        let row = &answer["data"][0];
        assert_eq!((status, &row["status"]), (400, &json!("error")), "{answer}");
        (row["code"].as_str().unwrap().to_owned(), row["details"]["api_name"].clone())
    };
    let code = |code: &str, field: &str| (code.to_owned(), json!(field));
    assert_eq!(refused("Contacts", json!({})).await, code("MANDATORY_NOT_FOUND", "Last_Name"));
    let unknown = json!({ "Last_Name": "A", "Shoe_Size": 43 });
    assert_eq!(refused("Contacts", unknown).await, code("INVALID_DATA", "Shoe_Size"));
    let wrong = json!({ "Last_Name": "A", "Email": "nobody" });
    assert_eq!(refused("Contacts", wrong).await, code("INVALID_DATA", "Email"));
    let several = json!({ "Last_Name": 5, "Email": "nobody" });
    assert_eq!(refused("Contacts", several).await.0, "MULTIPLE_OR_MULTI_ERRORS");
    let row = |stage: &str, amount: Value| {
        let mut row = deal("D", stage)["data"][0].clone();
        row["Amount"] = amount;
        row
    };
    assert_eq!(refused("Deals", row("Won", json!(1))).await, code("INVALID_DATA", "Stage"));
    assert_eq!(refused("Deals", row("IN WORK", json!("1"))).await, code("INVALID_DATA", "Amount"));
    let orphan = json!({ "Deal_Name": "D", "Stage": "IN WORK", "Pipeline": "Standard (Standard)",
        "Contact_Name": { "id": "900000000000000009" } });
    assert_eq!(refused("Deals", orphan).await, code("INVALID_DATA", "Contact_Name"));
    behave(&sim, CrmBehaviour { unknown_stage_is_invalid: false, ..CrmBehaviour::default() });
    assert_eq!(refused("Deals", row("Won", json!(1))).await, code("DEPENDENT_MISMATCH", "Stage"));

    let mixed = json!({ "data": [{ "Last_Name": "Kept" }, { "Phone": PHONE }], "trigger": [] });
    let (status, answer) = zoho.write(Method::POST, "/Contacts", mixed).await;
    let statuses = [&answer["data"][0]["status"], &answer["data"][1]["status"]];
    assert_eq!((status, statuses), (207, [&json!("success"), &json!("error")]));
    let write = sim.zoho().crm_writes().pop().unwrap();
    assert_eq!((write.kind, write.rows, write.ids.len()), (CrmWriteKind::Insert, 2, 1));
    assert_eq!(write.trigger, Some(Vec::new()));
    let many: Vec<Value> = (0..101).map(|n| json!({ "Last_Name": n.to_string() })).collect();
    assert_eq!(zoho.write(Method::POST, "/Contacts", json!({ "data": many })).await.0, 400);
}

#[tokio::test]
async fn only_unique_fields_are_kept_unique() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let first = add(&zoho, "Contacts", contact("First")).await;
    add(&zoho, "Contacts", contact("Second with the same phone")).await;
    let mut by_phone = contact("Third");
    by_phone["duplicate_check_fields"] = json!(["Phone"]);
    let upsert =
        async |body: &Value| zoho.write(Method::POST, "/Contacts/upsert", body.clone()).await;
    let (status, refused) = upsert(&by_phone).await;
    assert_eq!((status, &refused["code"]), (400, &json!("INVALID_DATA")));

    assert!(sim.zoho().mark_unique("Contacts", "Phone"));
    let (status, twin) = zoho.write(Method::POST, "/Contacts", contact("Third")).await;
    let row = &twin["data"][0];
    assert_eq!((status, &row["code"]), (400, &json!("DUPLICATE_DATA")));
    assert_eq!(
        (&row["details"]["id"], &row["details"]["duplicate_record"]["id"]),
        (&json!(first), &json!(first))
    );
    sim.zoho().remove_record(&sim.zoho().contacts()[1].id);
    let (status, updated) = upsert(&by_phone).await;
    let row = &updated["data"][0];
    assert_eq!(
        (status, &row["action"], &row["duplicate_field"]),
        (200, &json!("update"), &json!("Phone"))
    );
    assert_eq!(sim.zoho().contacts()[0].last_name, "Third");
    by_phone["data"][0]["Phone"] = json!("+971500000002");
    let (status, added) = upsert(&by_phone).await;
    let row = &added["data"][0];
    assert_eq!(
        (status, &row["action"], &row["duplicate_field"]),
        (200, &json!("insert"), &Value::Null)
    );

    let mut same_title = deal("Same title", "New Lead");
    let deal = add(&zoho, "Deals", same_title.clone()).await;
    same_title["data"][0]["Stage"] = json!("IN WORK");
    let (_, merged) = zoho.write(Method::POST, "/Deals/upsert", same_title).await;
    assert_eq!(id(&merged), deal, "two deals of one title become one");
}

#[tokio::test]
async fn a_deal_under_a_blueprint_moves_by_transitions_only() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let deal_id = add(&zoho, "Deals", deal("Noor 1", "New Lead")).await;
    let url = format!("/Deals/{deal_id}/actions/blueprint");
    let (status, free) = zoho.read(&url).await;
    assert_eq!((status, &free["code"]), (400, &json!("RECORD_NOT_IN_PROCESS")));
    assert!(sim.zoho().lock_in_blueprint(&deal_id));
    let direct = json!({ "data": [{ "Stage": "Negotiations" }] });
    let (status, refused) = zoho.write(Method::PUT, &format!("/Deals/{deal_id}"), direct).await;
    assert_eq!((status, &refused["data"][0]["code"]), (400, &json!("RECORD_IN_BLUEPRINT")));
    let step = |id: &str, from: &str, to: &str, mandatory: &[&str]| ZohoTransition {
        id: id.to_owned(),
        name: format!("{from} to {to}"),
        from: from.to_owned(),
        to: to.to_owned(),
        mandatory: mandatory.iter().map(|field| (*field).to_owned()).collect(),
        criteria_matched: id != "73",
    };
    sim.zoho().set_transitions(vec![
        step("71", "New Lead", "Negotiations", &["Amount"]),
        step("72", "Negotiations", "Offer sent", &[]),
        step("73", "New Lead", "Closed Lost", &[]),
    ]);
    let (_, told) = zoho.read(&url).await;
    let told = &told["blueprint"];
    assert_eq!(told["process_info"]["field_value"], "New Lead");
    let first = &told["transitions"][0];
    assert_eq!(
        (&first["next_field_value"], &first["fields"][0]["api_name"]),
        (&json!("Negotiations"), &json!("Amount"))
    );
    assert_eq!(
        (&first["next_transitions"][0]["id"], &told["transitions"][1]["criteria_matched"]),
        (&json!("72"), &json!(false))
    );

    let take = async |id: &str, data: Value| {
        let body = json!({ "blueprint": [{ "transition_id": id, "data": data }] });
        let (status, answer) = zoho.write(Method::PUT, &url, body).await;
        (
            status,
            format!("{} {}", answer["code"].as_str().unwrap(), answer["message"].as_str().unwrap()),
        )
    };
    assert_eq!(take("72", json!({})).await.0, 400, "not from here");
    assert_eq!(take("73", json!({})).await.0, 400, "its criteria do not match");
    let partial = take("71", json!({})).await;
    assert_eq!(partial, (200, "SUCCESS transition saved partially".to_owned()));
    assert_eq!(sim.zoho().deals()[0].stage, "New Lead");
    let whole = take("71", json!({ "Amount": 12_500, "Notes": "by Noor" })).await;
    assert_eq!(whole, (200, "SUCCESS transition updated successfully".to_owned()));
    let moved = sim.zoho().deals().remove(0);
    assert_eq!((moved.stage.as_str(), moved.amount), ("Negotiations", Some(12_500.into())));
    assert_eq!(sim.zoho().notes()[0].content, "by Noor");
}

#[tokio::test]
async fn notes_files_and_deals_hang_on_records() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let buyer = add(&zoho, "Contacts", contact("Sample")).await;
    let mut linked = deal("Noor 1", "New Lead");
    linked["data"][0]["Contact_Name"] = json!({ "id": buyer });
    let deal_id = add(&zoho, "Deals", linked).await;
    let deals = format!("/Contacts/{buyer}/Deals?fields=Deal_Name,Contact_Name");
    let (_, related) = zoho.read(&deals).await;
    assert_eq!(related["data"][0]["Contact_Name"], json!({ "name": "Sample", "id": buyer }));

    let notes = format!("/Deals/{deal_id}/Notes");
    assert_eq!(zoho.read(&format!("{notes}?fields=Note_Title")).await.0, 204);
    let parent = json!({ "module": { "api_name": "Deals" }, "id": deal_id });
    let whole = json!({ "Note_Title": "One", "Note_Content": "…", "Parent_Id": parent });
    add(&zoho, "Notes", json!({ "data": [whole] })).await;
    let short = json!({ "data": [{ "Note_Title": "Two", "Note_Content": "…" }] });
    assert_eq!(zoho.write(Method::POST, &notes, short).await.0, 201);
    assert_eq!(zoho.read(&notes).await.0, 400, "fields are mandatory");
    let (_, listed) = zoho.read(&format!("{notes}?fields=Note_Title,Parent_Id")).await;
    assert_eq!(names(&listed, "Note_Title"), ["Two", "One"]);
    assert_eq!(listed["data"][0]["Parent_Id"]["name"], "Noor 1");
    let long = json!({ "data": [{ "Note_Title": "x".repeat(121), "Note_Content": "…" }] });
    assert_eq!(zoho.write(Method::POST, &notes, long).await.0, 400);
    assert_eq!(sim.zoho().notes().len(), 2);

    let files = format!("/Deals/{deal_id}/Attachments");
    let part = reqwest::multipart::Part::bytes(b"%PDF-1.4".to_vec()).file_name("offer.pdf");
    let form = reqwest::multipart::Form::new().part("file", part);
    let (status, added, _) = answer(zoho.crm(Method::POST, &files).multipart(form)).await;
    assert_eq!(status, 200, "{added}");
    let (_, listed) = zoho.read(&format!("{files}?fields=id,File_Name,Size")).await;
    let told = json!({ "id": id(&added), "File_Name": "offer.pdf", "Size": "8" });
    assert_eq!(listed["data"][0], told);
    let file = zoho.crm(Method::GET, &format!("{files}/{}", id(&added))).send().await.unwrap();
    assert_eq!(&file.bytes().await.unwrap()[..], b"%PDF-1.4");
    assert_eq!(zoho.write(Method::POST, &files, json!({})).await.0, 400);
    let large = reqwest::multipart::Part::bytes(vec![0; (20 << 20) + 1]).file_name("large.pdf");
    let form = reqwest::multipart::Form::new().part("file", large);
    assert_eq!(answer(zoho.crm(Method::POST, &files).multipart(form)).await.0, 413);
    assert_eq!(sim.zoho().attachments().len(), 1);
}

#[tokio::test]
async fn fields_stages_users_and_the_organization_are_told() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    assert!(
        sim.zoho().remove_field("Contacts", "Telegram")
            && sim.zoho().add_field("Contacts", "Colour")
    );
    assert!(sim.zoho().mark_unique("Contacts", "Mobile"));
    let (_, told) = zoho.read("/settings/fields?module=Contacts").await;
    let fields = told["fields"].as_array().unwrap();
    let field = |name: &str| fields.iter().find(|field| field["api_name"] == name);
    assert_eq!(field("Mobile").unwrap()["unique"], json!({ "casesensitive": "false" }));
    assert_eq!(field("Last_Name").unwrap()["system_mandatory"], true);
    assert!(field("Telegram").is_none() && field("Colour").is_some());
    let gone = json!({ "data": [{ "Last_Name": "A", "Telegram": "@a" }] });
    assert_eq!(zoho.write(Method::POST, "/Contacts", gone).await.0, 400);

    let (_, layouts) = zoho.read("/settings/layouts?module=Deals").await;
    let layout = layouts["layouts"][0]["id"].as_str().unwrap();
    let (_, told) = zoho.read(&format!("/settings/pipeline?layout_id={layout}")).await;
    let pipeline = &told["pipeline"][0];
    assert_eq!(pipeline["display_value"], "Standard (Standard)");
    assert_eq!(pipeline["maps"].as_array().unwrap().len(), 12);
    assert_eq!(pipeline["maps"][9]["display_value"], "Order collected/delivered");
    assert_eq!(zoho.read("/users?type=ActiveUsers").await.1["users"][0]["status"], "active");
    assert_eq!(zoho.read("/org").await.1["org"][0]["iso_code"], "AED");
    assert_eq!(zoho.read("/settings/fields?module=Leads").await.1["code"], "INVALID_MODULE");
}

#[tokio::test]
async fn a_call_needs_the_right_header_a_living_token_and_its_scopes() {
    let sim = simulator(Options::default()).await;
    let url = format!("{}/crm/v8/Contacts?fields=id", sim.zoho_api_url());
    for header in [None, Some("Bearer 1000.x"), Some("Zoho-oauthtoken 1000.dead")] {
        let request = client().get(&url);
        let request =
            header.into_iter().fold(request, |request, it| request.header("authorization", it));
        let (status, refused, _) = answer(request).await;
        assert_eq!((status, &refused["code"]), (401, &json!("INVALID_TOKEN")), "{header:?}");
    }
    let narrow = sim.zoho().grant("ZohoCRM.modules.contacts.READ,ZohoCRM.coql.READ");
    let narrow = Client::of(&sim, &narrow).await;
    assert_eq!(narrow.read("/Contacts?fields=id").await.0, 204);
    let (status, refused) = narrow.read("/Deals?fields=id").await;
    assert_eq!((status, &refused["code"]), (401, &json!("OAUTH_SCOPE_MISMATCH")));
    assert_eq!(narrow.query("select id from Deals where id is not null").await.0, 401);
    assert_eq!(narrow.query("select id from Contacts where id is not null").await.0, 204);
    assert_eq!(
        narrow.read("/Contacts/search?word=ab").await.0,
        401,
        "the search has a scope of its own"
    );
    let open = CrmBehaviour { search_scope: false, scope_status: 403, ..CrmBehaviour::default() };
    behave(&sim, open);
    assert_eq!(narrow.read("/Contacts/search?word=ab").await.0, 204);
    assert_eq!(narrow.write(Method::POST, "/Contacts", contact("A")).await.0, 403);
    let wide = sim.zoho().grant("ZohoCRM.modules.ALL");
    let wide = Client::of(&sim, &wide).await;
    assert_eq!(wide.write(Method::POST, "/Contacts", contact("A")).await.0, 201);
    sim.zoho().kill_tokens();
    assert_eq!(wide.read("/Contacts?fields=id").await.0, 401);
}

#[tokio::test]
async fn credits_run_out_and_too_many_calls_at_once_are_refused() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let limit = |crm: CrmLimits| sim.zoho().set_limits(ZohoLimits { crm, ..ZohoLimits::default() });
    limit(CrmLimits { credits: Some(6), ..CrmLimits::default() });
    let rows: Vec<Value> = (0..25).map(|n| json!({ "Last_Name": n.to_string() })).collect();
    let (status, _, headers) =
        answer(zoho.crm(Method::POST, "/Contacts").json(&json!({ "data": rows }))).await;
    assert_eq!((status, &headers["x-api-credits-remaining"]), (201, &"3".parse().unwrap()));
    for _ in 0..3 {
        assert_eq!(zoho.read("/Contacts?fields=id").await.0, 200);
    }
    let (status, refused) = zoho.read("/Contacts?fields=id").await;
    assert_eq!((status, &refused["code"]), (429, &json!("TOO_MANY_REQUESTS")));

    limit(CrmLimits { parallel: Some(3), parallel_queries: Some(1), ..CrmLimits::default() });
    sim.faults().add(Fault::always("zoho.crm.*", Effect::Delay { ms: 400 }));
    let calls = join_all((0..4).map(|_| zoho.read("/Contacts?fields=id"))).await;
    assert_eq!(calls.iter().filter(|(status, _)| *status == 429).count(), 1);
    let query = "select id from Contacts where id is not null";
    let queries = join_all((0..2).map(|_| zoho.query(query))).await;
    assert_eq!(queries.iter().filter(|(status, _)| *status == 429).count(), 1);
    sim.faults().clear();
    assert_eq!(zoho.query(query).await.0, 200, "nothing stays open");
}

#[tokio::test]
async fn a_lost_answer_has_been_written_and_other_faults_write_nothing() {
    let sim = simulator(Options::default()).await;
    let zoho = Client::new(&sim).await;
    let send = || zoho.crm(Method::POST, "/Deals").json(&deal("Noor 1", "New Lead")).send();
    sim.faults().add(Fault::times("zoho.crm.deals.insert", 1, Effect::ResetAfter));
    assert!(send().await.is_err());
    let (_, found) = zoho.query("select id from Deals where Deal_Name = 'Noor 1'").await;
    assert_eq!(found["info"]["count"], 1, "the reset came after the commit");
    let status = |status: u16, body: Value| Effect::Status {
        status,
        body: Some(body),
        retry_after: None,
        done: false,
    };
    let dead = json!({ "code": "INVALID_TOKEN", "details": {}, "message": "", "status": "error" });
    let busy = json!({ "data": [{ "code": "RECORD_LOCKED", "status": "error" }] });
    for effect in [
        status(401, dead),
        status(200, busy),
        status(500, json!({})),
        Effect::HtmlBody { status: 200 },
    ] {
        sim.faults().add(Fault::times("zoho.crm.deals.*", 1, effect));
        assert!(send().await.is_ok());
    }
    assert_eq!(sim.zoho().deals().len(), 1);
    sim.faults().add(Fault::times("zoho.crm.deals.insert", 1, Effect::TruncatedBody));
    let torn = match send().await {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(error) => !error.is_timeout(),
    };
    assert!(torn);
    assert_eq!(sim.zoho().deals().len(), 2);
    assert_eq!(sim.requests().count("zoho.crm.deals.insert"), 6);
}

#[tokio::test]
async fn the_crm_is_steered_over_http_and_forgets_on_reset() {
    let sim = simulator(Options::default()).await;
    let control = format!("{}/__sim/zoho/crm", sim.url());
    let (status, put) =
        post_json(&format!("{control}/Deals"), deal("D", "IN WORK")["data"][0].clone()).await;
    assert_eq!(status, 200, "{put}");
    let bad = post_json(&format!("{control}/Deals"), json!({ "Deal_Name": "D" })).await;
    assert!(bad.0 == 400 && bad.1["error"].as_str().unwrap().contains("MULTI_ERRORS"), "{bad:?}");
    let locked = post_json(&format!("{control}/blueprint"), json!({ "deal": put["id"] })).await;
    assert_eq!(locked.0, 204);
    let unique = json!({ "module": "Contacts", "field": "Phone" });
    assert_eq!(post_json(&format!("{control}/unique"), unique).await.0, 204);
    let nowhere = json!({ "module": "Contacts", "field": "Nowhere" });
    assert_eq!(post_json(&format!("{control}/unique"), nowhere).await.0, 404);
    assert_eq!(get_json(&format!("{control}/Deals")).await.1[0]["Stage"], "IN WORK");
    assert_eq!(get_json(&format!("{control}/Leads")).await.0, 404);
    sim.reset();
    assert!(sim.zoho().deals().is_empty() && sim.zoho().crm_writes().is_empty());
}
