#!/bin/sh
# Runs on the unpacked root of the stand-in for distroless Python: what package scripts
# would have set up, and away with all that is not Python or a library of it.
set -eu
root=$1
ln -sf python3.11 "$root/usr/bin/python3"
ln -sf python3.11 "$root/usr/bin/python"
cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n' >"$root/etc/group"
mkdir -p "$root/home/nonroot" "$root/tmp"
chown 65532:65532 "$root/home/nonroot"
chmod 1777 "$root/tmp"
# Everything executable but Python and the loader.
for folder in bin sbin usr/bin usr/sbin; do
    [ ! -L "$root/$folder" ] || continue
    [ -d "$root/$folder" ] || continue
    find "$root/$folder" -mindepth 1 ! -name 'python3*' ! -name python -delete
done
# Packages of which nothing but documents is left.
for package in dpkg debconf debianutils mawk tar openssl perl-base base-passwd; do
    rm -f "$root/var/lib/dpkg/status.d/$package"
done
rm -rf "$root"/var/cache/* "$root"/var/lib/apt "$root"/usr/share/man \
    "$root"/usr/share/locale "$root"/usr/share/info "$root"/usr/share/bash-completion \
    "$root"/etc/apt "$root"/usr/lib/apt "$root"/var/log/* "$root"/usr/lib/python3.11/test \
    "$root"/usr/lib/python3.11/ensurepip "$root"/usr/lib/python3.11/lib2to3
