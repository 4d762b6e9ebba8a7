#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/feature_column.h"
#include "tensor/fit.h"
#include "tensor/matrix.h"

namespace runner {

/// To which part a source gives a row; `none`: to be divided into parts, of which training is one.
enum class GivenPart : std::int8_t { none, validation, test };

/// Samples with their targets, in double whatever the run's dtype; pictures as the bytes that they are.
struct Dataset {
  Shape sample_shape;      ///< {features} for a table
  FeatureColumns columns;  ///< one per feature
  Index rows = 0;
  /// rows × size_of(sample_shape), row by row. As a source gives them, those of a column with categories are
  /// these categories' numbers, and where a cell is missing there is NaN.
  std::vector<double> features;
  /// In the place of `features` where samples are bytes (rows × size_of(sample_shape)): their values are
  /// these, divided by `pixel_scale`. An eighth of the memory.
  std::vector<std::uint8_t> pixels;
  double pixel_scale = 255;
  /// Of each channel, the first dimension of a sample; done last of all, when a sample is used:
  /// (x - mean) / std. Empty: nothing is.
  std::vector<double> channel_mean, channel_std;
  /// Of each row, where it stood in its source, from 0. Empty: the rows are all of them, in order.
  std::vector<std::int64_t> source_rows;
  Index source_row_count = 0;  ///< how many the source has, also those that were left out; 0: `rows`

  /// What a person has to know of how it was read: "no header", "3 of 20 rows left out for want of a value".
  std::vector<std::string> notes;

  std::vector<std::string> target_names;  ///< of the columns that make the target
  std::vector<std::string> class_names;   ///< in order of their index; empty where the target is no class
  std::vector<std::int32_t> classes;      ///< one per row, where the target is a class index
  Index target_columns = 0;               ///< otherwise: columns of `targets`
  std::vector<double> targets;            ///< rows × target_columns; a binary class is one column of 0 and 1
  std::vector<double> weights;            ///< of each row, at least 0; empty: all count the same
  std::vector<double> unscaled_targets;   ///< the same before `target_preprocess`; empty where there is none
  /// The target of a row are its `features`, which are not kept twice: `targets` is empty, and
  /// `target_columns` their number.
  bool target_is_input = false;

  /// Of rows that are not yet divided: the group of each, numbered in their order, and its part. Empty where
  /// the source says nothing of it.
  std::vector<std::int64_t> groups;
  std::vector<GivenPart> given;

  /// Values of a sample.
  Index width() const { return size_of(sample_shape); }
  bool has_pixels() const { return !pixels.empty(); }
  /// Makes `features` of what is left to be done when a sample is used: numbers of bytes, channels that are
  /// normalised. For what looks at numbers. Throws TooLargeForMemory.
  void settle();
  void settle_normalization();  ///< the same, unless only bytes are left

  /// What a loss wants to know of the targets; over all rows, of which there is one at least.
  TargetInfo target_info() const;
  /// Writes the values of a sample, as a network is given them.
  void read_sample(Index row, std::span<double> out) const;
  /// Rows of each class; those below 0, which a loss ignores, are of none. Empty where there are no classes.
  std::vector<Index> class_rows() const;
  /// From now on the target of a row is what its features are now.
  void take_input_as_target();
  /// The chosen rows, in that order.
  Dataset select(std::span<const std::int64_t> rows_chosen) const;
  /// Moves row i to `to[i]`, for every i, in place; `to` has each row once, and is in order afterwards.
  /// `from`: the other way round, the row that comes to place i.
  void move_rows(std::span<std::uint32_t> to, std::vector<std::int64_t> from);
  /// Takes the rows from `first` on away, in place.
  Dataset cut_off(Index first);

 private:
  Dataset without_rows() const;
  /// Of the samples themselves; gives the sum of each of their values.
  std::vector<double> set_input_bounds(TargetInfo& info) const;
};

/// The parts of a data set. `validation` and `test` may have no rows.
struct DataParts {
  Dataset train, validation, test;
};

}  // namespace runner
