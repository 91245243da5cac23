//! Which fields each module has from the start. An administrator may add, drop and mark some later.

use super::fields::{Field, Kind};
use super::module::Module;

/// The name of the only pipeline.
pub(super) const PIPELINE: &str = "Standard (Standard)";

/// The stages of the pipeline, in its order.
pub(super) const STAGES: [&str; 12] = [
    "Qualification",
    "New Lead",
    "New Lead Saudi Arabia",
    "Negotiations",
    "Offer sent",
    "IN WORK",
    "Order confirmed",
    "Order sent to warehouse",
    "Consignment",
    "Order collected/delivered",
    "ON HOLD",
    "Closed Lost",
];

const LEAD_SOURCES: &[&str] =
    &["Chatbot", "WhatsApp", "Website", "Cold Call", "Employee Referral", "Trade Show"];
const SEGMENTS: &[&str] = &[
    "Wholesale",
    "Retail chain B2B",
    "Horeca",
    "Design Agency",
    "Developer",
    "End-client B2C",
    "E-commerce",
    "Supplier",
    "Manufacturer",
];
const TASK_STATUSES: &[&str] =
    &["Not Started", "Deferred", "In Progress", "Completed", "Waiting for input"];
const PRIORITIES: &[&str] = &["High", "Highest", "Low", "Lowest", "Normal"];

/// Fields that every module has.
const SYSTEM: [(&str, Kind); 6] = [
    ("id", Kind::System("bigint")),
    ("Created_Time", Kind::System("datetime")),
    ("Modified_Time", Kind::System("datetime")),
    ("Created_By", Kind::System("ownerlookup")),
    ("Modified_By", Kind::System("ownerlookup")),
    ("Owner", Kind::Owner),
];

const CONTACTS: [(&str, Kind); 32] = [
    ("First_Name", Kind::Text(40)),
    ("Last_Name", Kind::Text(80)),
    ("Full_Name", Kind::System("text")),
    ("Email", Kind::Email),
    ("Secondary_Email", Kind::Email),
    ("Phone", Kind::Phone),
    ("Mobile", Kind::Phone),
    ("Other_Phone", Kind::Phone),
    ("Home_Phone", Kind::Phone),
    ("Asst_Phone", Kind::Phone),
    ("Lead_Source", Kind::PickList(LEAD_SOURCES)),
    ("Title", Kind::Text(100)),
    ("Department", Kind::Text(50)),
    ("Date_of_Birth", Kind::Date),
    ("Email_Opt_Out", Kind::Boolean),
    ("Description", Kind::TextArea(32_000)),
    ("Mailing_Street", Kind::Text(250)),
    ("Mailing_City", Kind::Text(100)),
    ("Mailing_State", Kind::Text(100)),
    ("Mailing_Zip", Kind::Text(30)),
    ("Mailing_Country", Kind::Text(100)),
    ("Segment", Kind::MultiSelect(SEGMENTS)),
    ("Segment_type_of_business", Kind::Text(255)),
    ("Department_Treejar", Kind::Text(255)),
    ("Interest", Kind::Text(255)),
    ("WhatsApp", Kind::Text(255)),
    ("WhatsApp_chat", Kind::Text(255)),
    ("Telegram", Kind::Text(255)),
    ("Number_Of_Chats", Kind::Integer),
    ("Sales_Person", Kind::Text(255)),
    ("Country2", Kind::Text(255)),
    ("wazzup__Instagram", Kind::Text(255)),
];

const DEALS: [(&str, Kind); 25] = [
    ("Deal_Name", Kind::Text(120)),
    ("Stage", Kind::Stage),
    ("Pipeline", Kind::Pipeline),
    ("Contact_Name", Kind::Lookup(Module::Contacts)),
    ("Amount", Kind::Currency),
    ("Closing_Date", Kind::Date),
    ("Probability", Kind::Integer),
    ("Next_Step", Kind::Text(100)),
    ("Type", Kind::PickList(&["Existing Business", "New Business"])),
    ("Lead_Source", Kind::PickList(LEAD_SOURCES)),
    ("Description", Kind::TextArea(32_000)),
    ("Sales_Person", Kind::Text(255)),
    ("Sales_Person1", Kind::Text(255)),
    ("Promo_Code", Kind::Text(255)),
    ("utm_source", Kind::Text(255)),
    ("utm_medium", Kind::Text(255)),
    ("utm_campaign", Kind::Text(255)),
    ("utm_content", Kind::Text(255)),
    ("utm_term", Kind::Text(255)),
    ("Ad_ID", Kind::Text(255)),
    ("Ad_name", Kind::Text(255)),
    ("Ad_ID_text", Kind::Text(255)),
    ("GCLID", Kind::Text(255)),
    ("Ad_Campaign_Name", Kind::Text(255)),
    ("AdGroup_Name", Kind::Text(255)),
];

const NOTES: [(&str, Kind); 3] = [
    ("Note_Title", Kind::Text(120)),
    ("Note_Content", Kind::TextArea(65_535)),
    ("Parent_Id", Kind::Parent),
];

const TASKS: [(&str, Kind); 7] = [
    ("Subject", Kind::Text(255)),
    ("Due_Date", Kind::Date),
    ("Status", Kind::PickList(TASK_STATUSES)),
    ("Priority", Kind::PickList(PRIORITIES)),
    ("Description", Kind::TextArea(32_000)),
    ("Who_Id", Kind::Lookup(Module::Contacts)),
    ("What_Id", Kind::Lookup(Module::Deals)),
];

/// The fields of a module, those that Zoho writes itself first.
pub(super) fn fields(module: Module) -> Vec<Field> {
    let (own, mandatory): (&[(&str, Kind)], &[&str]) = match module {
        Module::Contacts => (&CONTACTS, &["Last_Name"]),
        Module::Deals => (&DEALS, &["Deal_Name", "Stage", "Pipeline"]),
        Module::Notes => (&NOTES, &["Note_Content", "Parent_Id"]),
        Module::Tasks => (&TASKS, &["Subject"]),
    };
    let all = SYSTEM.iter().chain(own);
    all.map(|(name, kind)| Field {
        name: (*name).to_owned(),
        kind: *kind,
        mandatory: mandatory.contains(name),
        unique: false,
    })
    .collect()
}
