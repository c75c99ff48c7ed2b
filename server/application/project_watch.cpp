#include "server/application/project_watch.h"

#include <utility>

#include "common/base/status.h"

namespace cameramonit::application {
namespace {

constexpr int kPage = 500;

bool isProject(const std::string& name) {
  return name.find("/channels/") == std::string::npos;
}

}  // namespace

ProjectWatch::ProjectWatch(Parts parts, std::int64_t revision, std::shared_ptr<Stream> stream)
    : parts_(std::move(parts)),
      phase_(revision == 0 ? Phase::kProjects : Phase::kChanges),
      revision_(revision),
      stream_(std::move(stream)) {}

void ProjectWatch::push(v1::WatchProjectsResponse message) {
  open_ = open_ && stream_->push(std::move(message));
}

absl::Status ProjectWatch::tellProjects() {
  // What changes while the snapshot is read is told again after it.
  if (pageToken_.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(revision_, parts_.changes.lastRevision());
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(ProjectPage page, parts_.projects.list(nullptr, kPage, pageToken_));
  for (v1::Project& project : page.projects) {
    if (!parts_.mayHear(project.name())) continue;
    v1::WatchProjectsResponse message;
    *message.mutable_project() = std::move(project);
    push(std::move(message));
  }
  pageToken_ = std::move(page.nextPageToken);
  if (pageToken_.empty()) phase_ = Phase::kChannels;
  return absl::OkStatus();
}

absl::Status ProjectWatch::tellChannels() {
  CAMERAMONIT_ASSIGN_OR_RETURN(ChannelPage page, parts_.channels.list("", nullptr, kPage, pageToken_));
  for (v1::Channel& channel : page.channels) {
    if (!parts_.mayHear(channel.name())) continue;
    v1::WatchProjectsResponse message;
    *message.mutable_channel() = std::move(channel);
    push(std::move(message));
  }
  pageToken_ = std::move(page.nextPageToken);
  if (pageToken_.empty()) phase_ = Phase::kChanges;
  return absl::OkStatus();
}

absl::Status ProjectWatch::tell(const Change& change) {
  if (!parts_.mayHear(change.name)) return absl::OkStatus();
  v1::WatchProjectsResponse message;
  absl::Status found;
  if (change.deleted) {
    message.set_deleted(change.name);
  } else if (isProject(change.name)) {
    auto project = parts_.projects.get(change.name);
    found = project.status();
    if (project.ok()) *message.mutable_project() = *std::move(project);
  } else {
    auto channel = parts_.channels.get(change.name);
    found = channel.status();
    if (channel.ok()) *message.mutable_channel() = *std::move(channel);
  }
  // Gone since: its deletion is the next we hear.
  if (absl::IsNotFound(found)) return absl::OkStatus();
  CAMERAMONIT_RETURN_IF_ERROR(found);
  push(std::move(message));
  return absl::OkStatus();
}

absl::Status ProjectWatch::tellChanges() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Change> changes, parts_.changes.since(revision_, kPage));
  for (const Change& change : changes) {
    CAMERAMONIT_RETURN_IF_ERROR(tell(change));
    revision_ = change.revision;
  }
  behind_ = changes.size() == kPage;
  return absl::OkStatus();
}

absl::Status ProjectWatch::advance() {
  behind_ = phase_ != Phase::kChanges;
  switch (phase_) {
    case Phase::kProjects:
      return tellProjects();
    case Phase::kChannels:
      return tellChannels();
    case Phase::kChanges:
      return tellChanges();
  }
  return absl::OkStatus();
}

bool ProjectWatch::poll(bool checkpoint) {
  const Phase before = phase_;
  if (const absl::Status status = advance(); !status.ok()) {
    // A database that is away for a moment ends no watch; a revision that is too old does.
    if (status.code() == absl::StatusCode::kUnavailable) return !stream_->closed();
    stream_->finish(status);
    return false;
  }
  if (behind_ || before != Phase::kChanges) {
    behind_ = true;
    return open_;
  }
  if (checkpoint || !std::exchange(begun_, true)) {
    v1::WatchProjectsResponse message;
    message.mutable_checkpoint()->set_revision(revision_);
    message.mutable_checkpoint()->mutable_time()->set_seconds(absl::ToUnixSeconds(parts_.clock.now()));
    push(std::move(message));
  }
  return open_ && !stream_->closed();
}

}  // namespace cameramonit::application
