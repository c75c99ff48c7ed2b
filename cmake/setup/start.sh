# Starts what was built. Sourced, after fetch.sh.

bin=build/release/bin
server=

# serve DATA LISTEN [OPTION...]: the server's command line. DATA/settings.toml is used if it is there.
serve() {
  local data=$1 listen=$2
  shift 2
  if [ -f "$data/settings.toml" ]; then set -- --config "$data/settings.toml" "$@"; fi
  exec "$bin/cameramonit" serve --data-dir "$data" --listen "$listen" "$@"
}

# start_own DATA LISTEN [OPTION...]: in the foreground; it says itself where it is and, once, the password.
start_own() {
  mkdir -p -m 700 "$1"
  say "      stop with Ctrl+C"
  serve "$@"
}

# start_demo DATA LISTEN [OPTION...]: with a film to talk about. The server's log goes to DATA/server.log.
start_demo() {
  local data=$1
  mkdir -p -m 700 "$data"
  : >"$data/ready.txt" # what an earlier start said must not count for this one
  serve "$@" >>"$data/ready.txt" 2>>"$data/server.log" &
  server=$!
  trap stop_server EXIT
  trap 'exit 130' INT TERM
  wait_until_ready "$data"
  upload_sample "$data"
  tell_where "$data"
  wait "$server"
}

stop_server() {
  kill -TERM "$server" 2>/dev/null || return 0
  say "stopping"
  wait "$server" || true
}

wait_until_ready() {
  local data=$1 tries
  for ((tries = 0; tries < 600; tries++)); do
    ! grep -q '^gRPC' "$data/ready.txt" || break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  if ! grep -q '^gRPC' "$data/ready.txt"; then
    tail -n 5 "$data/server.log" >&2
    fail "the server did not start; its log is $data/server.log"
  fi
  local password
  password=$(sed -n 's/^One-time password: //p' "$data/ready.txt")
  if [ -n "$password" ]; then (umask 077 && printf '%s\n' "$password" >"$data/first-password.txt"); fi
}

# upload_sample DATA: once, the way any user uploads.
upload_sample() {
  local data=$1 grpc
  [ ! -f "$data/sample-uploaded" ] || return 0
  grpc=$(sed -n 's/^gRPC (camctl): //p' "$data/ready.txt")
  say "      uploading the sample film and watching it (about 15 seconds)"
  CAMCTL_TOKEN=$("$bin/cameramonit" operator-token --data-dir "$data") \
    "$bin/camctl" --server "$grpc" --profile "$data/camctl.json" \
    upload "$(sample_film)" --camera Courtyard --create --wait || fail "the sample film was not taken"
  touch "$data/sample-uploaded"
}

tell_where() {
  local data=$1
  printf '\n  open      %s\n' "$(sed -n 's/^cameramonit is ready: //p' "$data/ready.txt")"
  printf '  user      admin\n'
  if grep -q '^One-time password' "$data/ready.txt"; then
    printf '  password  %s   (for the first login; you choose your own there)\n' "$(cat "$data/first-password.txt")"
  else
    printf '  password  the one you chose; for the first login %s\n' "$(cat "$data/first-password.txt")"
  fi
  printf '\n  Ask the camera, for example: how many people were there?\n'
  printf '  Stop with Ctrl+C. Log: %s/server.log\n' "$data"
}
