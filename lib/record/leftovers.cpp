#include "record/leftovers.h"

#include <fmt/format.h>

#include "base/files.h"
#include "record/run_folder.h"
#include "record/status.h"
#include "record/stored.h"

namespace runner {
namespace {

/// Throws Damage where the file does not begin with what the checkpoint counts.
void check_begin(const std::filesystem::path& file, const FileBegin& begin) {
  if (begin.size == 0) return;
  if (begin.hash.empty()) {
    // Format 1. After a power cut the rows may be gone that the checkpoint counts.
    if (size_of_stored(file) >= begin.size) return;
  } else if (hash_stored(file, begin.size) == begin.hash) {
    return;
  }
  throw Damage(file.filename().string() + " is not the one that the checkpoint counts");
}

/// The published run, unless its folder is damaged; that is told before anything is trained.
std::optional<LeftRun> left_in_place(const std::filesystem::path& folder, const std::string& id,
                                     std::string& damage) {
  return find_run(folder, Look::at_all).is_damaged() ? std::nullopt : left_in(folder, id, damage);
}

/// Whether the published run is at least as far as what was left here.
bool is_overtaken(const std::filesystem::path& folder, const std::filesystem::path& published,
                  const std::string& id) {
  std::string ignored;  // whoever goes on tells
  const auto in_place = left_in_place(published, id, ignored);
  if (!in_place) return false;
  const auto left = left_in(folder, id, ignored);
  return !left || left->checkpoint.iteration <= in_place->checkpoint.iteration;
}

bool has_result_or_unknown(const std::filesystem::path& folder) {
  try {
    return holds_result(folder);
  } catch (const FileError&) {
    return false;  // whoever needs it tells
  }
}

}  // namespace

std::optional<LeftRun> left_in(const std::filesystem::path& folder, const std::string& id,
                               std::string& damage) {
  const std::filesystem::path file = folder / "checkpoint";
  if (!is_there(file)) return std::nullopt;
  try {
    LeftRun left{folder, read_checkpoint(file, id), {}, id};
    check_begin(folder / "metrics.csv", left.checkpoint.rows.metrics);
    check_begin(folder / "iterations.csv", left.checkpoint.rows.iterations);
    return left;
  } catch (const Damage& found) {
    damage = fmt::format("'{}': {}", folder.string(), found.what());
    return std::nullopt;
  }
}

Leftovers::Leftovers(const std::filesystem::path& results) : results_(results) {
  for (const auto& path : entries_of(results / "runs")) {
    const std::string file = path.filename().string();
    if (const auto name = private_name_of(file, true)) {
      look_at(path, *name);
    } else if (const auto aside = private_name_of(file, false); aside && !aside->alive) {
      remove_private(path);  // before format 2, what made way for another run
    }
  }
}

void Leftovers::look_at(const std::filesystem::path& folder, const PrivateName& name) {
  const TakenOver found = take_over(folder, name);
  if (found.owner == LockOwner::living) return;
  const std::filesystem::path published = run_folder(results_, name.run);
  const bool has = has_result_or_unknown(published);
  if (found.owner == LockOwner::gone && !has && is_there(folder / "status")) {
    const auto run = find_run(folder, name.run, Look::at_all).result;
    if (run && is_result(run->status)) return publish_run(folder, published, false);
  }
  const bool may_live = found.owner == LockOwner::unknown;
  const bool wanted =
      !has && (may_live || (is_there(folder / "checkpoint") && !is_overtaken(folder, published, name.run)));
  if (wanted) {
    folders_[name.run].push_back({folder, name});
  } else if (!may_live || !name.locked) {
    remove_private(folder);
  }
}

Furthest Leftovers::furthest(const std::string& id) const {
  Furthest furthest;
  furthest.run = left_in_place(run_folder(results_, id), id, furthest.damage);
  const auto folders = folders_.find(id);
  if (folders == folders_.end()) return furthest;
  for (const auto& [path, name] : folders->second) {
    TakenOver found = take_over(path, name);
    if (found.owner == LockOwner::living) continue;
    auto left = left_in(path, id, furthest.damage);
    if (!left || (furthest.run && left->checkpoint.iteration <= furthest.run->checkpoint.iteration)) continue;
    left->claim = std::move(found.claim);
    furthest.run = std::move(left);
  }
  return furthest;
}

void Leftovers::clear(const std::string& id) const {
  const auto folders = folders_.find(id);
  if (folders == folders_.end()) return;
  for (const auto& [path, name] : folders->second) {
    const TakenOver found = take_over(path, name);
    if (found.owner == LockOwner::gone || (found.owner == LockOwner::unknown && !name.locked))
      remove_private(path);
  }
}

}  // namespace runner
