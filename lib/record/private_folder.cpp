#include "record/private_folder.h"

#include <fmt/format.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "base/files.h"

namespace runner {
namespace {

constexpr auto longest_silence = std::chrono::minutes(10);

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

bool is_alive(const PrivateName& maker, const PrivateName& own) {
  // In a container every process may have the same number: the salt tells them apart.
  if (maker.pid == own.pid) return maker.salt == own.salt;
  return ::kill(std::stoi(maker.pid), 0) == 0 || errno != ESRCH;
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

}  // namespace

std::filesystem::path private_run_folder(const std::filesystem::path& results, const std::string& id) {
  return results / "runs" / fmt::format(".{}.{}", id, private_name());
}

std::optional<Maker> maker_of(const std::string& name, bool of_run) {
  if (name.empty() || name.front() != '.') return std::nullopt;
  std::string rest = name.substr(1);
  Maker maker;
  if (of_run) {
    const std::size_t dot = rest.find('.');
    if (dot == std::string::npos) return std::nullopt;
    maker.run = rest.substr(0, dot);
    rest.erase(0, dot + 1);
  } else if (rest.ends_with(".tmp")) {
    rest.resize(rest.size() - 4);
  }
  const auto parts = split_private_name(std::move(rest));
  if (!parts) return std::nullopt;
  static const PrivateName own = *split_private_name(private_name());
  maker.here = parts->host == own.host;
  maker.alive = !maker.here || is_alive(*parts, own);
  return maker;
}

std::unordered_set<std::string> running_runs(const std::filesystem::path& results) {
  std::unordered_set<std::string> ids;
  std::error_code error;
  for (std::filesystem::directory_iterator it(results / "runs", error), end; !error && it != end;
       it.increment(error)) {
    const auto maker = maker_of(it->path().filename().string(), true);
    if (maker && maker->alive && (maker->here || is_recent(it->path()))) ids.insert(maker->run);
  }
  return ids;
}

}  // namespace runner
