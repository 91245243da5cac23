//! What a shop notices of its configuration.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::reader::Reader;
use super::*;
use crate::embedded::{Durability, Needs};

/// A shop with these variables and nothing else.
fn shop(variables: &[(&str, &str)]) -> Sources {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Sources { environment: variables.iter().map(own).collect(), ..Sources::default() }
}

/// A shop with this `noor.toml` and these variables. Keep the folder while the sources are used.
fn shop_with_file(text: &str, variables: &[(&str, &str)]) -> (TempDir, Sources) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("noor.toml");
    fs::write(&path, text).unwrap();
    (folder, Sources { usual_file: Some(path), ..shop(variables) })
}

fn load(variables: &[(&str, &str)]) -> Config {
    Config::load(&shop(variables)).unwrap()
}

fn mistakes(sources: &Sources) -> Vec<String> {
    let ConfigErrors(mistakes) = Config::load(sources).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect()
}

/// The only mistake that a shop with these variables has.
fn mistake(variables: &[(&str, &str)]) -> String {
    let mut found = mistakes(&shop(variables));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

const STRONG: &str = "Zk3vQ9xT1mB7cL5nR2wY8pAa";

/// The variables of a shop that may sell.
fn production() -> Vec<(&'static str, &'static str)> {
    vec![
        ("NOOR_ENV", "production"),
        ("NOOR_SERVER__PUBLIC_URL", "https://noor.example.com"),
        ("NOOR_SERVER__SIGNING_KEY", "0123456789abcdef0123456789abcdef"),
        ("NOOR_MESSAGING__WAZZUP__WEBHOOK_SECRET", STRONG),
        ("ADMIN_PASSWORD", "plum-otter-42-lamp"),
        ("WAZZUP_API_KEY", "key-of-the-account"),
    ]
}

#[test]
fn the_defaults_are_complete_and_valid() {
    let defaults = sources::defaults();
    let mut reader = Reader::new(&defaults, &defaults);
    let config = Config::read(&mut reader);
    assert_eq!(reader.mistakes, []);
    let unread: Vec<&str> = defaults.keys().filter(|key| !reader.read.contains(key)).collect();
    assert_eq!(unread, [""; 0], "default.toml has settings that nothing reads");

    assert_eq!(config.server.port, 8000);
    assert_eq!(config.turn.debounce, Duration::from_secs(3));
    assert_eq!(config.server.body_limit, 1 << 20);
    assert_eq!(config.messaging.wazzup.rate, 80);
    assert_eq!(config.model.provider, Provider::Rules);
    assert_eq!(config.server.public_url.as_str(), "http://localhost:8000/");
}

#[test]
fn every_setting_of_the_manual_has_an_explanation() {
    let mut explained = false;
    for line in DEFAULTS.lines() {
        if line.starts_with('#') {
            explained = true;
        } else if line.is_empty() || line.starts_with('[') {
            explained = false;
        } else {
            assert!(explained, "no comment above {line}");
        }
    }
}

#[test]
fn every_short_name_stands_for_a_setting() {
    let defaults = sources::defaults();
    for (name, key) in environment::SHORT_NAMES {
        assert!(defaults.get(key).is_some(), "{name} stands for {key}");
        assert!(DEFAULTS.contains(name), "default.toml does not mention {name}");
    }
}

#[test]
fn a_later_source_wins() {
    let (_folder, mut sources) = shop_with_file("[server]\nport = 1001\n", &[]);
    let port = |sources: &Sources| Config::load(sources).unwrap().server.port;
    assert_eq!(port(&sources), 1001, "the file over the default");
    sources.environment.insert("PORT".to_owned(), "1002".to_owned());
    assert_eq!(port(&sources), 1002, "the short name over the file");
    sources.environment.insert("NOOR_SERVER__PORT".to_owned(), "1003".to_owned());
    assert_eq!(port(&sources), 1003, "the long name over the short one");
    let sources = sources.with_flag("--port", "server.port", "1004".to_owned());
    assert_eq!(port(&sources), 1004, "the command line over everything");
}

#[test]
fn two_names_that_differ_are_remarked_on() {
    let config = load(&[("PORT", "1"), ("NOOR_SERVER__PORT", "2")]);
    assert_eq!(
        config.warnings,
        ["PORT and NOOR_SERVER__PORT are both set and differ; NOOR_SERVER__PORT is used."]
    );
    let same = load(&[("PORT", "2"), ("NOOR_SERVER__PORT", "2")]);
    assert_eq!(same.warnings, [""; 0]);
}

#[test]
fn an_empty_variable_is_not_set() {
    let config = load(&[("OPENROUTER_API_KEY", ""), ("PORT", "  "), ("DATABASE_URL", "")]);
    assert_eq!(config.server.port, 8000);
    assert_eq!(config.model.provider, Provider::Rules);
    assert!(config.database.url.is_none());
}

#[test]
fn all_mistakes_are_reported_at_once_with_their_places() {
    let text = "[turn]\n\
                debunce = \"3s\"\n\
                lease = 30\n\
                concurrency = 0\n\
                [server]\n\
                port = \"8000\"\n\
                role = \"boss\"\n\
                [database]\n\
                statement_cache = \"yes\"\n";
    let (folder, sources) = shop_with_file(
        text,
        &[
            ("NOOR_TURN__SWEEP", "often"),
            ("NOOR_SERVER__PROT", "1"),
            ("NOOR_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, somewhere"),
        ],
    );
    let folder = format!("{}/", folder.path().display());
    let found: Vec<String> =
        mistakes(&sources).iter().map(|mistake| mistake.replace(&folder, "")).collect();
    assert_eq!(
        found,
        [
            "server.port (noor.toml line 6): this is a text. Write a whole number, without quotes.",
            "server.role (noor.toml line 7): \"boss\" is not a choice. Choose: all, web, worker.",
            "server.trusted_proxies (environment NOOR_SERVER__TRUSTED_PROXIES): \"somewhere\" is \
             not a network such as 10.0.0.0/8. Correct or remove this item.",
            "database.statement_cache (noor.toml line 9): this is a text. Write true or false, \
             without quotes.",
            "turn.lease (noor.toml line 3): this is a number. Write a duration with its unit: \
             \"3s\", \"500ms\" or \"2m\".",
            "turn.concurrency (noor.toml line 4): 0 is out of range. Choose from 1 to 1024.",
            "turn.sweep (environment NOOR_TURN__SWEEP): \"often\" is not a duration. Write \
             \"3s\", \"500ms\" or \"2m\".",
            "turn.debunce (noor.toml line 2): there is no such setting. Did you mean \
             turn.debounce?",
            "server.prot (environment NOOR_SERVER__PROT): there is no such setting. Did you mean \
             NOOR_SERVER__PORT?",
        ]
    );
}

#[test]
fn a_file_that_is_not_toml_is_reported_beside_the_rest() {
    let (_folder, sources) = shop_with_file("[turn]\ndebounce = =\n", &[("PORT", "many")]);
    let found = mistakes(&sources);
    assert!(found.iter().any(|m| m.contains("noor.toml line 2")), "{found:#?}");
    assert!(found.iter().any(|m| m.contains("environment PORT")), "{found:#?}");
}

#[test]
fn a_named_file_must_exist_and_the_usual_one_need_not() {
    assert!(mistake(&[("NOOR_CONFIG", "/nowhere/noor.toml")]).contains("cannot be read"));
    let sources = Sources { usual_file: Some(PathBuf::from("/nowhere/noor.toml")), ..shop(&[]) };
    assert_eq!(Config::load(&sources).unwrap().server.port, 8000);
}

#[test]
fn a_mistake_never_repeats_a_secret() {
    let (_folder, sources) = shop_with_file(
        "[api]\nkey = [\"hush-hush\"]\n",
        &[
            ("DATABASE_URL", "mysql://noor:hush-hush@db/noor"),
            ("NOOR_MESSAGING__WAZZUP__WEBHOOK_SECRET", "hush-hush with spaces"),
            ("NOOR_MODEL__APIKEY", "hush-hush"),
        ],
    );
    let found = mistakes(&sources);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(!found.concat().contains("hush-hush"), "{found:#?}");
}

#[test]
fn the_shown_settings_hide_secrets_and_name_origins() {
    let config = load(&[
        ("DATABASE_URL", "postgres://noor:hush-hush@db/noor"),
        ("WAZZUP_API_KEY", "hush-hush"),
        ("ADMIN_PASSWORD", "hush-hush"),
        ("PORT", "9000"),
    ]);
    let shown = config.masked();
    assert!(!shown.contains("hush-hush"), "{shown}");
    assert!(!shown.contains("noor-example"), "{shown}");
    let has = |wanted: &str| shown.lines().any(|line| line == wanted);
    assert!(has(&format!("{:<60} # environment PORT", "port = \"9000\"")), "{shown}");
    assert!(has(&format!("{:<60} # default", "debounce = \"3s\"")), "{shown}");
    assert!(shown.contains("postgres://noor:hidden@db/noor"), "{shown}");
    assert!(!format!("{config:?}").contains("hush-hush"), "nor does the debug form show them");
}

#[test]
fn a_name_without_double_underscore_is_only_remarked_on() {
    let config = load(&[("NOOR_DATABASE_URL", "postgres://db/noor"), ("NOOR_STRANGE_THING", "1")]);
    assert_eq!(
        config.warnings,
        [
            "NOOR_DATABASE_URL means nothing to Noor. Did you mean NOOR_DATABASE__URL?",
            "NOOR_STRANGE_THING means nothing to Noor.",
        ]
    );
}

#[test]
fn a_key_chooses_openrouter_unless_somebody_chose_otherwise() {
    let provider = |variables: &[(&str, &str)]| load(variables).model.provider;
    assert_eq!(provider(&[("OPENROUTER_API_KEY", "k")]), Provider::OpenRouter);
    let rules = [("OPENROUTER_API_KEY", "k"), ("NOOR_MODEL__PROVIDER", "rules")];
    assert_eq!(provider(&rules), Provider::Rules);
    let config = load(&[("OPENROUTER_API_KEY", "k")]);
    assert_eq!(config.model.base_url.unwrap().as_str(), "https://openrouter.ai/api/v1/");
    let found = mistake(&[("NOOR_MODEL__PROVIDER", "openrouter")]);
    assert!(found.starts_with("model.api_key") && found.contains("needs a key"), "{found}");
}

#[test]
fn one_vendors_key_is_not_sent_to_another() {
    let own_server = [
        ("NOOR_MODEL__PROVIDER", "openai"),
        ("NOOR_MODEL__BASE_URL", "http://localhost:11434/v1"),
        ("NOOR_MODEL__MODEL_FAST", "small"),
        ("NOOR_MODEL__MODEL_MAIN", "large"),
        ("OPENROUTER_API_KEY", "key-of-another-vendor"),
    ];
    let config = load(&own_server);
    assert!(config.model.api_key.is_none());
    assert!(config.warnings.concat().contains("OPENROUTER_API_KEY is not sent"));
    assert_eq!(config.model.base_url.unwrap().as_str(), "http://localhost:11434/v1/");
}

#[test]
fn a_server_that_speaks_openai_needs_the_names_of_its_models() {
    let variables = [("NOOR_MODEL__PROVIDER", "openai"), ("NOOR_MODEL__API_KEY", "k")];
    let found = mistakes(&shop(&variables));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|m| m.contains("default is a model of OpenRouter")), "{found:#?}");
}

