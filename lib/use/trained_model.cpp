#include "use/trained_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/choice.h"
#include "base/text.h"
#include "config/yaml.h"
#include "plan/network_input.h"
#include "record/checkpoint.h"
#include "record/status.h"
#include "record/stored.h"
#include "train/batches.h"
#include "train/step_counts.h"
#include "use/refused.h"

namespace runner {

namespace {

constexpr std::size_t largest_model = std::size_t{1} << 30U;  // bytes

[[noreturn]] void refuse(const std::filesystem::path& folder, std::string_view why) {
  throw Refused(fmt::format("'{}' {}", folder.string(), why));
}

/// A run's folder may be copied elsewhere, under another name.
RunResult find_result(const std::filesystem::path& folder) {
  FoundRun found = find_run(folder, "", Look::at_all);
  if (found.is_damaged()) refuse(folder, "can't be used: " + found.damage);
  if (!found.result) refuse(folder, "is not there");
  const Status status = found.result->status;
  if (!is_result(status) || status == Status::diverged) {
    refuse(folder, fmt::format("can't be used: the run {} ({})",
                               status == Status::diverged ? "has diverged" : choice_name(status),
                               found.result->message));
  }
  return std::move(*found.result);
}

ExperimentConfig read_config(const std::filesystem::path& folder, const Registries& registries) {
  Diagnostics diagnostics;
  const auto root = load_written_yaml(folder / "config.yaml", diagnostics);
  auto config = root ? bind_experiment(*root, registries, diagnostics) : std::nullopt;
  if (!config) refuse(folder, "can't be used: its config.yaml is not understood\n" + diagnostics.text());
  if (!config->data) refuse(folder, "is of a problem; only a network can be used on other data");
  return std::move(*config);
}

FittedData read_fitted(const std::filesystem::path& folder, const RunResult& result) {
  const bool is_kept =
      std::ranges::any_of(result.files, [](const ProvenFile& file) { return file.name == model_file; });
  if (!is_kept)
    refuse(folder, "was trained by a version that did not keep what was fitted; train it again (--force)");
  try {
    return parse_fitted_data(read_stored(folder / model_file, largest_model));
  } catch (const Damage&) {
    throw;
  } catch (const std::runtime_error& error) {
    refuse(folder, fmt::format("can't be used: {}: {}", model_file, error.what()));
  }
}

/// Whether the last evaluation looked at an average.
bool is_averaged(const TrainedModel& model) {
  const auto& averaging = model.config.training.averaging;
  if (!averaging) return true;  // or the optimizer's own, where it has one
  const std::int64_t batches = plan_pass(model.data.training_rows, model.config.training).batches;
  return model.result.iterations >= (*averaging)->first_step(count_steps(model.config.training, batches));
}

std::vector<StateView> prefixed(const std::string& prefix, const std::vector<StateView>& views) {
  std::vector<StateView> all;
  add_state(all, prefix, views);
  return all;
}

}  // namespace

Shape TrainedModel::input_shape() const {
  if (data.features.size() == data.columns.size()) return network_input(config, data.sample_shape);
  return {static_cast<Index>(data.features.size())};
}

Index TrainedModel::evaluation_rows() const {
  return evaluation_piece(plan_pass(data.training_rows, config.training).batch_size);
}

TrainedModel load_model(const std::filesystem::path& run, const Registries& registries) {
  // A folder's last part may be empty: "runs/2d0f/".
  const std::filesystem::path folder = run.has_filename() ? run : run.parent_path();
  RunResult result = find_result(folder);
  ExperimentConfig config = read_config(folder, registries);
  FittedData data = read_fitted(folder, result);
  const bool has_tensors =
      std::ranges::any_of(result.files, [](const ProvenFile& file) { return file.name == "checkpoint"; });
  if (!has_tensors) refuse(folder, "can't be used: it has kept no weights");
  SavedState state = read_checkpoint(folder / "checkpoint", result.id).state;
  return {folder, std::move(result), std::move(config), std::move(data), std::move(state)};
}

template <class T>
void put_weights(const TrainedModel& model, Weights weights, Network<T>& network) {
  std::vector<StateView> parameters;
  for (const ParameterView& view : network.layout()) {
    const auto first = static_cast<std::size_t>(view.offset), size = static_cast<std::size_t>(view.size);
    parameters.emplace_back(view.name, network.parameters().subspan(first, size), view.shape);
  }
  const std::vector<StateView> remembered = network.state();
  const std::string prefix = weights == Weights::best ? "best." : "";
  if (weights == Weights::best && !model.config.early_stopping)
    refuse(model.folder, "has no best weights: its experiment has no early_stopping");
  const bool is_put = model.state.put_back(prefixed(prefix, parameters)) &&
                      model.state.put_back(prefixed(prefix, remembered));
  if (!is_put) refuse(model.folder, "can't be used: its checkpoint is not of this network");
  if (weights == Weights::best || !is_averaged(model)) return;
  // Where evaluations looked elsewhere; statistics only where they were taken anew there.
  if (model.state.put_back(prefixed("evaluated.", parameters)))
    model.state.put_back(prefixed("evaluated.", remembered));
}

template void put_weights(const TrainedModel&, Weights, Network<float>&);
template void put_weights(const TrainedModel&, Weights, Network<double>&);

}  // namespace runner
