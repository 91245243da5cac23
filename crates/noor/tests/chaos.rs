//! A bounded campaign of `noor chaos`, with real processes and servers of its own.
#![cfg(feature = "simulator")]

use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn customers_are_answered_once_while_processes_die() {
    let home = std::env::var_os("NOOR_HOME")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.noor"), PathBuf::from);
    for server in ["postgres", "valkey"] {
        let fetched = home.join("servers").join(server);
        assert!(
            fetched.exists(),
            "{} is missing: `make servers` fetches it, or start the tests by `make test`",
            fetched.display()
        );
    }
    let campaign = Command::new(env!("CARGO_BIN_EXE_noor"))
        .args([
            "chaos",
            "--seconds",
            "12",
            "--conversations",
            "60",
            "--buyers",
            "6",
            "--folder",
            "chaos-test",
        ])
        .env_clear()
        .env("NOOR_HOME", &home)
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .output()
        .expect("the program was built with this test");
    let said = String::from_utf8_lossy(&campaign.stdout);
    let told = String::from_utf8_lossy(&campaign.stderr);
    assert!(campaign.status.success(), "{said}\n{told}");
    assert!(said.contains("every promise was kept"), "{said}");
}
