#include "base/folders.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "support/temporary_folder.h"

using namespace runner;

TEST_CASE("a folder's names are all but itself and the one around it") {
  const TemporaryFolder temporary;
  std::filesystem::create_directories(temporary.path() / "a/b");
  std::ofstream(temporary.path() / ".c") << "c";
  int error = 1;
  auto names = names_in(temporary.path(), error);
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{".c", "a"});
  CHECK(error == 0);
  CHECK(names_in(temporary.path() / "none", error).empty());
  CHECK(error == ENOENT);
  CHECK(names_in(temporary.path() / ".c", error).empty());
  CHECK(error == ENOTDIR);
}

TEST_CASE("a folder is removed with all that is in it, and nothing that a link leads to") {
  const TemporaryFolder temporary;
  const auto folder = temporary.path() / "f", other = temporary.path() / "other";
  std::filesystem::create_directories(folder / "a/b/c");
  std::filesystem::create_directories(other / "kept");
  std::ofstream(folder / "a/b/x") << "x";
  std::filesystem::create_directory_symlink(other, folder / "a/link");
  remove_whole(folder);
  CHECK(!std::filesystem::exists(folder));
  CHECK(std::filesystem::exists(other / "kept"));
  remove_whole(folder);  // it is gone
}
