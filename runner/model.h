#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "options.h"
#include "use/ensemble.h"
#include "use/input_table.h"

namespace runner {

/// The models that the first word of a command means. Throws Refused.
Ensemble load_models(const Options& options);

/// Throws Refused where something is there that may not be replaced.
void check_output_path(const std::filesystem::path& path, bool force);

/// To standard output, or whole to the file that was asked for. Throws as `check_output_path`, and
/// std::runtime_error.
void write_result(std::string_view content, const Options& options);

/// "loss 0.31, accuracy 0.9"
std::string measured_text(const std::vector<MeasuredValue>& measured);

/// Says where rows count the same although the training had weights.
void tell_without_weights(const InputTable& table);

}  // namespace runner
