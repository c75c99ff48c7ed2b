#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cameramonit::media {

/// The parts of "projects/{project}/channels/{channel}/{collection}/{uuid}".
struct ChildName {
  std::string project;  ///< "projects/{project}"
  std::string channel;  ///< "projects/{project}/channels/{channel}"
  std::string id;       ///< UUID
};

/// Nothing when `name` is no child of a channel in this collection ("media", "uploads", "events"). Reentrant.
std::optional<ChildName> parseChild(std::string_view name, std::string_view collection);

/// Whether `name` is "projects/{project}/channels/{channel}"; ids are lower-case letters, digits and dashes. Reentrant.
bool isChannelName(std::string_view name);
/// Whether `name` is "projects/{project}". Reentrant.
bool isProjectName(std::string_view name);

/// "projects/{project}" of a name below it; the name itself when it is one. Reentrant.
std::string projectOf(std::string_view name);

/// Whether `name` is `parent` or lies below it; every name lies below "". Reentrant.
bool isWithin(std::string_view name, std::string_view parent);

}  // namespace cameramonit::media
