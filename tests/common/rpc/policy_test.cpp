#include "common/rpc/policy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <absl/strings/str_split.h>

#include "cameramonit/access/v1/session_service.pb.h"
#include "cameramonit/analyzer/v1/analyzer_service.pb.h"
#include "cameramonit/application/v1/project_service.pb.h"
#include "cameramonit/chat/v1/chat_service.pb.h"
#include "cameramonit/events/v1/event_service.pb.h"
#include "cameramonit/media/v1/media_service.pb.h"
#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "common/base/status.h"

namespace cameramonit::rpc {
namespace {

std::vector<const google::protobuf::FileDescriptor*> contracts() {
  return {
      access::v1::LoginRequest::descriptor()->file(),           analyzer::v1::AnalyzeMediaRequest::descriptor()->file(),
      application::v1::GetProjectRequest::descriptor()->file(), chat::v1::AskRequest::descriptor()->file(),
      events::v1::GetEventRequest::descriptor()->file(),        media::v1::GetMediaRequest::descriptor()->file(),
      registry::v1::GetCameraRequest::descriptor()->file()};
}

template <typename Check>
void forEveryMethod(Check check) {
  for (const auto* file : contracts()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) check(*file->service(s)->method(m));
    }
  }
}

TEST(Policy, EveryMethodHasOne) {
  PolicyTable table;
  forEveryMethod([&](const google::protobuf::MethodDescriptor& method) {
    const MethodPolicy& found = table.find(*method.input_type());
    EXPECT_EQ(found.method, method.service()->full_name() + "/" + method.name()) << "a request serves one method";
    EXPECT_TRUE(found.written) << method.full_name();
    EXPECT_NE(found.policy.access(), policy::v1::Policy::ACCESS_UNSPECIFIED) << method.full_name();
    if (found.policy.access() == policy::v1::Policy::ACCESS_ROLES) {
      EXPECT_GT(found.policy.roles_size(), 0) << method.full_name();
    }
  });
}

TEST(Policy, ResourceFieldsAreTextsOfTheirRequests) {
  using google::protobuf::FieldDescriptor;
  PolicyTable table;
  forEveryMethod([&](const google::protobuf::MethodDescriptor& method) {
    const std::string path = table.find(*method.input_type()).policy.resource_field();
    if (path.empty()) return;
    const google::protobuf::Descriptor* message = method.input_type();
    const std::vector<std::string> names = absl::StrSplit(path, '.');
    for (std::size_t i = 0; i < names.size(); ++i) {
      ASSERT_NE(message, nullptr) << method.full_name() << " " << path;
      const FieldDescriptor* field = message->FindFieldByName(names[i]);
      ASSERT_NE(field, nullptr) << method.full_name() << " " << path;
      const bool last = i + 1 == names.size();
      EXPECT_EQ(field->cpp_type(), last ? FieldDescriptor::CPPTYPE_STRING : FieldDescriptor::CPPTYPE_MESSAGE)
          << method.full_name() << " " << path;
      message = field->message_type();
    }
  });
}

TEST(Policy, ResourceIsReadFromTheRequest) {
  application::v1::UpdateChannelRequest request;
  request.mutable_channel()->set_name("projects/p/channels/c");
  PolicyTable table;
  EXPECT_EQ(resourceOf(request, table.find(*request.GetDescriptor()).policy), "projects/p/channels/c");
}

MethodPolicy adminsOnly() {
  MethodPolicy method{"Service/Method", {}, true};
  method.policy.set_access(policy::v1::Policy::ACCESS_ROLES);
  method.policy.add_roles(type::v1::ROLE_ADMIN);
  return method;
}

TEST(Policy, NoPolicyMeansNo) {
  Principal who;
  who.kind = Principal::Kind::kUser;
  who.roles = {type::v1::ROLE_ADMIN};
  EXPECT_EQ(base::errorReason(checkPolicy(who, {"Service/Method", {}, false})), type::v1::ERROR_REASON_POLICY_MISSING);
}

TEST(Policy, RolesDecide) {
  Principal who;
  EXPECT_EQ(base::errorReason(checkPolicy(who, adminsOnly())), type::v1::ERROR_REASON_TOKEN_MISSING);
  who.kind = Principal::Kind::kUser;
  who.roles = {type::v1::ROLE_CUSTOMER};
  EXPECT_EQ(base::errorReason(checkPolicy(who, adminsOnly())), type::v1::ERROR_REASON_ROLE_REQUIRED);
  who.roles.push_back(type::v1::ROLE_ADMIN);
  EXPECT_TRUE(checkPolicy(who, adminsOnly()).ok());
  who.passwordExpired = true;
  EXPECT_EQ(base::errorReason(checkPolicy(who, adminsOnly())), type::v1::ERROR_REASON_PASSWORD_CHANGE_REQUIRED);
}

TEST(Policy, PeopleDoNotCallWhatIsForServices) {
  MethodPolicy method{"Service/Method", {}, true};
  method.policy.set_access(policy::v1::Policy::ACCESS_SERVICE);
  Principal who;
  who.kind = Principal::Kind::kUser;
  who.roles = {type::v1::ROLE_ADMIN, type::v1::ROLE_INSTALLER, type::v1::ROLE_MANAGER, type::v1::ROLE_SUPERVISOR};
  EXPECT_FALSE(checkPolicy(who, method).ok());
  who.kind = Principal::Kind::kService;
  EXPECT_TRUE(checkPolicy(who, method).ok());
}

}  // namespace
}  // namespace cameramonit::rpc
