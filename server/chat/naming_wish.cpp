#include "server/chat/naming_wish.h"

#include <algorithm>
#include <vector>

#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "server/chat/answer/phrasebook.h"
#include "server/chat/understand/tokenizer.h"

namespace cameramonit::chat {
namespace {

constexpr std::size_t kMostWords = 6;  // of a name; more is a story

/// How many tokens of `text` the longest fitting phrase of the list takes; 0: none fits.
std::size_t opening(const Tokens& text, const std::string& list) {
  std::size_t longest = 0;
  for (const std::string& phrase : std::vector<std::string>(absl::StrSplit(list, '|', absl::SkipEmpty()))) {
    const Tokens words = tokenize(phrase);
    if (words.list.size() > text.list.size() || words.list.size() <= longest) continue;
    bool same = true;
    for (std::size_t i = 0; i < words.list.size(); ++i) same = same && words.list[i].word == text.list[i].word;
    if (same) longest = words.list.size();
  }
  return longest;
}

/// The rest of the text from a token on, as it was typed, without quotes and full stops around it.
std::string restFrom(std::string_view text, const Tokens& tokens, std::size_t from) {
  if (from >= tokens.list.size()) return "";
  const std::size_t begin = tokens.list[from].span.begin, end = tokens.list.back().span.end;
  return std::string(text.substr(begin, end - begin));
}

}  // namespace

std::optional<NamingWish> namingWishIn(std::string_view text) {
  const Tokens tokens = tokenize(text);
  if (tokens.list.empty() || tokens.asks || tokens.truncated) return std::nullopt;
  for (const char* const language : {"pl", "en"}) {
    const Phrasebook& book = Phrasebook::of(language);
    if (opening(tokens, book.part("naming_undo")) == tokens.list.size()) {
      return NamingWish{NamingWish::Kind::kUndo, "", language};
    }
    const std::size_t rejecting = opening(tokens, book.part("naming_reject"));
    const std::size_t giving = opening(tokens, book.part("naming_give"));
    if (rejecting == 0 && giving == 0) continue;
    const std::size_t said = std::max(rejecting, giving);
    const std::size_t words = tokens.list.size() - said;
    if (words > kMostWords || (words == 0 && rejecting < giving)) return std::nullopt;
    const bool rejects = rejecting >= giving;
    if (!rejects && words == 0) return std::nullopt;
    return NamingWish{rejects ? NamingWish::Kind::kReject : NamingWish::Kind::kGive, restFrom(text, tokens, said),
                      language};
  }
  return std::nullopt;
}

}  // namespace cameramonit::chat
