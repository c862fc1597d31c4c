#!/bin/sh
# Holdfast beside its peers, on the same series in the same run; prints a table of ratios.
# usage: bench/peers/run.sh [--quick]        needs: python3, cargo, and the package registries
# The table is kept as target/peers/peers.md, for `holdfast evaluate all --with`; with one `#` less on each heading it is
# docs/peers.md. From a fresh clone it makes all that it needs in target/: a Python environment, the Rust peers, and the
# release build of `holdfast` (or HOLDFAST_BIN), with which the memory of a million clients is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${HOLDFAST_PEERS_DIR:-$here/../../target/peers}
holdfast=${HOLDFAST_BIN:-${CARGO_TARGET_DIR:-$here/../../target}/release/holdfast}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check numpy ruptures
fi
for package in changeforest fastcpd skchange numba; do
    if ! "$work/venv/bin/pip" show --quiet "$package" 2>"$work/pip-$package.txt"; then
        # Each may lack a wheel for this machine or this Python; the table then says so.
        "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$package" \
            >"$work/pip-$package.txt" 2>&1 || true
    fi
done
if [ -z "${HOLDFAST_BIN:-}" ] && [ ! -x "$holdfast" ]; then
    # Without it everything but the million clients is measured; the table then says so.
    cargo build --quiet --release --manifest-path "$here/../../Cargo.toml" -p holdfast || true
fi
build() {
    CARGO_TARGET_DIR="$work/rust" cargo build --quiet --release --manifest-path "$here/rust/Cargo.toml" "$@"
}
if [ -n "${PEERS_WITHOUT_AUGURS:-}" ] || ! build; then
    echo "augurs (Rust): left out, see PEERS_WITHOUT_AUGURS or the build's messages" >"$work/missing.txt"
    build --no-default-features
else
    rm -f "$work/missing.txt"
fi
"$work/venv/bin/python" -B "$here/peers.py" --rust "$work/rust/release/peers" --work "$work" \
    --holdfast "$holdfast" "$@" >"$work/peers.md"
cat "$work/peers.md"
