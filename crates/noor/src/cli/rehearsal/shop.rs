//! A shop of its own for one conversation: the real road from webhook to gateway, with the
//! simulator around it and a clock that can be moved. It must never touch another shop's database.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use metrics_exporter_prometheus::PrometheusHandle;
use noor_core::clock::Clock as _;
use noor_core::ids::{ConversationId, Ids};
use noor_core::message::ChatAddress;
use noor_sim::{
    CustomerMessage, Kind, Posted, SIMULATOR_KEY, Simulator, WazzupBehaviour, WazzupOptions,
};
use noor_store::bell::Ring;
use noor_store::trace;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::clock::ShiftedClock;
use super::given::Given;
use super::overheard::Heard;
use super::warehouse;
use crate::app::look_after::{deliver_due, look_after};
use crate::app::receive_message::Inbox;
use crate::cli::{demo, migrate, serve, sync};
use crate::config::{Config, Sources};
use crate::content::Content;
use crate::context::Context;
use crate::http::{self, Web};
use crate::jobs;
use crate::setup::{self, Outside, Servers};

/// The gateway and the messenger that the simulator plays.
const GATEWAY: &str = "wazzup";
const MESSENGER: &str = "whatsapp";
/// How far the messages of a burst are apart.
const BURST: TimeDelta = TimeDelta::milliseconds(300);
/// How long a delivery that nobody takes is repeated.
const PATIENCE_MS: u64 = 5_000;
/// How long a turn may take beyond its own deadline: the way to the gateway, and a slow machine.
const GRACE: Duration = Duration::from_secs(40);
/// How often it is looked whether a turn has ended, and how many looks are between two rounds of
/// the sweeper's work.
const LOOK: Duration = Duration::from_millis(5);
const ROUND: u32 = 40;
/// How long a stop waits for what is under way.
const STOP: Duration = Duration::from_secs(3);

/// The outside world, before there is a shop in it: where the shop will listen, and what it will
/// talk to.
pub(in crate::cli) struct World {
    simulator: Simulator,
    door: TcpListener,
    port: u16,
}

impl World {
    /// Starts the simulator and takes a free port for the shop. Worlds with the same seed draw the
    /// same lots.
    pub(in crate::cli) async fn start(seed: Option<u64>) -> Result<Self> {
        let door = TcpListener::bind(("127.0.0.1", 0)).await.context("take a free port")?;
        let port = door.local_addr().context("learn the port")?.port();
        let behaviour =
            WazzupBehaviour { redeliver_for_ms: PATIENCE_MS, ..WazzupBehaviour::default() };
        let wazzup = WazzupOptions { rate_limit: None, behaviour, ..WazzupOptions::default() };
        let options = noor_sim::Options { seed, wazzup, ..noor_sim::Options::default() };
        let simulator = Simulator::start(options).await.context("start the simulator")?;
        Ok(Self { simulator, door, port })
    }

    /// The settings that put a shop into this world and keep it away from every other one.
    pub(in crate::cli) fn around(&self, sources: Sources) -> Sources {
        let name = "the rehearsal";
        warehouse::around(demo::around(sources, &self.simulator), &self.simulator)
            .with_flag(name, "shop.mode", "development".to_owned())
            .with_flag(name, "server.role", "all".to_owned())
            .with_flag(name, "server.port", self.port.to_string())
            .with_flag(name, "server.public_url", format!("http://127.0.0.1:{}", self.port))
            .with_flag(name, "bell.backend", "in_process".to_owned())
            .with_flag(name, "messaging.wazzup.allowed_networks", String::new())
            .with_flag(name, "catalog.pictures", false.to_string())
            .with_flag(name, "speech.vendor", "openai".to_owned())
            .with_flag(name, "speech.url", self.simulator.openrouter_url())
            .with_flag(name, "speech.api_key", SIMULATOR_KEY.to_owned())
            .with_flag(name, "speech.model", "simulated".to_owned())
    }
}

