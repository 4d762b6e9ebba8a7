#include "page/layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files.h"
#include "model/fitted_data.h"
#include "nn/chain.h"
#include "plan/network_input.h"
#include "record/run_folder.h"
#include "report/overview.h"

namespace runner::page {
namespace {

std::string shape_text(const runner::Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

void add(const NetworkSummary& network, const std::string& indent, std::vector<LayerRow>& rows) {
  for (const LayerSummary& layer : network.layers) {
    rows.push_back({indent + layer.type, shape_text(layer.output), layer.parameters});
    for (const BranchSummary& branch : layer.inside) add(branch.network, indent + "· ", rows);
  }
}

}  // namespace

std::vector<LayerRow> layers_of(const ExperimentConfig& config, const std::filesystem::path& run_folder) {
  constexpr std::size_t largest = 1U << 26U;  // bytes
  std::vector<LayerRow> rows;
  const std::filesystem::path file = run_folder / model_file;
  if (config.network.empty() || !is_there(file)) return rows;
  FittedData fitted;
  try {
    fitted = parse_fitted_data(read_file(file, largest));
  } catch (const FileError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw DamagedRuns({fmt::format("{}: {}", file.string(), error.what())});
  }
  const runner::Shape given = fitted.sample_shape.size() > 1
                                  ? fitted.sample_shape
                                  : runner::Shape{static_cast<Index>(fitted.features.size())};
  const runner::Shape input = network_input(config, given);
  Diagnostics unsaid;
  const auto network = summarize(config.network, input, unsaid);
  if (!network) return rows;
  rows.push_back({"input", shape_text(input), 0});
  add(*network, "", rows);
  rows.push_back({"all", "", network->parameters});
  return rows;
}

}  // namespace runner::page
