#pragma once

#include <variant>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// One number for every parameter, or a list.
using NumberOrList = std::variant<double, std::vector<double>>;

/// Reports an error where a start that is a list does not have a number for each parameter.
void check_start(const NumberOrList& start, std::int64_t dimension, ErrorSink& sink);
/// A number for each of `dimension` parameters; `start` has passed `check_start`.
std::vector<double> expanded(const NumberOrList& start, std::int64_t dimension);

/// A function of as many parameters as the user likes.
template <class Config>
struct AnyDimension : FunctionOf<Config> {
  std::int64_t dimension = 2;
  NumberOrList start = 1.0;

  explicit AnyDimension(double start_everywhere) : start(start_everywhere) {}

  void check(ErrorSink& sink) const final { check_start(start, dimension, sink); }
  std::vector<double> starting_point() const final { return expanded(start, dimension); }

 protected:
  /// The same number in every dimension.
  std::vector<double> everywhere(double value) const {
    return std::vector<double>(static_cast<std::size_t>(dimension), value);
  }
  static void add_fields(Spec<Config>& spec) {
    spec.field("dimension", &Config::dimension, "Number of parameters.", closed(1, 1e6));
    spec.field("start", &Config::start, "Where the parameters start: one number for all of them or a list.");
  }
};

}  // namespace runner
