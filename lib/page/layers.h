#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plan/experiment.h"

namespace runner::page {

/// A line of the table of a network's layers; those inside of others follow them, indented.
struct LayerRow {
  std::string layer, output;
  std::int64_t parameters = 0;
};

/// Of a run's network, from what its folder knows of the data; empty where there is no network.
std::vector<LayerRow> layers_of(const ExperimentConfig& config, const std::filesystem::path& run_folder);

}  // namespace runner::page
