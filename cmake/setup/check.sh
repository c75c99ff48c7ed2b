# Runs tests through ctest and counts them. Sourced by ./test, after build.sh.

# What the thread sanitizer has nothing to say about.
not_for_threads='^(architecture|browser|contracts|format|fuzz|tidy|web|tfjs2onnx)'

tests_passed=0
tests_failed=0
tests_skipped=0

# name_filter NAME...: a regular expression for tests whose names begin so; everything if there is none.
name_filter() {
  local IFS='|'
  (($# == 0)) || printf '^(%s)' "$*"
}

# targets_for NAME...: the programs to build for these tests; none, which means all, unless each is one test's own.
targets_for() {
  local name known targets=()
  known=$(ninja -C build/test -t targets all | sed -n 's/^\([a-z0-9_]*_test\): phony$/\1/p')
  for name in "$@"; do
    grep -qx "${name}_test" <<<"$known" || return 0
    targets+=("${name}_test")
  done
  ((${#targets[@]} == 0)) || printf '%s\n' "${targets[@]}"
}

# wants PATTERN NAME...: one of the tests asked for matches, or all are asked for.
wants() {
  local pattern=$1 name
  shift
  (($# > 0)) || return 0
  for name in "$@"; do [[ ! $name =~ $pattern ]] || return 0; done
  return 1
}

# run_tests PRESET FILTER [CTEST OPTION...]: shows each test as it ends and the output of those that fail.
run_tests() {
  local preset=$1 filter=$2 results=build/$1/results.xml
  shift 2
  rm -f "$results"
  env TSAN_OPTIONS="suppressions=$PWD/tests/support/tsan.supp halt_on_error=0" \
    ASAN_OPTIONS="detect_stack_use_after_return=1" UBSAN_OPTIONS="print_stacktrace=1" \
    ctest --test-dir "build/$preset" --parallel 2 --output-on-failure --no-tests=error --output-junit "$PWD/$results" \
    ${filter:+--tests-regex "$filter"} "$@" || true
  count_results "$results"
}

# count_results FILE: adds up a JUnit file of ctest.
count_results() {
  [ -f "$1" ] || fail "ctest ran no test"
  local total run skipped
  total=$(grep -c '<testcase' "$1" || true)
  run=$(grep -c '<testcase.*status="run"' "$1" || true)
  skipped=$(grep -c '<skipped message="SKIP_' "$1" || true)
  tests_passed=$((tests_passed + run))
  tests_skipped=$((tests_skipped + skipped))
  tests_failed=$((tests_failed + total - run - skipped))
}

# report_tests: the closing line; the exit code says whether all is well.
report_tests() {
  printf '\n%d passed, %d failed' "$tests_passed" "$tests_failed"
  ((tests_skipped == 0)) || printf ', %d skipped' "$tests_skipped"
  printf '\n'
  ((tests_failed == 0 && tests_passed > 0))
}
