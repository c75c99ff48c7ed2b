#include "server/access/password.h"

#include <sodium.h>

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit::access {

/// The files of passwords/, compiled in (cmake/Embed.cmake).
std::span<const std::pair<std::string_view, std::string_view>> passwordFiles();

namespace {

constexpr std::size_t kLeastLength = 10;
constexpr std::size_t kMostLength = 1024;

absl::Status weak(const std::string& why) {
  return base::invalidArgument(type::v1::ERROR_REASON_PASSWORD_WEAK, why);
}

/// passwords/common.txt without its remarks.
const absl::flat_hash_set<std::string>& commonWords() {
  static const auto* const kWords = [] {
    auto* words = new absl::flat_hash_set<std::string>;
    for (const auto& [file, contents] : passwordFiles()) {
      for (absl::string_view line : absl::StrSplit(absl::string_view(contents.data(), contents.size()), '\n')) {
        line = absl::StripAsciiWhitespace(line);
        if (!line.empty() && line.front() != '#') words->insert(std::string(line));
      }
    }
    return words;
  }();
  return *kWords;
}

/// The letters of `text`, those written as digits or signs too when `asLetters`: "p4ssw0rd!1" is "password" and "l".
std::string lettersOf(std::string_view text, bool asLetters) {
  static constexpr std::string_view kLooks = "4@3105$7";
  static constexpr std::string_view kLetters = "aaeiosst";
  std::string letters;
  for (const char sign : text) {
    const std::size_t look = kLooks.find(sign);
    if (absl::ascii_isalpha(static_cast<unsigned char>(sign))) {
      letters += absl::ascii_tolower(static_cast<unsigned char>(sign));
    } else if (asLetters && look != std::string_view::npos) {
      letters += kLetters[look];
    }
  }
  return letters;
}

/// Whether hardly anything is left without one common word at an end of the letters.
bool isMostlyCommon(const std::string& letters) {
  constexpr std::size_t kOwnLetters = 4;  // fewer of one's own add nothing
  for (std::size_t size = letters.size(); size >= 3; --size) {
    if (letters.size() - size >= kOwnLetters) return false;
    if (commonWords().contains(letters.substr(0, size)) ||
        commonWords().contains(letters.substr(letters.size() - size))) {
      return true;
    }
  }
  return false;
}

/// Whether the text is one piece over and over ("abcabcabcabc"), or goes up or down by one sign ("123456789012").
bool isRegular(const std::string& text) {
  for (std::size_t period = 1; period <= text.size() / 2; ++period) {
    bool same = true;
    for (std::size_t i = period; same && i < text.size(); ++i) same = text[i] == text[i - period];
    if (same) return true;
  }
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    if (step == 1 || step == -1 || step == -9 || step == 9) ++steps;
  }
  return steps + 2 >= text.size();
}

/// A hash nobody's password has, made once, so that a login of an unknown user costs what any login costs.
const std::string& decoyHash() {
  static const std::string hash = [] {
    auto made = hashPassword(oneTimePassword());
    return made.ok() ? *made : std::string();
  }();
  return hash;
}

}  // namespace

absl::StatusOr<std::string> hashPassword(const base::Secret<std::string>& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.reveal().data(), password.reveal().size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    return base::internalError("There is not enough memory to hash a password.");
  }
  return std::string(hash.data());
}

bool verifyPassword(const std::string& hash, const base::Secret<std::string>& password) {
  const std::string& known = hash.empty() ? decoyHash() : hash;
  const bool right = crypto_pwhash_str_verify(known.c_str(), password.reveal().data(), password.reveal().size()) == 0;
  return right && !hash.empty();
}

absl::Status checkPasswordStrength(const base::Secret<std::string>& password, const std::string& userId) {
  const std::string& text = password.reveal();
  if (text.size() < kLeastLength) return weak("The password needs at least 10 characters. A sentence is fine.");
  if (text.size() > kMostLength) return weak("The password may have at most 1024 characters.");
  const std::string lower = absl::AsciiStrToLower(text);
  // A long text of its own is good whatever words are in it; only short ones are looked at closely.
  constexpr std::size_t kSentence = 20;
  const bool common =
      text.size() < kSentence && (isMostlyCommon(lettersOf(lower, true)) || isMostlyCommon(lettersOf(lower, false)));
  if (common || isRegular(lower)) {
    return weak("This password is among the first that are tried. Choose another one, e.g. a sentence.");
  }
  if (!userId.empty() && absl::StrContains(lower, userId)) return weak("The password must not contain your name.");
  return absl::OkStatus();
}

base::Secret<std::string> oneTimePassword() {
  static constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789Q";  // 32 signs, 5 bits each
  std::string text;
  for (int i = 0; i < 16; ++i) {
    if (i > 0 && i % 4 == 0) text += '-';
    text += kAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kAlphabet.size()))];
  }
  return base::Secret<std::string>(std::move(text));
}

}  // namespace cameramonit::access
