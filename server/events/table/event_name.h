#pragma once

#include <string>
#include <string_view>

namespace cameramonit::events {

/// The parts of projects/{project}/channels/{channel}/{collection}/{id}, or of as much of it as there is; all empty
/// when a name is none.
struct EventName {
  std::string project;
  std::string channel;
  std::string collection;
  std::string id;

  /// projects/{project}/channels/{channel}
  std::string channelName() const;
};

/// Reentrant.
EventName parseEventName(std::string_view name);

/// A name below `channel` without that channel, any other name as it is: what columns of an event keep. Reentrant.
std::string relativeName(const std::string& channel, const std::string& name);
/// Takes `relativeName` back.
std::string absoluteName(const std::string& channel, const std::string& relative);

}  // namespace cameramonit::events
