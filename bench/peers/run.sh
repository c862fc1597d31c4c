#!/bin/sh
# Holdfast beside its peers, on the same series in the same run; prints a table of ratios.
# usage: bench/peers/run.sh [--quick]        needs: python3, cargo, and the package registries
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${HOLDFAST_PEERS_DIR:-$here/../../target/peers}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check numpy ruptures
    # Each of these may lack a wheel for this machine; the table then says so.
    for package in changeforest fastcpd skchange numba; do
        "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$package" || true
    done
fi
CARGO_TARGET_DIR="$work/rust" cargo build --quiet --release --manifest-path "$here/rust/Cargo.toml"
"$work/venv/bin/python" "$here/peers.py" --rust "$work/rust/release/peers" --work "$work" "$@"
