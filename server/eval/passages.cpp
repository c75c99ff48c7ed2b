#include "server/eval/passages.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <nlohmann/json.hpp>

#include "analyzer/track/assignment.h"
#include "analyzer/track/object_kinds.h"
#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

constexpr absl::Duration kTolerance = absl::Seconds(1);
constexpr double kLeastShare = 0.5;  // of the marked time
constexpr double kForbidden = 1e6;

/// A word in a look, and the colours that a viewer using it may mean.
struct ColourWord {
  std::string_view word;
  std::array<std::string_view, 3> tokens;
};

constexpr std::array<ColourWord, 21> kColourWords = {{
    {"white", {"white"}},
    {"black", {"black"}},
    {"dark", {"black", "grey"}},
    {"grey", {"grey", "silver"}},
    {"gray", {"grey", "silver"}},
    {"silver", {"silver", "grey", "white"}},
    {"red", {"red"}},
    {"maroon", {"red", "brown"}},
    {"burgundy", {"red", "purple"}},
    {"orange", {"orange"}},
    {"yellow", {"yellow"}},
    {"green", {"green"}},
    {"blue", {"blue"}},
    {"navy", {"blue", "black"}},
    {"turquoise", {"blue", "green"}},
    {"purple", {"purple"}},
    {"violet", {"purple"}},
    {"pink", {"pink"}},
    {"brown", {"brown"}},
    {"beige", {"beige", "brown"}},
    {"khaki", {"beige", "green", "brown"}},
}};

bool sameThing(const std::string& marked, const std::string& found) {
  if (marked == found) return true;
  using track::Kind;
  const Kind markedKind = track::kindOf(marked);
  const Kind foundKind = track::kindOf(found);
  if (foundKind == Kind::kUnknown) return true;
  if (foundKind == Kind::kPerson || foundKind == Kind::kCycle) {
    return markedKind == Kind::kPerson || markedKind == Kind::kCycle;
  }
  return foundKind != Kind::kNone && foundKind == markedKind;
}

double pairCost(const MarkedPassage& mark, const FoundPassage& find) {
  if (!sameThing(mark.objectClass, find.objectClass)) return kForbidden;
  const absl::Duration late = absl::AbsDuration(find.from - mark.from);
  const absl::Duration common = std::min(mark.to, find.to) - std::max(mark.from, find.from);
  if (late > kTolerance || common < (mark.to - mark.from) * kLeastShare) return kForbidden;
  constexpr double kOtherClass = 2;  // of several finds, the one of the marked class is meant
  return absl::ToDoubleSeconds(late + absl::AbsDuration(find.to - mark.to)) +
         (mark.objectClass == find.objectClass ? 0 : kOtherClass);
}

bool anyCommon(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const std::string& token) { return b.count(token) != 0; });
}

void judgePair(const MarkedPassage& mark, const FoundPassage& find, PassageFigures& figures) {
  const std::set<std::string> allowed = coloursOf(mark.look);
  if (!allowed.empty()) {
    ++figures.coloursMarked;
    if (anyCommon(allowed, find.colours)) ++figures.coloursRight;
  }
  if (mark.enters.empty() && mark.leaves.empty()) return;
  ++figures.directionsMarked;
  const bool enteredRight = mark.enters.empty() || mark.enters == find.entered;
  const bool leftRight = mark.leaves.empty() || mark.leaves == find.left;
  if (enteredRight && leftRight) ++figures.directionsRight;
}

}  // namespace

std::set<std::string> coloursOf(std::string_view look) {
  std::set<std::string> colours;
  std::string word;
  const auto take = [&] {
    for (const ColourWord& entry : kColourWords) {
      if (entry.word != word) continue;
      for (const std::string_view token : entry.tokens) {
        if (!token.empty()) colours.emplace(token);
      }
    }
    word.clear();
  };
  for (const char letter : look) {
    if (std::isalpha(static_cast<unsigned char>(letter)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    } else {
      take();
    }
  }
  take();
  return colours;
}

absl::StatusOr<std::vector<MarkedPassage>> readMarks(const std::string& text, const std::string& fileName) {
  const auto wrong = [](const std::string& why) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_FIELD_INVALID,
                                 "The file of marked objects cannot be used: " + why);
  };
  try {
    const json marks = json::parse(text);
    const json* film = nullptr;
    int films = 0;
    for (const auto& [key, value] : marks.items()) {
      if (!value.is_object() || !value.contains("objects")) continue;
      ++films;
      if (film == nullptr || key == fileName) film = &value;
    }
    if (film == nullptr) return wrong("it names no film with \"objects\".");
    if (films > 1 && !marks.contains(fileName)) return wrong("none of its films is called " + fileName + ".");
    std::vector<MarkedPassage> passages;
    for (const json& object : film->at("objects")) {
      MarkedPassage passage;
      passage.objectClass = object.at("class");
      passage.from = absl::Seconds(object.at("from").get<double>());
      passage.to = absl::Seconds(object.at("to").get<double>());
      passage.look = object.value("look", "");
      passage.enters = object.value("enters", "");
      passage.leaves = object.value("leaves", "");
      passages.push_back(std::move(passage));
    }
    return passages;
  } catch (const json::exception& error) {
    return wrong(error.what());
  }
}

PassageFigures comparePassages(const std::vector<MarkedPassage>& marked, const std::vector<FoundPassage>& found) {
  std::vector<std::vector<double>> costs;
  for (const MarkedPassage& mark : marked) {
    std::vector<double>& row = costs.emplace_back();
    for (const FoundPassage& find : found) row.push_back(pairCost(mark, find));
  }
  const std::vector<int> findOfMark = track::assign(costs, kForbidden);
  PassageFigures figures;
  figures.total = static_cast<int>(marked.size());
  std::set<int> used;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (findOfMark[i] < 0) {
      figures.missed.push_back(marked[i]);
      continue;
    }
    ++figures.found;
    used.insert(findOfMark[i]);
    judgePair(marked[i], found[findOfMark[i]], figures);
  }
  for (std::size_t j = 0; j < found.size(); ++j) {
    const bool accountedFor = used.count(static_cast<int>(j)) != 0 || found[j].stoodThroughout;
    if (!accountedFor) figures.invented.push_back(found[j]);
  }
  return figures;
}

}  // namespace cameramonit::eval
