#include "server/application/project_service.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "tests/support/database/test_database.h"
#include "tests/support/service/service_host.h"

namespace cameramonit::application {
namespace {

using base::ErrorReason;
using type::v1::ROLE_ADMIN;
using type::v1::ROLE_CUSTOMER;

ErrorReason reasonOf(const grpc::Status& status) {
  return base::errorReason(rpc::fromGrpcStatus(status));
}

class ProjectServiceTest : public ::testing::Test {
 protected:
  ProjectServiceTest() {
    EXPECT_TRUE(service_.makeFirstProject("Europe/Warsaw").ok());
    host_.serve({&service_});
    stub_ = v1::ProjectService::NewStub(host_.channel());
  }
  ~ProjectServiceTest() override { host_.stop(); }

  std::unique_ptr<grpc::ClientContext> admin() const { return host_.as("admin", {ROLE_ADMIN}); }

  static v1::CreateChannelRequest channelRequest(const std::string& camera, const std::string& requestId = "") {
    v1::CreateChannelRequest request;
    request.set_parent("projects/home");
    request.mutable_channel()->set_camera("cameras/" + camera);
    request.set_request_id(requestId);
    return request;
  }

  v1::Channel makeChannel(const std::string& camera) {
    v1::CreateChannelResponse response;
    EXPECT_TRUE(stub_->CreateChannel(admin().get(), channelRequest(camera), &response).ok());
    return response.channel();
  }

