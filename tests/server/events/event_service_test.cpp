#include "server/events/event_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/status_mapping.h"
#include "tests/server/events/table/event_fixture.h"
#include "tests/support/service/service_host.h"

namespace cameramonit::events {
namespace {

using base::ErrorReason;
using type::v1::ROLE_CUSTOMER;
using type::v1::ROLE_SUPERVISOR;

ErrorReason reasonOf(const grpc::Status& status) {
  return base::errorReason(rpc::fromGrpcStatus(status));
}

/// The service behind the real guard; users called "guard" may see the gate's people only.
class EventServiceTest : public ::testing::Test {
 protected:
  EventServiceTest() {
    host_.serve({&service_});
    stub_ = v1::EventService::NewStub(host_.channel());
  }
  ~EventServiceTest() override { host_.stop(); }

  /// Sends everything on one stream; the acknowledgements in order.
  std::vector<v1::RecordEventsResponse> record(const std::vector<v1::RecordEventsRequest>& requests,
                                               grpc::Status* ended = nullptr) {
    const auto context = host_.asService("analyzer");
    const auto stream = stub_->RecordEvents(context.get());
    for (const auto& request : requests) stream->Write(request);
    stream->WritesDone();
    std::vector<v1::RecordEventsResponse> acknowledged;
    v1::RecordEventsResponse response;
    while (stream->Read(&response)) acknowledged.push_back(response);
    const grpc::Status status = stream->Finish();
    if (ended != nullptr) {
      *ended = status;
    } else {
      EXPECT_TRUE(status.ok()) << status.error_message();
    }
    return acknowledged;
  }

  static v1::RecordEventsRequest requestOf(const v1::Event& event, std::int64_t sequence) {
    v1::RecordEventsRequest request;
    *request.mutable_event() = event;
    request.set_sequence(sequence);
    return request;
  }

  static Scope scopeOf(const rpc::Principal& who, policy::v1::Policy::Right) {
    if (who.name != "users/guard") return Scope::all();
    ScopeRule rule;
    rule.parent = kGate;
    rule.objectClasses = {"person"};
    return {false, {rule}};
  }

  support::ServiceHost host_;
  support::TestDatabase database_{sql::Dialect::kSqlite};
  EventTable events_{*database_};
  TrackedObjectTable objects_{*database_};
  Namer namer_{*database_, host_.clock()};
  EventService service_{{events_, objects_, namer_, host_.guard(), host_.hub(), host_.clock(), scopeOf}};
  std::unique_ptr<v1::EventService::Stub> stub_;
};

TEST_F(EventServiceTest, OnlyServicesRecord) {
  const auto context = host_.as("anna", {type::v1::ROLE_ADMIN});
  const auto stream = stub_->RecordEvents(context.get());
  stream->WritesDone();
  v1::RecordEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);

