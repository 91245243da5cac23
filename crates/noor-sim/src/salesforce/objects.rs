//! The fields that objects have from the start, and what their lists hold.

use super::schema::{Field, Kind, Object};

/// The record types of opportunities: id, name, API name.
pub(super) const RECORD_TYPES: [(&str, &str, &str); 2] = [
    ("012000000000000AAA", "Master", "Master"),
    ("0125g000000ABCDAA4", "Online shop", "Online_Shop"),
];
/// The stages of opportunities, as they are stored and as people see them.
const STAGES: [(&str, &str); 8] = [
    ("New Lead", "New Lead"),
    ("Negotiations", "Negotiations"),
    ("Offer sent", "Offer sent"),
    ("Order confirmed", "Order confirmed"),
    ("Delivered", "Order collected/delivered"),
    ("ON HOLD", "ON HOLD"),
    ("Warehouse", "In the warehouse"),
    ("Closed Lost", "Closed Lost"),
];
const SOURCES: [(&str, &str); 3] =
    [("Web", "Web"), ("Chatbot", "Chatbot"), ("Phone Inquiry", "Phone Inquiry")];
const SEGMENTS: [(&str, &str); 3] =
    [("Horeca", "Horeca"), ("Wholesale", "Wholesale"), ("Developer", "Developer")];
const STATUSES: [(&str, &str); 3] =
    [("Not Started", "Not Started"), ("In Progress", "In Progress"), ("Completed", "Completed")];
const PRIORITIES: [(&str, &str); 2] = [("High", "High"), ("Normal", "Normal")];

/// The fields of an object.
pub(super) fn fields(object: Object) -> Vec<Field> {
    let text = |name: &str, length: usize| Field::new(name, Kind::Text, length);
    let area = |name: &str| Field::new(name, Kind::Area, 32_000);
    let phone = |name: &str| Field::new(name, Kind::Phone, 40);
    let to = |name: &str, of: &'static [Object]| Field::new(name, Kind::Reference(of), 18);
    let own = match object {
        Object::Contact => {
            let segments = Field::picked("Segment__c", &SEGMENTS);
            vec![
                text("FirstName", 40),
                text("LastName", 80).required(),
                text("Name", 121).by_the_system(),
                Field::new("Email", Kind::Email, 80),
                phone("Phone"),
                phone("MobilePhone"),
                phone("HomePhone"),
                phone("OtherPhone"),
                phone("AssistantPhone"),
                phone("Fax"),
                text("Title", 128),
                text("Department", 80),
                text("MailingCity", 40),
                area("Description"),
                Field::picked("LeadSource", &SOURCES),
                Field { kind: Kind::PickedMany, ..segments },
            ]
        }
        Object::Opportunity => vec![
            text("Name", 120).required(),
            Field::picked("StageName", &STAGES).required(),
            Field::new("CloseDate", Kind::Date, 0).required(),
            Field::new("Amount", Kind::Currency, 0),
            Field::new("Probability", Kind::Percent, 0),
            to("ContactId", &[Object::Contact]).only_as_it_is_made(),
            to("RecordTypeId", &[]),
            text("NextStep", 255),
            area("Description"),
            Field::picked("LeadSource", &SOURCES),
            Field::new("IsClosed", Kind::Flag, 0).by_the_system(),
        ],
        Object::OpportunityContactRole => vec![
            to("OpportunityId", &[Object::Opportunity]).required().only_as_it_is_made(),
            to("ContactId", &[Object::Contact]).required(),
            text("Role", 40),
            Field::new("IsPrimary", Kind::Flag, 0),
        ],
        Object::Task => vec![
            Field::new("Subject", Kind::Suggested, 255),
            area("Description"),
            Field::new("ActivityDate", Kind::Date, 0),
            Field::picked("Status", &STATUSES),
            Field::picked("Priority", &PRIORITIES),
            to("WhoId", &[Object::Contact]),
            to("WhatId", &[Object::Opportunity]),
        ],
    };
    let system = [
        ("Id", Kind::Id, 18),
        ("CreatedDate", Kind::Time, 0),
        ("LastModifiedDate", Kind::Time, 0),
        ("IsDeleted", Kind::Flag, 0),
    ];
    let system = system.map(|(name, kind, length)| Field::new(name, kind, length).by_the_system());
    system.into_iter().chain(own).collect()
}
