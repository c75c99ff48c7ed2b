#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cameramonit::registry {

/// A camera as it emerges from a text; absent parts were not said.
struct RawCamera {
  std::optional<std::string> name;
  std::optional<std::string> url;  ///< as written
  std::optional<std::string> subUrl;
  std::optional<std::string> host;
  std::optional<int> port;
  std::optional<std::string> path;
  std::optional<std::string> user;
  std::optional<std::string> password;
  bool onvif = false;
  bool userSame = false;  ///< "as above"
  bool passwordSame = false;
  bool passwordLater = false;  ///< it will be told in another way
  bool weakName = false;       ///< the name was guessed from where it stood
  bool badUrl = false;         ///< an address was given that is none

  bool saysWhere() const { return url || host; }
  bool empty() const { return !name && !url && !host && !user && !password && !userSame && !passwordSame; }
};

/// What one text (a body, an attachment) told, in its order.
struct RawReading {
  std::vector<RawCamera> cameras;
  std::optional<std::string> sharedUser;  ///< said for all cameras
  std::optional<std::string> sharedPassword;
};

}  // namespace cameramonit::registry
