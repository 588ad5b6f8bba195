# shellcheck shell=bash
# shellcheck disable=SC2154 # 'here' is set by setup.sh
# Base images. Pulled where a registry answers; elsewhere made from Debian packages under
# the same name, with a label that says so. An image that is there is never replaced.

STAND_IN_LABEL=conformance.stand-in

# name | recipe | tags it stands in for, the first one is the one that is looked for
# Alpine is not among them: no package registry serves its packages, and Debian under the
# name of Alpine would make the judge say untrue things about what is built on it.
image_table() {
    cat <<'TABLE'
debian            | debian:bookworm-slim debian:12-slim
python            | python:3.11-slim-bookworm python:3.11-slim
distroless-python | gcr.io/distroless/python3-debian12 gcr.io/distroless/python3-debian12:nonroot
node              | node:20-bookworm-slim node:20-slim
nginx             | nginx:stable-bookworm nginx:stable nginx:latest
postgres          | postgres:15-bookworm postgres:15
registry          | registry:2
TABLE
}

image_there() { docker image inspect "$1" >/dev/null 2>&1; }

# What a stand-in was made from: recipe and key; nothing for an image that is none.
stand_in_of() {
    docker image inspect -f "{{index .Config.Labels \"$STAND_IN_LABEL\"}}" "$1" 2>/dev/null || true
}

# Is the image there, and if it was made here, by the recipe of today?
image_current() {
    local made
    image_there "$1" || return 1
    made=$(stand_in_of "$1")
    [ -z "$made" ] || [ "$made" = "$2-$(recipe_key "$2")" ]
}

images_check() {
    local recipe tags tag missing=0
    while IFS='|' read -r recipe tags; do
        tag=${tags# }
        tag=${tag%% *}
        if ! image_there "$tag"; then
            say "images: $tag is missing"
            missing=1
        elif [ -n "$(stand_in_of "$tag")" ]; then
            say "images: $tag is a stand-in made here"
        else
            say "images: $tag"
        fi
    done < <(image_table)
    return "$missing"
}

# Pulls, but gives up soon where nothing answers. The limit is on the beginning: once
# layers arrive, a slow line is given ten minutes.
pull() {
    local tag=$1 log status=0 began=$SECONDS job
    log=$(mktemp)
    timeout 600 docker pull "$tag" >"$log" 2>&1 &
    job=$!
    while kill -0 "$job" 2>/dev/null; do
        if [ $((SECONDS - began)) -ge "${CONFORMANCE_PULL_SECONDS:-20}" ] &&
            ! grep -qE 'Pulling fs layer|Already exists|Digest:' "$log"; then
            kill "$job" 2>/dev/null || true
        fi
        sleep 0.2
    done
    wait "$job" || status=$?
    rm -f "$log"
    return "$status"
}

# Everything a recipe is made of; a changed recipe is another image.
recipe_key() {
    (
        cd "$here" || exit
        find lib/images.sh lib/bootstrap.sh "images/$1" -type f 2>/dev/null |
            LC_ALL=C sort -u | xargs sha256sum
        debian_mirror
    ) | sha256sum | cut -c 1-12
}

make_stand_in() {
    local recipe=$1 tags=$2 first tag archive key
    first=${tags%% *}
    key=$recipe-$(recipe_key "$recipe")
    archive=$(cache_folder)/images/$key.tar
    if [ -s "$archive" ]; then
        quietly "images: loading the stand-in for $first" docker load -i "$archive"
    else
        # shellcheck source=lib/bootstrap.sh
        . "$here/lib/bootstrap.sh"
        bootstrap "$recipe" "$key" || fail "no stand-in for $first"
        mkdir -p "${archive%/*}"
        # One archive per recipe; what an older recipe made is of no use any more.
        rm -f "${archive%/*}/$recipe"-????????????.tar
        quietly "images: keeping it for the next time" docker save -o "$archive.part" \
            "conformance-base:$recipe"
        mv "$archive.part" "$archive"
    fi
    for tag in $tags; do
        if ! image_there "$tag" || [ -n "$(stand_in_of "$tag")" ]; then
            docker tag "conformance-base:$recipe" "$tag"
        fi
    done
}

images_ensure() {
    local recipe tags first registry_answers=unknown
    while IFS='|' read -r recipe tags <&3; do
        recipe=${recipe%% *}
        tags=${tags# }
        first=${tags%% *}
        image_current "$first" "$recipe" && continue
        if [ "$registry_answers" != no ] && ! image_there "$first"; then
            say "images: pulling $first"
            if pull "$first"; then
                registry_answers=yes
                continue
            fi
            [ "$registry_answers" = yes ] || registry_answers=no
            say "images: $first cannot be pulled here"
        fi
        make_stand_in "$recipe" "$tags"
    done 3< <(image_table)
    images_check
}
