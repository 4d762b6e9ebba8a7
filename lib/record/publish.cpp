#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "base/files.h"
#include "record/run_folder.h"
#include "record/status.h"

namespace runner {
namespace {

/// A private name in its parts: host-pid-salt-counter.
struct PrivateName {
  std::string host, pid, salt;
};

std::optional<PrivateName> split_private_name(std::string name) {
  const auto take_last = [&name] {
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos) return std::string();
    std::string part = name.substr(dash + 1);
    name.resize(dash);
    return part;
  };
  take_last();  // the counter
  PrivateName parts;
  parts.salt = take_last();
  parts.pid = take_last();
  parts.host = name;
  const bool is_pid = !parts.pid.empty() && parts.pid.size() < 10 &&
                      parts.pid.find_first_not_of("0123456789") == std::string::npos;
  if (!is_pid || parts.salt.empty()) return std::nullopt;
  return parts;
}

/// True where a process of this host made it that is no longer there.
bool is_stale(std::string name, const PrivateName& own) {
  if (name.empty() || name.front() != '.') return false;
  name.erase(0, 1);
  if (name.ends_with(".tmp")) name.resize(name.size() - 4);
  const auto maker = split_private_name(std::move(name));
  if (!maker || maker->host != own.host) return false;
  // In a container every process may have the same number: the salt tells them apart.
  if (maker->pid == own.pid) return maker->salt != own.salt;
  return ::kill(std::stoi(maker->pid), 0) != 0 && errno == ESRCH;
}

void remove_stale(const std::filesystem::path& folder) {
  const auto own = split_private_name(private_name());
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;  // what can't be removed does no harm
    if (is_stale(it->path().filename().string(), *own)) std::filesystem::remove_all(it->path(), ignored);
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
  clear_left_overs(results);
  write_file_atomically(results / "config.yaml", config);
}

void clear_left_overs(const std::filesystem::path& results) {
  remove_stale(results);
  remove_stale(results / "runs");
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
