//! A running Noor for one test: the real router, worker and SQL on a database of its own; the
//! simulator around it; a clock that can jump; and a way to kill it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use noor::app::alerts::{Alerts, Trouble};
use noor::app::load_catalogue::{Loading, load_catalogue};
use noor::app::receive_message::Inbox;
use noor::config::{Config, Sources};
use noor::context::Context;
use noor::faults::{Faults, Step};
use noor::http::{self, Web};
use noor::setup::{self, Outside, Servers};
use noor_core::clock::{Clock, SystemClock};
use noor_core::ids::RandomIds;
use noor_providers::catalog::file::CatalogFile;
use noor_sim::{SIMULATOR_KEY, SeenMessage, Side, Simulator};
use noor_store::handoffs::Handoff;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// The secret in the webhook's address.
pub(crate) const SECRET: &str = "a-webhook-secret-for-tests";
/// How long a test waits for something that has to happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// The address of a test's own database.
pub(crate) fn url_of(db: &PgPool) -> String {
    let name = db.connect_options().get_database().expect("a database").to_owned();
    let (_, server) = std::env::vars()
        .find(|(name, _)| name == "DATABASE_URL")
        .expect("DATABASE_URL is set: run `make test`");
    let mut url = url::Url::parse(&server).expect("an address");
    url.set_path(&name);
    url.into()
}

/// A Noor with a world around it.
pub(crate) struct TestApp {
    pub(crate) db: PgPool,
    pub(crate) sim: Simulator,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) alerts: Arc<KeptReports>,
    http: reqwest::Client,
    settings: BTreeMap<String, String>,
    process: Option<Process>,
    url: String,
    /// The same for the whole life of the app: links made before a crash still lead here after it.
    port: u16,
}

/// What a killed process takes with it.
struct Process {
    runtime: Runtime,
    stop: CancellationToken,
    context: Arc<Context>,
}

/// The system's clock, plus what the test added.
#[derive(Debug, Default)]
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::milliseconds(self.0.load(Ordering::SeqCst))
    }
}

impl TestClock {
    /// Lets time pass at once.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

/// Alerts that nobody is told; reports are kept.
#[derive(Debug, Default)]
pub(crate) struct KeptReports(Mutex<Vec<String>>);

impl KeptReports {
    /// What was reported since this was asked before.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("nobody panicked here"))
    }
}

#[async_trait::async_trait]
impl Alerts for KeptReports {
    async fn tell(&self, _: &Handoff) -> anyhow::Result<()> {
        Ok(())
    }

    async fn report(&self, trouble: &Trouble<'_>) -> anyhow::Result<()> {
        self.0.lock().expect("nobody panicked here").push(trouble.to_string());
        Ok(())
    }
}

impl TestApp {
    /// Noor as it is by default, but for a short debounce.
    pub(crate) async fn start(db: PgPool) -> Self {
        Self::with(db, &[]).await
    }

    /// Noor with some settings changed: `("NOOR_TURN__DEBOUNCE", "1s")`. Empty values are unset.
    pub(crate) async fn with(db: PgPool, settings: &[(&str, &str)]) -> Self {
        let sim = Simulator::start(noor_sim::Options::default()).await.expect("a simulator");
        Self::around(db, sim, settings).await
    }

