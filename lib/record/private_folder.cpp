#include "record/private_folder.h"

#include <signal.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <system_error>

#include "base/files.h"
#include "base/text.h"

namespace runner {
namespace {

constexpr auto longest_silence = std::chrono::minutes(10);

/// Cuts off and returns what follows the last `mark`; empty where there is none.
std::string take_last(std::string& name, char mark) {
  const std::size_t at = name.rfind(mark);
  if (at == std::string::npos) return "";
  std::string part = name.substr(at + 1);
  name.resize(at);
  return part;
}

bool is_recent(const std::filesystem::path& folder) {
  const auto oldest = std::filesystem::file_time_type::clock::now() - longest_silence;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;
    const auto time = std::filesystem::last_write_time(it->path(), gone);
    if (!gone && time > oldest) return true;
  }
  return false;
}

/// A private folder in its parts: .id.host-pid-salt-counter; a host's name may have dots.
struct PrivateFolder {
  std::string id, host;
  long long pid = 0;
};

std::optional<PrivateFolder> split(std::string name) {
  if (name.empty() || name.front() != '.') return std::nullopt;
  name.erase(0, 1);
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos) return std::nullopt;
  PrivateFolder folder;
  folder.id = name.substr(0, dot);
  name.erase(0, dot + 1);
  take_last(name, '-');  // the counter
  take_last(name, '-');  // the salt
  const auto pid = parse_integer(take_last(name, '-'));
  if (!pid || *pid <= 0) return std::nullopt;
  folder.pid = *pid;
  folder.host = name;
  return folder;
}

std::string own_host() {
  std::string name = private_name();
  for (int i = 0; i < 3; ++i) take_last(name, '-');
  return name;
}

}  // namespace

std::unordered_set<std::string> running_runs(const std::filesystem::path& results) {
  std::unordered_set<std::string> ids;
  const std::string host = own_host();
  std::error_code error;
  for (std::filesystem::directory_iterator it(results / "runs", error), end; !error && it != end;
       it.increment(error)) {
    const auto folder = split(it->path().filename().string());
    if (!folder) continue;
    const bool here = folder->host == host;
    const bool lives = here && (::kill(static_cast<pid_t>(folder->pid), 0) == 0 || errno != ESRCH);
    if (lives || (!here && is_recent(it->path()))) ids.insert(folder->id);
  }
  return ids;
}

}  // namespace runner
