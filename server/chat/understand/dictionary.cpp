#include "server/chat/understand/dictionary.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <iconv.h>
#include <hunspell/hunspell.hxx>

#include "server/chat/understand/fold.h"

namespace cameramonit::chat {
namespace {

constexpr std::size_t kLongestWord = 40;   // bytes; longer ones are never in a dictionary
constexpr std::size_t kRemembered = 8192;  // words of one language

}  // namespace

/// Converts words between UTF-8 and the encoding of a dictionary. Thread-bound.
class Dictionary::Encoding {
 public:
  explicit Encoding(const char* name) : to_(iconv_open(name, "UTF-8")), from_(iconv_open("UTF-8", name)) {}
  ~Encoding() {
    if (valid(to_)) iconv_close(to_);
    if (valid(from_)) iconv_close(from_);
  }
  Encoding(const Encoding&) = delete;
  Encoding& operator=(const Encoding&) = delete;

  /// Empty when the word has letters that the encoding lacks: then it is not in the dictionary either.
  std::string encode(std::string_view utf8) const { return convert(to_, utf8); }
  std::string decode(std::string_view encoded) const { return convert(from_, encoded); }

 private:
  static bool valid(iconv_t converter) { return converter != reinterpret_cast<iconv_t>(-1); }

  static std::string convert(iconv_t converter, std::string_view text) {
    if (!valid(converter)) return {};
    std::string input(text);
    std::string output(text.size() * 4, '\0');
    char* in = input.data();
    char* out = output.data();
    std::size_t inLeft = input.size();
    std::size_t outLeft = output.size();
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
    if (iconv(converter, &in, &inLeft, &out, &outLeft) == static_cast<std::size_t>(-1)) return {};
    output.resize(output.size() - outLeft);
    return output;
  }

  iconv_t to_;
  iconv_t from_;
};

Dictionary::Dictionary(const std::string& folder, const std::string& name) {
  const std::string stem = folder + "/" + name;
  std::error_code ignored;
  available_ = std::filesystem::exists(stem + ".aff", ignored) && std::filesystem::exists(stem + ".dic", ignored);
  if (!available_) return;
  absl::MutexLock lock(&mutex_);
  hunspell_ = std::make_unique<Hunspell>((stem + ".aff").c_str(), (stem + ".dic").c_str());
  encoding_ = std::make_unique<Encoding>(hunspell_->get_dict_encoding().c_str());
}

Dictionary::~Dictionary() = default;

Dictionary::Entry Dictionary::look(std::string_view typed) const {
  if (!available_ || typed.empty() || typed.size() > kLongestWord) return {};
  const std::string word(typed);
  absl::MutexLock lock(&mutex_);
  if (const auto found = seen_.find(word); found != seen_.end()) return found->second;
  Entry entry;
  const std::string encoded = encoding_->encode(word);
  entry.right = !encoded.empty() && hunspell_->spell(encoded);
  if (entry.right) {
    for (const std::string& stem : hunspell_->stem(encoded)) {
      std::string folded = fold(encoding_->decode(stem));
      if (std::find(entry.stems.begin(), entry.stems.end(), folded) == entry.stems.end())
        entry.stems.push_back(std::move(folded));
    }
  }
  if (seen_.size() >= kRemembered) seen_.clear();
  seen_.emplace(word, entry);
  return entry;
}

}  // namespace cameramonit::chat