/// What shops of one process share: read once, changed by none of them.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Premises {
    /// The shop's words.
    pub(in crate::cli) content: Arc<Content>,
    figures: PrometheusHandle,
}

impl Premises {
    /// Reads the content and starts counting; once in a process.
    ///
    /// # Errors
    ///
    /// Names the file of content and what is wrong in it.
    pub(in crate::cli) fn of(content: Arc<Content>) -> Result<Self> {
        Ok(Self { content, figures: serve::figures()? })
    }

    /// Puts schema and catalogue into an empty database: the named catalogue, or else the shop's
    /// own. Nobody is connected to it afterwards.
    ///
    /// # Errors
    ///
    /// When the catalogue cannot be read, or the database is lost.
    pub(in crate::cli) async fn stock(
        &self,
        config: &Config,
        database_url: &str,
        catalog: Option<&Path>,
    ) -> Result<()> {
        migrate::run(database_url).await?;
        let context = self.context(config, database_url, Outside::default())?;
        let stocked = async {
            load(&context, catalog).await?;
            warehouse::count(&context).await
        };
        let stocked = stocked.await;
        context.db.close().await;
        stocked
    }

    /// What looks at a stocked database and talks to nobody.
    ///
    /// # Errors
    ///
    /// When the configuration names what cannot be set up.
    pub(in crate::cli) fn reader(&self, config: &Config, url: &str) -> Result<Arc<Context>> {
        self.context(config, url, Outside::default())
    }

    fn context(&self, config: &Config, url: &str, outside: Outside) -> Result<Arc<Context>> {
        let servers = Servers { database_url: url.to_owned(), redis_url: None };
        setup::context_with(config, &servers, outside, Arc::clone(&self.content))
    }
}

/// A shop with one customer in it.
pub(in crate::cli) struct Shop {
    pub(in crate::cli) context: Arc<Context>,
    pub(in crate::cli) simulator: Simulator,
    clock: Arc<ShiftedClock>,
    stop: CancellationToken,
    customer: Customer,
    /// What models were given.
    pub(in crate::cli) heard: Heard,
    conversation: Option<ConversationId>,
}

/// What there is before the first word.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Beginning {
    /// A database with schema and catalogue and nothing else.
    pub(in crate::cli) database_url: String,
    /// Who writes.
    pub(in crate::cli) customer: Customer,
    /// What is known about them, and what was said before.
    pub(in crate::cli) given: Given,
    /// Where identifiers come from.
    pub(in crate::cli) ids: Arc<dyn Ids>,
}

/// Who writes to the shop.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Customer {
    /// Digits of the phone number, which is what a chat is called at the gateway.
    pub(in crate::cli) chat: String,
    /// The name they go by on the messenger.
    pub(in crate::cli) name: Option<String>,
}

