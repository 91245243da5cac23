//! What an installation notices of its private servers, with the real programs.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::{Durability, Embedded, EmbeddedError, Needs, Options, Programs, ServersCommand};

/// A home of its own for each test, below a folder that the servers' user can enter.
fn home() -> TempDir {
    let folder = tempfile::Builder::new().prefix("noor-test-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// The programs are those that `make servers` fetched into the project's own home.
fn options() -> Options {
    let project = std::env::var_os("NOOR_HOME")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.noor"), PathBuf::from);
    let fetched = fs::canonicalize(&project).unwrap_or(project).join("servers");
    assert!(fetched.join("postgres").exists(), "run `make servers` first: {}", fetched.display());
    let programs = Programs { fetched: Some(fetched), ..Programs::default() };
    Options { needs: Needs::Both, durability: Durability::Off, programs }
}

fn start(home: &TempDir) -> Embedded {
    Embedded::start(home.path(), &options(), &|_| ()).unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn sql(url: &str, statement: &'static str) -> String {
    let mut db = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar(statement).fetch_one(&mut db).await.unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn execute(url: &str, statement: &'static str) {
    let mut db = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(statement).execute(&mut db).await.unwrap();
}

fn valkey(url: &str, command: &str) -> String {
    let path = url.strip_prefix("unix://").unwrap();
    let mut stream = UnixStream::connect(path).unwrap();
    stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
    let mut answer = [0; 64];
    let length = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..length]).trim().to_owned()
}

fn database(servers: &Embedded) -> String {
    servers.database_url().unwrap().to_owned()
}

fn redis(servers: &Embedded) -> String {
    servers.redis_url().unwrap().to_owned()
}

/// The number in a server's pid file.
fn process(file: &Path) -> String {
    fs::read_to_string(file).unwrap().lines().next().unwrap().trim().to_owned()
}

fn postmaster(home: &TempDir) -> String {
    process(&home.path().join("data/postgres/postmaster.pid"))
}

/// Kills a process and waits until it is gone.
fn kill(process: &str) {
    let status = Command::new("sh").args(["-c", "kill -9 \"$0\"", process]).status().unwrap();
    assert!(status.success());
    let number = process.parse().unwrap();
    let gone = (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        !super::process::is_running(number, Path::new("/"))
    });
    assert!(gone, "{process} is still there");
}

/// Loses the value as a killed process would: nothing is stopped, the locks are let go.
fn crash(mut servers: Embedded) {
    drop(servers.share.take());
}

#[test]
fn committed_rows_survive_a_kill_of_everything() {
    let home = home();
    let servers = start(&home);
    let db = database(&servers);
    execute(&db, "create table kept as select 'desk' as what");
    assert_eq!(valkey(&redis(&servers), "PING"), "+PONG");
    kill(&postmaster(&home));
    kill(&process(&home.path().join("run/valkey.pid")));
    crash(servers);

    let again = start(&home);
    assert_eq!(sql(&database(&again), "select what from kept"), "desk");
    assert_eq!(valkey(&redis(&again), "PING"), "+PONG");
    again.stop().unwrap();
    assert!(!home.path().join("data/postgres/postmaster.pid").exists(), "it was stopped cleanly");
    assert!(UnixStream::connect(home.path().join("run/valkey.sock")).is_err());
}

#[test]
fn servers_that_outlived_a_killed_noor_are_taken_over() {
    let home = home();
    let servers = start(&home);
    let (before, word) = (postmaster(&home), "sofa");
    assert_eq!(valkey(&redis(&servers), &format!("SET what {word}")), "+OK");
    crash(servers);

    let again = start(&home);
    assert_eq!(postmaster(&home), before, "the same postmaster serves on");
    assert!(valkey(&redis(&again), "GET what").ends_with(word), "the same Valkey serves on");
    again.stop().unwrap();
}

#[test]
fn killed_servers_are_revived_at_the_same_address() {
    let home = home();
    let mut servers = start(&home);
    let (db, bell) = (database(&servers), redis(&servers));
    execute(&db, "create table kept as select 'lamp' as what");
    servers.revive(&|step| panic!("nothing is to be done, but: {step}")).unwrap();

    kill(&postmaster(&home));
    kill(&process(&home.path().join("run/valkey.pid")));
    servers.revive(&|_| ()).unwrap();
    assert_eq!((database(&servers), redis(&servers)), (db.clone(), bell.clone()));
    assert_eq!(sql(&db, "select what from kept"), "lamp");
    assert_eq!(valkey(&bell, "PING"), "+PONG");
    servers.stop().unwrap();
}

#[test]
fn the_last_of_two_users_stops_the_servers() {
    let home = home();
    let first = start(&home);
    let second = start(&home);
    assert_eq!(first.database_url(), second.database_url());
    first.stop().unwrap();
    assert_eq!(sql(&database(&second), "select 'still here'"), "still here");
    second.stop().unwrap();
    assert!(!home.path().join("data/postgres/postmaster.pid").exists());
}

#[test]
fn two_that_start_in_the_same_moment_share_one_cluster() {
    let home = home();
    let (first, second) = std::thread::scope(|threads| {
        let second = threads.spawn(|| start(&home));
        (start(&home), second.join().unwrap())
    });
    let number = "select pg_postmaster_start_time()::text";
    assert_eq!(sql(&database(&first), number), sql(&database(&second), number));
    drop((first, second));
    assert!(!home.path().join("data/postgres/postmaster.pid").exists());
}

#[test]
fn a_folder_that_was_made_and_not_handed_over_yet_is_taken() {
    let home = home();
    for folder in ["data", "logs"] {
        fs::create_dir(home.path().join(folder)).unwrap();
    }
    let servers = start(&home);
    assert_eq!(sql(&database(&servers), "select 'up'"), "up");
    let mode = fs::metadata(home.path().join("logs")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "and closed");
    servers.stop().unwrap();
}

#[test]
fn two_homes_run_side_by_side() {
    let (here, there) = (home(), home());
    let (first, second) = (start(&here), start(&there));
    assert_ne!(database(&first), database(&second));
    assert_eq!(sql(&database(&first), "select 'a'"), "a");
    assert_eq!(sql(&database(&second), "select 'b'"), "b");
    drop((first, second));
    assert!(!here.path().join("data/postgres/postmaster.pid").exists(), "dropping stops too");
}

#[test]
fn a_stale_pid_file_with_somebody_elses_number_does_no_harm() {
    let home = home();
    start(&home).stop().unwrap();
    let file = home.path().join("data/postgres/postmaster.pid");
    let other = std::process::id();
    fs::write(&file, format!("{other}\n/elsewhere\n0\n5432\n\n\n\nready\n")).unwrap();
    let servers = start(&home);
    assert_eq!(sql(&database(&servers), "select 'up'"), "up");
    servers.stop().unwrap();
}

#[test]
fn an_orphan_without_durability_is_restarted_with_it() {
    let home = home();
    crash(start(&home));
    let careful = Options { durability: Durability::Full, ..options() };
    let servers = Embedded::start(home.path(), &careful, &|_| ()).unwrap();
    assert_eq!(sql(&database(&servers), "show fsync"), "on");
    assert_eq!(sql(&database(&servers), "show synchronous_commit"), "on");
    servers.stop().unwrap();
}

#[test]
fn the_cluster_speaks_utf8_and_knows_the_extensions() {
    let home = home();
    let servers = start(&home);
    let db = database(&servers);
    assert_eq!(sql(&db, "show server_encoding"), "UTF8");
    assert_eq!(sql(&db, "select upper('é') || lower('Ж')"), "Éж");
    assert_eq!(sql(&db, "show listen_addresses"), "");
    let extensions = "select string_agg(name, ' ' order by name) from pg_available_extensions \
                      where name in ('vector', 'pg_trgm', 'unaccent')";
    assert_eq!(sql(&db, extensions), "pg_trgm unaccent vector");
    servers.stop().unwrap();
}

#[test]
fn only_what_is_needed_is_started() {
    let home = home();
    let only = Options { needs: Needs::Valkey, ..options() };
    let servers = Embedded::start(home.path(), &only, &|_| ()).unwrap();
    assert_eq!(servers.database_url(), None);
    assert_eq!(valkey(&redis(&servers), "PING"), "+PONG");
    assert!(!home.path().join("data/postgres").exists());
    servers.stop().unwrap();
}

#[test]
fn missing_programs_are_named_with_the_way_out() {
    let empty = TempDir::new_in("/tmp").unwrap();
    let error = Embedded::start(empty.path(), &Options::default(), &|_| ()).unwrap_err();
    assert!(matches!(error, EmbeddedError::NotFetched { .. }), "{error}");
    let said = error.to_string();
    assert!(said.contains("make servers") && said.contains("DATABASE_URL"), "{said}");
}

#[test]
fn a_cluster_of_another_version_is_refused_and_left_alone() {
    let home = home();
    start(&home).stop().unwrap();
    let version = home.path().join("data/postgres/PG_VERSION");
    fs::write(&version, "17\n").unwrap();
    let error = Embedded::start(home.path(), &options(), &|_| ()).unwrap_err();
    assert!(error.to_string().contains("made by PostgreSQL 17"), "{error}");
    fs::write(&version, "18\n").unwrap();
    start(&home).stop().unwrap();
}

#[tokio::test]
async fn a_command_beside_the_servers_finds_them_in_its_environment() {
    let home = home();
    let script = "test -n \"$DATABASE_URL\" && test -n \"$REDIS_URL\" && exit 7";
    let command = vec!["sh".into(), "-c".into(), script.into()];
    let command = ServersCommand::Run { test: true, command };
    let ended = command.run(home.path(), Some(options()), &|_| ()).await.unwrap();
    assert_eq!(ended.code(), Some(7));
    assert!(!home.path().join("data/postgres/postmaster.pid").exists(), "and stops them");
}

#[test]
fn a_home_with_a_long_name_works_too() {
    let parent = home();
    let long = parent.path().join("a very long name ".repeat(8));
    let servers = Embedded::start(&long, &options(), &|_| ()).unwrap();
    assert_eq!(sql(&database(&servers), "select 'up'"), "up");
    assert_eq!(valkey(&redis(&servers), "PING"), "+PONG");
    let sockets = redis(&servers);
    servers.stop().unwrap();
    let sockets = Path::new(sockets.strip_prefix("unix://").unwrap()).parent().unwrap();
    assert!(sockets.starts_with("/tmp"), "{}", sockets.display());
    fs::remove_dir_all(sockets).unwrap();
}
