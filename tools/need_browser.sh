#!/bin/sh
# Looks for a browser and its driver, which the tests of the pages use. Fails, and says so, where
# there is none: those tests are then left out.
set -eu
. "$(dirname "$0")/install_packages.sh"

is_there() {
  command -v "${CHROMEDRIVER:-chromedriver}" >/dev/null 2>&1 || return 1
  for browser in "${CHROMIUM:-chromium}" google-chrome; do
    command -v "$browser" >/dev/null 2>&1 && return 0
  done
  return 1
}

is_there && exit 0
install_packages "The tests of the pages want a browser" chromium chromium-driver || :
is_there && exit 0
echo "NOT TESTED: the pages. Install Chromium and its driver (Debian: sudo apt-get install chromium" >&2
echo "chromium-driver), or name them in CHROMIUM and CHROMEDRIVER, to have them tested too." >&2
exit 1
