#pragma once

#include <string>
#include <string_view>

namespace cameramonit::text {

/// An id for a resource name out of what people call the thing: lower-case letters a-z, digits and dashes, at most 40
/// characters; Polish letters lose their marks ("Wejście główne" gives "wejscie-glowne"). Empty when nothing is left.
/// Reentrant.
std::string resourceIdFrom(std::string_view displayName);

/// Whether `id` could have come from resourceIdFrom. Reentrant.
bool isResourceId(std::string_view id);

}  // namespace cameramonit::text
