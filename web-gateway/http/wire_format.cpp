#include "web-gateway/http/wire_format.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

namespace cameramonit::http {
namespace {

constexpr std::size_t kGatherBytes = 16 * 1024;

bool belongsToConnection(std::string_view name) {
  return name == "connection" || name == "transfer-encoding" || name == "content-length" || name == "date";
}

}  // namespace

std::string formatHead(const ResponseHead& head, const HeadContext& context) {
  const std::string_view reason = reasonPhrase(head.status);
  std::string text;
  text.reserve(512);
  absl::StrAppend(&text, "HTTP/1.1 ", head.status, " ", absl::string_view(reason.data(), reason.size()), "\r\n");
  text.append(context.commonLines);
  for (const auto& [name, value] : head.headers) {
    if (belongsToConnection(name) || !isSafeField(name, value)) continue;
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (context.framing == BodyFraming::kLength) {
    absl::StrAppend(&text, "content-length: ", head.contentLength.value_or(0), "\r\n");
  } else if (context.framing == BodyFraming::kChunked) {
    text.append("transfer-encoding: chunked\r\n");
  }
  text.append(context.keepAlive ? "connection: keep-alive\r\n\r\n" : "connection: close\r\n\r\n");
  return text;
}

std::string formatDateLine(absl::Time at) {
  return "date: " + absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", at, absl::UTCTimeZone()) + "\r\n";
}

void OutputQueue::append(std::string bytes) {
  if (bytes.empty()) return;
  size_ += bytes.size();
  const bool gathers =
      first_ < pieces_.size() && !pieces_.back().shared && pieces_.back().bytes.size() + bytes.size() <= kGatherBytes;
  if (gathers) {
    pieces_.back().bytes.append(bytes);
  } else {
    pieces_.push_back({std::move(bytes), nullptr});
  }
}

void OutputQueue::append(std::shared_ptr<const std::string> bytes) {
  if (!bytes || bytes->empty()) return;
  if (bytes->size() <= kGatherBytes / 4) return append(std::string(*bytes));
  size_ += bytes->size();
  pieces_.push_back({{}, std::move(bytes)});
}

std::vector<std::string_view> OutputQueue::views() const {
  std::vector<std::string_view> result;
  result.reserve(pieces_.size() - first_);
  for (std::size_t i = first_; i < pieces_.size(); ++i) {
    std::string_view view = pieces_[i].view();
    if (i == first_) view.remove_prefix(offset_);
    result.push_back(view);
  }
  return result;
}

void OutputQueue::consume(std::size_t count) {
  count = std::min(count, size_);
  size_ -= count;
  while (count > 0) {
    const std::size_t left = pieces_[first_].view().size() - offset_;
    if (count < left) {
      offset_ += count;
      return;
    }
    count -= left;
    offset_ = 0;
    pieces_[first_++] = Piece{};
  }
  if (size_ == 0) clear();
}

void OutputQueue::clear() {
  pieces_.clear();
  first_ = offset_ = size_ = 0;
}

}  // namespace cameramonit::http
