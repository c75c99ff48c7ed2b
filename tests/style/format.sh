#!/usr/bin/env bash
# Fails on C++ that clang-format would write differently. `tests/style/format.sh --fix` writes it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
action=(--dry-run --Werror)
[ "${1:-}" != --fix ] || action=(-i)
git ls-files -z --cached --others --exclude-standard --deduplicate -- '*.h' '*.cpp' |
  while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done |
  xargs -0 -r -P 2 -n 40 clang-format-14 --style=file "${action[@]}"
