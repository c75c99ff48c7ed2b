# Builds the programs and the web client. Sourced, after progress.sh.

# configure PRESET: once; CMake watches its own files afterwards.
configure() {
  [ ! -f "build/$1/build.ninja" ] || return 0
  cmake --preset "$1" -DCAMERAMONIT_DEPS="$(realpath "$deps")" >"build/configure-$1.log" 2>&1 || {
    tail -n 30 "build/configure-$1.log" >&2
    fail "CMake stopped; its whole output is in build/configure-$1.log"
  }
}

# build_programs PRESET [TARGET...]: builds what changed; everything if no target is named.
build_programs() {
  local preset=$1
  shift
  configure "$preset"
  start_progress
  NINJA_STATUS='[%f/%t] ' ninja -C "build/$preset" "$@" | report_ninja_progress || fail "the build stopped, see above"
}

report_ninja_progress() {
  local line
  while IFS= read -r line; do
    if [[ $line == *'] Re-'* ]]; then
      continue  # CMake looks at its own files
    elif [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      show_progress "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" compiled
    elif [[ $line == 'ninja: no work to do.' ]]; then
      say "      up to date"
    elif [[ $line != 'ninja: Entering directory'* ]]; then
      say "$line"
    fi
  done
}

web=web-gateway/web

# hash_of PATH...: one hash over the files below that git tracks or would track.
hash_of() {
  git ls-files -z --cached --others --exclude-standard -- "$@" | sort -zu | xargs -0 sha256sum 2>/dev/null |
    sha256sum | cut -c 1-64
}

# unless_done STAMP HASH COMMAND...: runs the command unless it succeeded before with the same hash.
unless_done() {
  local stamp=build/stamps/$1 hash=$2
  shift 2
  [ "$(cat "$stamp" 2>/dev/null)" != "$hash" ] || return 0
  "$@" || return 1
  mkdir -p build/stamps
  printf '%s\n' "$hash" >"$stamp"
}

# install_npm_packages FOLDER: what its package-lock.json says, if that is not there already.
install_npm_packages() {
  local folder=$1 stamp
  stamp=npm-${folder//\//-}
  [ -d "$folder/node_modules" ] || rm -f "build/stamps/$stamp"
  unless_done "$stamp" "$(hash_of "$folder/package.json" "$folder/package-lock.json")" npm_ci "$folder"
}

npm_ci() {
  say "      installing the npm packages of $1 (about half a minute)"
  (cd "$1" && npm ci --no-fund --no-audit --loglevel=error >/dev/null) || fail "npm ci stopped in $1"
}

bundle_web() {
  say "      bundling"
  (cd $web && npm run --silent build) || fail "the web client's build stopped, see above"
}

build_web() {
  [ -d $web/dist ] || rm -f build/stamps/web-bundle
  install_npm_packages $web
  unless_done web-bundle "$(hash_of $web protos)" bundle_web
  say "      up to date"
}
