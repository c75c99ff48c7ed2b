#pragma once

#include <string>
#include <vector>

#include "server/registry/import/label_finder.h"
#include "server/registry/import/raw_camera.h"

namespace cameramonit::registry {

/// Puts values that follow one another together into cameras: a value of a kind that the camera at hand already has
/// begins the next one. Thread-bound.
class CameraGatherer {
 public:
  /// `value` holds one field (or what came with it, as host and port), or several of one camera's.
  void add(Field field, const RawCamera& value);
  /// A name that was guessed from where it stood; it gives way to a said one.
  void addWeakName(const std::string& name);
  /// The same for the camera at hand, even when it already has its address.
  void addWeakNameHere(const std::string& name);
  void addCamera(const RawCamera& camera);
  /// User and password of all cameras.
  void addShared(const RawCamera& login);
  void noteBlankLine();

  const RawCamera& current() const { return current_; }
  RawReading finish();

 private:
  bool conflicts(Field field, const RawCamera& value) const;
  void flush();
  void shareLogin();

  RawCamera current_;
  bool blankSinceWhere_ = false;  ///< an empty line lies between the camera's address and what comes
  bool blankBeforeWhere_ = false;
  bool loginApart_ = false;  ///< the login of `current_` stood apart from its address
  std::vector<bool> apart_;  ///< loginApart_ of each camera in `reading_`
  RawReading reading_;
};

}  // namespace cameramonit::registry
