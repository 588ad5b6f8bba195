#!/bin/sh
# Called by mmdebstrap once the packages are unpacked and their archives still there: notes each
# of them the way distroless images do, so that what is in the image can be looked up.
set -eu
root=$1
mkdir -p "$root/var/lib/dpkg/status.d"
for archive in "$root"/var/cache/apt/archives/*.deb; do
    [ -e "$archive" ] || continue
    dpkg-deb -f "$archive" >"$root/var/lib/dpkg/status.d/$(dpkg-deb -f "$archive" Package)"
done