    /// Noor in a world that was prepared.
    pub(crate) async fn around(db: PgPool, sim: Simulator, settings: &[(&str, &str)]) -> Self {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        let usual = [
            ("NOOR_BELL__BACKEND", "in_process"),
            ("NOOR_TURN__DEBOUNCE", "60ms"),
            ("NOOR_TURN__MAX_WAIT", "400ms"),
            ("NOOR_TURN__LEASE", "2s"),
            ("NOOR_TURN__SWEEP", "100ms"),
            ("NOOR_MESSAGING__WAZZUP__SEND_TIMEOUT", "1s"),
            ("NOOR_MESSAGING__WAZZUP__RATE", "10000"),
            ("NOOR_MESSAGING__WAZZUP__WEBHOOK_SECRET", SECRET),
            ("NOOR_MESSAGING__WAZZUP__API_KEY", SIMULATOR_KEY),
            ("NOOR_DATABASE__MAX_CONNECTIONS", "8"),
            ("NOOR_LOG__LEVEL", "warn"),
        ];
        for (name, value) in usual.iter().chain(settings) {
            all.insert((*name).to_owned(), (*value).to_owned());
        }
        let url = sim.wazzup_url();
        all.insert("NOOR_MESSAGING__WAZZUP__API_URL".to_owned(), url);
        all.retain(|_, value| !value.is_empty());
        let mut app = Self {
            db,
            sim,
            clock: Arc::default(),
            alerts: Arc::default(),
            http: noor_providers::wire::client("noor-tests").expect("an HTTP client"),
            settings: all,
            process: None,
            url: String::new(),
            port: 0,
        };
        let away = app.settings.contains_key("DATABASE_URL");
        app.start_process(Faults::none()).await;
        if !away {
            app.load_demo_shop().await;
        }
        app
    }

