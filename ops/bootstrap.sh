#!/usr/bin/env bash
# Makes .venv: Python 3.10 and exactly what requirements.lock says, checked by hash. Quick when nothing changed.
# usage: ops/bootstrap.sh [EXTRA…]      e.g. ops/bootstrap.sh dev ax
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

fail() { printf '%s\n' "$*" >&2; exit 1; }
say() { printf '  %s\n' "$*" >&2; }
works() { [ -x "$1" ] && [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = 3.10 ]; }

# A pyenv shim answers only when its version is chosen, so each candidate has to prove that it runs.
find_python() {
  local candidate
  for candidate in "$(command -v python3.10 || true)" \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python3.10 /usr/local/bin/python3.10 /opt/python3.10/bin/python3.10; do
    if [ -n "$candidate" ] && works "$candidate"; then readlink -f "$candidate"; return; fi
  done
}

find_uv() {
  local candidate
  for candidate in "$(command -v uv || true)" "$HOME/.local/bin/uv" var/bootstrap/bin/uv; do
    if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then printf '%s' "$candidate"; return; fi
  done
}

get_uv() {
  local python=${1:-}
  [ -n "$python" ] || python=$(command -v python3 || true)
  [ -n "$python" ] || fail "Python is missing; type: sudo apt-get install python3 python3-venv"
  say "getting uv, which builds the environment"
  mkdir -p var
  if ! "$python" -m venv --clear var/bootstrap >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends python3-venv >/dev/null
      "$python" -m venv --clear var/bootstrap >/dev/null 2>&1 || fail "$python cannot make an environment (venv)"
    else
      fail "Python's venv is missing; type: sudo apt-get install python3-venv"
    fi
  fi
  var/bootstrap/bin/python -m pip --quiet --disable-pip-version-check install uv || fail "uv cannot be installed: is there a network?"
}

stamp=$({ cat pyproject.toml requirements.lock; pwd; echo "$@"; } | sha256sum | cut -d' ' -f1)
if works .venv/bin/python && [ -e ".venv/.made-$stamp" ]; then exit 0; fi

python=$(find_python)
uv=$(find_uv)
if [ -z "$uv" ]; then get_uv "$python"; uv=var/bootstrap/bin/uv; fi
if [ -z "$python" ]; then
  say "getting Python 3.10"
  "$uv" python install 3.10 || fail "Python 3.10 is missing and cannot be fetched; install it (pyenv install 3.10) and try again"
  python=$("$uv" python find 3.10)
fi

if ! works .venv/bin/python; then
  [ ! -e .venv ] || say "making .venv anew: it is not Python 3.10"
  rm -rf .venv # uv itself clears nothing that is no environment, such as one cut off while it was made
  "$uv" venv --quiet --python "$python" .venv
fi
say "installing what requirements.lock says${*:+ (with $*)}; a few minutes the first time"
extras=()
for extra in "$@"; do extras+=(--extra "$extra"); done
"$uv" pip install --quiet --python .venv/bin/python --constraint requirements.lock --verify-hashes -r pyproject.toml "${extras[@]}"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation \
  --config-settings editable_mode=compat --editable .
touch ".venv/.made-$stamp"
