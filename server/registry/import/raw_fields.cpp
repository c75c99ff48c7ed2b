#include "server/registry/import/raw_fields.h"

#include <algorithm>
#include <optional>
#include <string>

#include "server/registry/import/unicode_text.h"
#include "server/registry/import/value_text.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLongestName = 100;

std::u32string nameOf(std::u32string_view value, ValueStyle style) {
  if (const auto inner = unquoted(value)) return collapsed(*inner);
  std::u32string name = collapsed(value);
  while (!name.empty() && contains(U",;:*", name.substr(name.size() - 1))) name.pop_back();
  while (!name.empty() && (name.front() == U'*')) name.erase(0, 1);
  const bool sentenceEnd = name.size() > 3 && name.back() == U'.' && isWordChar(name[name.size() - 2]);
  if (sentenceEnd && style == ValueStyle::kInline) name.pop_back();
  return std::u32string(trimmed(name));
}

std::optional<int> portOf(std::u32string_view value) {
  value = trimmed(value);
  int port = 0;
  std::size_t digits = 0;
  while (digits < value.size() && value[digits] >= U'0' && value[digits] <= U'9' && digits < 6) {
    port = port * 10 + static_cast<int>(value[digits++] - U'0');
  }
  if (digits == 0 || port < 1 || port > 65535) return std::nullopt;
  return port;
}

bool setUrl(RawCamera& camera, std::u32string_view value, bool sub) {
  std::optional<std::string>& target = sub ? camera.subUrl : camera.url;
  const auto inner = unquoted(value);
  if (inner) value = *inner;
  if (const auto found = findAddress(value, 0)) {
    target = toUtf8(found->text);
    return true;
  }
  if (sub) return false;
  const std::u32string token = firstToken(value);
  if (looksLikeHost(token) && (contains(token, U"/") || contains(token, U":"))) {
    target = toUtf8(token);
    return true;
  }
  if (looksLikeHost(token) && (token[0] >= U'0' && token[0] <= U'9')) {
    camera.host = toUtf8(token);
    return true;
  }
  // "file:/x", "rtsp:/10.0.0.1", "-i x": meant as an address, and none.
  const std::size_t colon = token.find(U':');
  const std::u32string scheme = foldedText(token.substr(0, std::min(colon, token.size())));
  const bool hostile = scheme == U"javascript" || scheme == U"data" || scheme == U"file" || scheme == U"concat" ||
                       scheme == U"pipe" || scheme == U"exec";
  const bool schemeLike =
      colon != std::u32string::npos && (hostile || (colon >= 3 && colon < 8 && contains(token, U"/")));
  if (schemeLike) target = toUtf8(token);
  return schemeLike;
}

bool setHost(RawCamera& camera, std::u32string_view value) {
  if (findAddress(value, 0)) return setUrl(camera, value, false);
  const std::u32string token = firstToken(value);
  if (!looksLikeHost(token)) return false;
  const std::size_t colon = token.find(U':');
  const std::size_t slash = token.find(U'/');
  camera.host = toUtf8(token.substr(0, std::min({colon, slash, token.size()})));
  if (colon != std::u32string::npos && colon < slash) camera.port = portOf(token.substr(colon + 1));
  if (slash != std::u32string::npos) camera.path = toUtf8(token.substr(slash));
  const std::u32string rest = foldedText(value.substr(std::min(value.size(), token.size())));
  if (contains(rest, U"onvif")) camera.onvif = true;
  if (const std::size_t at = rest.find(U"port"); at != std::u32string::npos && !camera.port) {
    camera.port =
        portOf(std::u32string_view(rest).substr(std::min(rest.size(), rest.find_first_of(U"0123456789", at))));
  }
  return true;
}

/// What a value says where one word is meant.
std::u32string wordOf(std::u32string_view value, ValueStyle style) {
  // "login: teraz jest x"
  for (const std::u32string_view word : {U"dalej ", U"nadal ", U"wciaz ", U"still ", U"teraz jest ", U"teraz to ",
                                         U"od teraz ", U"teraz ", U"obecnie ", U"aktualnie ", U"is now ", U"now "}) {
    if (startsWith(foldedText(trimmed(value)), word)) value = trimmed(value).substr(word.size());
  }
  if (const auto inner = unquoted(value)) return *inner;
  if (style == ValueStyle::kInline) return firstToken(value);
  std::u32string word(trimmed(value));
  return word;
}

