#include "web-gateway/http/static_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <openssl/sha.h>

#include "web-gateway/http/byte_range.h"
#include "web-gateway/http/media_type.h"
#include "web-gateway/http/security_headers.h"

namespace cameramonit::http {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kIndex = "index.html";
constexpr std::size_t kHashCharacters = 8;

struct Twin {
  std::string_view encoding;
  std::string_view suffix;
};
constexpr std::array<Twin, 2> kTwins = {{{"br", ".br"}, {"gzip", ".gz"}}};

std::string hashOf(const std::string& content) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  const absl::string_view half(reinterpret_cast<const char*>(digest.data()), digest.size() / 2);
  return absl::StrCat("\"", absl::BytesToHexString(half), "\"");
}

std::string_view lastSegment(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool hasHiddenSegment(std::string_view path) {
  return path.find("/.") != std::string_view::npos;
}

Response notFound(const Request& request) {
  Response response = plainResponse(404, "There is nothing here.");
  addSecurityHeaders(response.head.headers, request.secure);
  return response;
}

}  // namespace

StaticFiles::StaticFiles(fs::path root, std::size_t fileBytes) : root_(std::move(root)), fileBytes_(fileBytes) {}

void StaticFiles::handle(Request request, std::shared_ptr<ResponseWriter> writer) {
  writer->send(respond(request));
}

Response StaticFiles::respond(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    Response response = plainResponse(405, "Only GET and HEAD are answered here.");
    response.head.headers.set("allow", "GET, HEAD");
    return response;
  }
  std::optional<fs::path> path = locate(request.path);
  if (!path) {
    // What looks like a file but is none is a mistake; everything else is a deep link.
    if (hasHiddenSegment(request.path) || !mediaTypeOf(lastSegment(request.path)).empty()) return notFound(request);
    path = locate("/");
    if (!path) return notFound(request);
  }
  std::optional<File> file;
  std::string_view encoding;
  const std::string_view accepted = request.headers.get("accept-encoding");
  for (const Twin& twin : kTwins) {
    if (!listsToken(accepted, twin.encoding)) continue;
    fs::path compressed = *path;
    compressed += twin.suffix;
    file = load(compressed);
    if (!file) continue;
    encoding = twin.encoding;
    break;
  }
  if (!file) file = load(*path);
  if (!file) return notFound(request);

  Response response;
  Headers& headers = response.head.headers;
  const std::string name = path->filename().string();
  const std::string_view type = mediaTypeOf(name);
  headers.add("content-type", std::string(type.empty() ? "application/octet-stream" : type));
  headers.add("etag", file->etag);
  headers.add("vary", "accept-encoding");
  headers.add("cache-control", hasContentHash(name) ? "public, max-age=31536000, immutable" : "no-cache");
  if (!encoding.empty()) headers.add("content-encoding", std::string(encoding));
  addSecurityHeaders(headers, request.secure);
  if (matchesAnyEtag(request.headers.get("if-none-match"), file->etag)) {
    response.head.status = 304;
    headers.remove("content-type");
    headers.remove("content-encoding");
    return response;
  }
  response.body = file->content;
  return response;
}

std::optional<fs::path> StaticFiles::locate(std::string_view path) const {
  if (hasHiddenSegment(path)) return std::nullopt;
  std::error_code error;
  fs::path file = root_ / fs::path(path.substr(1));
  if (path.back() == '/') file /= kIndex;
  // Follows links, so that none leads out of the folder.
  const fs::path root = fs::canonical(root_, error);
  if (error) return std::nullopt;
  fs::path real = fs::canonical(file, error);
  if (error || !fs::is_regular_file(real, error)) return std::nullopt;
  const auto [rootEnd, ignored] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (rootEnd != root.end()) return std::nullopt;
  return real;
}

std::optional<StaticFiles::File> StaticFiles::load(const fs::path& file) {
  std::error_code error;
  const auto modified = fs::last_write_time(file, error);
  if (error) return std::nullopt;
  const std::string key = file.string();
  {
    absl::MutexLock lock(&mutex_);
    const auto cached = cache_.find(key);
    if (cached != cache_.end() && cached->second.modified == modified) return cached->second;
  }
  const auto size = fs::file_size(file, error);
  if (error || size > fileBytes_) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(stream), {});
  if (stream.bad() || content.size() != size) return std::nullopt;
  File loaded{nullptr, hashOf(content), modified};
  loaded.content = std::make_shared<const std::string>(std::move(content));
  absl::MutexLock lock(&mutex_);
  cache_[key] = loaded;
  return loaded;
}

bool hasContentHash(std::string_view fileName) {
  const std::string_view stem = fileName.substr(0, fileName.rfind('.'));
  if (stem.size() < kHashCharacters + 2) return false;
  const std::string_view hash = stem.substr(stem.size() - kHashCharacters);
  const char before = stem[stem.size() - kHashCharacters - 1];
  const auto isHashCharacter = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  };
  // An ordinary word has neither digits nor capitals.
  const auto betraysHash = [](char c) { return absl::ascii_isdigit(c) || absl::ascii_isupper(c); };
  return (before == '-' || before == '.') && std::all_of(hash.begin(), hash.end(), isHashCharacter) &&
         std::any_of(hash.begin(), hash.end(), betraysHash);
}

}  // namespace cameramonit::http
