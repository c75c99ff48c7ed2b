# What the scripts say while they work. Sourced.

steps_done=0
steps_planned=0

say() { printf '%s\n' "$*"; }

# step TITLE: opens the next of the planned steps.
step() {
  steps_done=$((steps_done + 1))
  printf '[%d of %d] %s\n' "$steps_done" "$steps_planned" "$*"
}

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# duration SECONDS: for people, e.g. "40 s" or "3 min".
duration() {
  if (($1 < 90)); then printf '%d s' "$1"; else printf '%d min' $((($1 + 30) / 60)); fi
}

# show_progress DONE TOTAL WHAT: one line with the time left, reckoned from $progress_started. On a terminal the line
# is rewritten in place; in a log one line is printed for each tenth of the way.
progress_started=0
progress_tenth=-1
start_progress() {
  progress_started=$SECONDS
  progress_tenth=-1
}
show_progress() {
  local done=$1 total=$2 what=$3 elapsed left=''
  ((total > 0)) || return 0
  elapsed=$((SECONDS - progress_started))
  if ((done > 0 && elapsed > 2)); then left=", about $(duration $((elapsed * (total - done) / done))) left"; fi
  if [ -t 1 ]; then
    printf '\r\033[K      %s: %d of %d%s' "$what" "$done" "$total" "$left"
    ((done < total)) || printf '\n'
  elif ((done * 10 / total > progress_tenth)); then
    progress_tenth=$((done * 10 / total))
    printf '      %s: %d of %d%s\n' "$what" "$done" "$total" "$left"
  fi
}
