#include "common/text/resource_id.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cameramonit::text {
namespace {

constexpr std::size_t kMostLength = 40;

constexpr std::array<std::pair<std::string_view, char>, 18> kPolishLetters = {{{"ą", 'a'},
                                                                               {"ć", 'c'},
                                                                               {"ę", 'e'},
                                                                               {"ł", 'l'},
                                                                               {"ń", 'n'},
                                                                               {"ó", 'o'},
                                                                               {"ś", 's'},
                                                                               {"ź", 'z'},
                                                                               {"ż", 'z'},
                                                                               {"Ą", 'a'},
                                                                               {"Ć", 'c'},
                                                                               {"Ę", 'e'},
                                                                               {"Ł", 'l'},
                                                                               {"Ń", 'n'},
                                                                               {"Ó", 'o'},
                                                                               {"Ś", 's'},
                                                                               {"Ź", 'z'},
                                                                               {"Ż", 'z'}}};

bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string resourceIdFrom(std::string_view displayName) {
  std::string id;
  for (std::size_t i = 0; i < displayName.size() && id.size() < kMostLength; ++i) {
    char c = displayName[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const auto* polish = std::find_if(kPolishLetters.begin(), kPolishLetters.end(), [&](const auto& letter) {
      return displayName.substr(i, letter.first.size()) == letter.first;
    });
    if (polish != kPolishLetters.end()) {
      id += polish->second;
      i += polish->first.size() - 1;
    } else if (isPlain(c)) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

bool isResourceId(std::string_view id) {
  return !id.empty() && id.size() <= kMostLength && id.front() != '-' && id.back() != '-' &&
         std::all_of(id.begin(), id.end(), [](char c) { return isPlain(c) || c == '-'; });
}

}  // namespace cameramonit::text
