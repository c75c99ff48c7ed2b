#include "server/application/table/channel_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include <algorithm>

#include "common/base/status.h"
#include "server/application/table/changes.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/page_token.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::application {
namespace {

using sql::Session;
using sql::Statement;

#define CHANNEL_COLUMNS "project_id, channel_id, camera_id, display_name, settings, create_us, update_us, version"

constexpr char kInsert[] =
    "insert into channel (" CHANNEL_COLUMNS
    ", revision) values (:project_id, :channel_id, :camera_id, :display_name, :settings, :now_us, :now_us, 1, "
    ":revision)";
constexpr char kSelect[] =
    "select " CHANNEL_COLUMNS " from channel where project_id = :project_id and channel_id = :channel_id";
constexpr char kSelectOfProject[] =
    "select " CHANNEL_COLUMNS
    " from channel where project_id = :project_id and channel_id > :after order by project_id, channel_id";
constexpr char kSelectAll[] =
    "select " CHANNEL_COLUMNS
    " from channel where project_id > :project_id or (project_id = :project_id and channel_id > :after) "
    "order by project_id, channel_id";
constexpr char kSelectOfCamera[] =
    "select " CHANNEL_COLUMNS " from channel where camera_id = :camera_id order by project_id, channel_id";
constexpr char kUpdate[] =
    "update channel set display_name = :display_name, settings = :settings, update_us = :now_us, "
    "version = version + 1, revision = :revision where project_id = :project_id and channel_id = :channel_id and "
    "version = :version";
constexpr char kDelete[] =
    "delete from channel where project_id = :project_id and channel_id = :channel_id and version = :version";

#undef CHANNEL_COLUMNS

struct ChannelKey {
  std::string project;
  std::string channel;
};

/// Of projects/{project}/channels/{channel}; empty parts when it is none, which no row has.
ChannelKey keyOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != "projects" || parts[2] != "channels") return {};
  return {parts[1], parts[3]};
}

std::string nameOf(const ChannelKey& key) {
  return absl::StrCat("projects/", key.project, "/channels/", key.channel);
}

/// What goes into the JSON: everything without a column of its own.
std::string settingsOf(v1::Channel channel) {
  channel.clear_name();
  channel.clear_camera();
  channel.clear_display_name();
  channel.clear_create_time();
  channel.clear_update_time();
  channel.clear_etag();
  return sql::toJson(channel);
}

absl::Status changedMeanwhile(const std::string& name) {
  return base::aborted(type::v1::ERROR_REASON_ETAG_MISMATCH, "The channel was changed in the meantime.",
                       {{"channel", name}});
}

struct Row {
  ChannelKey key;
  std::string camera;
  std::string displayName;
  std::string settings;
  absl::Time created;
  absl::Time updated;
  std::int64_t version = 0;

  void bindTo(Statement& select) {
    select.into(key.project, key.channel, camera, displayName, settings, created, updated, version);
  }

  absl::StatusOr<v1::Channel> channel() const {
    v1::Channel channel;
    CAMERAMONIT_RETURN_IF_ERROR(sql::fromJson(settings, channel));
    channel.set_name(nameOf(key));
    channel.set_camera(absl::StrCat("cameras/", camera));
    channel.set_display_name(displayName);
    *channel.mutable_create_time() = sql::timestampOf(created);
    *channel.mutable_update_time() = sql::timestampOf(updated);
    channel.set_etag(absl::StrCat(version));
    return channel;
  }
};

absl::StatusOr<v1::Channel> find(Session& session, const std::string& name) {
  const ChannelKey key = keyOf(name);
  Row row;
  Statement select = session.prepare(kSelect);
  select.bind("project_id", key.project).bind("channel_id", key.channel);
  row.bindTo(select);
  if (select.fetch()) return row.channel();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return base::notFound(type::v1::ERROR_REASON_CHANNEL_UNKNOWN, "There is no such channel.", {{"channel", name}});
}

}  // namespace

absl::StatusOr<v1::Channel> ChannelTable::create(const v1::Channel& channel, const sql::RequestKey& key,
                                                 absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Channel> {
    v1::Channel created;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, created));
    if (repeated) return created;
    const ChannelKey id = keyOf(channel.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, sql::takeRevisions(session, kRevisions, 1));
    const absl::Status inserted = session.prepare(kInsert)
                                      .bind("project_id", id.project)
                                      .bind("channel_id", id.channel)
                                      .bind("camera_id", std::string(absl::StripPrefix(channel.camera(), "cameras/")))
                                      .bind("display_name", channel.display_name())
                                      .bind("settings", settingsOf(channel))
                                      .bind("revision", revision)
                                      .bind("now_us", now)
                                      .run();
    if (sql::isDuplicate(inserted)) return base::invalidFields({{"channel.name", "is taken by another channel"}});
    if (absl::IsFailedPrecondition(inserted)) {
      return base::notFound(type::v1::ERROR_REASON_PROJECT_UNKNOWN, "There is no such project.",
                            {{"project", absl::StrCat("projects/", id.project)}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    CAMERAMONIT_ASSIGN_OR_RETURN(created, find(session, channel.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, created));
    return created;
  });
}

