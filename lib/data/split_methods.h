#pragma once

#include "data/split.h"

namespace runner {

inline bool is_repeated(SplitMethod method) {
  return method == SplitMethod::repeated_kfold || method == SplitMethod::repeated_stratified_kfold;
}

inline bool is_shuffle_split(SplitMethod method) {
  return method == SplitMethod::shuffle_split || method == SplitMethod::stratified_shuffle_split;
}

inline bool is_k_fold(SplitMethod method) {
  return is_repeated(method) || method == SplitMethod::kfold || method == SplitMethod::stratified_kfold ||
         method == SplitMethod::group_kfold;
}

/// By its method, whatever the target.
inline bool is_stratified(SplitMethod method) {
  return method == SplitMethod::stratified_kfold || method == SplitMethod::repeated_stratified_kfold ||
         method == SplitMethod::stratified_shuffle_split;
}

/// Keeps groups together where a column of groups is named.
inline bool takes_groups(SplitMethod method) {
  return method == SplitMethod::train_test_split || method == SplitMethod::group_kfold ||
         method == SplitMethod::shuffle_split;
}

inline bool shuffles(const SplitConfig& config) {
  return config.shuffle && config.method != SplitMethod::time;
}

}  // namespace runner
