//! A server that dies, comes back, or forgets everything.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use noor_store::PgPool;
use tokio::process::{Child, Command};

use crate::stage::{Stage, conversations, environment, now, ring_all, rings};

/// How soon a caller who rings must know that nobody is there.
const KNOWN: Duration = Duration::from_secs(3);
/// How soon a listener must know, and how soon a bell works again.
const SOON: Duration = Duration::from_secs(20);

/// A Valkey of the test's own, on a socket, gone when dropped.
struct Valkey {
    program: PathBuf,
    home: tempfile::TempDir,
    server: Child,
}

impl Valkey {
    async fn start() -> Self {
        let homes = environment("NOOR_HOME").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.noor"),
            PathBuf::from,
        );
        let program = homes.join("servers/valkey/valkey-server");
        assert!(
            program.exists(),
            "there is no {}: `make servers` fetches it, `make test` sets NOOR_HOME",
            program.display()
        );
        let home = tempfile::tempdir().unwrap();
        let server = Self::run(&program, home.path());
        let valkey = Self { program, home, server };
        valkey.answers().await;
        valkey
    }

    fn run(program: &Path, home: &Path) -> Child {
        Command::new(program)
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(home.join("valkey.sock"))
            .arg("--dir")
            .arg(home)
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    fn url(&self) -> String {
        format!("redis+unix://{}", self.home.path().join("valkey.sock").display())
    }

    async fn answers(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let answering = async {
            while client.get_multiplexed_async_connection().await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(SOON, answering).await.expect("the server answers");
    }

    async fn kill(&mut self) {
        self.server.kill().await.unwrap();
    }

    async fn start_again(&mut self) {
        self.server = Self::run(&self.program, self.home.path());
        self.answers().await;
    }

    async fn forget_everything(&self) {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await.unwrap();
    }
}

#[tokio::test]
async fn a_redis_that_dies_is_noticed_and_listened_to_again() {
    let mut valkey = Valkey::start().await;
    let stage = Stage::redis_at(valkey.url());
    let bell = stage.bell();
    let mut ear = stage.listen(&bell, 100);
    ring_all(bell.as_ref(), &conversations(1), now()).await;
    ear.next(SOON).await;

    valkey.kill().await;
    ear.ended(SOON).await.expect_err("a dead Redis ends listening with an error");
    let asked = now();
    bell.ring(&rings(&conversations(1), now())).await.expect_err("nobody can be rung for");
    assert!((now() - asked).to_std().unwrap() < KNOWN);

    valkey.start_again().await;
    let asked = conversations(3);
    let mut again = stage.listen(&bell, 100);
    ring_all(bell.as_ref(), &asked, now()).await;
    assert_eq!(again.count(3, SOON).await.len(), 3);
    again.stop().await;
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_told_soon() {
    let home = tempfile::tempdir().unwrap();
    let stage =
        Stage::redis_at(format!("redis+unix://{}", home.path().join("nobody.sock").display()));
    let bell = stage.bell();
    let asked = now();
    bell.ring(&rings(&conversations(1), now())).await.expect_err("nobody is there");
    assert!((now() - asked).to_std().unwrap() < KNOWN);
    let mut ear = stage.listen(&bell, 1);
    ear.ended(SOON).await.expect_err("nobody is there");
}

#[tokio::test]
async fn an_emptied_redis_does_not_silence_later_rings() {
    let valkey = Valkey::start().await;
    let stage = Stage::redis_at(valkey.url());
    let bell = stage.bell();
    let mut ear = stage.listen(&bell, 100);
    ring_all(bell.as_ref(), &conversations(5), now()).await;
    assert_eq!(ear.count(5, SOON).await.len(), 5);

    valkey.forget_everything().await;
    // Whoever listens does so again when told to, as the worker does.
    ear.ended(SOON).await.expect_err("a listener that Redis does not know any more is told");
    let mut again = stage.listen(&bell, 100);
    let asked = conversations(5);
    ring_all(bell.as_ref(), &asked, now()).await;
    assert_eq!(again.count(5, SOON).await.len(), 5);
    again.stop().await;
}

#[tokio::test]
async fn a_ring_nobody_can_read_does_not_silence_the_ones_behind_it() {
    let valkey = Valkey::start().await;
    let stage = Stage::redis_at(valkey.url());
    let Stage::Redis { url, queue } = &stage else { unreachable!("a stage in Redis") };
    let bell = stage.bell();
    ring_all(bell.as_ref(), &conversations(1), now()).await;
    // Its data is gone, its place in the queue is not.
    let client = redis::Client::open(url.as_str()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(format!("{queue}*data")).query_async(&mut connection).await.unwrap();
    assert_eq!(keys.len(), 1, "the library keeps the jobs' data under one key");
    redis::cmd("DEL").arg(&keys).query_async::<()>(&mut connection).await.unwrap();

    let mut ear = stage.listen(&bell, 100);
    ear.ended(SOON).await.expect_err("the queue is in disorder");
    let mut again = stage.listen(&bell, 100);
    let asked = conversations(2);
    ring_all(bell.as_ref(), &asked, now()).await;
    assert_eq!(again.count(2, SOON).await.len(), 2);
    again.stop().await;
}

#[sqlx::test(migrator = "noor_store::MIGRATOR")]
async fn a_postgresql_that_dies_is_noticed_and_listened_to_again(db: PgPool) {
    let stage = Stage::postgres(db.clone());
    let bell = stage.bell();
    let mut ear = stage.listen(&bell, 100);
    ring_all(bell.as_ref(), &conversations(1), now()).await;
    ear.next(SOON).await;

    let gate = Gate::of(&db).await;
    gate.shut().await;
    ear.ended(SOON).await.expect_err("a lost database ends listening with an error");
    let asked = now();
    bell.ring(&rings(&conversations(1), now())).await.expect_err("nobody can be rung for");
    assert!((now() - asked).to_std().unwrap() < KNOWN);

    gate.open().await;
    let asked = conversations(3);
    let mut again = stage.listen(&bell, 100);
    bell.ring(&rings(&asked, now())).await.unwrap();
    assert_eq!(again.count(3, SOON).await.len(), 3);
    again.stop().await;
}

#[tokio::test]
async fn a_postgresql_that_is_not_there_is_told_soon() {
    let how = noor_store::Connect {
        url: "postgres://noor@127.0.0.1:9/nowhere",
        max_connections: 2,
        statement_cache: true,
        acquire_timeout: Duration::from_secs(5),
    };
    let stage = Stage::postgres(noor_store::connect(&how).unwrap());
    let bell = stage.bell();
    let asked = now();
    bell.ring(&rings(&conversations(1), now())).await.expect_err("nobody is there");
    assert!((now() - asked).to_std().unwrap() < KNOWN);
    let mut ear = stage.listen(&bell, 1);
    ear.ended(SOON).await.expect_err("nobody is there");
}

/// Shuts one database of a server to everybody, as if it had died.
struct Gate {
    server: PgPool,
    database: String,
}

impl Gate {
    async fn of(db: &PgPool) -> Self {
        let database: String =
            sqlx::query_scalar("select current_database()").fetch_one(db).await.unwrap();
        let server = environment("DATABASE_URL").expect("DATABASE_URL is set: sqlx uses it too");
        Self { server: PgPool::connect(&server).await.unwrap(), database }
    }

    async fn shut(&self) {
        self.allow_connections(false).await;
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(&self.database)
            .execute(&self.server)
            .await
            .unwrap();
    }

    async fn open(&self) {
        self.allow_connections(true).await;
    }

    async fn allow_connections(&self, allow: bool) {
        let statement = format!("alter database \"{}\" allow_connections {allow}", self.database);
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&self.server).await.unwrap();
    }
}
