#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <optional>
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
void remove_half_files(const std::filesystem::path& results) {
  for (const auto& folder : {results, results / figures_folder}) {
    for (const auto& path : entries_of(folder)) {
      const auto name = private_name_of(path.filename().string(), false);
      if (!name) continue;
      const TakenOver found = take_over(path, *name);
      if (found.owner == LockOwner::gone) remove_private(path);
    }
  }
}

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw std::runtime_error(
      fmt::format("cannot write '{}': {}", path.string(), std::generic_category().message(error)));
}

bool is_result_of(const std::filesystem::path& folder, const std::string& id, Look look) {
  const auto run = find_run(folder, id, look).result;
  return run && is_result(run->status);
}

bool stays(const std::filesystem::path& there, const std::filesystem::path& from, bool replace) {
  const std::string id = there.filename().string();
  if (!is_result_of(there, id, Look::at_all)) return false;
  return !replace || !is_result_of(from, id, Look::at_its_end);
}

/// Both change places at once. Where the file system can't do that, what was there makes way first. 0 or the
/// error.
int exchange(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  const std::filesystem::path aside =
      private_run_folder(to.parent_path().parent_path(), to.filename().string());
  if (::rename(to.c_str(), aside.c_str()) != 0) return errno;
  if (::rename(from.c_str(), to.c_str()) != 0) return errno;
  return ::rename(aside.c_str(), from.c_str()) == 0 ? 0 : errno;
}

/// Whether a result has made way for what is none, or for all that can be told.
bool is_better(const std::filesystem::path& out, const std::filesystem::path& in, const std::string& id) {
  try {
    return is_result_of(out, id, Look::at_its_end) && !is_result_of(in, id, Look::at_its_end);
  } catch (const std::runtime_error&) {
    return true;
  }
}

/// What has made way, unless another process goes on from it: that one clears it away.
void remove_unless_taken(const std::filesystem::path& folder) {
  std::optional<Claim> claim;
  try {
    claim.emplace(folder / locked_file);
    if (claim->owner() == LockOwner::living) return;
  } catch (const FileError&) {  // then nobody has it
  }
  remove_private(folder);
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
  const std::string id = to.filename().string();
  int error = EEXIST;
  bool was_faster = false;  // somebody else, with a result
  for (int i = 0; i < attempts; ++i) {
    error = ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
    if (error == 0 || (error == ENOENT && was_faster)) return;
    const bool occupied = error == ENOTEMPTY || error == EEXIST || error == ENOTDIR;
    if (!occupied) break;
    if (stays(to, from, replace)) return remove_private(from);
    error = exchange(from, to);
    if (error == ENOENT || error == ENOTEMPTY) continue;
    if (error != 0) break;
    was_faster = is_better(from, to, id);
    if (!was_faster) return remove_unless_taken(from);
    exchange(from, to);  // the other one's result back
    error = EEXIST;
  }
  fail(to, error);
}

}  // namespace runner
