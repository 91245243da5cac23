#!/bin/sh
# Makes sure that there is a C compiler: Rust links with it, and two of our dependencies are in C.
set -eu
. "$(dirname "$0")/install_packages.sh"

command -v cc >/dev/null 2>&1 && exit 0
install_packages "A C compiler is missing" gcc libc6-dev || :
command -v cc >/dev/null 2>&1 && exit 0
echo "A C compiler is missing. Install one (Debian, Ubuntu: sudo apt-get install gcc libc6-dev;" >&2
echo "Fedora: sudo dnf install gcc) and try again." >&2
exit 1
