#include "server/registry/probe/rtsp_reply.h"

#include <algorithm>
#include <array>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>

namespace cameramonit::registry {

std::size_t endOfHead(std::string_view bytes) {
  const std::size_t crlf = bytes.find("\r\n\r\n");
  const std::size_t lf = bytes.find("\n\n");
  if (crlf == std::string_view::npos && lf == std::string_view::npos) return std::string_view::npos;
  return crlf < lf ? crlf + 4 : lf + 2;
}

std::optional<RtspReply> parseRtspReply(std::string_view head) {
  RtspReply reply;
  std::string last;
  bool first = true;
  for (const absl::string_view raw : absl::StrSplit(absl::string_view(head.data(), head.size()), '\n')) {
    const absl::string_view line = absl::StripTrailingAsciiWhitespace(raw);
    if (first) {
      const std::vector<std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 2));
      if (words.size() < 2 || !absl::StartsWith(words[0], "RTSP/1.") || !absl::SimpleAtoi(words[1], &reply.status) ||
          reply.status < 100 || reply.status > 599) {
        return std::nullopt;
      }
      first = false;
      continue;
    }
    if (line.empty()) break;
    if (raw[0] == ' ' || raw[0] == '\t') {
      if (!last.empty()) reply.headers[last] += " " + std::string(absl::StripAsciiWhitespace(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == absl::string_view::npos) continue;
    last = absl::AsciiStrToLower(absl::StripAsciiWhitespace(line.substr(0, colon)));
    reply.headers[last] = std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  if (first) return std::nullopt;
  return reply;
}

std::optional<absl::Time> parseDateHeader(const std::string& value) {
  static constexpr std::array<const char*, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
  int day = 0;
  int month = 0;
  int year = 0;
  int hour = -1;
  int minute = 0;
  int second = 0;
  for (const std::string& word : std::vector<std::string>(
           absl::StrSplit(absl::AsciiStrToLower(value), absl::ByAnyChar(" ,-"), absl::SkipEmpty()))) {
    const std::vector<std::string> clock = absl::StrSplit(word, ':');
    int number = 0;
    if (clock.size() == 3) {
      if (!absl::SimpleAtoi(clock[0], &hour) || !absl::SimpleAtoi(clock[1], &minute) ||
          !absl::SimpleAtoi(clock[2], &second)) {
        return std::nullopt;
      }
    } else if (absl::SimpleAtoi(word, &number)) {
      (number > 31 ? year : day) = number;
    } else if (word.size() >= 3) {
      const auto found = std::find(kMonths.begin(), kMonths.end(), word.substr(0, 3));
      if (found != kMonths.end()) month = static_cast<int>(found - kMonths.begin()) + 1;
    }
  }
  if (year < 1970 || month == 0 || day == 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60) {
    return std::nullopt;
  }
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), absl::UTCTimeZone());
}

}  // namespace cameramonit::registry