impl Shop {
    /// Opens a shop and puts the conversation where it is to begin.
    ///
    /// # Errors
    ///
    /// When the database is lost, or what is given cannot be placed in it.
    pub(in crate::cli) async fn open(
        world: World,
        config: &Config,
        premises: &Premises,
        beginning: Beginning,
    ) -> Result<Self> {
        let Beginning { database_url, customer, given, ids } = beginning;
        let World { simulator, door, port: _ } = world;
        let clock = Arc::new(ShiftedClock::default());
        let outside = Outside { clock: Arc::clone(&clock) as _, ids, ..Outside::default() };
        let mut context = premises.context(config, &database_url, outside)?;
        let heard = Heard::default();
        let alone = Arc::get_mut(&mut context).context("the shop is open already")?;
        alone.policy = given.policy_of(&alone.policy)?;
        // Time jumps here; what was counted stays counted.
        if let Some(keeping) = &mut alone.inventory {
            keeping.every = Duration::MAX / 4;
        }
        warehouse::fill(alone, &simulator).await?;
        for model in &mut alone.models {
            *model = heard.listening_to(Arc::clone(model));
        }
        if let Some(begin) = given.clock {
            let ahead = (begin - clock.now()).num_milliseconds();
            clock.advance_ms(ahead);
            simulator.clock().shift_ms(ahead);
        }
        let stop = CancellationToken::new();
        jobs::start(&context, &stop);
        let servers = Servers { database_url, redis_url: None };
        let web = Web {
            inbox: Inbox::open(&context),
            gate: Arc::new(setup::gate(config)),
            figures: premises.figures.clone(),
            needs: Arc::new(setup::needs(&servers)?),
            context: Arc::clone(&context),
        };
        let serving = http::serve(door, http::router(web), stop.clone());
        context.tasks.spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(error = format!("{error:#}"), "the web server ended");
            }
        });
        simulator.wazzup().set_webhook(&demo::webhook(config), None);
        let mut opened =
            Self { context, simulator, clock, stop, customer, heard, conversation: None };
        let address = opened.address();
        given.place(&opened.context, GATEWAY, &address).await.context("place what is given")?;
        opened.find_conversation().await?;
        for fault in given.faults {
            opened.simulator.faults().add(fault);
        }
        Ok(opened)
    }

    /// Closes it, once what is under way is done.
    pub(in crate::cli) async fn close(self) {
        self.stop.cancel();
        self.context.tasks.close();
        self.simulator.stop().await;
        if tokio::time::timeout(STOP, self.context.tasks.wait()).await.is_err() {
            tracing::debug!("something was still under way");
        }
        self.context.db.close().await;
    }

    /// The conversation, once somebody wrote.
    pub(in crate::cli) fn conversation(&self) -> Option<ConversationId> {
        self.conversation
    }

    /// The customer's name for their chat at the gateway.
    pub(in crate::cli) fn chat(&self) -> &str {
        &self.customer.chat
    }

    /// The customer writes, one message after the other, and waits for the answer.
    ///
    /// # Errors
    ///
    /// When the webhook did not take a message, or the answer did not come in time.
    pub(in crate::cli) async fn customer_writes(
        &mut self,
        messages: Vec<CustomerMessage>,
    ) -> Result<()> {
        let mut first = true;
        for message in messages {
            if !std::mem::take(&mut first) {
                self.pass(BURST);
            }
            let message = CustomerMessage {
                chat: self.customer.chat.clone(),
                contact_name: self.customer.name.clone(),
                ..message
            };
            let posted = self.simulator.wazzup().customer_writes(message);
            taken(posted).await?;
        }
        self.find_conversation().await?;
        // Time does not have to pass for real until the customer has been quiet long enough.
        let debounce = TimeDelta::from_std(self.context.limits.pace.debounce);
        self.let_pass(debounce.context("the debounce is too long")?).await
    }

    /// A person of the shop writes in the gateway's own window.
    ///
    /// # Errors
    ///
    /// When the webhook did not take it.
    pub(in crate::cli) async fn manager_writes(&mut self, text: &str) -> Result<()> {
        let posted = self.simulator.wazzup().operator_writes(&self.customer.chat, text);
        taken(posted).await?;
        self.find_conversation().await?;
        self.settle().await
    }

    /// A file the customer can send: what is put into [`CustomerMessage::content_uri`].
    pub(in crate::cli) fn file(&self, kind: Kind, name: &str, bytes: Vec<u8>) -> CustomerMessage {
        let uri = self.simulator.wazzup().keep_file(name, media_type(name), bytes);
        CustomerMessage::file(self.customer.chat.clone(), kind, uri)
    }

    /// Lets time pass. Whatever is due meanwhile happens at its own time.
    ///
    /// # Errors
    ///
    /// When something that was due did not end in time.
    pub(in crate::cli) async fn let_pass(&self, time: TimeDelta) -> Result<()> {
        let until = self.context.clock.now() + time;
        let mut last = None;
        while let Some(timer) = self.next_timer(until).await?
            && last.is_none_or(|last| timer > last)
        {
            self.pass_until(timer);
            self.look_after().await?;
            self.settle().await?;
            last = Some(timer);
        }
        self.pass_until(until);
        self.settle().await
    }

    async fn next_timer(&self, until: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let Some(conversation) = self.conversation else { return Ok(None) };
        let timer = trace::next_timer(&self.context.db, conversation, until).await;
        timer.context("find what is due next")
    }

    /// Waits until everything that is due now is done.
    async fn settle(&self) -> Result<()> {
        let Some(conversation) = self.conversation else { return Ok(()) };
        let patience = self.context.limits.deadline + GRACE;
        let give_up = Instant::now() + patience;
        let mut looks = 0_u32;
        // Nothing rings, but whoever listens looks at the clock again, which may have been moved.
        self.context.bell.ring(&[]).await.context("wake the worker")?;
        loop {
            let now = self.context.clock.now();
            let settled = trace::is_settled(&self.context.db, conversation, now).await;
            if settled.context("see whether the turn has ended")? {
                return Ok(());
            }
            if Instant::now() > give_up {
                bail!("no answer after {} s", patience.as_secs());
            }
            if looks.is_multiple_of(ROUND) && looks > 0 {
                self.look_after().await?;
            }
            looks = looks.wrapping_add(1);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// A round of the sweeper's work, without waiting for the sweeper.
    async fn look_after(&self) -> Result<()> {
        let at = self.context.clock.now();
        let wanted = look_after(&self.context).await?;
        deliver_due(&self.context).await?;
        let rings: Vec<Ring> =
            wanted.into_iter().map(|conversation| Ring { conversation, at }).collect();
        self.context.bell.ring(&rings).await.context("wake the worker")
    }

    fn pass_until(&self, at: DateTime<Utc>) {
        // One more than whole milliseconds, so that it is really past.
        self.pass(at - self.context.clock.now() + TimeDelta::milliseconds(1));
    }

    /// Moves the shop's clock and the world's, never backwards.
    fn pass(&self, time: TimeDelta) {
        let by = time.num_milliseconds().max(0);
        self.clock.advance_ms(by);
        self.simulator.clock().shift_ms(by);
    }

    async fn find_conversation(&mut self) -> Result<()> {
        if self.conversation.is_none() {
            let found = trace::at_address(&self.context.db, GATEWAY, &self.address()).await;
            self.conversation = found.context("find the conversation")?;
        }
        Ok(())
    }

    fn address(&self) -> ChatAddress {
        ChatAddress {
            channel: noor_sim::DEFAULT_CHANNEL.to_owned(),
            messenger: MESSENGER.to_owned(),
            chat: self.customer.chat.clone(),
        }
    }
}

/// Loads the named catalogue, or else the shop's own from a file that is gone afterwards.
async fn load(context: &Context, named: Option<&Path>) -> Result<()> {
    let currency = context.content.shop.currency;
    if let Some(named) = named {
        sync::load(context, &setup::catalogue_file(named, currency)?).await?;
        return Ok(());
    }
    let own = context.content.own_catalogue();
    let (name, bytes) =
        own.context("this shop has no catalogue of its own: name one, --catalog FILE")?;
    let ending = Path::new(&name).extension().and_then(|it| it.to_str()).unwrap_or("jsonl");
    let file = std::env::temp_dir().join(format!("noor-{}.{ending}", context.process));
    tokio::fs::write(&file, bytes).await.with_context(|| format!("write {}", file.display()))?;
    let loaded = sync::load(context, &setup::catalogue_file(&file, currency)?).await;
    let removed = tokio::fs::remove_file(&file).await;
    loaded?;
    removed.with_context(|| format!("remove {}", file.display()))
}

async fn taken(posted: Posted) -> Result<()> {
    ensure!(posted.delivered().await, "the webhook did not take the message; is it too long?");
    Ok(())
}

/// The media type that a file's name promises.
fn media_type(name: &str) -> &'static str {
    let ending = Path::new(name).extension().and_then(|it| it.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "ogg" | "opus" | "oga" => "audio/ogg",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "wav" => "audio/wav",
        _ => "application/octet-stream",
    }
}
