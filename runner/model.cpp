#include "model.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "launch/processors.h"
#include "output.h"
#include "use/chosen_runs.h"
#include "use/refused.h"

namespace runner {

Ensemble load_models(const Options& options) {
  std::vector<TrainedModel> models;
  for (const auto& folder : chosen_runs(options.files.front(), options.fold))
    models.push_back(load_model(folder, catalog()));
  return {std::move(models), options.weights, 1};
}

void check_output_path(const std::filesystem::path& path, bool force) {
  if (force || !is_there(path)) return;
  throw Refused(fmt::format("'{}' is there already; --force replaces it", path.string()));
}

void write_result(std::string_view content, const Options& options) {
  if (options.output.empty() || options.output == "-") return write_output(content);
  check_output_path(options.output, options.force);
  write_file_atomically(options.output, content);
}

std::string measured_text(const std::vector<MeasuredValue>& measured) {
  std::vector<std::string> parts;
  for (const auto& [column, value] : measured)
    parts.push_back(fmt::format("{} {}", column.name, number_text(value)));
  return join(parts, ", ");
}

void tell_without_weights(const InputTable& table) {
  if (!table.without_weights) return;
  tell(
      "note: the file has no column '{}', by which the training weighted its rows; here they count the "
      "same\n",
      *table.without_weights);
}

}  // namespace runner
