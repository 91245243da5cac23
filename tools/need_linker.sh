#!/bin/sh
# Makes sure that there is a C compiler: Rust links with it, and two of our dependencies are in C.
set -eu

if command -v cc >/dev/null 2>&1; then
  exit 0
fi
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then
    as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    as_root="none"
  fi
  if [ "$as_root" != none ]; then
    echo "A C compiler is missing; installing gcc …" >&2
    $as_root apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive \
      $as_root apt-get install -q -y --no-install-recommends gcc libc6-dev >&2
    command -v cc >/dev/null 2>&1 && exit 0
  fi
fi
echo "A C compiler is missing. Install one (Debian, Ubuntu: sudo apt-get install gcc libc6-dev;" >&2
echo "Fedora: sudo dnf install gcc) and try again." >&2
exit 1
