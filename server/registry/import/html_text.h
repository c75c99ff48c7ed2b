#pragma once

#include <string>
#include <string_view>

namespace cameramonit::registry {

/// The words of an HTML page as a person sees them: a line a block or table row, a tab between cells. Scripts, styles
/// and hidden parts are left out; a link whose words are no address is followed by its address in angle brackets.
/// Hostile input costs at most `kMostHtml` bytes of reading; nothing is fetched. UTF-8 in and out. Reentrant.
std::string htmlToText(std::string_view html);

inline constexpr std::size_t kMostHtml = 2 << 20;

}  // namespace cameramonit::registry
