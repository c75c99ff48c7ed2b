#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <sstream>
#include <type_traits>

#include <absl/synchronization/notification.h>

#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/secret.h"
#include "common/base/status.h"
#include "common/base/ticker.h"

namespace cameramonit::base {
namespace {

using type::v1::ERROR_REASON_CAMERA_UNKNOWN;
using type::v1::ERROR_REASON_FIELD_INVALID;

TEST(Status, CarriesReasonAndFacts) {
  const absl::Status status =
      notFound(ERROR_REASON_CAMERA_UNKNOWN, "No camera is registered under this name.", {{"camera", "cameras/a"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(errorReason(status), ERROR_REASON_CAMERA_UNKNOWN);
  EXPECT_EQ(errorDetails(status).facts.at("camera"), "cameras/a");
  EXPECT_EQ(reasonName(errorReason(status)), "CAMERA_UNKNOWN");
}

TEST(Status, NamesEveryWrongField) {
  const absl::Status status = invalidFields({{"a", "must be 1..3"}, {"b", "is needed"}});
  const ErrorDetails details = errorDetails(status);
  EXPECT_EQ(details.reason, ERROR_REASON_FIELD_INVALID);
  ASSERT_EQ(details.violations.size(), 2U);
  EXPECT_EQ(details.violations[1].field, "b");
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("a: must be 1..3"));
}

TEST(Status, OfSomebodyElseHasNoReason) {
  EXPECT_EQ(errorReason(absl::NotFoundError("x")), type::v1::ERROR_REASON_UNSPECIFIED);
}

TEST(Ids, UuidSevenCarriesTimeAndOrder) {
  const absl::Time early = absl::FromUnixMillis(1'700'000'000'000);
  const std::string a = newUuid(early);
  const std::string b = newUuid(early + absl::Milliseconds(1));
  EXPECT_TRUE(isUuid(a));
  EXPECT_EQ(a[14], '7');
  EXPECT_THAT("89ab", ::testing::HasSubstr(std::string(1, a[19])));
  EXPECT_LT(a, b);
  EXPECT_NE(newUuid(early), a);
}

TEST(Ids, StableUuidDependsOnSeedAndTimeOnly) {
  const absl::Time at = absl::FromUnixMillis(1'700'000'000'000);
  EXPECT_EQ(stableUuid(at, "track 3 appeared"), stableUuid(at, "track 3 appeared"));
  EXPECT_NE(stableUuid(at, "track 3 appeared"), stableUuid(at, "track 3 left"));
  EXPECT_NE(stableUuid(at, "x"), stableUuid(at + absl::Milliseconds(1), "x"));
}

TEST(Ids, RefusesWhatOnlyLooksLikeAUuid) {
  EXPECT_FALSE(isUuid(""));
  EXPECT_FALSE(isUuid("0192d3a0-1111-7222-8333-44445555666"));
  EXPECT_FALSE(isUuid("0192D3A0-1111-7222-8333-444455556666"));
  EXPECT_FALSE(isUuid("0192d3a0x1111-7222-8333-444455556666"));
}

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

TEST(Secret, CannotBePrinted) {
  static_assert(!Printable<Secret<std::string>>);
  static_assert(!std::is_convertible_v<Secret<std::string>, std::string>);
  const Secret<std::string> secret(std::string("p4ss"));
  EXPECT_EQ(secret.reveal(), "p4ss");
}

TEST(Secret, MovedFromHoldsNothing) {
  Secret<std::string> a(std::string("a long password that is not inside the object"));
  const Secret<std::string> b = std::move(a);
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  EXPECT_EQ(b.reveal().size(), 45U);
}

TEST(Executor, RunsWhatIsQueuedBeforeItStops) {
  std::atomic<int> ran = 0;
  {
    Executor executor("test", 2, 100);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(executor.post([&ran] { ++ran; }));
  }
  EXPECT_EQ(ran, 50);
}

TEST(Executor, RefusesBeyondItsQueueAndAfterStop) {
  absl::Notification release;
  absl::Notification started;
  Executor executor("test", 1, 1);
  ASSERT_TRUE(executor.post([&] {
    started.Notify();
    release.WaitForNotification();
  }));
  started.WaitForNotification();
  EXPECT_TRUE(executor.post([] {}));
  EXPECT_FALSE(executor.post([] {}));
  release.Notify();
  executor.stop();
  EXPECT_FALSE(executor.post([] {}));
}

TEST(Ticker, CallsUntilUnsubscribed) {
  Ticker ticker;
  std::atomic<int> calls = 0;
  absl::Notification twice;
  Ticker::Subscription subscription = ticker.every(absl::Milliseconds(1), [&] {
    if (++calls == 2) twice.Notify();
  });
  twice.WaitForNotification();
  subscription.reset();
  const int after = calls;
  absl::Notification later;
  const auto other = ticker.every(absl::Milliseconds(5), [&] {
    if (!later.HasBeenNotified()) later.Notify();
  });
  later.WaitForNotification();
  EXPECT_EQ(calls, after);
}

}  // namespace
}  // namespace cameramonit::base