bool setUser(RawCamera& camera, std::u32string_view value, ValueStyle style) {
  const Said said = whatIsSaid(value);
  if (said == Said::kSame) {
    camera.userSame = true;
    return true;
  }
  if (said == Said::kLater) return false;
  if (said == Said::kEmpty) {
    camera.user = "";
    return true;
  }
  std::u32string word = wordOf(value, style);
  // "admin (domyślny)" names the account and says something about it.
  if (const std::size_t note = word.find(U" ("); note != std::u32string::npos) word.resize(note);
  while (word.size() > 1 && (word.back() == U',' || word.back() == U';')) word.pop_back();
  if (word.empty()) return false;
  camera.user = toUtf8(word);
  return true;
}

/// A note in brackets behind a password is no part of it when it is a remark of several words.
std::u32string withoutNote(const std::u32string& word) {
  const std::size_t open = word.rfind(U" (");
  if (open == std::u32string::npos || open == 0 || word.back() != U')') return word;
  const std::u32string_view note = std::u32string_view(word).substr(open + 2, word.size() - open - 3);
  const bool words =
      contains(note, U" ") && std::all_of(note.begin(), note.end(), [](char32_t c) {
        return isWordChar(c) || isBlank(c) || c == U',' || c == U'.' || c == U'-' || c == U'!' || c == U'"';
      });
  return words ? word.substr(0, open) : word;
}

bool setPassword(RawCamera& camera, std::u32string_view value, ValueStyle style) {
  const Said said = whatIsSaid(style == ValueStyle::kInline ? value : trimmed(value));
  if (said == Said::kSame) {
    camera.passwordSame = true;
    return true;
  }
  if (said == Said::kLater) {
    camera.passwordLater = !trimmed(value).empty();
    return camera.passwordLater;
  }
  if (said == Said::kEmpty) {
    camera.password = "";
    return true;
  }
  std::u32string word = wordOf(value, style);
  if (style == ValueStyle::kInline && whatIsSaid(word) == Said::kEmpty && !unquoted(value)) word.clear();
  if (style != ValueStyle::kInline && !unquoted(value)) word = withoutNote(word);
  camera.password = toUtf8(word);
  return true;
}

bool setLogin(RawCamera& camera, std::u32string_view value, ValueStyle style) {
  const Said said = whatIsSaid(value);
  if (said == Said::kSame) {
    camera.userSame = camera.passwordSame = true;
    return true;
  }
  if (said != Said::kValue) return false;
  const auto split = splitLogin(value);
  if (!split) return false;
  const bool user = setUser(camera, split->first, style);
  return setPassword(camera, split->second, style) && user;
}

}  // namespace

bool setField(RawCamera& camera, Field field, std::u32string_view value, ValueStyle style) {
  switch (field) {
    case Field::kName: {
      std::u32string name = nameOf(value, style);
      if (name.empty() || name.size() > kLongestName || findAddress(name, 0)) return false;
      camera.name = toUtf8(name);
      return true;
    }
    case Field::kUrl:
      return setUrl(camera, value, false);
    case Field::kSubUrl:
      return setUrl(camera, value, true);
    case Field::kHost:
      return setHost(camera, value);
    case Field::kPort:
      camera.port = portOf(value);
      return camera.port.has_value();
    case Field::kPath: {
      const std::u32string token = firstToken(value);
      if (token.empty() || token[0] != U'/') return false;
      camera.path = toUtf8(token);
      return true;
    }
    case Field::kProtocol:
      camera.onvif = camera.onvif || contains(foldedText(value), U"onvif");
      return true;
    case Field::kUser:
      return setUser(camera, value, style);
    case Field::kPassword:
      return setPassword(camera, value, style);
    case Field::kLogin:
      return setLogin(camera, value, style);
    case Field::kObsolete:
    case Field::kOther:
      return false;
  }
  return false;
}

}  // namespace cameramonit::registry
