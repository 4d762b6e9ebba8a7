#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "commands.h"
#include "experiment_file.h"
#include "model.h"
#include "output.h"
#include "record/csv.h"
#include "use/importance.h"
#include "use/input_table.h"
#include "use/refused.h"

namespace runner {

namespace {

/// Of each column: how much worse every measure gets, mean and deviation over the repetitions; the one that
/// matters most to the first metric (else the loss) first.
void print_importance(const Ensemble& models, const Dataset& samples,
                      const std::vector<MeasuredValue>& measured, const Options& options) {
  auto columns = permutation_importance(models, samples, options.repeats,
                                        static_cast<std::uint32_t>(options.random_state));
  const std::size_t first = measured.size() > 1 ? 1 : 0;
  std::ranges::sort(columns, {}, [&](const ColumnImportance& column) {
    return std::pair(-column.worse[first].mean, std::string_view(column.column));
  });
  CsvWriter csv;
  csv.text("column");
  for (const auto& [column, value] : measured) {
    csv.text(column.name + "_mean");
    csv.text(column.name + "_std");
  }
  csv.end_row();
  for (const ColumnImportance& column : columns) {
    csv.text(column.column);
    for (const auto& [mean, std] : column.worse) {
      csv.number(mean);
      csv.number(std);
    }
    csv.end_row();
  }
  say("\nimportance: by how much each gets worse when a column's values change places, {} times\n{}",
      options.repeats, Lines{csv.content()});
}

int evaluate(const Options& options) {
  const Ensemble models = load_models(options);
  Diagnostics diagnostics;
  const auto input = read_input(options.files[1], models.first(), true, diagnostics);
  print_diagnostics(diagnostics);
  if (!input) return exit_usage;
  if (!input->has_target) {
    tell("runner evaluate: '{}' has no column {}, without which nothing can be compared\n", options.files[1],
         join(models.first().data.target_names, ", "));
    return exit_usage;
  }
  if (options.importance && !input->cells) {
    tell("runner evaluate: --importance is for the columns of a table, and '{}' is none\n", options.files[1]);
    return exit_usage;
  }
  const auto measured = measure(models.first(), models.run(input->samples), input->samples);
  tell_without_weights(*input);
  say("rows {}\n", input->rows());
  for (const auto& [column, value] : measured) say("{} {}\n", column.name, number_text(value));
  if (options.importance) print_importance(models, input->samples, measured, options);
  return exit_done;
}

}  // namespace

int evaluate_command(const Options& options) {
  try {
    return evaluate(options);
  } catch (const Refused& error) {
    tell("runner: {}\n", error.what());
    return exit_usage;
  }
}

}  // namespace runner