absl::StatusOr<v1::Channel> ChannelTable::get(const std::string& name) {
  return database_.read([&](Session& session) { return find(session, name); });
}

absl::StatusOr<ChannelPage> ChannelTable::list(const std::string& project, const NameFilter& visible, int pageSize,
                                               const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  const std::string query = absl::StrCat("channels of ", project);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(query, pageToken, 2));
  return database_.read([&](Session& session) -> absl::StatusOr<ChannelPage> {
    ChannelPage page;
    Row row;
    Statement select = session.prepare(project.empty() ? kSelectAll : kSelectOfProject);
    const std::string first = key.empty() ? std::string(absl::StripPrefix(project, "projects/")) : key[0];
    select.bind("project_id", first).bind("after", key.empty() ? "" : key[1]);
    row.bindTo(select);
    while (select.fetch()) {
      const std::string name = nameOf(row.key);
      if (visible && !visible(name)) continue;
      if (page.channels.size() == static_cast<std::size_t>(size)) {
        const ChannelKey last = keyOf(page.channels.back().name());
        page.nextPageToken = sql::encodePageToken(query, {last.project, last.channel});
        break;
      }
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::Channel channel, row.channel());
      page.channels.push_back(std::move(channel));
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return page;
  });
}

absl::StatusOr<std::vector<v1::Channel>> ChannelTable::ofCamera(const std::string& camera) {
  return database_.read([&](Session& session) -> absl::StatusOr<std::vector<v1::Channel>> {
    std::vector<v1::Channel> channels;
    Row row;
    Statement select = session.prepare(kSelectOfCamera);
    select.bind("camera_id", std::string(absl::StripPrefix(camera, "cameras/")));
    row.bindTo(select);
    while (select.fetch()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::Channel channel, row.channel());
      channels.push_back(std::move(channel));
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return channels;
  });
}

absl::StatusOr<v1::Channel> ChannelTable::update(const v1::Channel& channel, const sql::RequestKey& key,
                                                 absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<v1::Channel> {
    v1::Channel changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, changed));
    if (repeated) return changed;
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Channel stored, find(session, channel.name()));
    if (!channel.etag().empty() && channel.etag() != stored.etag()) return changedMeanwhile(channel.name());
    const ChannelKey id = keyOf(channel.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, sql::takeRevisions(session, kRevisions, 1));
    Statement update = session.prepare(kUpdate);
    CAMERAMONIT_RETURN_IF_ERROR(update.bind("project_id", id.project)
                                    .bind("channel_id", id.channel)
                                    .bind("display_name", channel.display_name())
                                    .bind("settings", settingsOf(channel))
                                    .bind("revision", revision)
                                    .bind("now_us", now)
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (update.affectedRows() == 0) return changedMeanwhile(channel.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(changed, find(session, channel.name()));
    CAMERAMONIT_RETURN_IF_ERROR(sql::rememberResult(session, key, now, changed));
    return changed;
  });
}

absl::Status ChannelTable::remove(const std::string& name, const std::string& etag, const sql::RequestKey& key,
                                  absl::Time now) {
  return database_.write([&](Session& session) -> absl::Status {
    v1::Channel gone;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool repeated, sql::findFirstResult(session, key, now, gone));
    if (repeated) return absl::OkStatus();
    CAMERAMONIT_ASSIGN_OR_RETURN(const v1::Channel stored, find(session, name));
    if (!etag.empty() && etag != stored.etag()) return changedMeanwhile(name);
    CAMERAMONIT_RETURN_IF_ERROR(addTombstone(session, name));
    const ChannelKey id = keyOf(name);
    Statement remove = session.prepare(kDelete);
    CAMERAMONIT_RETURN_IF_ERROR(remove.bind("project_id", id.project)
                                    .bind("channel_id", id.channel)
                                    .bind("version", static_cast<std::int64_t>(std::stoll(stored.etag())))
                                    .run());
    if (remove.affectedRows() == 0) return changedMeanwhile(name);
    return sql::rememberResult(session, key, now, gone);
  });
}

}  // namespace cameramonit::application