    /// Changes a setting, from the next start on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), value.to_owned());
    }

    /// Starts Noor (again), stopping at the places that `faults` names.
    pub(crate) async fn start_process(&mut self, faults: Faults) {
        assert!(self.process.is_none(), "kill it first");
        let listener = self.listener().await;
        let port = listener.local_addr().expect("its address").port();
        self.port = port;
        let (config, servers) = (self.config(), self.servers());
        noor::log::start(&config.log);
        let outside = self.outside(faults);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let stop = CancellationToken::new();
        let listener = listener.into_std().expect("a plain listener");
        let inside = stop.clone();
        let context = runtime.handle().clone();
        let started = context.spawn(async move {
            let context = setup::context(&config, &servers, outside).expect("a context");
            let web = Web {
                inbox: Inbox::open(&context),
                gate: Arc::new(setup::gate(&config)),
                figures: figures(),
                needs: Arc::new(setup::needs(&servers).expect("needs")),
                context: Arc::clone(&context),
            };
            let listener = TcpListener::from_std(listener).expect("a listener");
            noor::jobs::start(&context, &inside);
            let serving = http::serve(listener, http::router(web), inside);
            context.tasks.spawn(async move { serving.await.expect("a server") });
            context
        });
        let context = started.await.expect("Noor starts");
        self.url = format!("http://127.0.0.1:{port}");
        self.sim.wazzup().set_webhook(&self.webhook(), None);
        self.process = Some(Process { runtime, stop, context });
    }

    fn config(&self) -> Config {
        let mut environment = self.settings.clone();
        environment.insert("PORT".to_owned(), self.port.to_string());
        let sources = Sources { environment, usual_file: None, flags: Vec::new() };
        Config::load(&sources).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn servers(&self) -> Servers {
        let setting = |name: &str| self.settings.get(name).cloned();
        Servers {
            database_url: setting("DATABASE_URL").unwrap_or_else(|| self.database_url()),
            redis_url: setting("REDIS_URL"),
        }
    }

    fn outside(&self, faults: Faults) -> Outside {
        Outside {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            ids: Arc::new(RandomIds),
            alerts: Arc::clone(&self.alerts) as Arc<dyn Alerts>,
            faults,
        }
    }

    /// What this process works with.
    pub(crate) fn context(&self) -> &Arc<Context> {
        &self.process.as_ref().expect("it runs").context
    }

    /// What one more process of the shop would work with.
    pub(crate) fn another_context(&self) -> Arc<Context> {
        let outside = self.outside(Faults::none());
        setup::context(&self.config(), &self.servers(), outside).expect("a context")
    }

    /// The web side of one more process of the shop.
    pub(crate) fn another_web(&self) -> Web {
        let context = self.another_context();
        Web {
            inbox: Inbox::open(&context),
            gate: Arc::new(setup::gate(&self.config())),
            figures: figures(),
            needs: Arc::new(setup::needs(&self.servers()).expect("needs")),
            context,
        }
    }

    /// A listener on the app's port; right after a kill it may take a moment to be free again.
    async fn listener(&self) -> TcpListener {
        let start = Instant::now();
        loop {
            match TcpListener::bind(("127.0.0.1", self.port)).await {
                Ok(listener) => return listener,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Kills Noor: whatever it was doing is gone, nothing is finished or tidied up.
    pub(crate) fn kill(&mut self) {
        let process = self.process.take().expect("it runs");
        process.runtime.shutdown_background();
    }

    /// Asks Noor to stop and waits until everything under way is finished.
    pub(crate) async fn stop(&mut self) {
        let process = self.process.take().expect("it runs");
        process.stop.cancel();
        process.context.tasks.close();
        let finished = process.context.tasks.wait();
        tokio::time::timeout(PATIENCE, finished).await.expect("it stops in time");
        process.runtime.shutdown_background();
    }

    /// Kills Noor and starts it afresh on the same data.
    pub(crate) async fn restart(&mut self) {
        self.kill();
        self.start_process(Faults::none()).await;
    }

    fn database_url(&self) -> String {
        url_of(&self.db)
    }

    async fn load_demo_shop(&self) {
        let context = self.context();
        let (_, bytes) = context.content.own_catalogue().expect("a demo shop");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("catalogue.jsonl");
        std::fs::write(&path, bytes).expect("a catalogue");
        self.load(&CatalogFile::new(path, context.content.shop.currency)).await;
    }

    /// Makes a catalogue the shop's.
    pub(crate) async fn load(&self, source: &CatalogFile) -> noor::app::load_catalogue::Summary {
        self.load_as(source, true).await
    }

    /// Loads a catalogue; `force` says that it is right even if most of it is missing.
    pub(crate) async fn load_as(
        &self,
        source: &CatalogFile,
        force: bool,
    ) -> noor::app::load_catalogue::Summary {
        let context = self.context();
        let loading = Loading { force, ..Loading::of(context) };
        load_catalogue(loading, source, &|_, _| ()).await.expect("a catalogue")
    }

    /// Deletes what was kept long enough, as the job does; whether more may be left.
    pub(crate) async fn forgets(&self) -> bool {
        let context = self.context();
        noor::app::forget::forget(context).await.expect("a database")
    }

    /// Brings the store of vectors in line with the mirror, as every sync does.
    pub(crate) async fn indexes(&self) -> anyhow::Result<noor::app::index_meanings::Indexed> {
        let context = &self.process.as_ref().expect("it runs").context;
        let meaning = context.meaning.as_ref().expect("somebody embeds");
        noor::app::index_meanings::index_meanings(context, meaning, &|_| ()).await
    }

    /// Prepares the catalogue's pictures that are due, as the job does.
    pub(crate) async fn prepares_pictures(&self) {
        let context = self.context();
        let prepare = noor::app::prepare_pictures::prepare_pictures;
        while prepare(context).await.expect("a database").is_full() {}
    }

    /// The shop's content.
    pub(crate) fn content(&self) -> &noor::content::Content {
        &self.context().content
    }

    /// Where the gateway delivers.
    pub(crate) fn webhook(&self) -> String {
        format!("{}/api/v1/webhook/wazzup/{SECRET}", self.url)
    }

    /// A time as the gateway writes it, so many seconds from now.
    pub(crate) fn gateway_time(&self, seconds: i64) -> String {
        let time = self.clock.now() + TimeDelta::seconds(seconds);
        time.format("%Y-%m-%dT%H:%M:%S%.3f").to_string()
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Posts a body to the webhook as the gateway does; the status it got.
    pub(crate) async fn deliver(&self, body: impl Into<Vec<u8>>) -> u16 {
        let request = self
            .http
            .post(self.webhook())
            .header("content-type", "application/json; charset-utf-8")
            .body(body.into());
        request.send().await.expect("an answer").status().as_u16()
    }

    /// Gets a path; its status and text.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.http.get(self.at(path)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }

    /// The HTTP client of the tests.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// A customer by their number.
    pub(crate) fn customer<'a>(&'a self, chat: &'a str) -> Customer<'a> {
        Customer { app: self, chat }
    }

    /// Waits until nothing is due, nobody is at work and nothing waits to be sent.
    pub(crate) async fn quiet(&self) {
        let open = "select (select count(*) from conversations
                             where due_at is not null or lease_until is not null)
                         + (select count(*) from outbox o join conversations c
                                on c.id = o.conversation_id
                             where o.given_up_at is null and (o.state = 'sending'
                                or o.state = 'pending' and o.epoch = c.epoch))";
        let start = Instant::now();
        loop {
            let open: i64 = sqlx::query_scalar(open).fetch_one(&self.db).await.expect("a count");
            if open == 0 {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{open} rows are still open");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until a count is above zero.
    pub(crate) async fn appears(&self, sql: &'static str) {
        let start = Instant::now();
        while self.count(sql).await == 0 {
            assert!(start.elapsed() < PATIENCE, "still nothing: {sql}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// One number from the database.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.db).await.expect("a count")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(process) = self.process.take() {
            process.runtime.shutdown_background();
        }
    }
}

/// One set of figures for all tests of this binary.
fn figures() -> metrics_exporter_prometheus::PrometheusHandle {
    static FIGURES: Mutex<Option<metrics_exporter_prometheus::PrometheusHandle>> = Mutex::new(None);
    let mut figures = FIGURES.lock().expect("nobody panicked here");
    figures
        .get_or_insert_with(|| {
            metrics_exporter_prometheus::PrometheusBuilder::new()
                .install_recorder()
                .expect("a recorder")
        })
        .clone()
}

/// Stops at `step` the first time it is reached, and tells.
pub(crate) fn stop_once_at(step: Step) -> (Faults, tokio::sync::oneshot::Receiver<()>) {
    stop_at(step, 1)
}

/// Stops at `step` once, the `time`th time it is reached, and tells.
pub(crate) fn stop_at(step: Step, time: usize) -> (Faults, tokio::sync::oneshot::Receiver<()>) {
    let (reached, waiting) = tokio::sync::oneshot::channel();
    let reached = Mutex::new(Some(reached));
    let times = AtomicUsize::new(0);
    let faults = Faults::stopping(move |here| {
        here == step
            && times.fetch_add(1, Ordering::SeqCst) + 1 >= time
            && reached.lock().expect("nobody panicked here").take().is_some_and(|reached| {
                reached.send(()).ok();
                true
            })
    });
    (faults, waiting)
}

/// A customer of the shop.
#[derive(Clone, Copy)]
pub(crate) struct Customer<'a> {
    app: &'a TestApp,
    chat: &'a str,
}

impl Customer<'_> {
    /// Writes, and returns once the webhook was taken.
    pub(crate) async fn says(&self, text: &str) {
        self.app.sim.wazzup().say(self.chat, text).await.expect("a delivery");
    }

    /// Writes and waits for what comes back: the texts of the answer, joined.
    pub(crate) async fn asks(&self, text: &str) -> String {
        let before = self.received().len();
        self.says(text).await;
        self.waits_for(before + 1).await;
        self.app.quiet().await;
        self.received()[before..].join("\n---\n")
    }

    /// Waits until `n` texts have come in all.
    pub(crate) async fn waits_for(&self, n: usize) {
        let start = Instant::now();
        while self.received().len() < n {
            assert!(start.elapsed() < PATIENCE, "{:?} and no more", self.received());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Everything of the shop on their phone.
    pub(crate) fn sees(&self) -> Vec<SeenMessage> {
        let seen = self.app.sim.wazzup().chat(self.chat);
        seen.into_iter().filter(|message| message.from == Side::Business).collect()
    }

    /// The texts of the shop on their phone.
    pub(crate) fn received(&self) -> Vec<String> {
        self.sees().into_iter().filter_map(|message| message.text).collect()
    }
}
