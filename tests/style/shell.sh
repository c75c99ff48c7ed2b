#!/usr/bin/env bash
# shellcheck over every script, sourced parts included.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
git grep -lzI -E '^#!.*\bbash' | xargs -0 shellcheck
