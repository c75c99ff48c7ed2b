#pragma once

#include <string_view>

namespace cameramonit::chat {

/// How a question's feature says that something bears a name that people gave: "name=nasza śmieciarka".
inline constexpr std::string_view kNameToken = "name=";

}  // namespace cameramonit::chat
