//! `[zoho]`: the account in Zoho and how it may be used.
//!
//! Owns what has to be there before anything of Zoho's can be used.

use std::time::Duration;

use noor_providers::zoho::data_centre::DataCentre;
use secrecy::SecretString;
use url::Url;

use super::reader::Reader;

/// `[zoho]`.
#[derive(Clone, Debug)]
pub struct ZohoSettings {
    /// Where the account lives.
    pub data_centre: DataCentre,
    /// The self client's id.
    pub client_id: String,
    /// The self client's secret.
    pub client_secret: SecretString,
    /// What access tokens are made of.
    pub refresh_token: SecretString,
    /// The organization in Zoho Inventory; empty where nobody asks it.
    pub organization_id: String,
    /// Which items are end products.
    pub end_products: EndProducts,
    /// Calls of Zoho Inventory a minute of all processes together.
    pub calls_a_minute: u32,
    /// How long one attempt of a call may take.
    pub timeout: Duration,
    /// Where tokens are given, if not where the data centre gives them.
    pub accounts_url: Option<Url>,
    /// Where the API is, if not where the data centre has it.
    pub api_url: Option<Url>,
}

/// What asks Zoho.
#[derive(Clone, Copy, Debug)]
pub(super) struct ZohoUses {
    /// Who counts the stock, and the book of orders with it.
    pub(super) inventory: bool,
    /// The CRM.
    pub(super) crm: bool,
}

impl ZohoUses {
    /// The setting that needs the account.
    fn first(self) -> Option<&'static str> {
        match self {
            Self { inventory: true, .. } => Some("inventory.vendor"),
            Self { crm: true, .. } => Some("crm.vendor"),
            Self { inventory: false, crm: false } => None,
        }
    }
}

/// Which items are end products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndProducts {
    /// The field that says so; `None`: every item is one.
    pub field: Option<String>,
    /// Whether an item without the field is none.
    pub required: bool,
}

impl ZohoSettings {
    /// `None` if no `uses` need them, or something is missing, which is told.
    pub(super) fn read(from: &mut Reader<'_>, uses: ZohoUses) -> Option<Self> {
        let web = ["https", "http"];
        let centre = from.text("zoho.data_centre");
        let client_id = from.text("zoho.client_id");
        let client_secret = from.secret("zoho.client_secret");
        let refresh_token = from.secret("zoho.refresh_token");
        let organization = from.text("zoho.organization_id");
        let end_products = EndProducts {
            field: from.text("zoho.end_product_field"),
            required: from.flag("zoho.end_product_required"),
        };
        let calls_a_minute = from.number("zoho.calls_a_minute", 1..=100);
        let minute = Duration::from_mins(1);
        let timeout = from.duration("zoho.timeout", Duration::from_secs(1)..=minute);
        let accounts_url = from.url("zoho.accounts_url", &web);
        let api_url = from.url("zoho.api_url", &web);
        let data_centre = centre.and_then(|letters| data_centre(from, &letters));
        let organization_id = organization.and_then(|id| digits(from, id));
        let Some(needed_by) = uses.first() else {
            let spoken_for = from.is_chosen("inventory.vendor") || from.is_chosen("crm.vendor");
            if refresh_token.is_some() && !spoken_for {
                let warning = "zoho.refresh_token is set and nothing uses it; inventory.vendor = \
                               \"zoho\" or crm.vendor = \"zoho\" would.";
                from.warnings.push(warning.to_owned());
            }
            return None;
        };
        let organization_id = organization_id.or_else(|| (!uses.inventory).then(String::new));
        for (key, there, advice) in [
            ("zoho.data_centre", data_centre.is_some(), "Write the end of its address: eu, ae."),
            ("zoho.client_id", client_id.is_some(), "Copy it from Zoho's API console."),
            ("zoho.client_secret", client_secret.is_some(), "Copy it from Zoho's API console."),
            (
                "zoho.refresh_token",
                refresh_token.is_some(),
                "docs/how-to/inventory.md tells how to get one.",
            ),
            (
                "zoho.organization_id",
                organization_id.is_some(),
                "Copy it from \"Manage organizations\" in Zoho Inventory.",
            ),
        ] {
            if !there && !from.is_rejected(key) {
                from.reject(key, &format!("{needed_by} zoho needs it."), advice);
            }
        }
        Some(Self {
            data_centre: data_centre?,
            client_id: client_id?,
            client_secret: client_secret?,
            refresh_token: refresh_token?,
            organization_id: organization_id?,
            end_products,
            calls_a_minute,
            timeout,
            accounts_url,
            api_url,
        })
    }
}

fn data_centre(from: &mut Reader<'_>, letters: &str) -> Option<DataCentre> {
    let centre = letters.parse::<DataCentre>();
    if centre.is_err() {
        let names = DataCentre::ALL.map(DataCentre::letters).join(", ");
        let problem = format!("{letters:?} is no data centre of Zoho's.");
        from.reject("zoho.data_centre", &problem, &format!("Choose: {names}."));
    }
    centre.ok()
}

fn digits(from: &mut Reader<'_>, id: String) -> Option<String> {
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(id);
    }
    let advice = "Copy its digits from \"Manage organizations\" in Zoho Inventory.";
    from.reject("zoho.organization_id", "an organization's id is made of digits.", advice);
    None
}
