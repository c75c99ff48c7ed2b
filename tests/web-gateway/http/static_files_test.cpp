#include "web-gateway/http/static_files.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class StaticFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "static-files-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    root_ = folder_ / "dist";
    write("dist/index.html", "<!doctype html>");
    write("dist/assets/index-B3x9kQz1.js", "script");
    write("dist/assets/index-B3x9kQz1.js.br", "br");
    write("dist/assets/index-B3x9kQz1.js.gz", "gz");
    write("dist/plain.txt", "text");
    write("dist/.secret", "hidden");
    write("outside.txt", "outside");
    fs::create_symlink("../outside.txt", root_ / "link.txt");
    files_.emplace(root_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& content) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << content;
  }

  Response get(const std::string& path, const std::string& field = {}, const std::string& value = {}) {
    Request request;
    request.method = "GET";
    request.path = path;
    if (!field.empty()) request.headers.add(field, value);
    return files_->respond(request);
  }
  static std::string body(const Response& response) { return response.body ? *response.body : ""; }

  fs::path folder_;
  fs::path root_;
  std::optional<StaticFiles> files_;
};

TEST_F(StaticFilesTest, ServesFilesWithTheirType) {
  const Response page = get("/");
  EXPECT_EQ(page.head.status, 200);
  EXPECT_EQ(body(page), "<!doctype html>");
  EXPECT_EQ(page.head.headers.get("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(body(get("/plain.txt")), "text");
}

TEST_F(StaticFilesTest, ADeepLinkIsAPlaceInTheClient) {
  EXPECT_EQ(body(get("/c/cameras.front-door/e/0190")), "<!doctype html>");
  EXPECT_EQ(body(get("/c/brama/")), "<!doctype html>");
  EXPECT_EQ(get("/assets/missing-12345678.js").head.status, 404) << "a missing script is no page";
  EXPECT_EQ(get("/favicon.ico").head.status, 404);
}

TEST_F(StaticFilesTest, NothingOutsideTheFolder) {
  EXPECT_THAT(body(get("/link.txt")), Not(HasSubstr("outside")));
  EXPECT_EQ(get("/link.txt").head.status, 404);
  EXPECT_EQ(get("/.secret").head.status, 404);
  EXPECT_THAT(body(get("/../outside.txt")), Not(HasSubstr("outside"))) << "even if the parser let it through";
}

TEST_F(StaticFilesTest, SendsTheSmallestTheBrowserTakes) {
  const auto with = [this](const std::string& accepts) {
    return get("/assets/index-B3x9kQz1.js", "accept-encoding", accepts);
  };
  EXPECT_EQ(body(with("gzip, deflate, br")), "br");
  EXPECT_EQ(with("gzip, deflate, br").head.headers.get("content-encoding"), "br");
  EXPECT_EQ(body(with("gzip")), "gz");
  EXPECT_EQ(body(with("br;q=0, gzip")), "gz");
  EXPECT_EQ(body(with("identity")), "script");
  EXPECT_EQ(with("identity").head.headers.get("content-encoding"), "");
  EXPECT_EQ(with("br").head.headers.get("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(with("br").head.headers.get("vary"), "accept-encoding");
  EXPECT_NE(with("br").head.headers.get("etag"), with("gzip").head.headers.get("etag"));
}

TEST_F(StaticFilesTest, OnlyHashedNamesAreCachedForEver) {
  EXPECT_EQ(get("/assets/index-B3x9kQz1.js").head.headers.get("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/").head.headers.get("cache-control"), "no-cache");
  EXPECT_EQ(get("/plain.txt").head.headers.get("cache-control"), "no-cache");
  EXPECT_TRUE(hasContentHash("chunk.3f9a01bc.css"));
  EXPECT_FALSE(hasContentHash("background-lightblue.png"));
  EXPECT_FALSE(hasContentHash("index.html"));
}

TEST_F(StaticFilesTest, AnUnchangedFileIsNotSentAgain) {
  const std::string etag(get("/").head.headers.get("etag"));
  ASSERT_FALSE(etag.empty());
  const Response again = get("/", "if-none-match", etag);
  EXPECT_EQ(again.head.status, 304);
  EXPECT_FALSE(again.body);
  EXPECT_EQ(again.head.headers.get("etag"), etag);
  EXPECT_NE(again.head.headers.get("content-security-policy"), "");
}

TEST_F(StaticFilesTest, AChangedFileIsSeen) {
  EXPECT_EQ(body(get("/plain.txt")), "text");
  write("dist/plain.txt", "other");
  fs::last_write_time(root_ / "plain.txt", fs::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_EQ(body(get("/plain.txt")), "other");
}

TEST_F(StaticFilesTest, PagesMayNotRunForeignOrInlineScripts) {
  const Response page = get("/c/brama");
  const std::string policy(page.head.headers.get("content-security-policy"));
  EXPECT_THAT(policy, HasSubstr("script-src 'self'"));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_EQ(page.head.headers.get("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.head.headers.get("referrer-policy"), "no-referrer");
  EXPECT_THAT(std::string(page.head.headers.get("permissions-policy")), HasSubstr("camera=()"));
}

TEST_F(StaticFilesTest, OnlyReading) {
  Request request;
  request.method = "POST";
  request.path = "/";
  const Response response = files_->respond(request);
  EXPECT_EQ(response.head.status, 405);
  EXPECT_EQ(response.head.headers.get("allow"), "GET, HEAD");
}

TEST_F(StaticFilesTest, WithoutAClientThereIsNothing) {
  StaticFiles nothing(folder_ / "absent");
  Request request;
  request.method = "GET";
  request.path = "/";
  EXPECT_EQ(nothing.respond(request).head.status, 404);
}

}  // namespace
}  // namespace cameramonit::http
