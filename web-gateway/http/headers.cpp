#include "web-gateway/http/headers.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_split.h>

namespace cameramonit::http {
namespace {

bool isTokenCharacter(char c) {
  constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kSymbols.find(c) != std::string_view::npos;
}

absl::string_view toAbsl(std::string_view text) {
  return {text.data(), text.size()};
}

/// Whether the parameters of a list element say `q=0` (or `q=0.000`).
bool isRefused(absl::string_view parameters) {
  for (absl::string_view parameter : absl::StrSplit(parameters, ';')) {
    parameter = absl::StripAsciiWhitespace(parameter);
    if (!absl::StartsWithIgnoreCase(parameter, "q=")) continue;
    parameter.remove_prefix(2);
    return parameter.find_first_not_of("0.") == absl::string_view::npos;
  }
  return false;
}

}  // namespace

void Headers::add(std::string_view name, std::string value) {
  fields_.emplace_back(absl::AsciiStrToLower(toAbsl(name)), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
  const std::string lower = absl::AsciiStrToLower(toAbsl(name));
  remove(lower);
  fields_.emplace_back(lower, std::move(value));
}

void Headers::remove(std::string_view name) {
  fields_.erase(
      std::remove_if(fields_.begin(), fields_.end(), [name](const Field& field) { return field.first == name; }),
      fields_.end());
}

std::string_view Headers::get(std::string_view name) const {
  for (const Field& field : fields_) {
    if (field.first == name) return field.second;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  return count(name) != 0;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(), [name](const Field& field) { return field.first == name; }));
}

bool isSafeField(std::string_view name, std::string_view value) {
  if (name.empty() || !std::all_of(name.begin(), name.end(), isTokenCharacter)) return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool listsToken(std::string_view value, std::string_view token) {
  for (const absl::string_view element : absl::StrSplit(toAbsl(value), ',')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(element, absl::MaxSplits(';', 1));
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), toAbsl(token))) continue;
    return !isRefused(parts.second);
  }
  return false;
}

}  // namespace cameramonit::http