  v1::PruneEventsResponse pruned;
  EXPECT_EQ(stub_->PruneEvents(host_.as("anna").get(), {}, &pruned).error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(EventServiceTest, NobodyReadsWithoutAToken) {
  grpc::ClientContext context;
  v1::ListEventsResponse response;
  EXPECT_EQ(reasonOf(stub_->ListEvents(&context, {}, &response)), ErrorReason::ERROR_REASON_TOKEN_MISSING);
}

TEST_F(EventServiceTest, EachMessageIsAcknowledgedWithItsRevision) {
  const v1::Event first = event(0), second = event(1, "car");
  const auto acknowledged = record({requestOf(first, 11), requestOf(second, 12)});
  ASSERT_EQ(acknowledged.size(), 2U);
  EXPECT_EQ(acknowledged[0].sequence(), 11);
  EXPECT_EQ(acknowledged[1].sequence(), 12);
  EXPECT_GT(acknowledged[0].revision(), 0);
  // After a lost connection: the same events are the same.
  const auto again = record({requestOf(first, 1), requestOf(second, 2)});
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].revision(), acknowledged[0].revision());
  v1::CountEventsResponse counted;
  ASSERT_TRUE(stub_->CountEvents(host_.as("anna").get(), {}, &counted).ok());
  EXPECT_EQ(counted.events(), 2);
}

TEST_F(EventServiceTest, ABadEventEndsTheStreamWithEveryViolation) {
  v1::Event wrong = event(0);
  wrong.set_name("gate/1");
  wrong.clear_start_time();
  grpc::Status ended;
  EXPECT_TRUE(record({requestOf(wrong, 1)}, &ended).empty());
  EXPECT_EQ(reasonOf(ended), ErrorReason::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(base::errorDetails(rpc::fromGrpcStatus(ended)).violations.size(), 2U);
}

TEST_F(EventServiceTest, WhatAGrantHidesIsNeitherListedNorCountedNorThere) {
  const v1::Event car = event(1, "car");
  record({requestOf(event(0), 1), requestOf(car, 2), requestOf(event(2, "person", kYard), 3)});
  v1::ListEventsResponse listed;
  ASSERT_TRUE(stub_->ListEvents(host_.as("guard").get(), {}, &listed).ok());
  ASSERT_EQ(listed.events_size(), 1);
  EXPECT_EQ(listed.events(0).object_class(), "person");
  v1::CountEventsResponse counted;
  ASSERT_TRUE(stub_->CountEvents(host_.as("guard").get(), {}, &counted).ok());
  EXPECT_EQ(counted.events(), 1);
  v1::GetEventRequest get;
  get.set_name(car.name());
  v1::GetEventResponse got;
  EXPECT_EQ(reasonOf(stub_->GetEvent(host_.as("guard").get(), get, &got)), ErrorReason::ERROR_REASON_EVENT_UNKNOWN);
  EXPECT_TRUE(stub_->GetEvent(host_.as("anna").get(), get, &got).ok());
}

TEST_F(EventServiceTest, PagesFollowOneAnotherAndBelongToTheirFilter) {
  std::vector<v1::RecordEventsRequest> requests;
  for (int i = 0; i < 5; ++i) requests.push_back(requestOf(event(i), i));
  record(requests);
  v1::ListEventsRequest request;
  request.set_page_size(2);
  std::vector<std::int64_t> seconds;
  do {
    v1::ListEventsResponse page;
    ASSERT_TRUE(stub_->ListEvents(host_.as("anna").get(), request, &page).ok());
    for (const auto& one : page.events()) seconds.push_back(one.start_time().seconds() - absl::ToUnixSeconds(kNow));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seconds, ::testing::ElementsAre(4, 3, 2, 1, 0));

  v1::ListEventsResponse page;
  ASSERT_TRUE(stub_->ListEvents(host_.as("anna").get(), request, &page).ok());
  request.set_page_token(page.next_page_token());
  request.mutable_filter()->add_object_classes("car");
  EXPECT_EQ(reasonOf(stub_->ListEvents(host_.as("anna").get(), request, &page)),
            ErrorReason::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.Clear();
  request.set_page_size(-1);
  EXPECT_EQ(reasonOf(stub_->ListEvents(host_.as("anna").get(), request, &page)),
            ErrorReason::ERROR_REASON_FIELD_INVALID);
}

TEST_F(EventServiceTest, AWatchTellsWhatTheWatcherMaySee) {
  const auto context = host_.as("guard");
  const auto watch = stub_->WatchEvents(context.get(), {});
  v1::WatchEventsResponse told;
  ASSERT_TRUE(watch->Read(&told));
  EXPECT_TRUE(told.has_checkpoint());
  const v1::Event person = event(1);
  record({requestOf(event(0, "car"), 1), requestOf(person, 2)});
  ASSERT_TRUE(watch->Read(&told));
  EXPECT_EQ(told.updated().name(), person.name());
  context->TryCancel();
}

TEST_F(EventServiceTest, ANameIsGivenSeenAndTakenBack) {
  const v1::Event person = ofObject(event(0), objectName()), car = event(1, "car");
  record({requestOf(person, 1), requestOf(car, 2)});
  v1::GiveLabelRequest give;
  give.set_target(person.name());
  give.set_display_name("pan Jan");
  v1::GiveLabelResponse given;
  EXPECT_EQ(reasonOf(stub_->GiveLabel(host_.as("anna", {ROLE_CUSTOMER}).get(), give, &given)),
            ErrorReason::ERROR_REASON_ROLE_REQUIRED);
  ASSERT_TRUE(stub_->GiveLabel(host_.as("olga", {ROLE_SUPERVISOR}).get(), give, &given).ok());
  EXPECT_EQ(given.target(), person.tracked_object());
  EXPECT_EQ(given.label().creator(), "users/olga");
  v1::ListLabelsResponse labels;
  ASSERT_TRUE(stub_->ListLabels(host_.as("anna", {ROLE_CUSTOMER}).get(), {}, &labels).ok());
  EXPECT_EQ(labels.labels_size(), 1);
  v1::GetEventRequest get;
  get.set_name(person.name());
  v1::GetEventResponse got;
  ASSERT_TRUE(stub_->GetEvent(host_.as("anna", {ROLE_CUSTOMER}).get(), get, &got).ok());
  ASSERT_EQ(got.event().given_names_size(), 1);
  EXPECT_FALSE(got.event().has_facts());
  give.set_target(car.name());
  EXPECT_EQ(reasonOf(stub_->GiveLabel(host_.as("guard", {ROLE_SUPERVISOR}).get(), give, &given)),
            ErrorReason::ERROR_REASON_EVENT_UNKNOWN)
      << "what is hidden can't be named";
  v1::DeleteLabelRequest remove;
  remove.set_name(labels.labels(0).name());
  v1::DeleteLabelResponse removed;
  ASSERT_TRUE(stub_->DeleteLabel(host_.as("olga", {ROLE_SUPERVISOR}).get(), remove, &removed).ok());
  EXPECT_EQ(removed.taken_back(), 1);
  ASSERT_TRUE(stub_->GetEvent(host_.as("anna", {ROLE_CUSTOMER}).get(), get, &got).ok());
  EXPECT_EQ(got.event().given_names_size(), 0);
}

TEST_F(EventServiceTest, OnlySupervisorsAndAdminsGiveNamesAndThatIsAudited) {
  const std::string object = objectName();
  record({requestOf(ofObject(event(0), object), 1)});
  v1::LabelTrackedObjectRequest request;
  request.set_name(object);
  request.set_label("pan Jan");
  v1::LabelTrackedObjectResponse response;
  EXPECT_EQ(reasonOf(stub_->LabelTrackedObject(host_.as("anna", {ROLE_CUSTOMER}).get(), request, &response)),
            ErrorReason::ERROR_REASON_ROLE_REQUIRED);
  ASSERT_TRUE(stub_->LabelTrackedObject(host_.as("olga", {ROLE_SUPERVISOR}).get(), request, &response).ok());
  EXPECT_EQ(response.tracked_object().label(), "pan Jan");
  EXPECT_THAT(host_.audited(), ::testing::Contains(::testing::HasSubstr("LabelTrackedObject")));
  request.set_label(std::string(101, 'x'));
  EXPECT_EQ(reasonOf(stub_->LabelTrackedObject(host_.as("olga", {ROLE_SUPERVISOR}).get(), request, &response)),
            ErrorReason::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace cameramonit::events
