# shellcheck shell=bash
# shellcheck disable=SC2154 # 'here' is set by setup.sh
# Makes a stand-in: `conformance-base:RECIPE`, from Debian packages, labelled with its key.

SUITE=bookworm

debootstrap_tar() {
    local mirror variant=$1 packages=$2 target=$3
    shift 3
    mirror=$(debian_mirror)
    if [ -z "$mirror" ]; then
        echo "no Debian mirror is known here; set CONFORMANCE_DEBIAN_MIRROR to the address of one" >&2
        return 1
    fi
    apt_install mmdebstrap debian-archive-keyring
    # Security updates as well: what is judged for advisories must be what a user would get.
    quietly "images: gathering Debian packages ($variant)" as_root mmdebstrap --quiet \
        --variant="$variant" --include="$packages" \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/info/*' \
        "$@" "$SUITE" "$target" \
        "deb $mirror $SUITE main" "deb $mirror $SUITE-updates main" \
        "deb ${mirror%/debian}/debian-security $SUITE-security main"
}

bootstrap_debian() {
    local folder
    folder=$(mktemp -d)
    # shellcheck disable=SC2016 # mmdebstrap expands it
    debootstrap_tar minbase ca-certificates "$folder/rootfs.tar" \
        --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' || return
    quietly "images: importing" docker import -c "LABEL $STAND_IN_LABEL=$1" \
        -c 'CMD ["bash"]' "$folder/rootfs.tar" conformance-base:debian
    rm -rf "$folder"
}

# The libraries Python needs and nothing that runs but Python: no shell, no apt, no dpkg.
bootstrap_distroless_python() {
    local folder packages=base-files,netbase,tzdata,ca-certificates,libc6,libssl3,libffi8
    packages=$packages,zlib1g,libbz2-1.0,liblzma5,libsqlite3-0,libexpat1,libuuid1,libcom-err2
    packages=$packages,libgssapi-krb5-2,libkrb5-3,libk5crypto3,libkrb5support0,libkeyutils1
    packages=$packages,libnsl2,libtirpc3,libncursesw6,libtinfo6,libreadline8,libdb5.3,libcrypt1
    packages=$packages,libgcc-s1,libstdc++6,python3.11-minimal,libpython3.11-minimal
    packages=$packages,libpython3.11-stdlib,python3-minimal
    folder=$(mktemp -d)
    # `extract` runs no script of a package, and no hook of ours after this one.
    debootstrap_tar extract "$packages" "$folder/rootfs" \
        --extract-hook="$here/images/distroless-python/record.sh" || return
    as_root "$here/images/distroless-python/customize.sh" "$folder/rootfs" || return
    as_root tar -C "$folder/rootfs" --numeric-owner -cf "$folder/rootfs.tar" . || return
    as_root rm -rf "$folder/rootfs"
    quietly "images: importing" docker import -c "LABEL $STAND_IN_LABEL=$1" \
        -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
        -c 'ENV LANG=C.UTF-8' -c 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' \
        -c 'ENTRYPOINT ["/usr/bin/python3"]' "$folder/rootfs.tar" \
        conformance-base:distroless-python
    rm -rf "$folder"
}

# The host's certificates and package settings, for images in which things are built: where
# the way out is intercepted, pip and npm inside know neither. Without credentials.
host_settings() {
    local folder=$1 file
    mkdir -p "$folder/host"
    [ ! -r /etc/ssl/certs/ca-certificates.crt ] ||
        cp -L /etc/ssl/certs/ca-certificates.crt "$folder/host/ca-certificates.crt"
    for file in /etc/pip.conf "${HOME:-/root}/.config/pip/pip.conf" "${HOME:-/root}/.pip/pip.conf"; do
        [ ! -r "$file" ] || grep -vE '://[^/@ ]*@' "$file" >"$folder/host/pip.conf" || true
    done
    if [ ! -e "$folder/host/pip.conf" ] && [ -n "${PIP_INDEX_URL:-}" ]; then
        printf '[global]\nindex-url = %s\n' "$PIP_INDEX_URL" | grep -vE '://[^/@ ]*@' \
            >"$folder/host/pip.conf" || true
    fi
    for file in /etc/npmrc "${HOME:-/root}/.npmrc"; do
        [ ! -r "$file" ] || grep -E '^(registry|strict-ssl|@[a-z0-9-]+:registry) *=' "$file" |
            grep -vE '://[^/@ ]*@' >>"$folder/host/npmrc" || true
    done
    touch "$folder/host/pip.conf" "$folder/host/npmrc"
}

bootstrap_on_debian() {
    local recipe=$1 key=$2 folder
    image_current conformance-base:debian debian ||
        make_stand_in debian "debian:bookworm-slim debian:12-slim"
    folder=$(mktemp -d)
    cp -r "$here/images/$recipe/." "$folder"
    host_settings "$folder"
    quietly "images: building the stand-in $recipe" env DOCKER_BUILDKIT=0 \
        docker build --label "$STAND_IN_LABEL=$key" -t "conformance-base:$recipe" "$folder" ||
        return
    rm -rf "$folder"
}

bootstrap() {
    case $1 in
        debian) bootstrap_debian "$2" ;;
        distroless-python) bootstrap_distroless_python "$2" ;;
        *) bootstrap_on_debian "$1" "$2" ;;
    esac
}
