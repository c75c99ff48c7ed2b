#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace cameramonit::sql {

/// Where a list goes on: the sort key of the last row that was given. It is opaque to clients and only fits the query
/// it came from, which `fingerprint` stands for (every field but page size and token, in any deterministic form).
/// Reentrant.
std::string encodePageToken(std::string_view fingerprint, const std::vector<std::string>& key);

/// The key of a token made for the same query; the empty vector for the empty token, which is the first page.
/// Errors: PAGE_TOKEN_INVALID.
absl::StatusOr<std::vector<std::string>> decodePageToken(std::string_view fingerprint, std::string_view token,
                                                         std::size_t keySize);

/// A list's page size: `asked`, or `usual` when it is 0, at most `largest`.
/// Errors: FIELD_INVALID when negative.
absl::StatusOr<int> pageSize(int asked, int usual, int largest);

}  // namespace cameramonit::sql
