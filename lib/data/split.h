#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "spec/component.h"
#include "spec/error_sink.h"

namespace runner {

/// Whose rows: scikit-learn's, the test part split off first, then the validation part from what is left; or
/// PyTorch's for `random_split(data, [train, validation, test])`. Those of cross-validation hold out one part
/// after the other for validation, each in a run of its own.
enum class SplitMethod {
  train_test_split,
  random_split,
  time,
  kfold,
  stratified_kfold,
  group_kfold,
  repeated_kfold,
  repeated_stratified_kfold,
  shuffle_split,
  stratified_shuffle_split
};
constexpr auto choice_names(SplitMethod) {
  return std::array<std::string_view, 10>{"train_test_split",
                                          "random_split",
                                          "time",
                                          "kfold",
                                          "stratified_kfold",
                                          "group_kfold",
                                          "repeated_kfold",
                                          "repeated_stratified_kfold",
                                          "shuffle_split",
                                          "stratified_shuffle_split"};
}

/// How rows are divided into training, validation and test.
struct SplitConfig {
  double validation = 0;  ///< below 1 a fraction of all rows; from 1 on a number of rows
  double test = 0;
  SplitMethod method = SplitMethod::train_test_split;
  bool shuffle = true;
  std::optional<bool> stratify;  ///< keep the shares of the classes; by default where the target is a class
  std::int64_t random_state = 0;
  std::int64_t n_splits = 5;
  std::int64_t n_repeats = 10;
  std::optional<std::int64_t> fold;   ///< the one that is held out, from 0; by default each in its turn
  std::optional<std::string> group;   ///< the column whose equal values stay together
  std::optional<std::string> column;  ///< the one that says of each row in which part it is

  /// How often the data is split anew, each time for another run; 0 where there is one split.
  std::int64_t folds() const;

  static Spec<SplitConfig> spec();
};

/// The keys of a split that mean something for cross-validation alone, and for this split nothing.
std::vector<std::string_view> unused_keys(const SplitConfig& config);

/// Row numbers of each part, or nothing after an error.
struct SplitRows {
  std::vector<std::int64_t> train, validation, test;
};
/// The rows of each part; together all rows, each once. Those that the source gives to a part are there, the
/// others are divided. Of cross-validation the split is that of `fold`, by default the first. Reports parts
/// that leave no row for training, classes that a stratified split can't have on both sides, more folds than
/// there are rows, groups or members of a class, and parts that are given and asked for.
std::optional<SplitRows> split_rows(const SplitConfig& config, const Dataset& data, ErrorSink& sink);

}  // namespace runner
