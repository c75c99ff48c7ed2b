#include "storage/sql/request_key.h"

#include <absl/strings/escaping.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <sodium.h>

#include "common/base/status.h"
#include "storage/sql/session.h"

namespace cameramonit::sql {
namespace {

constexpr char kSelect[] =
    "select fingerprint, result from request where principal = :principal and method = :method "
    "and request_id = :request_id and expire_us > :now_us";
constexpr char kForgetExpired[] = "delete from request where expire_us <= :now_us";
constexpr char kInsert[] =
    "insert into request (principal, method, request_id, fingerprint, result, expire_us) "
    "values (:principal, :method, :request_id, :fingerprint, :result, :expire_us)";

}  // namespace

RequestKey requestKey(const std::string& principal, const std::string& method, const std::string& requestId,
                      const google::protobuf::Message& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  unsigned char hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr, 0);
  return {principal, method, requestId,
          absl::BytesToHexString(std::string(reinterpret_cast<char*>(hash), sizeof hash))};
}

absl::StatusOr<bool> findFirstResult(Session& session, const RequestKey& key, absl::Time now,
                                     google::protobuf::Message& result) {
  if (key.requestId.empty()) return false;
  Statement select = session.prepare(kSelect);
  std::string fingerprint, stored;
  select.bind("principal", key.principal).bind("method", key.method).bind("request_id", key.requestId);
  select.bind("now_us", now).into(fingerprint, stored);
  if (!select.fetch()) {
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return false;
  }
  if (fingerprint != key.fingerprint) {
    return base::invalidArgument(type::v1::ERROR_REASON_REQUEST_ID_REUSED,
                                 "This request_id was already used for another request.",
                                 {{"request_id", key.requestId}});
  }
  std::string bytes;
  if (!absl::Base64Unescape(stored, &bytes) || !result.ParseFromString(bytes)) {
    return base::internalError("A stored result can't be read.");
  }
  return true;
}

absl::Status rememberResult(Session& session, const RequestKey& key, absl::Time now,
                            const google::protobuf::Message& result) {
  if (key.requestId.empty()) return absl::OkStatus();
  Statement forgetExpired = session.prepare(kForgetExpired);
  CAMERAMONIT_RETURN_IF_ERROR(forgetExpired.bind("now_us", now).run());
  Statement insert = session.prepare(kInsert);
  insert.bind("principal", key.principal).bind("method", key.method).bind("request_id", key.requestId);
  insert.bind("fingerprint", key.fingerprint).bind("result", absl::Base64Escape(result.SerializeAsString()));
  return insert.bind("expire_us", now + kRequestMemory).run();
}

}  // namespace cameramonit::sql