#[test]
fn private_servers_are_started_only_in_place_of_missing_ones() {
    let needs = |variables: &[(&str, &str)]| load(variables).private_servers().map(|o| o.needs);
    let (db, redis) = (("DATABASE_URL", "postgres://db/noor"), ("REDIS_URL", "redis://r"));
    assert_eq!(needs(&[]), Some(Needs::Both));
    assert_eq!(needs(&[db]), None, "a database alone: PostgreSQL rings the bell");
    assert_eq!(needs(&[redis]), Some(Needs::Postgres));
    assert_eq!(needs(&[db, redis]), None);
    assert_eq!(needs(&[db, ("NOOR_BELL", "redis")]), Some(Needs::Valkey));
    assert_eq!(needs(&[("NOOR_PROFILE", "minimal")]), Some(Needs::Postgres));
}

#[test]
fn tests_get_both_servers_away_from_the_shops_data() {
    let config = load(&[("NOOR_HOME", "/srv/noor"), ("NOOR_PROFILE", "minimal")]);
    let options = config.test_servers().unwrap();
    assert_eq!(options.needs, Needs::Both);
    assert_eq!(options.durability, Durability::Off);
    assert_eq!(options.programs.fetched, Some(PathBuf::from("/srv/noor/servers")));
    assert_eq!(config.test_home(), PathBuf::from("/srv/noor/test"));
    let own = [("DATABASE_URL", "postgres://db/noor"), ("REDIS_URL", "redis://r")];
    assert!(load(&own).test_servers().is_none());
}

