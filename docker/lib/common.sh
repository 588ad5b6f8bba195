# shellcheck shell=bash
# What the other parts share: messages, the cache folder, waiting, apt.

say() { echo "setup: $*" >&2; }

fail() {
    say "cannot go on: $*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Outside the checkout, so that a fresh clone does not build everything again.
cache_folder() {
    echo "${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/conformance"
}

# The mirror that the caller names, else the one that this machine's own packages come from.
debian_mirror() {
    local known=${CONFORMANCE_DEBIAN_MIRROR:-}
    if [ -z "$known" ]; then
        known=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
            sed -nE 's/^(deb( \[[^]]*\])? |URIs: *)(https?:[^ ]*\/debian)\/?( .*)?$/\3/p' | head -n 1) || true
    fi
    echo "$known"
}

# Runs a command whose output only matters when it fails, and shows that it is alive.
#   quietly "what is done" COMMAND...
quietly() {
    local what=$1 log began=$SECONDS next=10 status=0
    shift
    log=$(mktemp)
    say "$what"
    "$@" >"$log" 2>&1 &
    local job=$!
    while kill -0 "$job" 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - began)) -ge "$next" ]; then
            say "  … still at it after $((SECONDS - began)) s: $(tail -n 1 "$log" | cut -c 1-100)"
            next=$((next + 10))
        fi
    done
    wait "$job" || status=$?
    if [ "$status" -ne 0 ]; then
        tail -n 40 "$log" >&2
        say "$what: failed with status $status after $((SECONDS - began)) s"
    fi
    rm -f "$log"
    return "$status"
}

# The command itself for root, through sudo for others.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "'$1' needs root, and there is no sudo"
    fi
}

# Installs Debian packages; does nothing for those that are there.
apt_install() {
    have apt-get || fail "please install by hand, as this is no Debian or Ubuntu: $*"
    local package wanted=()
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            wanted+=("$package")
    done
    [ ${#wanted[@]} -gt 0 ] || return 0
    quietly "apt: refreshing the package lists" as_root apt-get update -q
    quietly "apt: installing ${wanted[*]}" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${wanted[@]}"
}
