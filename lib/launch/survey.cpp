#include "launch/survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/choice.h"
#include "base/text.h"
#include "record/private_folder.h"
#include "record/run_folder.h"
#include "record/status.h"

namespace runner {
namespace {

/// A run that has ended stands as it ended, by the same name.
constexpr Standing standing_of(Status status) {
  return choice_named<Standing>(choice_name(status)).value();
}

constexpr bool every_status_is_a_standing() {
  for (const Status status : all_choices<Status>()) {
    const Standing standing = standing_of(status);
    if (has_result(standing) != is_result(status)) return false;
  }
  return true;
}
static_assert(every_status_is_a_standing());

}  // namespace

std::string run_line(const Plan& plan, const PlannedRun& run, Standing standing,
                     const std::filesystem::path& results) {
  std::string line = fmt::format("  {:<11}  {}  {} {}", choice_name(standing), run.id,
                                 visible_text(run.label), visible_text(repetition_text(plan, run)));
  const bool has_reason = standing == Standing::failed || standing == Standing::damaged;
  if (!has_reason) return line + "\n";
  const FoundRun found = find_run(run_folder(results, run.id), Look::at_its_end);
  if (found.there) line += ": " + visible_text(found.result ? found.result->message : found.damage);
  return line + "\n";
}

Standing standing_of(const std::filesystem::path& results, const std::string& id,
                     const std::unordered_set<std::string>& running) {
  const FoundRun found = find_run(run_folder(results, id), Look::at_its_end);
  if (found.result && is_result(found.result->status)) return standing_of(found.result->status);
  if (running.count(id) > 0) return Standing::running;
  if (found.result) return standing_of(found.result->status);
  return found.there ? Standing::damaged : Standing::missing;
}

std::vector<Standing> survey(const Plan& plan, const std::filesystem::path& results) {
  const auto running = running_runs(results);
  std::vector<Standing> standings;
  for (const PlannedRun& run : plan.runs) standings.push_back(standing_of(results, run.id, running));
  return standings;
}

std::string survey_counts(const Plan& plan, const std::vector<Standing>& standings) {
  std::string text =
      fmt::format("{}: {} run{}", plan.name, plan.runs.size(), plan.runs.size() == 1 ? "" : "s");
  for (const Standing standing : all_choices<Standing>()) {
    const auto count = std::count(standings.begin(), standings.end(), standing);
    if (count > 0) text += fmt::format(", {} {}", count, choice_name(standing));
  }
  return text;
}

std::string survey_list(const Plan& plan, const std::filesystem::path& results,
                        const std::vector<Standing>& standings, std::size_t most) {
  std::string lines;
  std::size_t found = 0;
  for (Standing standing :
       {Standing::damaged, Standing::failed, Standing::interrupted, Standing::running, Standing::missing}) {
    for (std::size_t i = 0; i < standings.size(); ++i) {
      if (standings[i] != standing || ++found > most) continue;
      lines += run_line(plan, plan.runs[i], standing, results);
    }
  }
  if (found > most) lines += fmt::format("  … and {} more\n", found - most);
  return lines;
}

std::string earlier_results(const Plan& plan, const std::filesystem::path& results) {
  struct Found {
    std::size_t count = 0;
    std::string first;
  };
  const auto has = [&](const std::string& id) { return holds_result(run_folder(results, id)); };
  std::map<std::string, Found> found;  // by revisions
  for (const PlannedRun& run : plan.runs) {
    if (run.earlier.empty() || has(run.id)) continue;
    for (const auto& [id, revision] : run.earlier) {
      if (!has(id)) continue;
      Found& of_revision = found[revision];
      if (of_revision.count++ == 0) of_revision.first = id;
    }
  }
  std::string text;
  for (const auto& [revision, runs] : found) {
    const bool one = runs.count == 1;
    text += fmt::format("{} run{} of {} stay{} in {} ({}{}): {} numbers are other ones; {} trained anew\n",
                        runs.count, one ? "" : "s", revision, one ? "s" : "",
                        visible_text((results / "runs/").string()), runs.first, one ? "" : ", …",
                        one ? "its" : "their", one ? "it is" : "they are");
  }
  return text;
}

}  // namespace runner
