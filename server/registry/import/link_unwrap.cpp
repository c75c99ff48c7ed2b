#include "server/registry/import/link_unwrap.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "server/registry/address/percent.h"

namespace cameramonit::registry {
namespace {

/// Filters that put the link into a query parameter, percent-encoded.
struct Rewriter {
  std::string_view host;
  std::string_view parameter;
};
constexpr Rewriter kRewriters[] = {{"safelinks.protection.outlook.com", "url="},
                                   {"linkprotect.cudasvc.com", "a="},
                                   {"www.google.com/url", "q="},
                                   {"www.google.com/url", "url="},
                                   {"protection.sophos.com", "u="},
                                   {"secure-web.cisco.com", "url="},
                                   {"l.facebook.com", "u="},
                                   {"protect.checkpoint.com", "url="}};

constexpr int kMostLayers = 4;
constexpr std::string_view kEnds = " \t\n<>\"";

std::string parameterOf(const std::string& link, std::string_view parameter) {
  for (const char mark : {'?', '&'}) {
    const std::size_t at = link.find(absl::StrCat(std::string(1, mark), std::string(parameter)));
    if (at == std::string::npos) continue;
    const std::size_t from = at + 1 + parameter.size();
    return link.substr(from, link.find('&', from) - from);
  }
  return "";
}

/// Proofpoint v2 writes "-" for "%" and "_" for "/".
std::string proofpoint2(const std::string& link) {
  return percentDecoded(absl::StrReplaceAll(parameterOf(link, "u="), {{"-", "%"}, {"_", "/"}}));
}

/// Proofpoint v3 puts the link between "__" and "__;", with "*" for characters that are kept apart.
std::string proofpoint3(const std::string& link) {
  const std::size_t from = link.find("/v3/__");
  const std::size_t to = link.find("__;", from);
  if (from == std::string::npos || to == std::string::npos) return "";
  std::string inner = link.substr(from + 6, to - from - 6);
  const std::size_t slash = inner.find(":/");
  if (slash != std::string::npos && inner.compare(slash, 3, "://") != 0) inner.insert(slash + 1, "/");
  return inner;
}

std::string oneLayer(const std::string& link) {
  const std::string folded = absl::AsciiStrToLower(link);
  if (absl::StrContains(folded, "urldefense")) {
    return absl::StrContains(folded, "/v3/") ? proofpoint3(link) : proofpoint2(link);
  }
  for (const Rewriter& rewriter : kRewriters) {
    if (!absl::StrContains(folded, absl::string_view(rewriter.host.data(), rewriter.host.size()))) continue;
    const std::string inner = percentDecoded(parameterOf(link, rewriter.parameter));
    if (absl::StrContains(inner, "://")) return inner;
  }
  return "";
}

}  // namespace

std::string unwrappedLink(const std::string& link) {
  std::string current = link;
  for (int layer = 0; layer < kMostLayers; ++layer) {
    std::string inner = oneLayer(current);
    if (inner.empty()) break;
    current = std::move(inner);
  }
  return current;
}

std::string withPlainLinks(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t http = text.find("http", at);
    const std::size_t bracket = text.find('<', at);
    const std::size_t next = std::min(http, bracket);
    if (next == std::string::npos) break;
    out.append(text, at, next - at);
    at = next;
    const bool bracketed = text[at] == '<';
    const std::size_t from = bracketed ? at + 1 : at;
    const std::size_t to = std::min(text.find_first_of(kEnds, from), text.size());
    const std::string link = text.substr(from, to - from);
    const bool isLink = absl::StrContains(link, "://");
    const bool closed = bracketed && to < text.size() && text[to] == '>';
    if (!isLink || (bracketed && !closed)) {
      out.push_back(text[at]);
      ++at;
      continue;
    }
    const std::string plain = unwrappedLink(link);
    at = closed ? to + 1 : to;
    // "rtsp://x<https://safe…>" is the same address twice.
    const bool repeated = bracketed && absl::EndsWith(out, plain);
    const bool rewritten = bracketed && plain != link && !out.empty() &&
                           out.find("://", out.find_last_of(" \n\t") + 1) != std::string::npos;
    if (!repeated && !rewritten)
      absl::StrAppend(&out, bracketed && plain == link ? "<" : "", plain, bracketed && plain == link ? ">" : "");
  }
  if (at < text.size()) out.append(text, at, std::string::npos);
  return out;
}

}  // namespace cameramonit::registry
