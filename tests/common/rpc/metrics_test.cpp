#include "common/rpc/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::rpc {
namespace {

using ::testing::HasSubstr;

TEST(Metrics, PrintsPrometheusText) {
  Metrics metrics;
  metrics.counter("jobs_total", "Jobs done.", {{"kind", "a\"b"}}).add(3);
  metrics.gauge("queue", "Waiting.", {}, [] { return 2.5; });
  Histogram& seconds = metrics.histogram("wait_seconds", "Time.", {});
  seconds.observe(0.002);
  seconds.observe(99);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# TYPE jobs_total counter\njobs_total{kind=\"a\\\"b\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("queue 2.5\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_count 2\n"));
}

TEST(Metrics, TheSameSeriesIsTheSameCounter) {
  Metrics metrics;
  metrics.counter("a", "A.", {{"x", "1"}}).add();
  metrics.counter("a", "A.", {{"x", "1"}}).add();
  EXPECT_EQ(metrics.counter("a", "A.", {{"x", "1"}}).value(), 2);
  EXPECT_EQ(metrics.counter("a", "A.", {{"x", "2"}}).value(), 0);
}

}  // namespace
}  // namespace cameramonit::rpc
