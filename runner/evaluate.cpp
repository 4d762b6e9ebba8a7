#include "base/text.h"
#include "commands.h"
#include "experiment_file.h"
#include "model.h"
#include "output.h"
#include "use/input_table.h"
#include "use/refused.h"

namespace runner {

namespace {

int evaluate(const Options& options) {
  const Ensemble models = load_models(options);
  Diagnostics diagnostics;
  const auto table = read_input(options.files[1], models.first(), true, diagnostics);
  print_diagnostics(diagnostics);
  if (!table) return exit_usage;
  if (!table->has_target) {
    tell("runner evaluate: '{}' has no column {}, without which nothing can be compared\n", options.files[1],
         join(models.first().data.target_names, ", "));
    return exit_usage;
  }
  say("rows {}\n", table->cells->rows());
  for (const auto& [name, value] : measure(models.first(), models.run(table->samples), table->samples))
    say("{} {}\n", name, number_text(value));
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
