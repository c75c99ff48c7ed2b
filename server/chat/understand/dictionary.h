#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>

class Hunspell;

namespace cameramonit::chat {

/// The spelling dictionary of one language (libhunspell): which words are right, and what they are inflected from.
/// Without its files it knows nothing and everything still works on the lexicon alone. Answers are remembered, within
/// a bound. Thread-safe.
class Dictionary {
 public:
  /// What is known of one word.
  struct Entry {
    bool right = false;              ///< spelt right as typed, or capitalised
    std::vector<std::string> stems;  ///< folded; several where the form is ambiguous: bramie -> brama, bram
  };

  /// `folder` holds NAME.aff and NAME.dic.
  Dictionary(const std::string& folder, const std::string& name);
  ~Dictionary();

  bool available() const { return available_; }

  /// Looks up a word as it was typed. Words longer than any real one are not looked up.
  Entry look(std::string_view typed) const;

  // Hunspell's own suggestions are not used: they take 100 ms a word on the Polish dictionary, and most are words that
  // no question uses. Vocabulary finds the nearest word that means something here.

 private:
  class Encoding;

  bool available_ = false;
  mutable absl::Mutex mutex_;
  std::unique_ptr<Encoding> encoding_ ABSL_GUARDED_BY(mutex_);  ///< the dictionary's own; Polish is in ISO 8859-2
  std::unique_ptr<Hunspell> hunspell_ ABSL_GUARDED_BY(mutex_);
  mutable absl::flat_hash_map<std::string, Entry> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::chat
