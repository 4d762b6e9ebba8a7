#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nn/class_weights.h"
#include "nn/loss.h"
#include "spec/error_sink.h"
#include "tensor/fit.h"

namespace runner {

/// A factor for every class or output, as a loss's `weight` has them.
using LossWeights = std::optional<std::vector<double>>;

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
void check_weights(std::string_view parameter, const LossWeights& weights, const Fit& fit, ErrorSink& sink);

/// The same of weights that may be by name or worked out from the training part.
void check_weights(std::string_view parameter, const ClassWeights& weights, const Fit& fit, ErrorSink& sink);
void check_weights(std::string_view parameter, const BalancedWeights& weights, const Fit& fit,
                   ErrorSink& sink);

/// Those weights as numbers, where they are not yet; `words` gets what was decided.
ClassWeights as_list(std::string_view parameter, const ClassWeights& weights, const Fit& fit,
                     std::string& words);
BalancedWeights as_list(std::string_view parameter, const BalancedWeights& weights, const Fit& fit,
                        std::string& words);

/// What `LossConfig::resolved_for` gives for a config with one such field.
template <class C, class W>
LossConfig::Resolved with_numbers(const C& config, W C::* weights, std::string_view parameter,
                                  const Fit& fit) {
  LossConfig::Resolved resolved;
  W list = as_list(parameter, config.*weights, fit, resolved.words);
  if (resolved.words.empty()) return resolved;
  auto copy = std::make_unique<C>(config);
  (*copy).*weights = std::move(list);
  resolved.config = std::move(copy);
  return resolved;
}

/// The same fit without the rows of a class that a loss ignores.
Fit without_ignored(Fit fit, std::int64_t ignore_index);

inline constexpr std::string_view class_weight_help =
    "Factor of every class: a list in their order, a map by name (1 where none is named), or balanced: n / "
    "(classes · rows of the class), of the training part.";

/// PyTorch's default for `ignore_index`.
inline constexpr std::int64_t ignores_nothing = -100;

/// "the network gives 2 outputs, but the target has 3 classes"
std::string outputs_against(Index outputs, Index count, std::string_view thing);

/// "they go from -1 to 3"
std::string range_text(const TargetInfo& target);

/// The weights in the type of the arithmetic; empty where there are none.
template <class T>
std::vector<T> as_numbers(const LossWeights& weights) {
  std::vector<T> numbers;
  if (!weights) return numbers;
  for (double weight : *weights) numbers.push_back(static_cast<T>(weight));
  return numbers;
}

/// Of those that are numbers by now.
template <class T, class... Forms>
std::vector<T> as_numbers(const std::optional<std::variant<Forms...>>& weights) {
  return as_numbers<T>(weights ? LossWeights(std::get<std::vector<double>>(*weights)) : std::nullopt);
}

}  // namespace runner
