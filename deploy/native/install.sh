#!/usr/bin/env bash
# Installs what is missing on Debian or Ubuntu, and says nothing when nothing is.
# install.sh          to run Kendali
# install.sh --test   to test it: Chromium, its headless shell where there is one, the test tools too
# --packages before that: only Debian's packages, for an administrator who sets the machine up
set -euo pipefail
cd "$(dirname "$0")/../.."

only_packages=no
if [ "${1:-}" = --packages ]; then only_packages=yes; shift; fi
option=${1:-}
kind=runtime lock=requirements.lock npm_options=--omit=dev
if [ "$option" = --test ]; then kind=test lock=requirements-test.lock npm_options=; fi

fail() { printf 'setup: %s\n' "$@" >&2; exit 1; }
say() { printf 'setup: %s\n' "$*"; }

# ---- which Python: the one asked for, the first on PATH, Debian's own, any other
usable_python() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}
makes_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
find_python() {
  local candidate
  for candidate in ${KENDALI_PYTHON:-} python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && usable_python "$candidate" && "$@" "$candidate"; then
      command -v "$candidate"; return
    fi
  done
  return 1
}

# ---- Debian packages
has_postgis() { compgen -G '/usr/lib/postgresql/*/lib/postgis-3.so' >/dev/null; }
has_rabbitmq() { [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; }
has_library() { compgen -G "/usr/lib/*/$1" >/dev/null; }
has_indonesian() { compgen -G '/usr/share/tesseract-ocr/*/tessdata/ind.traineddata' >/dev/null; }
given() { local file=$1_FILE; [ -n "${!1:-}${!file:-}" ]; }

missing_packages() {
  has_postgis || given KENDALI_DATABASE_URL || echo postgis
  has_rabbitmq || given KENDALI_AMQP_URL || echo rabbitmq-server
  find_python makes_venv >/dev/null || echo python3-venv
  command -v npm >/dev/null || echo npm
  has_library libpango-1.0.so.0 || echo libpango-1.0-0
  has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
  has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
  [ -d /usr/share/fonts/truetype/liberation ] || echo fonts-liberation  # letters look like Arial
  if [ "$kind" = test ]; then
    [ -x /usr/bin/chromium ] || echo chromium
    has_library libatomic.so.1 || echo libatomic1  # of the Node.js that drives Chromium
    command -v pdfsig >/dev/null || echo poppler-utils  # judges our signatures from outside
    command -v softhsm2-util >/dev/null || echo softhsm2
    command -v ocrmypdf >/dev/null || echo ocrmypdf
    has_indonesian || echo tesseract-ocr-ind
  fi
}

become_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}
may_install() {
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }
}

# The newest PostGIS there is names the PostgreSQL version: 15 on Debian 12, 17 on Debian 13.
postgis_package() {
  apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d' ' -f1 | sort -V | tail -1
}

install_packages() {
  local names=("$@") shown
  shown=$(printf '%s ' "${names[@]}" | sed 's/postgis /postgresql-NN-postgis-3 /')
  command -v apt-get >/dev/null || fail \
    "missing: $shown" "This script installs on Debian and Ubuntu only: install them yourself, or" \
    "set KENDALI_DATABASE_URL and KENDALI_AMQP_URL to servers you have."
  may_install || fail \
    "missing: ${shown}and this user may not install them (neither root nor sudo)." \
    "Ask an administrator to run: bash $PWD/deploy/native/install.sh --packages${option:+ $option}" \
    "or set KENDALI_DATABASE_URL and KENDALI_AMQP_URL to servers you have."
  say "installing Debian packages: $shown"
  without_starting_services apt_install "${names[@]}"
}

apt_install() {
  local names=() name
  become_root apt-get update -qq -o DPkg::Lock::Timeout=300 || fail \
    "apt-get update failed: is this machine connected? Try it yourself, then run this again."
  for name in "$@"; do
    if [ "$name" = postgis ]; then
      name=$(postgis_package)
      [ -n "$name" ] || fail "apt knows no postgresql-NN-postgis-3 package; enable Debian's main" \
        "archive (Ubuntu: universe), or set KENDALI_DATABASE_URL to a server you have."
    fi
    names+=("$name")
  done
  become_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o DPkg::Use-Pty=0 "${names[@]}" >"$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "apt-get could not install ${names[*]} (all of what it said: $log)"
  }
}

