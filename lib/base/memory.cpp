#include "base/memory.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/text.h"

namespace runner {

namespace {

/// A limit in a file of a control group: a number of bytes, or "max".
std::int64_t limit_in(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string word;
  if (!(stream >> word)) return uncountable;
  const auto bytes = parse_integer(word);
  return bytes && *bytes > 0 ? *bytes : uncountable;
}

/// The smallest limit of a group and of those around it.
std::int64_t limit_of_group(std::filesystem::path folder, const std::filesystem::path& group,
                            const char* file) {
  std::int64_t smallest = limit_in(folder / file);
  for (const auto& name : group.relative_path()) {
    folder /= name;
    smallest = std::min(smallest, limit_in(folder / file));
  }
  return smallest;
}

std::int64_t limit_of_groups(const std::filesystem::path& root) {
  const std::filesystem::path groups = root / "sys/fs/cgroup";
  std::int64_t smallest = limit_in(groups / "memory.max");
  std::ifstream file(root / "proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {  // "0::/path" of version 2, "9:memory:/path" of version 1
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1),
                      group = line.substr(second + 1);
    if (controllers.empty()) smallest = std::min(smallest, limit_of_group(groups, group, "memory.max"));
    if (controllers == "memory")
      smallest = std::min(smallest, limit_of_group(groups / "memory", group, "memory.limit_in_bytes"));
  }
  return smallest;
}

std::int64_t limit_of_machine() {
  struct sysinfo found{};
  if (::sysinfo(&found) != 0) return uncountable;
  const auto unit = static_cast<std::int64_t>(found.mem_unit);
  return product_of_sizes({static_cast<std::int64_t>(found.totalram + found.totalswap), unit});
}

std::int64_t limit_of_process() {
  std::int64_t smallest = uncountable;
  for (const auto what : std::array{RLIMIT_AS, RLIMIT_DATA}) {
    struct rlimit found{};
    if (::getrlimit(what, &found) != 0 || found.rlim_cur == RLIM_INFINITY) continue;
    if (found.rlim_cur < static_cast<rlim_t>(smallest)) smallest = static_cast<std::int64_t>(found.rlim_cur);
  }
  return smallest;
}

}  // namespace

std::int64_t product_of_sizes(std::initializer_list<std::int64_t> sizes) {
  if (std::find(sizes.begin(), sizes.end(), 0) != sizes.end()) return 0;
  std::int64_t product = 1;
  for (const std::int64_t size : sizes)
    if (__builtin_mul_overflow(product, size, &product)) return uncountable;
  return product;
}

std::int64_t sum_of_sizes(std::initializer_list<std::int64_t> sizes) {
  std::int64_t sum = 0;
  for (const std::int64_t size : sizes)
    if (__builtin_add_overflow(sum, size, &sum)) return uncountable;
  return sum;
}

std::int64_t memory_limit_of(const std::filesystem::path& root) {
  return std::min(limit_of_machine(), limit_of_groups(root));
}

std::int64_t memory_limit() {
  static const std::int64_t limit = std::min(memory_limit_of("/"), limit_of_process());
  return limit;
}

void require_memory(std::int64_t bytes) {
  if (bytes > memory_limit()) throw TooLargeForMemory();
}

std::string bytes_text(std::int64_t bytes) {
  constexpr double thousand = 1000;
  if (bytes == uncountable) return "more bytes than can be counted";
  double size = static_cast<double>(bytes);
  for (const char* unit : {"bytes", "kB", "MB", "GB", "TB", "PB"}) {
    if (size < thousand) return fmt::format("{:.{}f} {}", size, *unit == 'b' ? 0 : 1, unit);
    size /= thousand;
  }
  return fmt::format("{:.1f} EB", size);
}

}  // namespace runner
