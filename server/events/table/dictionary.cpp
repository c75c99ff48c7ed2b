#include "server/events/table/dictionary.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/events/table/event_name.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

// Each finds a number by the word bound as :word, or a word by the number bound as :ref.
constexpr char kChannelRef[] =
    "select channel_ref from event_channel where project_id = :project and channel_id = :channel";
constexpr char kClassRef[] = "select class_ref from event_class where object_class = :word";
constexpr char kMediaRef[] = "select media_ref from event_media where media = :word";
constexpr char kClassWord[] = "select object_class from event_class where class_ref = :ref";
constexpr char kMediaWord[] = "select media from event_media where media_ref = :ref";
constexpr char kFeatureRefs[] =
    "select feature_ref from feature where feature_key = :feature_key and feature_value = :feature_value";
constexpr char kFeatureRefsOfValue[] = "select feature_ref from feature where feature_value = :feature_value";
constexpr char kCountChannels[] = "select count(*) from event_channel";
constexpr char kSelectChannels[] = "select channel_ref, project_id, channel_id from event_channel order by channel_ref";

absl::Status addAll(Session& session, const Dictionary::Words& words) {
  const auto unlessThere = [&](std::vector<std::string> key) { return sql::upsert(session.dialect(), key, {}); };
  sql::BulkInsert channels(session, "event_channel", {"project_id", "channel_id"},
                           unlessThere({"project_id", "channel_id"}));
  for (const auto& [project, channel] : words.channels) CAMERAMONIT_RETURN_IF_ERROR(channels.row({project, channel}));
  CAMERAMONIT_RETURN_IF_ERROR(channels.flush());
  sql::BulkInsert classes(session, "event_class", {"object_class"}, unlessThere({"object_class"}));
  for (const auto& word : words.classes) CAMERAMONIT_RETURN_IF_ERROR(classes.row({word}));
  CAMERAMONIT_RETURN_IF_ERROR(classes.flush());
  sql::BulkInsert media(session, "event_media", {"media"}, unlessThere({"media"}));
  for (const auto& name : words.media) CAMERAMONIT_RETURN_IF_ERROR(media.row({name}));
  CAMERAMONIT_RETURN_IF_ERROR(media.flush());
  sql::BulkInsert features(session, "feature", {"feature_key", "feature_value"},
                           unlessThere({"feature_key", "feature_value"}));
  for (const auto& [key, value] : words.features) CAMERAMONIT_RETURN_IF_ERROR(features.row({key, value}));
  return features.flush();
}

}  // namespace

absl::Status Dictionary::add(const Words& words) {
  Words missing;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& channel : words.channels) {
      const std::string name = absl::StrCat("projects/", channel.first, "/channels/", channel.second);
      if (channels_.refs.count(name) == 0) missing.channels.insert(channel);
    }
    for (const auto& word : words.classes) {
      if (classes_.refs.count(word) == 0) missing.classes.insert(word);
    }
    for (const auto& name : words.media) {
      if (media_.refs.count(name) == 0) missing.media.insert(name);
    }
    for (const auto& feature : words.features) {
      if (features_.refs.count(absl::StrCat(feature.first, "\t", feature.second)) == 0) {
        missing.features.insert(feature);
      }
    }
  }
  if (missing.channels.empty() && missing.classes.empty() && missing.media.empty() && missing.features.empty()) {
    return absl::OkStatus();
  }
  CAMERAMONIT_RETURN_IF_ERROR(database_.write([&](Session& session) { return addAll(session, missing); }));
  // Read back once committed; now the rest of this class finds them without asking.
  return database_.read([&](Session& session) -> absl::Status {
    for (const auto& [project, channelId] : missing.channels) {
      CAMERAMONIT_RETURN_IF_ERROR(
          channel(session, absl::StrCat("projects/", project, "/channels/", channelId)).status());
    }
    for (const auto& word : missing.classes) CAMERAMONIT_RETURN_IF_ERROR(objectClass(session, word).status());
    for (const auto& name : missing.media) CAMERAMONIT_RETURN_IF_ERROR(media(session, name).status());
    for (const auto& [key, value] : missing.features) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const auto refs, features(session, key, value));
      absl::MutexLock lock(&mutex_);
      if (!refs.empty()) remember(features_, absl::StrCat(key, "\t", value), refs.front());
    }
    return absl::OkStatus();
  });
}

void Dictionary::remember(Table& table, const std::string& word, Ref ref) {
  table.refs[word] = ref;
  table.words[ref] = word;
}

