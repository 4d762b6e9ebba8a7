#include "record/private_folder.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/folders.h"

namespace runner {
namespace {

constexpr auto longest_silence = std::chrono::minutes(10);

/// What `private_name` gives, in its parts: host-pid-salt-counter.
struct NameParts {
  std::string host, pid, salt;
};

std::optional<NameParts> split_private_name(std::string name) {
  const auto take_last = [&name] {
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos) return std::string();
    std::string part = name.substr(dash + 1);
    name.resize(dash);
    return part;
  };
  take_last();  // the counter
  NameParts parts;
  parts.salt = take_last();
  parts.pid = take_last();
  parts.host = name;
  const bool is_pid = !parts.pid.empty() && parts.pid.size() < 10 &&
                      parts.pid.find_first_not_of("0123456789") == std::string::npos;
  if (!is_pid || parts.salt.empty()) return std::nullopt;
  return parts;
}

bool is_alive(const NameParts& maker, const NameParts& own) {
  // In a container every process may have the same number: the salt tells them apart.
  if (maker.pid == own.pid) return maker.salt == own.salt;
  return ::kill(std::stoi(maker.pid), 0) == 0 || errno != ESRCH;
}

bool is_recent(const std::filesystem::path& path) {
  const auto oldest = std::filesystem::file_time_type::clock::now() - longest_silence;
  std::vector<std::filesystem::path> written = {path};
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) written = entries_of(path);
  return std::any_of(written.begin(), written.end(), [&](const std::filesystem::path& file) {
    std::error_code gone;
    const auto time = std::filesystem::last_write_time(file, gone);
    return !gone && time > oldest;
  });
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code ignored;  // then it is not one that could be looked into
  return std::filesystem::is_directory(std::filesystem::symlink_status(path, ignored));
}

std::filesystem::path lock_of(const std::filesystem::path& path, const PrivateName& name) {
  return name.run.empty() ? path : path / locked_file;
}

/// By its process number, where there is no lock to ask.
LockOwner owner_by_number(const PrivateName& name) {
  if (!name.here) return LockOwner::unknown;
  return name.alive ? LockOwner::living : LockOwner::gone;
}

/// Nothing where the file to lock is not there.
std::optional<Claim> claim_of(const std::filesystem::path& file) {
  try {
    return Claim(file);
  } catch (const FileError& error) {
    const bool is_none = error.trouble() == FileTrouble::absent || error.trouble() == FileTrouble::unfit;
    if (!is_none) throw;
    return std::nullopt;
  }
}

/// Whether the owner of a private run folder is there, without taking its lock.
bool is_being_written(const std::filesystem::path& folder, const PrivateName& name) {
  if (name.locked) {
    try {
      const LockOwner owner = owner_of(folder / locked_file);
      if (owner == LockOwner::living) return true;
      if (owner == LockOwner::gone) return !name.here && is_recent(folder);
    } catch (const FileError& error) {
      if (error.trouble() == FileTrouble::unreadable) throw;
      return false;
    }
  }
  return name.alive && (name.here || is_recent(folder));
}

}  // namespace

std::filesystem::path private_run_folder(const std::filesystem::path& results, const std::string& id) {
  return results / "runs" / fmt::format(".{}.{}{}", id, private_name(), locked_ending);
}

std::optional<PrivateName> private_name_of(const std::string& name, bool of_run) {
  if (name.empty() || name.front() != '.') return std::nullopt;
  std::string rest = name.substr(1);
  PrivateName found;
  if (of_run) {
    const std::size_t dot = rest.find('.');
    if (dot == std::string::npos) return std::nullopt;
    found.run = rest.substr(0, dot);
    rest.erase(0, dot + 1);
  } else if (rest.ends_with(".tmp")) {
    rest.resize(rest.size() - 4);
  }
  found.locked = rest.ends_with(locked_ending);
  if (found.locked) rest.resize(rest.size() - locked_ending.size());
  const auto parts = split_private_name(std::move(rest));
  if (!parts) return std::nullopt;
  static const NameParts own = *split_private_name(private_name());
  found.here = parts->host == own.host;
  found.alive = !found.here || is_alive(*parts, own);
  return found;
}

TakenOver take_over(const std::filesystem::path& path, const PrivateName& name) {
  if (!name.locked) return {owner_by_number(name), std::nullopt};
  auto claim = claim_of(lock_of(path, name));
  if (!claim) {
    // The owner makes the file right after the folder. Where it finds that this one is gone, it makes
    // another.
    if (::rmdir(path.c_str()) == 0 || errno != ENOTEMPTY) return {LockOwner::living, std::nullopt};
    claim = claim_of(lock_of(path, name));  // it may just have been made
    if (!claim) return {LockOwner::gone, std::nullopt};
  }
  if (claim->owner() == LockOwner::unknown) return {owner_by_number(name), std::nullopt};
  if (claim->owner() == LockOwner::living) return {LockOwner::living, std::nullopt};
  if (!name.here && is_recent(path)) return {LockOwner::unknown, std::nullopt};
  return {LockOwner::gone, std::move(claim)};
}

void remove_private(const std::filesystem::path& path) {
  // The lock goes last: while it is there nobody takes the rest for a folder without an owner.
  int ignored = 0;
  if (is_folder(path)) {
    for (const std::string& name : names_in(path, ignored))
      if (name != locked_file) remove_whole(path / name);
  }
  remove_whole(path);
}

std::map<std::string, std::filesystem::path> running_folders(const std::filesystem::path& results) {
  std::map<std::string, std::filesystem::path> folders;
  for (const auto& path : entries_of(results / "runs")) {
    const auto name = private_name_of(path.filename().string(), true);
    if (name && is_being_written(path, *name)) folders.emplace(name->run, path);
  }
  return folders;
}

std::unordered_set<std::string> running_runs(const std::filesystem::path& results) {
  std::unordered_set<std::string> ids;
  for (const auto& [id, folder] : running_folders(results)) ids.insert(id);
  return ids;
}

}  // namespace runner
