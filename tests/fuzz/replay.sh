#!/usr/bin/env bash
# replay.sh TARGET CORPUS: runs a fuzz target over its corpus, then looks for new inputs for a few seconds. New inputs
# go to a scratch folder; one that breaks the target is printed and left in build/fuzz/crashes/.
set -euo pipefail
target=$1
corpus=$2
seconds=${CAMERAMONIT_FUZZ_SECONDS:-5}

[ -x "$target" ] || { echo "$target is not built: ninja -C build/fuzz fuzzers"; exit 1; }
crashes=$(dirname "$target")/../crashes
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
mkdir -p "$crashes"

limits=(-timeout=10 -rss_limit_mb=2048 -artifact_prefix="$crashes/$(basename "$target")-")
if [ -d "$corpus" ] && [ -n "$(find "$corpus" -type f -print -quit)" ]; then
  echo "replaying $(find "$corpus" -type f | wc -l) inputs"
  "$target" "${limits[@]}" -runs=0 "$corpus" 2>&1 | tail -n 40
fi
echo "looking for new inputs for $seconds s"
mkdir -p "$corpus"
"$target" "${limits[@]}" -max_total_time="$seconds" -max_len=65536 "$found" "$corpus" 2>&1 | tail -n 40
