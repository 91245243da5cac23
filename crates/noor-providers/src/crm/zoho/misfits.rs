//! What of the shop's settings the CRM does not know.

use super::{CONTACTS, DEALS, ZohoCrm};
use crate::crm::CrmError;

impl ZohoCrm {
    pub(super) async fn settings_that_do_not_fit(&self) -> Result<Vec<String>, CrmError> {
        let modules =
            [(CONTACTS, &self.options.fields.contact), (DEALS, &self.options.fields.deal)];
        let mut misfits = Vec::new();
        for (module, map) in modules {
            let fields = self.fields(module).await?;
            let unknown = map.iter().filter(|(_, field)| !fields.has(field));
            misfits.extend(unknown.map(|(word, field)| {
                format!("{module} have no field {field}, which {word} should go to")
            }));
        }
        let deals = self.fields(DEALS).await?;
        let stages = deals.values("Stage");
        let unknown =
            self.options.stages.names().filter(|(_, name)| {
                !stages.is_empty() && !stages.iter().any(|stage| stage == name)
            });
        misfits.extend(
            unknown.map(|(stage, name)| format!("{DEALS} have no stage {name:?} for {stage}")),
        );
        let pipelines = deals.values("Pipeline");
        if let Some(pipeline) = self.options.pipeline.as_ref()
            && !pipelines.is_empty()
            && !pipelines.contains(pipeline)
        {
            misfits.push(format!("{DEALS} have no pipeline {pipeline:?}"));
        }
        Ok(misfits)
    }
}
