# shellcheck shell=bash
# A Chromium for the proofs that need a real browser.

browser_program() {
    local name
    for name in "${CONFORMANCE_CHROMIUM:-}" chromium chromium-browser google-chrome \
        google-chrome-stable chrome; do
        if [ -n "$name" ] && have "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

browser_check() {
    local program
    if program=$(browser_program); then
        say "browser: $("$program" --version 2>/dev/null || echo "$program")"
    else
        say "browser: missing"
        return 1
    fi
}

browser_ensure() {
    browser_program >/dev/null || apt_install chromium
    browser_check
}