  support::ServiceHost host_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  ProjectTable projects_{*database_};
  ChannelTable channels_{*database_};
  ChangeTable changes_{*database_};
  ProjectService service_{{projects_, channels_, changes_, host_.guard(), host_.authorizer(), host_.hub(),
                           host_.clock(), [](const rpc::Principal&) { return NameFilter(); }}};
  std::unique_ptr<v1::ProjectService::Stub> stub_;
};

TEST_F(ProjectServiceTest, OnlyAdminsBuild) {
  v1::CreateChannelResponse response;
  EXPECT_EQ(reasonOf(stub_->CreateChannel(host_.as("anna", {ROLE_CUSTOMER}).get(), channelRequest("gate"), &response)),
            ErrorReason::ERROR_REASON_ROLE_REQUIRED);
  v1::CreateProjectResponse project;
  EXPECT_EQ(reasonOf(stub_->CreateProject(host_.as("anna", {ROLE_CUSTOMER}).get(), {}, &project)),
            ErrorReason::ERROR_REASON_ROLE_REQUIRED);
  v1::ListChannelsResponse listed;
  EXPECT_TRUE(stub_->ListChannels(host_.as("anna", {ROLE_CUSTOMER}).get(), {}, &listed).ok());
}

TEST_F(ProjectServiceTest, AChannelGetsItsCamerasNameAndUsualSettings) {
  const v1::Channel channel = makeChannel("gate");
  EXPECT_EQ(channel.name(), "projects/home/channels/gate");
  EXPECT_EQ(channel.display_name(), "gate");
  EXPECT_EQ(channel.pre_roll().seconds(), 5);
  EXPECT_FALSE(channel.etag().empty());
}

TEST_F(ProjectServiceTest, ARepeatedRequestGivesTheFirstResult) {
  v1::CreateChannelResponse first, again, other;
  ASSERT_TRUE(stub_->CreateChannel(admin().get(), channelRequest("gate", "r1"), &first).ok());
  ASSERT_TRUE(stub_->CreateChannel(admin().get(), channelRequest("gate", "r1"), &again).ok());
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(reasonOf(stub_->CreateChannel(admin().get(), channelRequest("yard", "r1"), &other)),
            ErrorReason::ERROR_REASON_REQUEST_ID_REUSED);

  v1::UpdateChannelRequest update;
  *update.mutable_channel() = first.channel();
  update.mutable_channel()->set_display_name("Brama");
  update.mutable_update_mask()->add_paths("display_name");
  update.set_request_id("u1");
  v1::UpdateChannelResponse changed, repeated;
  ASSERT_TRUE(stub_->UpdateChannel(admin().get(), update, &changed).ok());
  // Its etag is old by now, and still this is the same request.
  ASSERT_TRUE(stub_->UpdateChannel(admin().get(), update, &repeated).ok());
  EXPECT_EQ(changed.SerializeAsString(), repeated.SerializeAsString());

  v1::CreateProjectRequest project;
  project.mutable_project()->set_display_name("Shop");
  project.set_request_id("p1");
  v1::CreateProjectResponse made, same;
  ASSERT_TRUE(stub_->CreateProject(admin().get(), project, &made).ok());
  ASSERT_TRUE(stub_->CreateProject(admin().get(), project, &same).ok());
  EXPECT_EQ(made.SerializeAsString(), same.SerializeAsString());
}

TEST_F(ProjectServiceTest, AnOldEtagIsRefused) {
  const v1::Channel channel = makeChannel("gate");
  v1::UpdateChannelRequest update;
  *update.mutable_channel() = channel;
  update.mutable_channel()->set_display_name("Brama");
  update.mutable_update_mask()->add_paths("display_name");
  v1::UpdateChannelResponse changed;
  ASSERT_TRUE(stub_->UpdateChannel(admin().get(), update, &changed).ok());
  update.mutable_channel()->set_display_name("Furtka");
  EXPECT_EQ(reasonOf(stub_->UpdateChannel(admin().get(), update, &changed)), ErrorReason::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(ProjectServiceTest, OnlyWhatTheMaskNamesChangesAndNotEverythingMay) {
  const v1::Channel channel = makeChannel("gate");
  v1::UpdateChannelRequest update;
  update.mutable_channel()->set_name(channel.name());
  update.mutable_channel()->set_display_name("Brama");
  update.mutable_channel()->mutable_pre_roll()->set_seconds(30);
  update.mutable_update_mask()->add_paths("display_name");
  v1::UpdateChannelResponse changed;
  ASSERT_TRUE(stub_->UpdateChannel(admin().get(), update, &changed).ok());
  EXPECT_EQ(changed.channel().display_name(), "Brama");
  EXPECT_EQ(changed.channel().pre_roll().seconds(), 5);
  update.mutable_update_mask()->add_paths("camera");
  EXPECT_EQ(reasonOf(stub_->UpdateChannel(admin().get(), update, &changed)), ErrorReason::ERROR_REASON_FIELD_INVALID);
  v1::GetChannelRequest get;
  get.set_name("projects/home/channels/none");
  v1::GetChannelResponse got;
  EXPECT_EQ(reasonOf(stub_->GetChannel(admin().get(), get, &got)), ErrorReason::ERROR_REASON_CHANNEL_UNKNOWN);
}

TEST_F(ProjectServiceTest, ListsComeInPages) {
  for (const char* camera : {"a", "b", "c"}) makeChannel(camera);
  v1::ListChannelsRequest request;
  request.set_page_size(2);
  int channels = 0, pages = 0;
  do {
    v1::ListChannelsResponse page;
    ASSERT_TRUE(stub_->ListChannels(host_.as("anna").get(), request, &page).ok());
    channels += page.channels_size();
    ++pages;
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(channels, 3);
  EXPECT_EQ(pages, 2);
}

TEST_F(ProjectServiceTest, AnEmptyProjectCanBeDeletedAFullOneNot) {
  const v1::Channel channel = makeChannel("gate");
  v1::DeleteProjectRequest project;
  project.set_name("projects/home");
  v1::DeleteProjectResponse gone;
  EXPECT_EQ(reasonOf(stub_->DeleteProject(admin().get(), project, &gone)), ErrorReason::ERROR_REASON_PROJECT_NOT_EMPTY);
  v1::DeleteChannelRequest request;
  request.set_name(channel.name());
  request.set_etag(channel.etag());
  v1::DeleteChannelResponse deleted;
  EXPECT_TRUE(stub_->DeleteChannel(admin().get(), request, &deleted).ok());
  EXPECT_TRUE(stub_->DeleteProject(admin().get(), project, &gone).ok());
  EXPECT_EQ(reasonOf(stub_->DeleteProject(admin().get(), project, &gone)), ErrorReason::ERROR_REASON_PROJECT_UNKNOWN);
}

TEST_F(ProjectServiceTest, AWatchTellsWhatIsThereAndThenEveryChange) {
  makeChannel("gate");
  const auto context = admin();
  const auto stream = stub_->WatchProjects(context.get(), {});
  v1::WatchProjectsResponse message;
  std::vector<std::string> told;
  while (stream->Read(&message) && !message.has_checkpoint()) {
    told.push_back(message.has_project() ? message.project().name() : message.channel().name());
  }
  EXPECT_EQ(told, (std::vector<std::string>{"projects/home", "projects/home/channels/gate"}));
  const std::int64_t revision = message.checkpoint().revision();
  EXPECT_GT(revision, 0);
  const v1::Channel yard = makeChannel("yard");
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_EQ(message.channel().name(), yard.name());
  v1::DeleteChannelRequest request;
  request.set_name(yard.name());
  v1::DeleteChannelResponse deleted;
  ASSERT_TRUE(stub_->DeleteChannel(admin().get(), request, &deleted).ok());
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_EQ(message.deleted(), yard.name());
  context->TryCancel();

  v1::WatchProjectsRequest tooNew;
  tooNew.set_revision(revision + 1000);
  const auto other = admin();
  const auto refused = stub_->WatchProjects(other.get(), tooNew);
  EXPECT_FALSE(refused->Read(&message));
  EXPECT_EQ(reasonOf(refused->Finish()), ErrorReason::ERROR_REASON_REVISION_COMPACTED);
}

}  // namespace
}  // namespace cameramonit::application