#[test]
fn the_bell_follows_profile_and_servers() {
    let bell = |variables: &[(&str, &str)]| load(variables).bell();
    let db = ("DATABASE_URL", "postgres://db/noor");
    assert_eq!(bell(&[]), BellChoice::Redis);
    assert_eq!(bell(&[db]), BellChoice::Postgres);
    assert_eq!(bell(&[db, ("REDIS_URL", "unix:///run/valkey.sock")]), BellChoice::Redis);
    assert_eq!(bell(&[("NOOR_PROFILE", "minimal")]), BellChoice::InProcess);
    assert_eq!(bell(&[("NOOR_BELL", "postgres")]), BellChoice::Postgres);
    let found = mistake(&[("NOOR_PROFILE", "minimal"), ("NOOR_SERVER__ROLE", "web")]);
    assert!(found.contains("cannot wake a worker in another process"), "{found}");
}

#[test]
fn a_profile_decides_how_products_are_found() {
    let store = |variables: &[(&str, &str)]| load(variables).search.vector_store;
    assert!(matches!(store(&[]), VectorStore::Pgvector));
    assert!(matches!(store(&[("NOOR_PROFILE", "minimal")]), VectorStore::None));
    let both = [("NOOR_PROFILE", "minimal"), ("NOOR_SEARCH__VECTOR_STORE", "pgvector")];
    assert!(matches!(store(&both), VectorStore::Pgvector), "the setting wins over the profile");
    let extended = ("NOOR_PROFILE", "extended");
    assert!(matches!(store(&[extended]), VectorStore::Pgvector), "nobody says where Qdrant is");
    let there = ("NOOR_SEARCH__QDRANT__URL", "http://localhost:6333");
    let VectorStore::Qdrant(qdrant) = store(&[extended, there]) else { panic!("it is there") };
    assert_eq!((qdrant.prefix.as_str(), qdrant.int8), ("noor", false));
    let nowhere = mistake(&[("NOOR_SEARCH__VECTOR_STORE", "qdrant")]);
    assert!(nowhere.contains("search.qdrant.url"), "{nowhere}");
    let strange = mistake(&[there, ("NOOR_SEARCH__QDRANT__PREFIX", "my shop/1")]);
    assert!(strange.contains("search.qdrant.prefix"), "{strange}");
}

