#pragma once

#include <optional>

#include "base/random.h"
#include "data/dataset.h"
#include "spec/error_sink.h"

namespace runner {

/// What a generator has drawn: rows × width features with rows × target_columns targets.
struct Generated {
  Index width = 0;
  std::vector<double> features = {};
  Index target_columns = 1;
  std::vector<double> targets = {};
};

/// A generator of more numbers than this is a slip of the finger.
inline constexpr double most_generated_values = 1e9;

/// Nothing yet, with room for so many rows. Throws std::bad_alloc where the machine has not enough memory.
Generated room_for(Index rows, Index width, Index target_columns = 1);

/// Permutes the rows as sklearn.utils.shuffle does.
void shuffle_rows(Generated& made, NumpyRandom& random);

/// Permutes the features.
void shuffle_features(Generated& made, NumpyRandom& random);

/// Features are named x0, x1, …; a target that the loss can't use is reported.
std::optional<Dataset> to_dataset(Generated made, TargetKind wanted, ErrorSink& sink);

/// numpy.linspace(0, stop, count).
std::vector<double> linspace(double stop, Index count, bool endpoint);

/// Adds N(0, noise²) to every feature.
void add_noise(Generated& made, double noise, NumpyRandom& random);

}  // namespace runner
