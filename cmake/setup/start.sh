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

# start_demo_live DATA LISTEN [OPTION...]: with a live camera to watch: a test camera that plays the sample film.
start_demo_live() {
  local data=$1
  mkdir -p -m 700 "$data"
  : >"$data/ready.txt"
  serve "$@" >>"$data/ready.txt" 2>>"$data/server.log" &
  server=$!
  trap stop_demo_live EXIT
  trap 'exit 130' INT TERM
  start_test_camera "$data"
  wait_until_ready "$data"
  add_test_camera "$data"
  tell_where "$data"
  wait "$server"
}

camera=
camera_port=8554

# start_test_camera DATA: cameras send H.264, which the sample film is not.
start_test_camera() {
  local data=$1
  if [ ! -f "$data/camera.mp4" ]; then
    say "      making the test camera's film (about 15 seconds)"
    ffmpeg -v error -y -i "$(sample_film)" -an -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 20 -bf 0 \
      -f mp4 "$data/camera.part" || fail "the test camera's film was not made"
    mv "$data/camera.part" "$data/camera.mp4"
  fi
  # It ends with its standard input, so it gets one that stays open: a pipe that nobody writes to.
  rm -f "$data/camera.in"
  mkfifo -m 600 "$data/camera.in"
  "$bin/cameramonit-testcamera" "$data/camera.mp4" --port $camera_port \
    <>"$data/camera.in" >"$data/camera.txt" 2>>"$data/camera.log" &
  camera=$!
}

# add_test_camera DATA: once, the way any user adds a camera.
add_test_camera() {
  local data=$1 grpc
  [ ! -f "$data/camera-added" ] || return 0
  grpc=$(sed -n 's/^gRPC (camctl): //p' "$data/ready.txt")
  CAMCTL_TOKEN=$("$bin/cameramonit" operator-token --data-dir "$data") \
    "$bin/camctl" --server "$grpc" --profile "$data/camctl.json" \
    camera add Courtyard --url "rtsp://127.0.0.1:$camera_port/main" >/dev/null || fail "the test camera was not taken"
  touch "$data/camera-added"
}

stop_demo_live() {
  [ -z "$camera" ] || kill -TERM "$camera" 2>/dev/null || true
  stop_server
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
