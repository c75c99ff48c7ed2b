#include "tests/reference/permissions/contracts.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include <google/protobuf/compiler/importer.h>

namespace cameramonit::testing {

class Contracts::Source final : public google::protobuf::compiler::MultiFileErrorCollector {
 public:
  Source() : importer_(&tree_, this) {
    tree_.MapPath("", std::string(CAMERAMONIT_SOURCE_DIR) + "/protos");
    tree_.MapPath("", CAMERAMONIT_GOOGLE_PROTOS);
    tree_.MapPath("", "/usr/include");
  }
  void AddError(const std::string& file, int line, int, const std::string& message) override {
    std::cerr << file << ":" << line + 1 << ": " << message << std::endl;
  }
  const google::protobuf::FileDescriptor* read(const std::string& path) { return importer_.Import(path); }

 private:
  google::protobuf::compiler::DiskSourceTree tree_;
  google::protobuf::compiler::Importer importer_;
};

Contracts::Contracts() : source_(std::make_unique<Source>()) {
  const std::filesystem::path root = std::string(CAMERAMONIT_SOURCE_DIR) + "/protos";
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".proto") files.insert(entry.path().lexically_relative(root).string());
  }
  for (const std::string& path : files) {
    const auto* file = source_->read(path);
    if (file == nullptr) std::abort();
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        // The option is an extension that only the compiled descriptors know.
        google::protobuf::MethodOptions options;
        options.ParseFromString(method->options().SerializeAsString());
        rpcs_.push_back(
            {method, method->service()->full_name() + "/" + method->name(), options.GetExtension(policy::v1::policy)});
      }
    }
  }
}

Contracts::~Contracts() = default;

}  // namespace cameramonit::testing
