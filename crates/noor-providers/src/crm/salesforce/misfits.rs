//! What of the shop's settings the CRM does not know.

use super::{CONTACT, OPPORTUNITY, SalesforceCrm};
use crate::crm::CrmError;

impl SalesforceCrm {
    pub(super) async fn settings_that_do_not_fit(&self) -> Result<Vec<String>, CrmError> {
        let objects =
            [(CONTACT, &self.options.fields.contact), (OPPORTUNITY, &self.options.fields.deal)];
        let mut misfits = Vec::new();
        for (object, map) in objects {
            let fields = self.fields(object).await?;
            let unknown = map.iter().filter(|(_, field)| !fields.has(field));
            misfits.extend(unknown.map(|(word, field)| {
                format!("{object} has no field {field}, which {word} should go to")
            }));
        }
        let deals = self.fields(OPPORTUNITY).await?;
        let stages = self.options.stages.names();
        let unknown = stages.filter(|(_, name)| deals.picked("StageName", name).is_none());
        misfits.extend(
            unknown.map(|(stage, name)| format!("{OPPORTUNITY} has no stage {name:?} for {stage}")),
        );
        if let Some(name) = self.options.record_type.as_deref()
            && deals.record_type(name).is_none()
        {
            misfits.push(format!("{OPPORTUNITY} has no record type {name:?}"));
        }
        Ok(misfits)
    }
}
