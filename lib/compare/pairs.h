#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metric/column.h"
#include "record/table.h"
#include "report/versus.h"

namespace runner {

/// A configuration that is compared with others in the last values of one metric.
struct Contender {
  std::string name;         ///< as the tables call it
  std::string algorithm;    ///< what it is called on every data set
  std::string measured_on;  ///< numbers are compared where it is the same (report/comparable.h)
  std::string data_set;     ///< a name of that
  FinalValues final;
  std::size_t diverged = 0, failed = 0, missing = 0;  ///< runs without a last value that counts
};

/// Two of them, and what their repetitions say.
struct Pair {
  std::string a, b, metric;
  Versus versus;
  double effect_size = 0;  ///< Hedges' g of a − b
  double p_holm = 0;       ///< of the t test, over all pairs
  /// Of a test that assumes no distribution: the exact sign flip of pairs, NaN for more than 30 of them; Mann
  /// and Whitney's of independent values.
  double assumption_free = 0, assumption_free_holm = 0;
  ConfidenceInterval bootstrap{};  ///< of the mean difference, by percentiles
  bool is_exact = false;           ///< every resample was looked at
};

struct Pairs {
  Column metric;
  std::vector<Pair> rows;
  std::vector<std::string> notes;  ///< what the reader should know, one sentence each
};

/// Compares those named by `which`, two places of `contenders` each. `resample`: with bootstraps.
Pairs compare_pairs(const std::vector<Contender>& contenders,
                    const std::vector<std::pair<std::size_t, std::size_t>>& which, const Column& metric,
                    bool resample);

/// The columns of `compare --csv`.
TableColumns<Pair> pair_columns(const Column& metric);

}  // namespace runner
