#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/chat/understand/context.h"
#include "server/chat/understand/sentence.h"

namespace cameramonit::chat {

/// Finds cameras by any unique part of their names, in any case form, also misspelt or without diacritics, and by a
/// word of another language for the same kind of place ("the gate" finds Brama). Made once per set of cameras;
/// immutable.
class CameraFinder {
 public:
  /// `languages` are asked what kinds of places the names speak of.
  CameraFinder(const std::vector<KnownCamera>& cameras, const std::vector<const Language*>& languages);

  /// The places in the text where a camera may be named, by position, without overlaps.
  std::vector<CameraHit> find(const Sentence& sentence) const;

 private:
  struct NameWord {
    std::string folded;
    std::map<const Language*, std::vector<std::string>> stems;  ///< "parking" is of "park" in English only
    bool number = false;
    bool generic = false;  ///< "camera": picks nothing by itself
  };
  struct Name {
    std::vector<NameWord> words;
    std::vector<std::string> places;  ///< meanings of the category "place"
  };
  /// A run of tokens that are words of one camera's name.
  struct Run {
    std::size_t camera = 0;
    int begin = 0;
    int end = 0;
    int words = 0;
    int quality = 0;
  };

  static int quality(const NameWord& word, const Sentence& sentence, std::size_t token);
  /// `taken`: the tokens that are part of a set phrase, as "front" in "in front of".
  Run runAt(std::size_t camera, const Sentence& sentence, const std::vector<bool>& taken, int begin) const;
  std::vector<CameraHit> byName(const Sentence& sentence) const;
  std::vector<CameraHit> byPlace(const Sentence& sentence) const;

  std::vector<Name> names_;
};

}  // namespace cameramonit::chat
