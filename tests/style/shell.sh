#!/usr/bin/env bash
# Looks at every script with shellcheck, sourced parts included.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
git grep -lzI -E '^#!.*\bbash' | xargs -0 shellcheck
