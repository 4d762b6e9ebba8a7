#include "results_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <unordered_set>

#include <stdexcept>
#include <system_error>
#include "base/files.h"

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "record/stored.h"

namespace runner {

namespace {

bool has_known_data(const PlannedSetup& setup, DataFiles& files, Diagnostics& diagnostics) {
  const auto config = bound(setup, catalog());
  if (!config->data) return true;
  for (const auto& [parameter, path, may_be_folder] : config->data->files()) {
    if (!files.hash(path, may_be_folder).empty()) continue;
    diagnostics.error({},
                      fmt::format("cannot read '{}': without the data the runs of this folder can't be told",
                                  path.string()));
    return false;
  }
  return true;
}

/// A run of this folder that has the configuration of a planned one under another id: its data was another.
std::string run_on_other_data(const Plan& plan, const std::filesystem::path& folder) {
  constexpr std::size_t most = 100, largest = 1U << 24U;
  std::unordered_set<std::string> planned, configurations;
  for (const PlannedRun& run : plan.runs) planned.insert(run.id);
  for (std::size_t i = 0; i < std::min(plan.runs.size(), most); ++i)
    configurations.insert(to_yaml(resolve_run(configuration_of(plan, plan.runs[i], catalog()))));
  for (const auto& run : entries_of(folder / "runs")) {
    const std::string id = run.filename().string();
    if (id.front() == '.' || planned.count(id) > 0) continue;
    try {
      if (configurations.count(read_stored(run / "config.yaml", largest)) > 0) return id;
    } catch (const Damage&) {  // it says nothing
    }
  }
  return "";
}

/// Where no run is there that is planned, but some of the same configuration.
bool has_unchanged_data(const Plan& plan, const std::filesystem::path& folder, Diagnostics& diagnostics) {
  const auto config = bound(plan.setups.front(), catalog());
  if (!config->data || config->data->files().empty()) return true;
  const std::string other = run_on_other_data(plan, folder);
  if (other.empty()) return true;
  diagnostics.error(
      {},
      fmt::format("'{}' has changed: no run of this folder was trained on what it holds now (runs/{} was on "
                  "something else); put the data back, or train again",
                  config->data->files().front().path.string(), other));
  return false;
}

}  // namespace

bool is_written_config(const std::filesystem::path& file) {
  if (file.filename() != "config.yaml") return false;
  const std::filesystem::path folder = file.parent_path();
  return is_there(folder / "runs") || is_there(folder / "run.json");
}

DataHashes data_hashes(const DataFiles& files) {
  DataHashes hashes;
  for (const auto& [path, hash] : files.hashes())
    if (!hash.empty()) hashes[std::filesystem::absolute(path).lexically_normal()] = hash;
  return hashes;
}

std::optional<Plan> load_results(const std::filesystem::path& folder, DataFiles& files,
                                 Diagnostics& diagnostics) {
  const std::filesystem::path config = folder / "config.yaml";
  check_manifest(folder);
  if (!is_there(config)) {
    diagnostics.error({}, fmt::format("'{}' is no results folder: it has no config.yaml", folder.string()));
    return std::nullopt;
  }
  for (const auto& [path, hash] : recorded_data(folder))
    if (::access(path.c_str(), R_OK) != 0) files.know(path, hash);
  Diagnostics found;
  const auto root = load_written_yaml(config, found);
  auto plan = root ? make_plan(*root, "results", catalog(), files, found) : std::nullopt;
  if (!plan) {
    diagnostics.add(found);
    return std::nullopt;
  }
  std::vector<bool> asked(plan->setups.size());
  bool has_any = false;
  for (const PlannedRun& run : plan->runs) {
    const bool has = is_there(run_folder(folder, run.id));
    has_any = has_any || has;
    if (asked[run.setup] || has) continue;
    asked[run.setup] = true;
    if (!has_known_data(plan->setups[run.setup], files, diagnostics)) return std::nullopt;
  }
  if (!has_any && !has_unchanged_data(*plan, folder, diagnostics)) return std::nullopt;
  return plan;
}

}  // namespace runner
