#include "base/memory.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace runner;

TEST_CASE("sizes that can't be counted are none that wrapped") {
  CHECK(product_of_sizes({3, 4, 5}) == 60);
  CHECK(product_of_sizes({}) == 1);
  CHECK(product_of_sizes({INT64_MAX, 2}) == uncountable);
  CHECK(product_of_sizes({std::int64_t{1} << 32U, std::int64_t{1} << 32U}) == uncountable);
  CHECK(product_of_sizes({std::int64_t{1} << 62U, 4, 0}) == 0);
  CHECK(sum_of_sizes({INT64_MAX - 1, 1}) == INT64_MAX);
  CHECK(sum_of_sizes({INT64_MAX, INT64_MAX}) == uncountable);
}

TEST_CASE("the memory of a process is what its control groups leave of the machine's") {
  const std::filesystem::path root = std::filesystem::temp_directory_path() / "runner_memory_test";
  const auto write = [&](const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root / file).parent_path());
    std::ofstream(root / file) << text;
  };
  CHECK(memory_limit_of(root) > 1'000'000);  // no groups here: all of this machine's
  write("proc/self/cgroup", "3:cpu:/x\n2:memory:/old/job\n0::/outer/inner\n");
  write("sys/fs/cgroup/outer/memory.max", "500000\n");
  write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
  CHECK(memory_limit_of(root) == 500'000);
  write("sys/fs/cgroup/memory/old/memory.limit_in_bytes", "400000\n");
  write("sys/fs/cgroup/memory/old/job/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(memory_limit_of(root) == 400'000);
  write("sys/fs/cgroup/memory.max", "300000\n");
  CHECK(memory_limit_of(root) == 300'000);
  std::filesystem::remove_all(root);
}

TEST_CASE("what no machine has is refused before it is allocated") {
  CHECK_NOTHROW(require_memory(1));
  CHECK_THROWS_AS(require_memory(uncountable), TooLargeForMemory);
  CHECK(memory_limit() > 1'000'000);
}

TEST_CASE("bytes are told in units") {
  CHECK(bytes_text(12) == "12 bytes");
  CHECK(bytes_text(1500) == "1.5 kB");
  CHECK(bytes_text(25'273'000'000) == "25.3 GB");
  CHECK(bytes_text(uncountable) == "more bytes than can be counted");
}
