#!/bin/sh
# Checks every SQL statement against the real schema, and that the data in .sqlx, which stands for a
# database while building, is what the statements say today. With --write, .sqlx is brought up to date.
set -eu
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
program=${CARGO_TARGET_DIR:-target}/debug/noor

if [ -z "${CHECKING_SQL:-}" ]; then
    # A database of the private server, whatever else is configured.
    unset DATABASE_URL DATABASE_URL_DIRECT REDIS_URL
    "${PYTHON:-python3}" tools/fetch_servers.py --all
    # While .sqlx lags behind a changed statement this fails, and the last program will do.
    "$cargo" build --quiet --package noor || [ -x "$program" ]
    CHECKING_SQL=1 exec "$program" servers run --test -- "$0" "$@"
fi

"$program" migrate --folder crates/noor-store/migrations
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
# Libraries first, without a database: some have statements of their own that are not ours to keep.
SQLX_OFFLINE=true "$cargo" check --quiet --package noor-store 2>/dev/null || :
# The statements are read anew only when their crate is compiled anew.
touch crates/noor-store/src/lib.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$fresh" "$cargo" check --quiet --package noor-store
touch crates/noor-store/src/lib.rs

if [ "${1:-}" = --write ]; then
    rm -rf .sqlx
    mkdir .sqlx
    cp "$fresh"/*.json .sqlx/
    echo "wrote $(ls .sqlx | wc -l) statements"
elif diff -r "$fresh" .sqlx; then
    echo "the statements and .sqlx agree"
else
    echo "error: .sqlx is not what the statements say: run tools/check_sqlx.sh --write" >&2
    exit 1
fi
