#!/usr/bin/env bash
# Compiles requirements.lock from pyproject.toml: one file for every extra, with hashes, without the address of an index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv=$(command -v uv || echo var/bootstrap/bin/uv)
"$uv" pip compile --quiet --python .venv/bin/python --all-extras --generate-hashes \
  --no-emit-index-url --no-header --no-annotate --output-file requirements.lock pyproject.toml
