#pragma once

#include <memory>
#include <optional>

#include <absl/time/time.h>

struct AVPacket;

namespace cameramonit::media {

struct StreamInfo;

/// One compressed access unit with its timestamps, owned. Movable; a moved-from packet may only be assigned to or
/// destroyed. Thread-bound.
class Packet {
 public:
  Packet();

  int streamIndex() const;
  bool keyframe() const;
  /// The container says that bytes of it are missing or wrong.
  bool damaged() const;
  int sizeBytes() const;
  /// The container says that no other picture builds on it.
  bool disposable() const;
  /// When it was taken by the sender's clock, where a protocol carries that (RTCP).
  std::optional<absl::Time> senderTime() const;

  /// When it is to be decoded, from the start of its media, else when it is shown; nothing where neither is said.
  std::optional<absl::Duration> decodeAt(const StreamInfo& stream) const;
  /// Gives it new times: it is decoded at `at` and shown as long after that as before, where that was believable.
  void moveTo(const StreamInfo& stream, absl::Duration at);

  /// A second reference to the same bytes; nothing is copied.
  Packet share() const;

  /// Never null; belongs to this packet. For common/media alone.
  AVPacket* native() const { return packet_.get(); }

 private:
  struct Free {
    void operator()(AVPacket* packet) const;
  };
  std::unique_ptr<AVPacket, Free> packet_;
};

}  // namespace cameramonit::media
