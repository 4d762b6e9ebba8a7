#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "spec/complaints.h"

namespace runner {

/// A test function for optimizers with its gradient; it stands in the place of data, network and loss.
struct ProblemConfig {
  static constexpr std::string_view kind = "problem";
  static constexpr std::string_view plural = "problems";
  virtual ~ProblemConfig() = default;

  /// Complains where options do not fit together.
  virtual void check(Complaints& /*complaints*/) const {}

  /// Where the parameters start; its length is the number of parameters.
  virtual std::vector<double> starting_point() const = 0;

  /// The value at `w`; its gradient into `gradient` (as long as `w`).
  virtual float evaluate(std::span<const float> w, std::span<float> gradient) const = 0;
  virtual double evaluate(std::span<const double> w, std::span<double> gradient) const = 0;
};

}  // namespace runner