# Debian would make a cluster, start both servers now, and again at each boot. Ours are private.
policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.d/kendali.conf
without_starting_services() {
  local had_rabbitmq=no made=()
  if has_rabbitmq; then had_rabbitmq=yes; fi
  log=$(mktemp -t kendali-apt-XXXXXX.log)
  trap restore_policy EXIT
  if [ -e "$policy" ]; then become_root mv "$policy" "$policy.before-kendali"; fi
  printf '#!/bin/sh\nexit 101\n' | become_root tee "$policy" >/dev/null
  become_root chmod 755 "$policy"
  become_root mkdir -p "$(dirname "$clusters")"
  echo 'create_main_cluster = false' | become_root tee "$clusters" >/dev/null
  "$@"
  if [ "$had_rabbitmq" = no ] && has_rabbitmq; then
    become_root update-rc.d rabbitmq-server disable >/dev/null 2>&1 || true
    if [ -d /run/systemd/system ]; then
      become_root systemctl disable --now rabbitmq-server epmd.socket epmd.service \
        >/dev/null 2>&1 || say "could not disable Debian's own rabbitmq-server; it does no harm"
    fi
  fi
  restore_policy
  rm -f "$log"
}
restore_policy() {
  trap - EXIT
  become_root rm -f "$policy" "$clusters"
  if [ -e "$policy.before-kendali" ]; then become_root mv "$policy.before-kendali" "$policy"; fi
}

# The tests' pages cost a fraction in Chromium's headless shell, and run without it too: nobody is
# asked for a password for it, and nothing fails where it can't be had.
install_shell() {
  local name=chromium-headless-shell
  if [ -x "/usr/bin/$name" ] || ! apt-cache show "$name" >/dev/null 2>&1; then return; fi
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || return 0
  say "installing $name, in which the tests' pages cost less"
  become_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o DPkg::Use-Pty=0 "$name" >/dev/null 2>&1 || say "not installed: the tests do without it"
}

# ---- Python and npm packages, each marked by what they were made from
fingerprint() { { echo "$PWD"; cat "$@"; } | sha256sum | cut -d' ' -f1; }
is_done() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

install_python_packages() {
  local mark=.venv/kendali-$kind wanted python
  wanted=$(fingerprint "$lock" pyproject.toml)
  if is_done "$mark" "$wanted" && .venv/bin/python -c '' 2>/dev/null; then return; fi
  [ "$kind" = runtime ] && is_done .venv/kendali-test "$(fingerprint requirements-test.lock pyproject.toml)" &&
    .venv/bin/python -c '' 2>/dev/null && return
  python=$(find_python makes_venv) || fail "no Python 3.11, 3.12 or 3.13 with venv was found." \
    "Install one, and name it if it is not on PATH: KENDALI_PYTHON=/path/to/python3 make run"
  # One made elsewhere, or by a Python that is gone, cannot be mended.
  if ! grep -qsxF "$PWD" .venv/kendali-place || ! .venv/bin/python -c '' 2>/dev/null; then
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv || fail "$python could not make .venv"
    echo "$PWD" >.venv/kendali-place
  fi
  say "installing Python packages ($lock)"
  pip_install --require-hashes -r "$lock"
  pip_install --no-deps --no-build-isolation -e .
  echo "$wanted" >"$mark"
}
pip_install() {
  .venv/bin/python -m pip --disable-pip-version-check --no-input install -q "$@" || fail \
    "pip could not install the packages of $lock: is this machine connected? Run this again then."
}

install_web_packages() {
  local mark=node_modules/.kendali-$kind wanted
  wanted=$(fingerprint package-lock.json package.json)
  if is_done "$mark" "$wanted" || is_done node_modules/.kendali-test "$wanted"; then return; fi
  say "installing the browser's libraries (package-lock.json)"
  # What is optional is for servers that draw PDFs: no page needs it.
  # shellcheck disable=SC2086
  npm ci --ignore-scripts --omit=optional --no-fund --no-audit --loglevel=error $npm_options >&2 ||
    fail "npm could not install the packages of package-lock.json: is this machine connected?"
  echo "$wanted" >"$mark"
}

find_python true >/dev/null || command -v apt-get >/dev/null || fail \
  "Python 3.11, 3.12 or 3.13 is needed; found: $(python3 --version 2>&1)"
mapfile -t missing < <(missing_packages)
if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi
if [ "$kind" = test ]; then install_shell; fi
if [ "$only_packages" = yes ]; then exit; fi
install_python_packages
install_web_packages
