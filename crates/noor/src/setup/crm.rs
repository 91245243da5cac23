//! Who keeps contacts and deals.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use noor_providers::crm::Crm;
use noor_providers::crm::hubspot::{self, HubSpotCrm};
use noor_providers::crm::salesforce::{self, SalesforceCrm};
use noor_store::PgPool;
use noor_store::call_window::Allowance;

use super::zoho::{ZohoAccount, shared};
use super::{Outside, Servers};
use crate::config::{CrmSettings, CrmVendor};

/// The configured CRM, if there is one.
pub(super) fn crm(
    settings: &CrmSettings,
    zoho: Option<&ZohoAccount>,
    servers: &Servers,
    db: &PgPool,
    outside: &Outside,
    http: &reqwest::Client,
    home: &str,
) -> Result<Option<Arc<dyn Crm>>> {
    let Some(vendor) = &settings.vendor else { return Ok(None) };
    let allowance = |account: &str| Allowance {
        account: account.to_owned(),
        calls: settings.calls_a_minute,
        period: Duration::from_mins(1),
    };
    Ok(match (vendor, zoho) {
        (CrmVendor::Zoho, Some(account)) => {
            let calls = shared(allowance("zoho crm"), servers, db, outside)?;
            Some(Arc::new(account.crm(settings, calls, outside)))
        }
        // Without its account the configuration was refused.
        (CrmVendor::Zoho, None) => None,
        (CrmVendor::HubSpot { url, token }, _) => {
            let calls = shared(allowance("hubspot"), servers, db, outside)?;
            let options = hubspot::Options {
                base: url.clone(),
                token: token.clone(),
                home: home.to_owned(),
                fields: settings.fields.clone(),
                stages: settings.stages.clone(),
                pipeline: settings.pipeline.clone(),
                timeout: settings.timeout,
            };
            let clock = Arc::clone(&outside.clock);
            Some(Arc::new(HubSpotCrm::new(http.clone(), calls, clock, options)))
        }
        (CrmVendor::Salesforce { url, app }, _) => {
            let calls = shared(allowance("salesforce"), servers, db, outside)?;
            let options = salesforce::Options {
                base: url.clone(),
                api_version: salesforce::API_VERSION.to_owned(),
                credentials: app.clone(),
                home: home.to_owned(),
                fields: settings.fields.clone(),
                stages: settings.stages.clone(),
                record_type: settings.pipeline.clone(),
                timeout: settings.timeout,
            };
            let clock = Arc::clone(&outside.clock);
            Some(Arc::new(SalesforceCrm::new(http.clone(), calls, clock, options)))
        }
    })
}
