# Sourced: installs Debian packages where that needs no question.

# install_packages WHY PACKAGE...: says why and installs, as root or by a sudo that asks nothing.
# Fails where neither is possible.
install_packages() {
  why=$1
  shift
  command -v apt-get >/dev/null 2>&1 || return 1
  if [ "$(id -u)" = 0 ]; then
    as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    return 1
  fi
  echo "$why; installing $* …" >&2
  $as_root apt-get update -q >&2 || return 1
  DEBIAN_FRONTEND=noninteractive \
    $as_root apt-get install -q -y --no-install-recommends "$@" >&2
}
