#!/usr/bin/env bash
# Brings Docker, the base images and a browser to this machine. Detects first, adds only
# what is missing, replaces nothing; a second run changes nothing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<TEXT
Usage: docker/setup.sh [--check] [--engine-only] [--no-browser] [--no-images]

Makes this machine able to judge a submission with Docker:
  engine   Docker answers; otherwise it is installed (Debian, Ubuntu) and started
  images   the base images the reference names; pulled, or where no image registry
           answers made from Debian packages and labelled as stand-ins
  browser  a headless Chromium

  --check        only say what is there and what is missing; exit 1 if something is
  --engine-only  engine and nothing else
  --no-browser   without the browser
  --no-images    without the base images
  --help         this text

Environment:
  XDG_CACHE_HOME              where stand-ins are kept ($(cache_folder))
  CONFORMANCE_DEBIAN_MIRROR   the Debian mirror for stand-ins ($(debian_mirror))
  CONFORMANCE_PULL_SECONDS    how long a pull may take to begin (20)
TEXT
}

# shellcheck source=lib/common.sh
. "$here/lib/common.sh"
# shellcheck source=lib/engine.sh
. "$here/lib/engine.sh"
# shellcheck source=lib/images.sh
. "$here/lib/images.sh"
# shellcheck source=lib/browser.sh
. "$here/lib/browser.sh"

main() {
    local check='' images=1 browser=1
    while [ $# -gt 0 ]; do
        case $1 in
            --check) check=1 ;;
            --engine-only) images='' browser='' ;;
            --no-browser) browser='' ;;
            --no-images) images='' ;;
            --help | -h) usage; return 0 ;;
            *) echo "setup: what is '$1'? see --help" >&2; return 64 ;;
        esac
        shift
    done
    local missing=0
    if [ -n "$check" ]; then
        engine_check || missing=1
        [ -z "$images" ] || images_check || missing=1
        [ -z "$browser" ] || browser_check || missing=1
        return "$missing"
    fi
    engine_ensure
    [ -z "$images" ] || images_ensure
    [ -z "$browser" ] || browser_ensure
    say "ready"
}

main "$@"
