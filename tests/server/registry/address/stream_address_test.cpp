#include "server/registry/address/stream_address.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

std::string whyRefused(std::string_view text) {
  const auto parsed = parseStreamAddress(text);
  if (parsed.ok()) return "accepted as " + parsed->address.str();
  EXPECT_EQ(base::errorReason(parsed.status()), type::v1::ERROR_REASON_STREAM_ADDRESS_REFUSED);
  return base::errorDetails(parsed.status()).facts["why"];
}

TEST(StreamAddressTest, AnAddressStaysToTheLetter) {
  for (const char* text : {"rtsp://192.168.1.64:554/Streaming/Channels/101", "rtsp://cam.local/",
                           "rtsp://192.168.1.65/cam/realmonitor?channel=1&subtype=0", "rtsps://[fd12::7]:322/a%20b",
                           "http://10.0.0.9:8080/video.mjpg?x=1", "https://host.example/film.mp4", "rtsp://10.0.0.2",
                           "rtsp://10.0.0.2/?only=query", "rtsp://10.0.0.2/a/../b//c", "rtsp://Cam-7.Lan:8554/Live"}) {
    const auto parsed = parseStreamAddress(text);
    ASSERT_TRUE(parsed.ok()) << text << ": " << parsed.status();
    EXPECT_EQ(parsed->address.str(), text);
    EXPECT_FALSE(parsed->login) << text;
  }
}

TEST(StreamAddressTest, CredentialsAreTakenOutAndDecoded) {
  const auto parsed = parseStreamAddress("rtsp://admin:p%40ss%3Aw0rd@10.0.0.5:554/live.sdp");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->address.str(), "rtsp://10.0.0.5:554/live.sdp");
  EXPECT_EQ(parsed->login->user, "admin");
  EXPECT_EQ(parsed->login->password.reveal(), "p@ss:w0rd");
  EXPECT_FALSE(parsed->rawCharacters);
}

TEST(StreamAddressTest, RawCharactersInAPasswordAreSeenThrough) {
  struct Case {
    const char* text;
    const char* password;
  };
  for (const Case& c : {Case{"rtsp://u:p@ss@10.0.0.5/x", "p@ss"}, Case{"rtsp://u:a/b#c?d@10.0.0.5:554/x", "a/b#c?d"},
                        Case{"rtsp://u:100%@10.0.0.5/x", "100%"}, Case{"rtsp://u:a:b:c@10.0.0.5/x", "a:b:c"}}) {
    const auto parsed = parseStreamAddress(c.text);
    ASSERT_TRUE(parsed.ok()) << c.text;
    EXPECT_EQ(parsed->login->password.reveal(), c.password);
    EXPECT_EQ(parsed->address.host, "10.0.0.5");
  }
}

TEST(StreamAddressTest, AnAtSignInThePathIsNoLogin) {
  const auto parsed = parseStreamAddress("rtsp://10.0.0.5/user@home/x");
  ASSERT_TRUE(parsed.ok());
  EXPECT_FALSE(parsed->login);
  EXPECT_EQ(parsed->address.host, "10.0.0.5");
}

TEST(StreamAddressTest, OtherSchemesAreRefused) {
  for (const char* text : {"file:///etc/passwd", "concat:/etc/passwd|x", "pipe:0", "subfile,,start,0,end,9,,:/etc/x",
                           "udp://239.0.0.1:1", "tcp://10.0.0.1:9?listen", "ftp://10.0.0.1/x", "rtmp://10.0.0.1/x",
                           "crypto+http://10.0.0.1/", "10.0.0.1/x", "-i rtsp://10.0.0.1/x", "data://text,x",
                           "ffrtmphttp://10.0.0.1/", "gopher://10.0.0.1/", "rtsp:/10.0.0.1", "$(reboot)"}) {
    EXPECT_EQ(whyRefused(text), "scheme") << text;
  }
}

TEST(StreamAddressTest, NumbersThatOnlyMachinesReadAreRefused) {
  for (const char* host : {"2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "0xa9.254.169.254",
                           "127.1", "192.168.1.300", "192.168.010.1", "1.2.3.4.", "1.2.3.4.5", "0x7f.1", "010.0.0.1"}) {
    EXPECT_EQ(whyRefused(std::string("rtsp://") + host + "/x"), "host") << host;
  }
}

TEST(StreamAddressTest, BrokenPartsAreNamed) {
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1:99999/x"), "port");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1:0/x"), "port");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1:55a/x"), "port");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1/a b"), "path");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1/a%0d%0aX: y"), "path");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1/a%0D%0AX"), "path");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1/x#part"), "path");
  EXPECT_EQ(whyRefused("rtsp://exa mple/x"), "host");
  EXPECT_EQ(whyRefused("rtsp:///x"), "host");
  EXPECT_EQ(whyRefused("rtsp://user:pass@/x"), "host");
  EXPECT_EQ(whyRefused("rtsp://[fe80::1%25eth0]/x"), "host");
  EXPECT_EQ(whyRefused("rtsp://ex%61mple.com/x"), "host");
  EXPECT_EQ(whyRefused("rtsp://ｅxample.com/x"), "host");
  EXPECT_EQ(whyRefused(""), "length");
  EXPECT_EQ(whyRefused("rtsp://10.0.0.1/" + std::string(3000, 'a')), "length");
}

TEST(StreamAddressTest, ARefusalNeverRepeatsAPassword) {
  for (const char* text :
       {"rtsp://u:s3cret-word@10.0.0.300/x", "ftp://u:s3cret-word@host/", "rtsp://u:s3cret-word@/"}) {
    EXPECT_EQ(std::string(parseStreamAddress(text).status().message()).find("s3cret"), std::string::npos);
  }
}

TEST(StreamAddressTest, ADeviceMayBeABareHost) {
  EXPECT_EQ(parseDeviceAddress("192.168.1.64")->address.str(), "http://192.168.1.64/onvif/device_service");
  EXPECT_EQ(parseDeviceAddress("192.168.1.64:8000")->address.str(), "http://192.168.1.64:8000/onvif/device_service");
  EXPECT_EQ(parseDeviceAddress("https://cam/x")->address.str(), "https://cam/x");
  EXPECT_FALSE(parseDeviceAddress("rtsp://192.168.1.64/").ok());
}

}  // namespace
}  // namespace cameramonit::registry
