#pragma once

#include <string>
#include <vector>

#include "tensor/matrix.h"

namespace runner {

/// What a loss wants the target of a table to be read as.
enum class TargetKind {
  classes,  ///< one column: 0 … C-1 in sorted order; several numeric columns stay values (probabilities)
  binary,   ///< one column of two classes: 0 and 1 as values; numeric columns stay values
  signs,    ///< the same with -1 and 1
  values,   ///< numbers, one output per column
  input     ///< nothing: a sample's target is the sample itself, as the network is given it
};

/// What is known of the targets of a data set before anything is trained.
struct TargetInfo {
  bool is_class = false;
  Index class_count = 0;  ///< number of classes, where it is a class
  Index columns = 0;      ///< number of value columns, where it is not
  double lowest = 0;      ///< smallest and largest value or class index
  double highest = 0;
  /// The two smallest class indices that are there below 0, where a loss's ignore_index may be.
  std::vector<Index> below_zero = {};
  /// Names of the classes in order of their index, also where two classes are the values of one column.
  std::vector<std::string> class_names = {};
  std::vector<std::string> column_names = {};  ///< of the columns that make the target
  /// Of the training part: its rows, those of each class, and of each column of values in [0, 1] how many are
  /// positive, in sum. Empty where there are no classes, or other values.
  Index training_rows = 0;
  std::vector<Index> class_rows = {};
  std::vector<double> positive_rows = {};
  bool weighted = false;  ///< samples have weights
};

/// What is known about the values that a network gives.
enum class OutputRange {
  any,
  probabilities,      ///< Softmax: rows sum to one
  log_probabilities,  ///< LogSoftmax
  unit_interval,      ///< Sigmoid
  data_unit_interval  ///< the data itself, passed on
};

/// How predictions are to be read, for metrics such as accuracy.
enum class PredictionKind {
  scores,       ///< the largest of the outputs is the class; their softmax are probabilities
  margins,      ///< the largest of the outputs is the class; they are no probabilities
  probability,  ///< a column each: above 0.5 is class 1
  logit,        ///< a column each: above 0 is class 1
  values,       ///< numbers
  other         ///< something that no metric reads
};

/// What a loss or metric is to be used with.
struct Fit {
  Shape output;  ///< of the network, per sample
  OutputRange output_range = OutputRange::any;
  TargetInfo target;
};

}  // namespace runner
