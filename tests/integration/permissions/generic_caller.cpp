#include "tests/integration/permissions/generic_caller.h"

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/support/byte_buffer.h>

#include "common/rpc/status_mapping.h"

namespace cameramonit::testing {

absl::Status GenericCaller::call(const std::string& method, const std::string& token, const std::string& request,
                                 absl::Duration patience) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
  if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  grpc::CompletionQueue queue;
  const auto next = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto stream = stub_.PrepareCall(&context, absl::StrCat("/", method), &queue);
  grpc::Slice slice(request);
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::ByteBuffer answer;
  void* const tag = &queue;
  stream->StartCall(tag);
  if (next()) {
    stream->WriteLast(bytes, grpc::WriteOptions(), tag);
    (void)next();
  }
  stream->Read(&answer, tag);
  const bool answered = next();
  if (answered) context.TryCancel();
  grpc::Status status;
  stream->Finish(&status, tag);
  (void)next();
  queue.Shutdown();
  while (next()) continue;
  return answered ? absl::OkStatus() : rpc::fromGrpcStatus(status);
}

}  // namespace cameramonit::testing