absl::StatusOr<Dictionary::Ref> Dictionary::find(Session& session, Table& table, const char* select,
                                                 const std::string& word) {
  {
    absl::MutexLock lock(&mutex_);
    const auto known = table.refs.find(word);
    if (known != table.refs.end()) return known->second;
  }
  Ref ref = kUnknown;
  Statement statement = session.prepare(select);
  statement.bind("word", word).into(ref);
  if (!statement.fetch()) {
    CAMERAMONIT_RETURN_IF_ERROR(statement.status());
    return kUnknown;
  }
  absl::MutexLock lock(&mutex_);
  remember(table, word, ref);
  return ref;
}

absl::StatusOr<std::string> Dictionary::word(Session& session, Table& table, const char* select, Ref ref) {
  if (ref <= 0) return "";
  {
    absl::MutexLock lock(&mutex_);
    const auto known = table.words.find(ref);
    if (known != table.words.end()) return known->second;
  }
  std::string found;
  Statement statement = session.prepare(select);
  statement.bind("ref", ref).into(found);
  if (!statement.fetch()) {
    CAMERAMONIT_RETURN_IF_ERROR(statement.status());
    return base::internalError("An event uses a word that isn't there.");
  }
  absl::MutexLock lock(&mutex_);
  remember(table, found, ref);
  return found;
}

absl::StatusOr<Dictionary::Ref> Dictionary::channel(Session& session, const std::string& name) {
  {
    absl::MutexLock lock(&mutex_);
    const auto known = channels_.refs.find(name);
    if (known != channels_.refs.end()) return known->second;
  }
  const EventName parsed = parseEventName(name);
  Ref ref = kUnknown;
  Statement statement = session.prepare(kChannelRef);
  statement.bind("project", parsed.project).bind("channel", parsed.channel).into(ref);
  if (!statement.fetch()) {
    CAMERAMONIT_RETURN_IF_ERROR(statement.status());
    return kUnknown;
  }
  absl::MutexLock lock(&mutex_);
  remember(channels_, name, ref);
  return ref;
}

absl::StatusOr<Dictionary::Ref> Dictionary::objectClass(Session& session, const std::string& word) {
  return find(session, classes_, kClassRef, word);
}

absl::StatusOr<Dictionary::Ref> Dictionary::media(Session& session, const std::string& name) {
  return find(session, media_, kMediaRef, name);
}

absl::StatusOr<std::vector<Dictionary::Ref>> Dictionary::features(Session& session, const std::string& key,
                                                                  const std::string& value) {
  if (!key.empty()) {
    absl::MutexLock lock(&mutex_);
    const auto known = features_.refs.find(absl::StrCat(key, "\t", value));
    if (known != features_.refs.end()) return std::vector<Ref>{known->second};
  }
  std::vector<Ref> refs;
  Ref ref = kUnknown;
  Statement select = session.prepare(key.empty() ? kFeatureRefsOfValue : kFeatureRefs);
  if (!key.empty()) select.bind("feature_key", key);
  select.bind("feature_value", value).into(ref);
  while (select.fetch()) refs.push_back(ref);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return refs;
}

absl::StatusOr<std::string> Dictionary::channelName(Session& session, Ref ref) {
  {
    absl::MutexLock lock(&mutex_);
    const auto known = channels_.words.find(ref);
    if (known != channels_.words.end()) return known->second;
  }
  CAMERAMONIT_RETURN_IF_ERROR(channels(session).status());
  absl::MutexLock lock(&mutex_);
  const auto known = channels_.words.find(ref);
  if (known == channels_.words.end()) return base::internalError("An event has a channel that isn't there.");
  return known->second;
}

absl::StatusOr<std::string> Dictionary::className(Session& session, Ref ref) {
  return word(session, classes_, kClassWord, ref);
}

absl::StatusOr<std::string> Dictionary::mediaName(Session& session, Ref ref) {
  return word(session, media_, kMediaWord, ref);
}

absl::StatusOr<std::vector<Dictionary::Channel>> Dictionary::channels(Session& session) {
  std::int64_t count = 0;
  {
    Statement select = session.prepare(kCountChannels);
    select.into(count);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  {
    absl::MutexLock lock(&mutex_);
    if (static_cast<std::int64_t>(allChannels_.size()) == count) return allChannels_;
  }
  std::vector<Channel> all;
  Channel channel;
  std::string channelId;
  Statement select = session.prepare(kSelectChannels);
  select.into(channel.ref, channel.project, channelId);
  while (select.fetch()) {
    channel.name = absl::StrCat("projects/", channel.project, "/channels/", channelId);
    all.push_back(channel);
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  absl::MutexLock lock(&mutex_);
  for (const Channel& found : all) remember(channels_, found.name, found.ref);
  allChannels_ = all;
  return all;
}

}  // namespace cameramonit::events
