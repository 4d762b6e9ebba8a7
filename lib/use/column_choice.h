#pragma once

#include <cstddef>
#include <vector>

#include "data/preprocessor.h"
#include "use/tape.h"

namespace runner {

/// Positions of the columns that a step is for.
std::vector<std::size_t> chosen_columns(const PreprocessorConfig& config, const FeatureColumns& columns);

/// New columns stand where the first of the chosen ones stood, unless each has its own place.
Tape::Value put_in_place(Tape& tape, Tape::Value x, Tape::Value made, std::size_t width,
                         const std::vector<std::size_t>& chosen, std::size_t count);

}  // namespace runner
