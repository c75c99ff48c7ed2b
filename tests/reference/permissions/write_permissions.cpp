#include <fstream>
#include <iostream>

#include "tests/reference/permissions/permission_table.h"

/// permissions_reference [FILE]: writes the page, or prints it.
int main(int argc, char** argv) {
  const cameramonit::testing::Contracts contracts;
  const std::string page = permissionPage(contracts);
  if (argc < 2) {
    std::cout << page;
    return 0;
  }
  std::ofstream file(argv[1]);
  file << page;
  return file.good() ? 0 : 1;
}
