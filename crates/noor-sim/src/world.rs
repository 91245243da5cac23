//! What all simulated services share: clock, chance, faults, record, tasks. No service's own state.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::Options;
use crate::catalogue::Catalogue;
use crate::chance::Chance;
use crate::clock::SimClock;
use crate::faults::Faults;
use crate::hubspot::HubSpot;
use crate::models::Models;
use crate::qdrant::Qdrant;
use crate::requests::Requests;
use crate::salesforce::Salesforce;
use crate::telegram::Telegram;
use crate::wazzup::Wazzup;
use crate::zoho::Zoho;

/// The whole simulated outside world.
pub(crate) struct World {
    pub(crate) clock: Arc<SimClock>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) wazzup: Wazzup,
    pub(crate) models: Models,
    pub(crate) catalogue: Catalogue,
    pub(crate) qdrant: Qdrant,
    pub(crate) zoho: Zoho,
    pub(crate) hubspot: HubSpot,
    pub(crate) salesforce: Salesforce,
    pub(crate) telegram: Telegram,
    pub(crate) base: String,
    pub(crate) closing: CancellationToken,
}

impl World {
    pub(crate) fn new(options: Options, base: String) -> anyhow::Result<Arc<Self>> {
        let chance = Arc::new(Chance::new(options.seed));
        let basics = Basics {
            clock: Arc::default(),
            faults: Arc::new(Faults::new(Arc::clone(&chance))),
            requests: Arc::new(Requests::new(options.keep_requests)),
            chance,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
        };
        Ok(Arc::new(Self {
            clock: Arc::clone(&basics.clock),
            faults: Arc::clone(&basics.faults),
            requests: Arc::clone(&basics.requests),
            closing: basics.closing.clone(),
            wazzup: Wazzup::new(&basics, options.wazzup, base.clone())?,
            models: Models::new(&basics, options.models),
            catalogue: Catalogue::new(options.products, base.clone()),
            qdrant: Qdrant::new(options.qdrant),
            zoho: Zoho::new(&basics, options.zoho, &base),
            hubspot: HubSpot::new(&basics),
            salesforce: Salesforce::new(&basics, &base),
            telegram: Telegram::new(&basics)?,
            base,
        }))
    }

    /// Waits for `time`, but no longer than the simulator lives.
    pub(crate) async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.closing.cancelled() => {}
        }
    }

    /// Back to the state after the start; settings, webhook and catalogue stay.
    pub(crate) fn reset(&self) {
        self.faults.clear();
        self.requests.clear();
        self.clock.reset();
        self.wazzup.reset();
        self.models.reset();
        self.catalogue.reset();
        self.qdrant.reset();
        self.zoho.reset();
        self.hubspot.reset();
        self.salesforce.reset();
        self.telegram.reset();
    }
}

/// The tools that every simulated service is built with.
#[derive(Clone)]
pub(crate) struct Basics {
    pub(crate) clock: Arc<SimClock>,
    pub(crate) chance: Arc<Chance>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) tasks: TaskTracker,
    pub(crate) closing: CancellationToken,
}
