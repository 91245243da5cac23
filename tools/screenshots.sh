#!/bin/sh
# Takes the README's pictures again: docs/images/demo.png and docs/images/demo-ar.png.
#
# Needs `make demo` to have been run once (for the program and its servers), chromium, python3 and curl.
# The demo it starts has a home of its own, so that both customers are new, and is stopped at the end.
#
#   PORT=8123     where that demo listens
#   CHROMIUM=…    the browser's program
set -eu
cd "$(dirname "$0")/.."

port=${PORT:-8123}
browser=${CHROMIUM:-chromium}
servers=${NOOR_HOME:-.noor}/servers
program=${CARGO_TARGET_DIR:-target}/debug/noor
demo=http://localhost:$port

[ -x "$program" ] && [ -d "$servers" ] || { echo "run \`make demo\` once before" >&2; exit 1; }
command -v "$browser" >/dev/null || { echo "install chromium, or name it in CHROMIUM" >&2; exit 1; }

home=$(mktemp -d)
noor=
close() {
    [ -z "$noor" ] || { kill "$noor" 2>/dev/null && wait "$noor" || :; }
    rm -rf "$home"
}
trap close EXIT
trap 'exit 1' INT TERM
# PostgreSQL runs as another user when this runs as root, and has to enter.
chmod 755 "$home"
cp -a "$servers" "$home/servers"

NOOR_HOME=$home PORT=$port "$program" demo 2>"$home/log" &
noor=$!
patience=60
until curl -fs "$demo/api/v1/health" >/dev/null; do
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || { echo "the demo does not open:" >&2; cat "$home/log" >&2; exit 1; }
    sleep 1
done

# say CUSTOMER NAME TEXT: writes as a customer and waits until everything owed has come back.
say() {
    curl -fs -o "$home/said" -H 'Content-Type: application/json' "$demo/demo/api/say" \
        -d "{\"customer\":\"$1\",\"name\":\"$2\",\"text\":\"$3\"}"
    patience=30
    until curl -fs "$demo/demo/api/chat/$1" | grep -q '"typing":false'; do
        patience=$((patience - 1))
        [ "$patience" -gt 0 ] || { echo "no answer to: $3" >&2; exit 1; }
        sleep 1
    done
    sleep 1 # A picture follows the words.
}

# picture FILE LANGUAGE CUSTOMER: the page as that customer sees it.
picture() {
    timeout 120 python3 tools/photograph.py "$browser" "$demo/demo?lang=$2#$3" "$1"
    echo "$1"
}

say +971500000001 Sara "hi, black office chair under 600?"
say +971500000002 "سالم" "كم سعر مكتب أبيض عرضه ١٢٠؟"
say +971500000001 Sara "how much for 25 of the second one"
say +971500000002 "سالم" "كم سعر ١٠ من الأول؟"

mkdir -p docs/images
picture docs/images/demo.png en +971500000001
picture docs/images/demo-ar.png ar +971500000002
