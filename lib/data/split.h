#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "spec/component.h"
#include "spec/error_sink.h"

namespace runner {

/// Whose rows: scikit-learn's, the test part split off first, then the validation part from what is left; or
/// PyTorch's for `random_split(data, [train, validation, test])`.
enum class SplitMethod { train_test_split, random_split };
constexpr auto choice_names(SplitMethod) {
  return std::array<std::string_view, 2>{"train_test_split", "random_split"};
}

/// How rows are divided into training, validation and test.
struct SplitConfig {
  double validation = 0;  ///< below 1 a fraction of all rows; from 1 on a number of rows
  double test = 0;
  SplitMethod method = SplitMethod::train_test_split;
  bool shuffle = true;
  std::optional<bool> stratify;  ///< keep the shares of the classes; by default where the target is a class
  std::int64_t random_state = 0;

  static Spec<SplitConfig> spec();
};

/// Row numbers of each part, or nothing after an error.
struct SplitRows {
  std::vector<std::int64_t> train, validation, test;
};
/// The rows of each part; together all rows, each once. Reports parts that leave no row for training, and
/// classes that a stratified split can't have on both sides.
std::optional<SplitRows> split_rows(const SplitConfig& config, const Dataset& data, ErrorSink& sink);

}  // namespace runner
