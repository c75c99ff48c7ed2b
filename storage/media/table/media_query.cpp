#include "storage/media/table/media_query.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "storage/media/table/media_name.h"

namespace cameramonit::media {
namespace {

/// What may be seen, as alternatives: "(project_id = … and channel_id = … and start_us >= …) or …".
std::string channelAlternatives(const std::vector<VisibleChannel>& channels, MediaQuery& query) {
  std::vector<std::string> alternatives;
  for (const VisibleChannel& channel : channels) {
    const MediaName name = parseMediaName(channel.name);
    const std::string suffix = absl::StrCat(alternatives.size());
    query.texts.emplace_back("project" + suffix, name.project);
    std::string text = absl::StrCat("(project_id = :project", suffix);
    if (!name.channel.empty()) {
      query.texts.emplace_back("channel" + suffix, name.channel);
      absl::StrAppend(&text, " and channel_id = :channel", suffix);
    }
    if (channel.notBefore != absl::InfinitePast()) {
      query.numbers.emplace_back("since" + suffix, absl::ToUnixMicros(channel.notBefore));
      absl::StrAppend(&text, " and start_us >= :since", suffix);
    }
    alternatives.push_back(text + ")");
  }
  return alternatives.empty() ? "1 = 0" : absl::StrJoin(alternatives, " or ");
}

/// "name in (:name0, …)".
template <typename Values>
std::string oneOf(const std::string& column, const Values& values, MediaQuery& query) {
  std::vector<std::string> names;
  for (const auto value : values) {
    query.numbers.emplace_back(absl::StrCat(column, names.size()), static_cast<std::int64_t>(value));
    names.push_back(absl::StrCat(":", column, names.size()));
  }
  return absl::StrCat(column, " in (", absl::StrJoin(names, ", "), ")");
}

}  // namespace

void MediaQuery::bindTo(sql::Statement& select) const {
  for (const auto& [name, value] : texts) select.bind(name, value);
  for (const auto& [name, value] : numbers) select.bind(name, value);
}

MediaQuery mediaQuery(const MediaFilter& filter) {
  MediaQuery query;
  std::vector<std::string> conditions{"1 = 1"};
  const MediaName parent = parseMediaName(filter.parent);
  if (!filter.parent.empty()) {
    conditions.push_back("project_id = :project_id");
    query.texts.emplace_back("project_id", parent.project);
  }
  if (!parent.channel.empty()) {
    conditions.push_back("channel_id = :channel_id");
    query.texts.emplace_back("channel_id", parent.channel);
  }
  if (!filter.kinds.empty()) conditions.push_back(oneOf("kind", filter.kinds, query));
  if (!filter.analysisStates.empty()) {
    conditions.push_back(oneOf("analysis_state", filter.analysisStates, query));
  }
  if (filter.from != absl::InfinitePast()) {
    conditions.push_back("start_us >= :from_us");
    query.numbers.emplace_back("from_us", absl::ToUnixMicros(filter.from));
  }
  if (filter.until != absl::InfiniteFuture()) {
    conditions.push_back("start_us < :until_us");
    query.numbers.emplace_back("until_us", absl::ToUnixMicros(filter.until));
  }
  query.where = absl::StrJoin(conditions, " and ");
  // What may be seen moves with time and is applied anew to every page, so page tokens do not depend on it.
  query.filter = query.where;
  for (const auto& [name, value] : query.texts) absl::StrAppend(&query.filter, "\n", name, "=", value);
  for (const auto& [name, value] : query.numbers) absl::StrAppend(&query.filter, "\n", name, "=", value);
  if (filter.allowedChannels != nullptr) {
    absl::StrAppend(&query.where, " and (", channelAlternatives(*filter.allowedChannels, query), ")");
  }
  return query;
}

}  // namespace cameramonit::media
