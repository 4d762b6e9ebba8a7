#include "results_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "record/run_folder.h"

namespace runner {

namespace {

bool has_readable_data(const PlannedConfiguration& configuration, Diagnostics& diagnostics) {
  const auto config = bound(configuration, catalog());
  if (!config->data) return true;
  for (const auto& [parameter, path] : config->data->files()) {
    if (::access(path.c_str(), R_OK) == 0) continue;
    diagnostics.error({},
                      fmt::format("cannot read '{}': without the data the runs of this folder can't be told",
                                  path.string()));
    return false;
  }
  return true;
}

}  // namespace

std::optional<Plan> load_results(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  const std::filesystem::path config = folder / "config.yaml";
  std::error_code error;
  const bool there = std::filesystem::exists(config, error);
  if (error && error != std::errc::filename_too_long)
    throw std::runtime_error(fmt::format("cannot read '{}': {}", config.string(), error.message()));
  if (!there) {
    diagnostics.error({}, fmt::format("'{}' is no results folder: it has no config.yaml", folder.string()));
    return std::nullopt;
  }
  const auto root = load_yaml(config, diagnostics);
  auto plan = root ? make_plan(*root, "results", catalog(), diagnostics) : std::nullopt;
  if (!plan) return std::nullopt;
  std::size_t next = 0;  // configuration that was not asked yet
  for (const PlannedRun& run : plan->runs) {
    if (run.configuration < next || std::filesystem::exists(run_folder(folder, run.id))) continue;
    next = run.configuration + 1;
    if (!has_readable_data(plan->configurations[run.configuration], diagnostics)) return std::nullopt;
  }
  return plan;
}

}  // namespace runner
