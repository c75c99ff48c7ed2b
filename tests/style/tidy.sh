#!/usr/bin/env bash
# clang-tidy over the sources that changed since the last commit but one, the 20 newest at most: a file takes ten
# seconds. CAMERAMONIT_TIDY=all looks at everything.
# It looks through the eyes of clang, so it uses the build folder of the preset `fuzz`. A file whose text, settings and
# headers of the house are as they were when it last passed is not looked at again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=build/fuzz
[ -f $build/compile_commands.json ] || { echo "$build is not configured"; exit 1; }

# Coroutines of GCC 12's library are beyond clang 14.
is_within_reach() { ! grep -qE 'co_await|co_return|boost/asio/awaitable' "$1"; }

candidates() {
  if [ "${CAMERAMONIT_TIDY:-changed}" = all ]; then
    git ls-files -- '*.cpp'
  else
    git diff --name-only --diff-filter=d "$(git rev-parse --verify --quiet HEAD~1 || git rev-parse HEAD)" -- '*.cpp'
  fi
}

headers_hash=$(git ls-files -- '*.h' .clang-tidy | xargs cat | sha256sum | cut -c 1-16)
passed=build/stamps/tidy
mkdir -p $passed
export build passed headers_hash

check() {
  local file=$1 stamp
  stamp=$passed/$(sha256sum "$file" | cut -c 1-32)-$headers_hash
  [ ! -f "$stamp" ] || return 0
  echo "checking $file"
  clang-tidy-14 --quiet -p $build "$file" 2>/dev/null || { echo "clang-tidy objects to $file"; return 1; }
  touch "$stamp"
}
export -f check

files=()
while IFS= read -r file; do
  if grep -q "/$file\"" $build/compile_commands.json && is_within_reach "$file"; then files+=("$file"); fi
done < <(candidates)
most=20
if [ "${CAMERAMONIT_TIDY:-changed}" != all ] && ((${#files[@]} > most)); then
  echo "${#files[@]} files changed; ./test --full looks at all of them"
  # shellcheck disable=SC2012  # the names are plain, and find cannot sort by time
  mapfile -t files < <(ls -t -- "${files[@]}" | head -n $most)
fi
if ((${#files[@]} == 0)); then
  echo "nothing to look at"
  exit 77
fi
echo "${#files[@]} files"
printf '%s\0' "${files[@]}" | xargs -0 -P 2 -n 1 bash -c 'check "$1"' check
