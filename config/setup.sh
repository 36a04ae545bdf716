#!/usr/bin/env bash
# Makes or refreshes .venv from the lock file: `bash config/setup.sh requirements.lock`.
# Needs Python 3.11 to 3.13; says in one sentence what is missing.
set -euo pipefail
lock=$1

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "teplofon: Python 3.11, 3.12 or 3.13 is needed; set PYTHON to one" >&2
    exit 1
}

install_venv_module() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "teplofon: installing Python's venv module ..."
        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv >/dev/null
    else
        echo "teplofon: Python's venv module is missing: sudo apt install python3-venv" >&2
        exit 1
    fi
}

if [ ! -x .venv/bin/python ]; then
    python=$(find_python)
    "$python" -c 'import ensurepip' 2>/dev/null || install_venv_module
    echo "teplofon: making .venv with $("$python" --version)"
    "$python" -m venv .venv
fi
echo "teplofon: fetching $(grep -c '==' "$lock") Python packages of $lock"
.venv/bin/pip install --disable-pip-version-check --require-hashes -r "$lock" 2>&1 |
    { grep --line-buffered -E '^(Collecting|  Downloading|ERROR|Installing)' || true; } |
    sed -u -E 's/ \(from -r.*//; s/^(.{90}).*/\1/'
.venv/bin/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
.venv/bin/teplofon --version
