#pragma once

#include <memory>

struct AVPacket;

namespace cameramonit::media {

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
