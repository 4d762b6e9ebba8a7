#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/error_sink.h"
#include "tensor/fit.h"

namespace runner {

/// A factor for every class or output, as a loss's `weight` has them.
using Weights = std::optional<std::vector<double>>;

/// The number of outputs; nothing after an error where a sample has another shape than a row of values.
std::optional<Index> check_outputs(const Fit& fit, ErrorSink& sink);

/// Reports an error unless the target is numbers, one column for every output.
void check_columns(std::string_view loss, const Fit& fit, ErrorSink& sink);

/// Reports an error unless the target is two classes or columns of numbers in [0, 1], one for every output.
void check_binary(std::string_view loss, const Fit& fit, ErrorSink& sink);

/// Reports an error unless the target is -1 and 1: two classes, or columns of numbers, one for every output.
void check_signs(std::string_view loss, const Fit& fit, ErrorSink& sink);

/// Reports an error unless the target is classes of which there is an output for each; rows of
/// `ignore_index`, where the loss has one, count for nothing.
void check_classes(std::string_view loss, std::optional<std::int64_t> ignore_index, const Fit& fit,
                   ErrorSink& sink);

/// Reports an error unless there is a weight for each output.
void check_weights(std::string_view parameter, const Weights& weights, const Fit& fit, ErrorSink& sink);

/// PyTorch's default for `ignore_index`.
inline constexpr std::int64_t ignores_nothing = -100;

/// "the network gives 2 outputs, but the target has 3 classes"
std::string outputs_against(Index outputs, Index count, std::string_view thing);

/// "they go from -1 to 3"
std::string range_text(const TargetInfo& target);

/// The weights in the type of the arithmetic; empty where there are none.
template <class T>
std::vector<T> as_numbers(const Weights& weights) {
  std::vector<T> numbers;
  if (!weights) return numbers;
  for (double weight : *weights) numbers.push_back(static_cast<T>(weight));
  return numbers;
}

}  // namespace runner
