#include "commands.h"
#include "experiment_file.h"
#include "model.h"
#include "output.h"
#include "use/input_table.h"
#include "use/refused.h"

namespace runner {

namespace {

int predict(const Options& options) {
  const bool to_file = !options.output.empty() && options.output != "-";
  if (to_file) check_output_path(options.output, options.force);
  const Ensemble models = load_models(options);
  Diagnostics diagnostics;
  const auto input = read_input(options.files[1], models.first(), true, diagnostics);
  print_diagnostics(diagnostics);
  if (!input) return exit_usage;
  const Outputs outputs = models.run(input->samples);
  const TrainedModel& model = models.first();
  const Decision decision(*model.config.loss.config, model.data, outputs.columns);
  const PredictionOptions& wanted = options.prediction;
  check_options(wanted, decision);
  const std::vector<double> errors = model.data.target_is_input
                                         ? reconstruction_errors(model, outputs, input->samples)
                                         : std::vector<double>();
  write_result(prediction_table(*input, outputs, decision, wanted, errors), options);
  if (to_file) say("{}: {} rows\n", options.output, input->rows());
  if (!input->has_target) return exit_done;
  tell_without_weights(*input);
  // Beside the predictions, where these are on standard output.
  const std::string measured = measured_text(measure(model, outputs, input->samples));
  if (to_file) {
    say("{}\n", measured);
  } else {
    tell("{}\n", measured);
  }
  return exit_done;
}

}  // namespace

int predict_command(const Options& options) {
  try {
    return predict(options);
  } catch (const Refused& error) {
    tell("runner: {}\n", error.what());
    return exit_usage;
  }
}

}  // namespace runner
