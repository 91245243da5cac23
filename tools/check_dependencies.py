#!/usr/bin/env python3
"""Checks what Noor depends on: its licences, what is declared and not used, what is there twice.

Reads `cargo metadata` and the sources, and the network for nothing. Needs Python 3.9 or newer.

- Every library's licence allows what Noor does with it: each is in ALLOWED, or offers such a one.
- Whatever is declared for the workspace is used by a crate, and whatever a crate declares is named in
  its sources. A library that is only there to have its features switched on is in FOR_FEATURES.
- The big ones of ONCE are linked in one version each.
"""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Licences that ask for no more than to be named.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
}

# Libraries whose Cargo.toml names no licence, with what their repository says.
UNNAMED = {
    "apalis-postgres": "MIT",  # github.com/apalis-dev/apalis-postgres, LICENSE
}

# Declared without being named in the sources, by crate.
FOR_FEATURES: dict = {}

# Two versions of these cost minutes and megabytes, or do not understand each other's types.
ONCE = {
    "apalis-core",
    "axum",
    "bytes",
    "chrono",
    "http",
    "hyper",
    "redis",
    "reqwest",
    "rust_decimal",
    "rustls",
    "serde",
    "serde_json",
    "sqlx-core",
    "tokio",
    "tower",
    "tower-http",
    "tracing",
    "url",
    "uuid",
}


def main():
    metadata = json.loads(
        subprocess.run(
            [os.environ.get("CARGO", "cargo"), "metadata", "--format-version=1", "--locked"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
    )
    ours = set(metadata["workspace_members"])
    libraries = [it for it in metadata["packages"] if it["id"] not in ours]
    crates = [it for it in metadata["packages"] if it["id"] in ours]
    complaints = [
        *licences(libraries),
        *twice(libraries),
        *unused_by_crates(crates),
        *unused_by_workspace(crates),
    ]
    for complaint in complaints:
        print(f"error: {complaint}", file=sys.stderr)
    if complaints:
        return 1
    print(f"{len(libraries)} libraries: licences allowed, all of them used, the big ones there once")
    return 0


def licences(libraries):
    """What may not be linked into Noor."""
    for library in libraries:
        licence = library["license"] or UNNAMED.get(library["name"])
        name = f"{library['name']} {library['version']}"
        if licence is None:
            yield f"{name} names no licence: look, and note it in UNNAMED"
        elif not allowed(licence):
            yield f"{name} is under {licence}, which nobody has allowed"


def allowed(expression):
    """Whether an SPDX expression can be met with ALLOWED. `/` is how "or" was written once."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    met, rest = any_of(tokens)
    return met and not rest


def any_of(tokens):
    """`a OR b OR …`, and what is behind it."""
    met, tokens = all_of(tokens)
    while tokens and tokens[0] == "OR":
        other, tokens = all_of(tokens[1:])
        met = met or other
    return met, tokens


def all_of(tokens):
    """`a AND b AND …`, which binds closer."""
    met, tokens = one(tokens)
    while tokens and tokens[0] == "AND":
        other, tokens = one(tokens[1:])
        met = met and other
    return met, tokens


def one(tokens):
    """A licence, with its exception if it has one, or an expression in brackets."""
    if not tokens:
        return False, tokens
    if tokens[0] == "(":
        met, rest = any_of(tokens[1:])
        return (met, rest[1:]) if rest[:1] == [")"] else (False, rest)
    if tokens[1:2] == ["WITH"]:
        return " ".join(tokens[:3]) in ALLOWED, tokens[3:]
    return tokens[0] in ALLOWED, tokens[1:]


def twice(libraries):
    """The big ones that are there in several versions."""
    versions = defaultdict(list)
    for library in libraries:
        versions[library["name"]].append(library["version"])
    for name in sorted(ONCE):
        if len(versions[name]) > 1:
            yield f"{name} is there in {len(versions[name])} versions: {', '.join(versions[name])}"


def unused_by_crates(crates):
    """What a crate declares and does not name."""
    for crate in crates:
        folder = Path(crate["manifest_path"]).parent
        for dependency in crate["dependencies"]:
            kind = dependency["kind"]
            name = dependency["rename"] or dependency["name"]
            if name in FOR_FEATURES.get(crate["name"], ()):
                continue
            # Programs and their tests share the folders of a crate; tests may use what src uses.
            words = named_in(folder, ("src", "tests", "benches") if kind else ("src",))
            if name.replace("-", "_") not in words:
                yield f"{crate['name']} declares {name} and does not use it"


WORDS: dict = {}


def named_in(folder, parts):
    """Every name that could be a crate's in the Rust sources of some folders: before `::`, after
    `use` or in an attribute."""
    found = set()
    for part in parts:
        place = folder / part
        if place not in WORDS:
            WORDS[place] = set()
            for source in place.rglob("*.rs"):
                text = re.sub(r"(?m)^\s*//.*$", "", source.read_text(encoding="utf-8"))
                WORDS[place].update(re.findall(r"\b([a-z_][a-z0-9_]*)\s*::", text))
                WORDS[place].update(re.findall(r"\buse\s+([a-z_][a-z0-9_]*)\b", text))
        found |= WORDS[place]
    return found


def unused_by_workspace(crates):
    """What is declared for the workspace and wanted by no crate."""
    wanted = {dependency["name"] for crate in crates for dependency in crate["dependencies"]}
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    section = manifest.split("[workspace.dependencies]", 1)[1].split("\n[", 1)[0]
    for name in re.findall(r"(?m)^([A-Za-z0-9_-]+)\s*=", section):
        if name not in wanted:
            yield f"Cargo.toml declares {name} for the workspace and no crate wants it"


if __name__ == "__main__":
    sys.exit(main())
