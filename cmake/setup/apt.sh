# Installs Debian packages that are missing, and only those. Sourced, after progress.sh.

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "installing packages needs root, and there is no sudo; as root run: $*"
  fi
}

# listed_packages FILE...: the names in package lists.
listed_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' -e 's/[[:space:]]*$//' "$@"; }

# missing_packages NAME...: those that are not installed.
missing_packages() {
  comm -23 <(printf '%s\n' "$@" | sort -u) \
    <(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii *//p' | sort -u)
}

# install_packages NAME...
install_packages() {
  command -v apt-get >/dev/null || fail "setup knows Debian 12 only; elsewhere install by hand: $*"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    say "      all there"
    return
  fi
  say "      missing: ${missing[*]}"
  say "      they and what they need take 2 to 6 minutes, mostly the network's"
  apt_get update || fail_with_apt_log
  apt_get install --yes --no-install-recommends "${missing[@]}" || fail_with_apt_log
}

apt_log=build/setup-apt.log

# apt_get ARGUMENT...: quiet but for its progress; what it says goes to $apt_log. apt reports on descriptor 3, which
# sudo would close, so the shell below opens it.
apt_get() {
  mkdir -p "${apt_log%/*}"
  start_progress
  as_root env DEBIAN_FRONTEND=noninteractive sh -c 'log=$1; shift; exec apt-get "$@" 3>&1 >"$log" 2>&1' sh "$apt_log" \
    -q -o DPkg::Lock::Timeout=900 -o APT::Status-Fd=3 "$@" | report_apt_progress
}

# Reads lines such as "dlstatus:12:37.5:Retrieving file 12 of 215" and "pmstatus:cmake:81.2:Unpacking cmake".
report_apt_progress() {
  local kind percent what phase=''
  while IFS=: read -r kind _ percent _; do
    case $kind in
      dlstatus) what=downloading ;;
      pmstatus) what=installing ;;
      *) continue ;;
    esac
    if [ "$what" != "$phase" ]; then
      phase=$what
      start_progress
    fi
    percent=${percent%%.*}
    [[ $percent =~ ^[0-9]+$ ]] && show_progress "$percent" 100 "$what, percent"
  done
  [ ! -t 1 ] || printf '\r\033[K'
}

fail_with_apt_log() {
  tail -n 20 "$apt_log" >&2
  fail "apt-get failed; its whole output is in $apt_log"
}
