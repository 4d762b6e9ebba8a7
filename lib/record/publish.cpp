#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "base/files.h"
#include "record/leftovers.h"
#include "record/private_folder.h"
#include "record/run_folder.h"
#include "record/status.h"

namespace runner {
namespace {

/// Half-written tables of processes that are gone.
void remove_half_files(const std::filesystem::path& folder) {
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const auto maker = maker_of(it->path().filename().string(), false);
    std::error_code ignored;  // what can't be removed does no harm
    if (maker && !maker->alive) std::filesystem::remove_all(it->path(), ignored);
  }
}

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw std::runtime_error(
      fmt::format("cannot write '{}': {}", path.string(), std::generic_category().message(error)));
}

bool stays(const std::filesystem::path& there, const std::filesystem::path& from, bool replace) {
  const auto old = read_status(there);
  if (!old || !is_result(*old)) return false;
  const auto fresh = read_status(from);
  return !replace || !fresh || !is_result(*fresh);
}

}  // namespace

void open_results(const std::filesystem::path& results, std::string_view config) {
  std::error_code error;
  std::filesystem::create_directories(results / "runs", error);
  if (error) fail(results / "runs", error.value());
  remove_half_files(results);
  write_file_atomically(results / "config.yaml", config);
}

void clear_left_overs(const std::filesystem::path& results) {
  remove_half_files(results);
  const Leftovers clears(results);
}

void publish_run(const std::filesystem::path& from, const std::filesystem::path& to, bool replace) {
  constexpr int attempts = 100;  // another process may put its own there between two steps
  std::vector<std::filesystem::path> removed;
  int error = EEXIST;
  for (int i = 0; i < attempts; ++i) {
    error = ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
    const bool occupied = error == ENOTEMPTY || error == EEXIST || error == ENOTDIR;
    if (!occupied) break;
    if (stays(to, from, replace)) {
      removed.push_back(from);
      error = 0;
      break;
    }
    const std::filesystem::path aside = to.parent_path() / fmt::format(".{}", private_name());
    if (::rename(to.c_str(), aside.c_str()) == 0) {
      removed.push_back(aside);
    } else if (errno != ENOENT) {
      error = errno;
      break;
    }
  }
  for (const auto& path : removed) {
    std::error_code ignored;  // a left-over private folder is cleared away later
    std::filesystem::remove_all(path, ignored);
  }
  if (error != 0) fail(to, error);
}

}  // namespace runner
