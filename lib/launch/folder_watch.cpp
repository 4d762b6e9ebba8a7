#include "launch/folder_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "record/csv.h"
#include "record/private_folder.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "train/columns.h"

namespace runner {
namespace {

/// Later than all where the file is gone.
std::filesystem::file_time_type time_of(const std::filesystem::path& file) {
  std::error_code gone;
  const auto time = std::filesystem::last_write_time(file, gone);
  return gone ? std::filesystem::file_time_type::max() : time;
}

std::optional<std::size_t> place_in(const CsvTable& table, std::string_view name) {
  for (std::size_t i = 0; i < table.columns(); ++i)
    if (table.cell(0, i) == name) return i;
  return std::nullopt;
}

/// What a run has come to that ended well.
Measured final_value(const std::filesystem::path& folder, const RunResult& run) {
  const auto primary = find_column(run.columns, run.primary);
  const auto rows = primary ? read_rows(folder, run) : std::nullopt;
  if (!rows || rows->size() == 0) return {};
  return {run.columns[*primary], rows->value(rows->size() - 1, *primary)};
}

}  // namespace

FollowedRun::FollowedRun(std::filesystem::path folder, std::string name, std::int64_t epochs,
                         std::vector<Column> primary_of_part)
    : folder_(std::move(folder)),
      candidates_(std::move(primary_of_part)),
      began_(time_of(folder_ / locked_file)),
      seen_{std::move(name), epochs} {}

void FollowedRun::look() {
  std::ifstream file(folder_ / "metrics.csv", std::ios::binary);
  if (!file.seekg(read_)) return;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  // A row may have been written in part.
  text.resize(text.rfind('\n') + 1);
  read_ += static_cast<std::int64_t>(text.size());
  if (heading_.empty()) {
    heading_ = text.substr(0, text.find('\n') + 1);
    text.erase(0, heading_.size());
  }
  if (!text.empty()) take_rows(text);
}

void FollowedRun::take_rows(const std::string& rows) {
  const auto table = CsvTable::parse(heading_ + rows);
  const auto epoch = table ? place_in(*table, epoch_column().name) : std::nullopt;
  if (!epoch) return;
  const auto ranks = std::ranges::find_if(
      candidates_, [&](const Column& column) { return place_in(*table, column.name).has_value(); });
  for (std::size_t row = 1; row < table->rows(); ++row) {
    Measured measured;
    if (ranks != candidates_.end()) {
      measured.column = *ranks;
      measured.value = parse_number(table->cell(row, *place_in(*table, ranks->name)))
                           .value_or(std::numeric_limits<double>::quiet_NaN());
    }
    seen_.reach(parse_integer(table->cell(row, *epoch)).value_or(0), measured);
  }
}

FolderWatch::FolderWatch(const Plan& plan, std::filesystem::path results, const Registries& registries)
    : plan_(plan),
      results_(std::move(results)),
      registries_(registries),
      standings_(plan.runs.size(), Standing::missing),
      has_ended_(plan.runs.size()) {
  state_.total = plan.runs.size();
}

const LiveState& FolderWatch::look() {
  const auto running = running_folders(results_);
  for (std::size_t i = 0; i < plan_.runs.size(); ++i) {
    look_at_stop();
    const auto found = running.find(plan_.runs[i].id);
    if (found != running.end()) {
      standings_[i] = Standing::running;
      has_ended_[i] = false;
      follow(i, found->second);
      continue;
    }
    followed_.erase(i);
    if (has_ended_[i]) continue;
    standings_[i] = standing_of(results_, plan_.runs[i].id, {});
    if (has_result(standings_[i])) take_result(i);
  }
  state_.running.clear();
  for (auto& [run, followed] : followed_) state_.running.push_back(&followed.seen());
  const auto count = [&](Standing one) {
    return static_cast<std::size_t>(std::ranges::count(standings_, one));
  };
  state_.failed = count(Standing::failed);
  state_.ended = state_.total - count(Standing::running) - count(Standing::missing);
  estimate();
  return state_;
}

bool FolderWatch::all_ended() const {
  return std::ranges::none_of(
      standings_, [](Standing one) { return one == Standing::running || one == Standing::missing; });
}

void FolderWatch::follow(std::size_t run, const File& folder) {
  auto found = followed_.find(run);
  if (found != followed_.end() && found->second.folder() != folder) {  // it has begun once more
    followed_.erase(found);
    found = followed_.end();
  }
  if (found == followed_.end()) {
    const PlannedRun& planned = plan_.runs[run];
    const auto config = bound(plan_.setups[planned.setup], registries_);
    found =
        followed_
            .emplace(run,
                     FollowedRun(folder, fmt::format("{} {}", planned.label, repetition_text(plan_, planned)),
                                 config->training.epochs.value_or(0),
                                 {primary_column(*config, Part::val), primary_column(*config, Part::train)}))
            .first;
  }
  found->second.look();
}

void FolderWatch::take_result(std::size_t run) {
  has_ended_[run] = true;
  if (standings_[run] == Standing::diverged) return;
  const File folder = run_folder(results_, plan_.runs[run].id);
  const auto result = find_run(folder, Look::at_its_end).result;
  const Measured measured = result ? final_value(folder, *result) : Measured();
  if (!is_new_best(measured, state_.best)) return;
  state_.best = measured;
  state_.best_name = fmt::format("{} {}", plan_.runs[run].label, repetition_text(plan_, plan_.runs[run]));
}

/// By what was done since this watch began, once runs have ended; until then by how fast the running ones
/// are. How long the runs of a search are, its rounds decide.
void FolderWatch::estimate() {
  constexpr std::size_t enough = 3;
  state_.seconds_left.reset();
  if (followed_.empty()) first_.reset();
  if (followed_.empty() || !plan_.rungs.empty()) return;
  const auto now = std::filesystem::file_time_type::clock::now();
  const auto since = [&](Time time) { return std::chrono::duration<double>(now - time).count(); };
  auto done = static_cast<double>(state_.ended);
  double rate = 0, known = 0;  // runs per second, and of how many that is
  for (const auto& [run, followed] : followed_) {
    const double part = followed.seen().part_done(), elapsed = since(followed.began());
    done += part;
    if (part <= 0 || elapsed <= 0) continue;
    rate += part / elapsed;
    known += 1;
  }
  if (!first_) first_ = {now, state_.ended, done};
  const double left = static_cast<double>(state_.total) - done;
  if (state_.ended >= first_->ended + enough) {
    state_.seconds_left = seconds_left(since(first_->time), done - first_->done, left);
  } else if (known > 0) {
    state_.seconds_left = left * known / (rate * static_cast<double>(followed_.size()));
  }
}

}  // namespace runner
