#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::sql {
class Database;
class Session;
}  // namespace cameramonit::sql

namespace cameramonit::events {

/// Numbers for the words that events repeat millions of times: channels, classes, media, features. Words are only ever
/// added, so what was read stays true and is remembered here. Thread-safe.
class Dictionary {
 public:
  using Ref = std::int64_t;
  /// No word: matches no row.
  static constexpr Ref kUnknown = -1;

  /// What a batch of events will need.
  struct Words {
    std::set<std::pair<std::string, std::string>> channels;  ///< project id, channel id
    std::set<std::string> classes;
    std::set<std::string> media;
    std::set<std::pair<std::string, std::string>> features;  ///< key, value
  };

  struct Channel {
    Ref ref = kUnknown;
    std::string project;
    std::string name;  ///< projects/{project}/channels/{channel}
  };

  explicit Dictionary(sql::Database& database) : database_(database) {}

  /// Gives every word a number, in a transaction of its own: numbers must be there before rows that use them, whether
  /// or not those are rolled back.
  absl::Status add(const Words& words);

  // Numbers of known words; kUnknown when nobody ever added it.
  absl::StatusOr<Ref> channel(sql::Session& session, const std::string& name);
  absl::StatusOr<Ref> objectClass(sql::Session& session, const std::string& word);
  absl::StatusOr<Ref> media(sql::Session& session, const std::string& name);
  /// With an empty key: every feature of that value.
  absl::StatusOr<std::vector<Ref>> features(sql::Session& session, const std::string& key, const std::string& value);

  // Words of numbers that were read from rows; empty for no number.
  absl::StatusOr<std::string> channelName(sql::Session& session, Ref ref);
  absl::StatusOr<std::string> className(sql::Session& session, Ref ref);
  absl::StatusOr<std::string> mediaName(sql::Session& session, Ref ref);

  /// All channels that ever had an event, by number.
  absl::StatusOr<std::vector<Channel>> channels(sql::Session& session);

 private:
  /// Words of one table, both ways.
  struct Table {
    std::unordered_map<std::string, Ref> refs;
    std::unordered_map<Ref, std::string> words;
  };

  absl::StatusOr<Ref> find(sql::Session& session, Table& table, const char* select, const std::string& word);
  absl::StatusOr<std::string> word(sql::Session& session, Table& table, const char* select, Ref ref);
  void remember(Table& table, const std::string& word, Ref ref);

  sql::Database& database_;
  absl::Mutex mutex_;
  Table channels_ ABSL_GUARDED_BY(mutex_);
  Table classes_ ABSL_GUARDED_BY(mutex_);
  Table media_ ABSL_GUARDED_BY(mutex_);
  Table features_ ABSL_GUARDED_BY(mutex_);  ///< "key\tvalue"
  std::vector<Channel> allChannels_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::events
