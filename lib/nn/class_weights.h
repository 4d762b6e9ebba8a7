#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "spec/codec.h"
#include "spec/error_sink.h"
#include "tensor/fit.h"

// Weights that the training part decides, or that are given by names of classes, which only the data knows.

namespace runner {

enum class Balanced { balanced };
constexpr auto choice_names(Balanced) {
  return std::array<std::string_view, 1>{"balanced"};
}

/// A number for each of some classes, by their names.
using NamedWeights = std::vector<std::pair<std::string, double>>;

/// A factor for every class: in the order of the classes, worked out, or by name.
using ClassWeights = std::optional<std::variant<std::vector<double>, Balanced, NamedWeights>>;

/// A factor for every output: as numbers, or worked out.
using BalancedWeights = std::optional<std::variant<std::vector<double>, Balanced>>;

/// scikit-learn's compute_class_weight("balanced"): n / (k · count) for each class, where n rows have k
/// classes. A class without a row has 1 and does not count.
std::vector<double> balanced_class_weights(const std::vector<Index>& class_rows);

/// One per class, 1 where none is named.
std::vector<double> named_class_weights(const NamedWeights& weights, const TargetInfo& target);

/// Negatives / positives of every column of the target, of which each has a factor for its positives: so both
/// count the same. 1 where one of them is not there.
std::vector<double> balanced_positive_weights(const TargetInfo& target);

/// Reports names of `parameter` that no class has.
void check_class_names(std::string_view parameter, const NamedWeights& weights, const TargetInfo& target,
                       ErrorSink& sink);

/// "no=0.68, yes=1.85": the weights of the first classes, to be read.
std::string weights_text(const std::vector<double>& weights, const std::vector<std::string>& class_names);

}  // namespace runner
