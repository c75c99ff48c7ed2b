#include "analyzer/ledger/ledger_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"
#include "common/media/atomic_file.h"

namespace cameramonit::ledger {
namespace {

/// FNV-1a, for accidents only.
std::uint32_t checksum(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// Spans in order and without overlaps: a later line about the same beginning knows more, and what a clock that was
/// set back wrote twice counts once.
std::vector<Span> inOrder(std::vector<Span> spans) {
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  std::vector<Span> result;
  for (Span span : spans) {
    if (!result.empty() && result.back().from == span.from) {
      result.back() = span;
      continue;
    }
    if (!result.empty() && span.from < result.back().to) span.from = result.back().to;
    if (span.from >= span.to) continue;
    if (!result.empty() && result.back().to < span.from) {
      result.push_back({result.back().to, span.from, Sight::kBlind, Reason::kNotRunning});
    }
    result.push_back(span);
  }
  return result;
}

}  // namespace

LedgerFile::~LedgerFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string LedgerFile::lineOf(const Span& span) {
  const std::string reason(token(span.reason));
  std::string line = absl::StrCat(absl::ToUnixMicros(span.from), " ", absl::ToUnixMicros(span.to), " ",
                                  std::string(token(span.sight)), " ", reason.empty() ? "-" : reason);
  return absl::StrCat(line, " ", absl::Hex(checksum(line), absl::kZeroPad8), "\n");
}

std::optional<Span> LedgerFile::parse(std::string_view line) {
  const auto end = line.rfind(' ');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string content(line.substr(0, end));
  if (absl::StrCat(absl::Hex(checksum(content), absl::kZeroPad8)) != line.substr(end + 1)) return std::nullopt;
  const std::vector<std::string> words = absl::StrSplit(content, ' ');
  std::int64_t from = 0, to = 0;
  if (words.size() != 4 || !absl::SimpleAtoi(words[0], &from) || !absl::SimpleAtoi(words[1], &to) || from >= to) {
    return std::nullopt;
  }
  const auto sight = sightOf(words[2]);
  const auto reason = reasonOf(words[3] == "-" ? "" : words[3]);
  if (!sight || !reason) return std::nullopt;
  return Span{absl::FromUnixMicros(from), absl::FromUnixMicros(to), *sight, *reason};
}

absl::Status LedgerFile::openForAppend() {
  if (descriptor_ >= 0) return absl::OkStatus();
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  return descriptor_ < 0 ? media::writeFailure(errno, "opening the ledger") : absl::OkStatus();
}

absl::Status LedgerFile::put(const Span& span) {
  CAMERAMONIT_RETURN_IF_ERROR(openForAppend());
  // A line that was cut off by a full disk must not spoil the one after it, so each begins anew.
  const std::string line = "\n" + lineOf(span);
  const ssize_t written = ::write(descriptor_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return absl::OkStatus();
  return media::writeFailure(written < 0 ? errno : ENOSPC, "writing the ledger");
}

absl::StatusOr<std::vector<Span>> LedgerFile::load(absl::Time since) {
  std::vector<Span> spans;
  std::size_t lines = 0;
  {
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);) {
      if (line.empty()) continue;
      ++lines;
      const auto span = parse(line);
      if (span && span->to > since) spans.push_back(*span);
    }
  }
  spans = inOrder(std::move(spans));
  if (lines > 2 * spans.size() + 100) {
    std::string whole;
    for (const Span& span : spans) whole += lineOf(span);
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    CAMERAMONIT_RETURN_IF_ERROR(media::writeWholeFile(file_, whole));
  }
  return spans;
}

}  // namespace cameramonit::ledger