fn embedding_server(variables: &[(&str, &str)]) -> EmbeddingServer {
    match load(variables).search.embedding {
        Some(EmbeddingVendor::Server(server)) => *server,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_embedding_server_is_asked_with_its_own_key_and_in_its_own_way() {
    assert!(load(&[]).search.embedding.is_none(), "nobody unless somebody is named");
    let vendor = ("NOOR_SEARCH__EMBEDDING__VENDOR", "openai");
    let openai = embedding_server(&[vendor, ("NOOR_SEARCH__EMBEDDING__API_KEY", "k")]);
    assert_eq!(openai.server.url.as_str(), "https://api.openai.com/v1");
    assert_eq!((openai.server.model.as_str(), openai.dimensions), ("text-embedding-3-small", None));
    assert_eq!(openai.limits.query, Duration::from_millis(400));

    let own = embedding_server(&[
        vendor,
        ("NOOR_SEARCH__EMBEDDING__URL", "http://127.0.0.1:8080/v1"),
        ("NOOR_SEARCH__EMBEDDING__MODEL", "intfloat/multilingual-e5-small"),
        ("NOOR_SEARCH__EMBEDDING__QUERY_PREFIX", "query:"),
        ("NOOR_SEARCH__EMBEDDING__PASSAGE_PREFIX", "passage: "),
        ("NOOR_SEARCH__EMBEDDING__DIMENSIONS", "384"),
        ("OPENROUTER_API_KEY", "k"),
    ]);
    assert!(own.server.api_key.is_none(), "another vendor's key stays where it is");
    assert_eq!(own.dimensions, Some(384));
    assert_eq!(own.roles.query_prefix, "query: ");
    assert_eq!(own.roles.passage_prefix, "passage: ");

    let router = embedding_server(&[
        ("NOOR_SEARCH__EMBEDDING__VENDOR", "openrouter"),
        ("NOOR_SEARCH__EMBEDDING__MODEL", "a/b"),
        ("OPENROUTER_API_KEY", "k"),
    ]);
    assert_eq!(router.server.kind, ServerKind::OpenRouter);
    assert_eq!(router.server.api_key.unwrap().expose_secret(), "k");
}

#[test]
fn an_embedding_server_that_cannot_work_is_refused_with_every_reason() {
    let keys = |variables: &[(&str, &str)]| -> Vec<String> {
        let found = mistakes(&shop(variables));
        found.iter().map(|it| it.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(
        keys(&[
            ("NOOR_SEARCH__EMBEDDING__VENDOR", "openrouter"),
            ("NOOR_SEARCH__EMBEDDING__BATCH_SIZE", "0"),
            ("NOOR_SEARCH__EMBEDDING__QUERY_DEADLINE", "400"),
        ]),
        [
            "search.embedding.api_key",
            "search.embedding.model",
            "search.embedding.batch_size",
            "search.embedding.query_deadline",
        ]
    );
    let openai = [("NOOR_SEARCH__EMBEDDING__VENDOR", "openai")];
    assert_eq!(keys(&openai), ["search.embedding.api_key"]);
    let own = [openai[0], ("NOOR_SEARCH__EMBEDDING__URL", "http://127.0.0.1:8080/v1")];
    assert!(mistake(&own).contains("the default is a model of OpenAI"));
    assert!(mistake(&[("NOOR_SEARCH__EMBEDDING__VENDOR", "bge-m3")]).contains("bge_m3"));
}

#[test]
fn a_model_in_this_process_is_in_noors_home() {
    let vendor = ("NOOR_SEARCH__EMBEDDING__VENDOR", "bge_m3");
    let config = load(&[vendor, ("NOOR_HOME", "/data/noor")]);
    let Some(EmbeddingVendor::BgeM3(usual)) = config.search.embedding else { panic!() };
    assert_eq!(usual.folder, PathBuf::from("/data/noor/models/bge-m3"));
    let library = PathBuf::from("/data/noor/servers/onnxruntime/libonnxruntime.so");
    assert_eq!((usual.library, usual.workers), (library, 1));
    assert_eq!(config.warnings, [""; 0]);

    let config = load(&[
        vendor,
        ("NOOR_SEARCH__EMBEDDING__FOLDER", "/models/m3"),
        ("NOOR_SEARCH__EMBEDDING__URL", "http://127.0.0.1:8080/v1"),
    ]);
    let Some(EmbeddingVendor::BgeM3(own)) = config.search.embedding else { panic!() };
    assert_eq!(own.folder, PathBuf::from("/models/m3"));
    assert_eq!(
        config.warnings,
        ["search.embedding.url is set and means nothing to vendor bge_m3."]
    );
}

#[test]
fn lists_are_read_from_files_and_from_commas() {
    let (_folder, sources) =
        shop_with_file("[messaging.wazzup]\nchannel_id = [\"a\", \"b\"]\n", &[]);
    assert_eq!(Config::load(&sources).unwrap().messaging.wazzup.channels, ["a", "b"]);
    let config = load(&[("WAZZUP_CHANNEL_ID", "a, b,,")]);
    assert_eq!(config.messaging.wazzup.channels, ["a", "b"]);
}

#[test]
fn a_catalogue_source_needs_its_place() {
    assert!(mistake(&[("NOOR_CATALOG__SOURCE", "file")]).contains("path of a .jsonl or .csv"));
    assert!(mistake(&[("NOOR_CATALOG__SOURCE", "treejar")]).contains("address of the catalogue"));
    let file = [("NOOR_CATALOG__SOURCE", "file"), ("NOOR_CATALOG__PATH", "shop.csv")];
    assert_eq!(load(&file).catalog.source, CatalogSource::File(PathBuf::from("shop.csv")));
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let wait = mistake(&[("NOOR_TURN__MAX_WAIT", "1s")]);
    assert!(wait.contains("shorter than turn.debounce"), "{wait}");
    let direct = mistake(&[("DATABASE_URL_DIRECT", "postgres://db/noor")]);
    assert!(direct.contains("stands alone"), "{direct}");
    let host = mistake(&[("NOOR_SERVER__HOST", "localhost")]);
    assert!(host.contains("not an IP address"), "{host}");
    let level = mistake(&[("NOOR_LOG__LEVEL", "noor=loud")]);
    assert!(level.contains("not a level or filter"), "{level}");
    let long = format!("https://noor.example.com/{}", "x".repeat(170));
    let url = mistake(&[("NOOR_SERVER__PUBLIC_URL", &long)]);
    assert!(url.contains("200 characters"), "{url}");
}

#[test]
fn production_accepts_strong_secrets() {
    let config = load(&production());
    assert_eq!(config.shop.mode, Mode::Production);
    assert_eq!(config.warnings, [""; 0]);
}

#[test]
fn production_refuses_examples_and_http() {
    let keys: Vec<String> = mistakes(&shop(&[("NOOR_ENV", "production"), ("WAZZUP_API_KEY", "k")]))
        .iter()
        .filter_map(|mistake| mistake.split_whitespace().next().map(str::to_owned))
        .collect();
    assert_eq!(
        keys,
        [
            "server.public_url",
            "server.signing_key",
            "messaging.wazzup.webhook_secret",
            "admin.password"
        ]
    );
}

#[test]
fn production_refuses_each_weak_secret() {
    for (name, value) in [
        ("NOOR_MESSAGING__WAZZUP__WEBHOOK_SECRET", "only-20-characters-x"),
        ("NOOR_SERVER__SIGNING_KEY", "0123456789abcdef"),
        ("ADMIN_PASSWORD", "short"),
        ("API_KEY", "api-key"),
        ("NOOR_SERVER__PUBLIC_URL", "http://noor.example.com"),
    ] {
        let mut variables = production();
        variables.retain(|(other, _)| *other != name);
        variables.push((name, value));
        assert!(mistake(&variables).contains("production"), "{name}");
    }
}

#[test]
fn example_secrets_on_an_open_address_are_remarked_on() {
    let config = load(&[("NOOR_SERVER__HOST", "0.0.0.0")]);
    assert!(config.warnings.concat().contains("open to the network"), "{:?}", config.warnings);
}

#[test]
fn the_gateways_address_is_ready_to_register() {
    let mut variables = production();
    variables.push(("NOOR_SERVER__PUBLIC_URL", "https://shop.example.com/it's"));
    variables.retain(|(_, value)| *value != "https://noor.example.com");
    let config = load(&variables);
    let addresses = webhook_urls(&config);
    assert_eq!(addresses.len(), 1);
    let expected = format!("https://shop.example.com/it's/api/v1/webhook/wazzup/{STRONG}");
    assert_eq!(addresses[0].url, expected);
    assert!(addresses[0].register.contains("-H \"Authorization: Bearer $WAZZUP_API_KEY\""));
    assert!(!addresses[0].register.contains("key-of-the-account"));

    // What the shell makes of it, with a `curl` that only repeats its words.
    let script = format!("curl() {{ printf '%s\\n' \"$@\"; }}\n{}", addresses[0].register);
    let said = std::process::Command::new("sh")
        .args(["-c", &script])
        .env("WAZZUP_API_KEY", "from-the-shell")
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let words: Vec<&str> = said.lines().collect();
    assert!(words.contains(&"https://api.wazzup24.com/v3/webhooks"), "{said}");
    assert!(words.contains(&"Authorization: Bearer from-the-shell"), "{said}");
    let body: serde_json::Value = serde_json::from_str(words.last().unwrap()).unwrap();
    assert_eq!(body["webhooksUri"], expected.as_str());
    assert_eq!(body["subscriptions"]["messagesAndStatuses"], true);
}

#[test]
fn secrets_reach_those_who_need_them() {
    let config = load(&[("WAZZUP_API_KEY", "the-key"), ("REDIS_URL", "redis://:pw@r:1/0")]);
    assert_eq!(config.messaging.wazzup.api_key.unwrap().expose_secret(), "the-key");
    assert_eq!(config.redis.url.unwrap().expose_secret(), "redis://:pw@r:1/0");
}

#[test]
fn voices_go_only_to_the_vendor_that_was_named() {
    assert!(load(&[("NOOR_SPEECH__API_KEY", "k")]).speech.vendor.is_none(), "none was named");
    let vendor = ("NOOR_SPEECH__VENDOR", "openai");
    let hosted = load(&[vendor, ("NOOR_SPEECH__API_KEY", "k")]).speech.vendor.unwrap();
    assert_eq!(hosted.url.as_str(), "https://api.openai.com/v1");
    assert_eq!(hosted.model, "gpt-transcribe");
    let here = ("NOOR_SPEECH__URL", "http://127.0.0.1:8080/v1");
    let own = load(&[vendor, here, ("NOOR_SPEECH__MODEL", "whisper-small")]).speech.vendor.unwrap();
    assert!(own.api_key.is_none());
    assert_eq!(own.model, "whisper-small");

    let router = ("NOOR_SPEECH__VENDOR", "openrouter");
    let (named, key) = (("NOOR_SPEECH__MODEL", "a/hears"), ("OPENROUTER_API_KEY", "k"));
    let shared = load(&[router, named, key]).speech.vendor.unwrap();
    assert_eq!(shared.url.as_str(), "https://openrouter.ai/api/v1/");
    assert_eq!(shared.api_key.unwrap().expose_secret(), "k", "the models' own");
    let keyless = mistake(&[router, named, key, ("NOOR_SPEECH__URL", "https://proxy.example/v1")]);
    assert!(keyless.starts_with("speech.api_key"), "another server gets no key: {keyless}");

    let keyless = mistake(&[vendor]);
    assert!(keyless.starts_with("speech.api_key"), "{keyless}");
    let modelless = mistake(&[vendor, here]);
    assert!(modelless.starts_with("speech.model"), "{modelless}");
}

/// The variables of a shop whose stock Zoho Inventory counts.
fn with_zoho() -> Vec<(&'static str, &'static str)> {
    vec![
        ("NOOR_INVENTORY__VENDOR", "zoho"),
        ("ZOHO_DATA_CENTRE", "AE"),
        ("ZOHO_CLIENT_ID", "1000.CLIENT"),
        ("ZOHO_CLIENT_SECRET", "hush-hush-client"),
        ("ZOHO_REFRESH_TOKEN", "hush-hush-refresh"),
        ("ZOHO_ORGANIZATION_ID", "70000001"),
    ]
}

fn keys(mistakes: &[String]) -> Vec<&str> {
    mistakes.iter().filter_map(|mistake| mistake.split_whitespace().next()).collect()
}

#[test]
fn zoho_counts_the_stock_where_its_account_is_named() {
    assert!(load(&[]).inventory.vendor.is_none(), "nobody unless somebody is named");
    let config = load(&with_zoho());
    assert_eq!(config.inventory.vendor, Some(InventoryVendor::Zoho));
    assert_eq!(config.orders.vendor, Some(OrderVendor::Zoho), "orders go where the stock is");
    let Some(zoho) = &config.zoho else { panic!() };
    assert_eq!((zoho.data_centre.letters(), zoho.organization_id.as_str()), ("ae", "70000001"));
    assert_eq!((zoho.client_id.as_str(), zoho.calls_a_minute), ("1000.CLIENT", 80));
    assert_eq!(zoho.refresh_token.expose_secret(), "hush-hush-refresh");
    let field = Some("cf_end_product".to_owned());
    assert_eq!(zoho.end_products, EndProducts { field, required: true });
    assert_eq!(config.inventory.live_for, Duration::from_mins(1));
    assert_eq!(config.inventory.deadline, Duration::from_millis(1500));
    assert_eq!(config.warnings, [""; 0]);
    assert!(!config.masked().contains("hush-hush"), "{}", config.masked());
    assert!(!format!("{config:?}").contains("hush-hush"), "nor does the debug form show them");
}

#[test]
fn a_zoho_account_that_cannot_work_is_refused_with_every_reason() {
    let found = mistakes(&shop(&[("NOOR_INVENTORY__VENDOR", "zoho")]));
    let missing = ["data_centre", "client_id", "client_secret", "refresh_token", "organization_id"];
    assert_eq!(keys(&found), missing.map(|name| format!("zoho.{name}")));
    assert!(found[3].contains("docs/how-to/inventory.md"), "{found:#?}");

    let mut wrong = with_zoho();
    wrong.retain(|(name, _)| !["ZOHO_DATA_CENTRE", "ZOHO_ORGANIZATION_ID"].contains(name));
    wrong.extend([
        ("NOOR_INVENTORY__LIVE_FOR", "2h"),
        ("ZOHO_DATA_CENTRE", "dubai"),
        ("ZOHO_ORGANIZATION_ID", "Treehouse LLC"),
        ("NOOR_ZOHO__CALLS_A_MINUTE", "500"),
    ]);
    let found = mistakes(&shop(&wrong));
    assert_eq!(
        keys(&found),
        ["inventory.live_for", "zoho.data_centre", "zoho.organization_id", "zoho.calls_a_minute"],
        "each once: {found:#?}"
    );
    assert!(found[1].contains("us, eu, in"), "{found:#?}");
    assert!(mistake(&[("NOOR_INVENTORY__VENDOR", "odoo")]).contains("none, zoho"));
}

#[test]
fn nobody_is_asked_about_a_call_that_may_still_be_on_its_way() {
    let mut hasty = with_zoho();
    hasty.push(("NOOR_EFFECTS__ASK_AFTER", "10s"));
    assert!(mistake(&hasty).contains("not longer than zoho.timeout"));
    hasty.push(("NOOR_ZOHO__TIMEOUT", "2s"));
    assert_eq!(load(&hasty).effects.ask_after, Duration::from_secs(10));
}

#[test]
fn the_item_for_delivery_is_named_by_its_id() {
    let with_item = |id| [with_zoho(), vec![("NOOR_ORDERS__DELIVERY_ITEM", id)]].concat();
    assert_eq!(load(&with_zoho()).orders.delivery_item, None);
    let config = load(&with_item("460000000012345"));
    assert_eq!(config.orders.delivery_item.as_deref(), Some("460000000012345"));
    assert!(mistake(&with_item("Delivery")).contains("the number at the end of its address"));
}

#[test]
fn a_zoho_account_that_nothing_uses_is_remarked_on() {
    let mut unused = with_zoho();
    unused.remove(0);
    let config = load(&unused);
    assert!(config.inventory.vendor.is_none());
    assert!(config.warnings.concat().contains("zoho.refresh_token is set and nothing uses it"));
}

#[test]
fn production_sends_zohos_tokens_to_https_alone() {
    let mut variables = production();
    variables.extend(with_zoho());
    assert_eq!(load(&variables).warnings, [""; 0]);
    variables.push(("NOOR_ZOHO__ACCOUNTS_URL", "http://accounts.example.com"));
    variables.push(("NOOR_ZOHO__API_URL", "https://proxy.example.com"));
    assert!(mistake(&variables).starts_with("zoho.accounts_url"));
}
