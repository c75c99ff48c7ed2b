#include "server/registry/onvif/onvif_reply.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "server/registry/onvif/soap_request.h"

namespace cameramonit::registry {
namespace {

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}

/// A captured answer; the test is skipped where captures are not at hand.
std::string capture(const std::string& name) {
  std::ifstream file(std::string(CAMERAMONIT_SOURCE_DIR) + "/../shared/data/onvif/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string matches(const std::string& inner) {
  return "<s:Envelope><s:Body><d:ProbeMatches><d:ProbeMatch>" + inner +
         "</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>";
}

TEST(ProbeMatchesTest, ACameraIsReadWithItsScopes) {
  const auto found = parseProbeMatches(
      matches("<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/DS%202CD "
              "onvif://www.onvif.org/hardware/X1 onvif://www.onvif.org/location/gara%C5%BC</d:Scopes>"
              "<d:XAddrs>http://[fe80::1]/onvif http://192.168.1.50:8000/onvif/device_service</d:XAddrs>"),
      ip("192.168.1.50"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].service.str(), "http://192.168.1.50:8000/onvif/device_service");
  EXPECT_EQ(found[0].name, "DS 2CD");
  EXPECT_EQ(found[0].hardware, "X1");
  EXPECT_EQ(found[0].location, "garaż");
}

TEST(ProbeMatchesTest, AnAnswerThatLeadsElsewhereIsDropped) {
  const std::string xml = matches(
      "<d:Types>dn:NetworkVideoTransmitter</d:Types><d:XAddrs>http://127.0.0.1:22/onvif http://10.0.0.4/x</d:XAddrs>");
  EXPECT_TRUE(parseProbeMatches(xml, ip("192.168.1.50")).empty());
  EXPECT_EQ(parseProbeMatches(xml, ip("10.0.0.4")).size(), 1U);
}

TEST(ProbeMatchesTest, HostileXmlIsRefused) {
  const std::string good = matches("<d:Types>NetworkVideoTransmitter</d:Types><d:XAddrs>http://10.0.0.4/x</d:XAddrs>");
  ASSERT_EQ(parseProbeMatches(good, ip("10.0.0.4")).size(), 1U);
  EXPECT_TRUE(parseProbeMatches("<!DOCTYPE l [<!ENTITY a \"x\">]>" + good, ip("10.0.0.4")).empty());
  EXPECT_TRUE(parseProbeMatches("<!DOCTYPE l SYSTEM \"file:///etc/passwd\">" + good, ip("10.0.0.4")).empty());
  EXPECT_TRUE(parseProbeMatches(good.substr(0, good.size() / 2), ip("10.0.0.4")).empty());
  EXPECT_TRUE(parseProbeMatches(good + std::string(300 * 1024, ' '), ip("10.0.0.4")).empty());
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  deep += good;
  for (int i = 0; i < 5000; ++i) deep += "</a>";
  EXPECT_TRUE(parseProbeMatches(deep, ip("10.0.0.4")).empty());
  std::string many = "<r>";
  for (int i = 0; i < 30000; ++i) many += "<a/>";
  EXPECT_TRUE(parseProbeMatches(many + good + "</r>", ip("10.0.0.4")).empty());
}

TEST(ProbeMatchesTest, CapturedAnswersAreRead) {
  const std::string amcrest = capture("probematch_amcrest.xml");
  if (amcrest.empty()) GTEST_SKIP() << "no captures here";
  const auto found = parseProbeMatches(amcrest, ip("192.168.10.10"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "Amcrest");
  EXPECT_EQ(found[0].hardware, "IP2M-841B");
  EXPECT_EQ(parseProbeMatches(capture("probematch_hikvision_pct_ipv6.xml"), ip("192.168.74.57")).at(0).name,
            "HIKVISION DS-2CD2143G0-I");
  EXPECT_EQ(parseProbeMatches(capture("probematch_tplink_port2020.xml"), ip("198.51.100.60")).at(0).service.port, 2020);
  const auto two = parseProbeMatches(capture("probematch_two_devices_one_printer.xml"), ip("192.168.1.50"));
  ASSERT_EQ(two.size(), 1U);
  EXPECT_EQ(two[0].location, "garaż");
  EXPECT_TRUE(parseProbeMatches(capture("probematch_truncated.xml"), ip("192.168.1.50")).empty());
  EXPECT_TRUE(parseProbeMatches(capture("probematch_billion_laughs.xml"), ip("192.168.1.9")).empty());
  EXPECT_TRUE(parseProbeMatches(capture("probematch_foreign_xaddr.xml"), ip("192.168.1.77")).empty());
}

TEST(ProfilesTest, CapturedProfilesAreReadBiggestFirst) {
  const std::string xml = capture("hikvision_media2_GetProfiles.xml");
  if (xml.empty()) GTEST_SKIP() << "no captures here";
  const auto profiles = parseProfiles(xml);
  ASSERT_FALSE(profiles.empty());
  EXPECT_EQ(profiles[0].token, "Profile_1");
  EXPECT_EQ(profiles[0].codec, "H264");
  EXPECT_EQ(profiles[0].width, 3840);
  EXPECT_EQ(profiles[0].framesPerSecond, 20);
}

TEST(StreamUriTest, OnlyAddressesOfTheSameHostAreTaken) {
  const std::string xml = "<r><Uri>\n rtsp://10.0.0.4:554/x?a=1&amp;b=2 </Uri></r>";
  EXPECT_EQ(parseStreamUri(xml, "10.0.0.4")->str(), "rtsp://10.0.0.4:554/x?a=1&b=2");
  EXPECT_FALSE(parseStreamUri(xml, "10.0.0.5"));
  EXPECT_FALSE(parseStreamUri("<r><Uri>file:///etc/passwd</Uri></r>", "10.0.0.4"));
}

TEST(SoapTest, ThePasswordTravelsAsDigestAlone) {
  // SHA-1 of "abc" (FIPS 180-4), put together of three parts.
  EXPECT_EQ(passwordDigest("a", "b", "c"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
  const std::string envelope =
      soapEnvelope("<x/>", Login{"ad<min", base::Secret<std::string>("s3cret")}, absl::UnixEpoch());
  EXPECT_EQ(envelope.find("s3cret"), std::string::npos);
  EXPECT_NE(envelope.find("ad&lt;min"), std::string::npos);
  EXPECT_NE(envelope.find("PasswordDigest"), std::string::npos);
}

}  // namespace
}  // namespace cameramonit::registry
