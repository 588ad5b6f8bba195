# shellcheck shell=bash
# shellcheck disable=SC2154 # 'here' is set by setup.sh
# Docker's engine: found, installed, started.

docker_answers() { timeout 20 docker version >/dev/null 2>&1; }

engine_check() {
    if have docker && docker_answers; then
        say "engine: $(docker version -f '{{.Server.Version}} (API {{.Server.APIVersion}})')"
    else
        say "engine: missing"
        return 1
    fi
}

# Is CAP_SYS_RESOURCE (bit 24) among what this machine lets a process have?
may_raise_limits() {
    local bounds
    bounds=$(awk '$1 == "CapBnd:" {print $2}' /proc/self/status)
    [ $(((16#$bounds >> 24) & 1)) -eq 1 ]
}

service_manager_runs() { [ -d /run/systemd/system ]; }

engine_start() {
    if service_manager_runs; then
        quietly "engine: starting docker.service" as_root systemctl start docker
        return
    fi
    local log=/var/log/conformance-dockerd.log options=()
    # A daemon that was killed leaves its number behind, and the next one believes it.
    if [ -e /var/run/docker.pid ] && ! [ -e "/proc/$(cat /var/run/docker.pid)/exe" ]; then
        as_root rm -f /var/run/docker.pid
    fi
    if ! may_raise_limits; then
        # --privileged asks for a capability that is not to be had here.
        say "engine: CAP_SYS_RESOURCE is missing here, so runc goes through a wrapper"
        as_root install -m 755 "$here/lib/runc-wrapper.sh" /usr/local/bin/conformance-runc
        options=(--add-runtime conformance=/usr/local/bin/conformance-runc
            --default-runtime conformance)
    fi
    say "engine: starting dockerd, its log is $log"
    as_root env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy \
        setsid nohup dockerd "${options[@]}" </dev/null >"$log" 2>&1 &
    disown
}

engine_wait() {
    local began=$SECONDS
    until docker_answers; do
        if [ $((SECONDS - began)) -ge 60 ]; then
            tail -n 20 /var/log/conformance-dockerd.log >&2 2>/dev/null || true
            docker version >&2 || true
            fail "the engine does not answer after 60 s"
        fi
        sleep 0.5
    done
}

engine_ensure() {
    if engine_check 2>/dev/null; then
        engine_check
        return
    fi
    if [ -n "${DOCKER_HOST:-}" ]; then
        fail "DOCKER_HOST is $DOCKER_HOST and does not answer; start that engine or unset it"
    fi
    have dockerd || apt_install docker.io iptables iproute2 ca-certificates
    engine_start
    engine_wait
    engine_check
}
