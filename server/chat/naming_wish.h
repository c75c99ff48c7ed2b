#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cameramonit::chat {

/// What somebody says about what a thing is called, instead of asking.
struct NamingWish {
  enum class Kind {
    kGive,    ///< "to jest nasza śmieciarka"
    kReject,  ///< "to nie jest nasza śmieciarka"
    kUndo,    ///< "cofnij"
  };
  Kind kind = Kind::kGive;
  std::string word;      ///< without quotes and full stop; empty for undo, and where only "not this" was said
  std::string language;  ///< "pl", "en"
};

/// Reads such a wish; nothing where the text is a question or says something else. The openings are data
/// (answer/phrases/LANGUAGE.toml). Reentrant.
std::optional<NamingWish> namingWishIn(std::string_view text);

}  // namespace cameramonit::chat
