#!/usr/bin/env bash
# breaking.sh BUF: compares protos/ with the last release, or with the commit before while there is none yet.
set -euo pipefail
buf=$1
base=$(git describe --tags --match 'v*' --abbrev=0 2>/dev/null || git rev-parse --verify --quiet HEAD~1) || {
  echo "no earlier commit to compare with"
  exit 77
}
echo "comparing with $base"
earlier=$(mktemp -d)
trap 'rm -rf "$earlier"' EXIT
git archive "$base" -- protos | tar --extract --directory "$earlier"
cp buf.yaml "$earlier/"
mkdir -p "$earlier/build/deps"
ln -s "$(realpath "$(dirname "$buf")/../../google-protos")" "$earlier/build/deps/google-protos"
"$buf" breaking --against "$earlier"
