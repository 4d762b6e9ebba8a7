#include "record/leftovers.h"

#include "record/private_folder.h"
#include "record/run_folder.h"
#include "record/status.h"

namespace runner {
namespace {

bool is_published(const std::filesystem::path& results, const std::string& id) {
  const auto status = read_status(run_folder(results, id));
  return status && is_result(*status);
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

std::optional<LeftRun> left_in(const std::filesystem::path& folder) {
  auto checkpoint = read_checkpoint(folder / "checkpoint");
  if (!checkpoint) return std::nullopt;
  const FileSizes& sizes = checkpoint->sizes;
  // After a power cut the rows may be gone that the checkpoint counts.
  const bool whole = size_of(folder / "metrics.csv") >= sizes.metrics &&
                     size_of(folder / "iterations.csv") >= sizes.iterations;
  if (!whole) return std::nullopt;
  return LeftRun{folder, std::move(*checkpoint)};
}

void drop(const std::filesystem::path& folder) {
  std::error_code ignored;  // what can't be removed does no harm
  std::filesystem::remove_all(folder, ignored);
}

}  // namespace

Leftovers::Leftovers(const std::filesystem::path& results) : results_(results) {
  std::error_code error;
  for (std::filesystem::directory_iterator it(results / "runs", error), end; !error && it != end;
       it.increment(error)) {
    const auto maker = maker_of(it->path().filename().string(), true);
    if (!maker || (maker->here && maker->alive)) continue;
    const bool wanted = !is_published(results, maker->run) &&
                        (maker->alive || std::filesystem::exists(it->path() / "checkpoint"));
    if (wanted) {
      folders_[maker->run].push_back(it->path());
    } else {
      drop(it->path());
    }
  }
}

std::optional<LeftRun> Leftovers::furthest(const std::string& id) const {
  auto best = left_in(run_folder(results_, id));
  const auto found = folders_.find(id);
  if (found == folders_.end()) return best;
  for (const auto& folder : found->second) {
    auto left = left_in(folder);
    if (left && (!best || left->checkpoint.iteration > best->checkpoint.iteration)) best = std::move(left);
  }
  return best;
}

void Leftovers::clear(const std::string& id) const {
  const auto found = folders_.find(id);
  if (found == folders_.end()) return;
  for (const auto& folder : found->second) drop(folder);
}

}  // namespace runner
