#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/memory.h"
#include "data/pipeline.h"
#include "data/source.h"
#include "tensor/buffer.h"
#include "tensor/dtype.h"
#include "tensor/target.h"

namespace runner {

/// One part of a data set in the arithmetic's type, but for pictures, which stay bytes.
template <class T>
struct Samples {
  Matrix<const T> features;  ///< rows × features; of pictures of bytes only its sizes, without data
  Target<T> target;          ///< of all rows, as the loss sees it
  Target<T> own_target;      ///< the same in its own units, as metrics see it
  /// A row's target is what the network is given: `target` has `features`, and where these are not finished
  /// whoever finishes rows has their targets.
  bool target_is_input = false;
  /// Of each row, where it stood in its source, from 0. Empty: the rows are all of them, in order.
  std::vector<std::int64_t> source_rows;
  Index rows() const { return features.rows; }
  Index width() const { return features.cols; }  ///< values of a sample

  /// Writes the values of a sample as they are kept: numbers, or bytes divided as ToTensor does it, in T (as
  /// torchvision has it where T is torch's default dtype).
  void read(Index row, T* out) const;
  /// Does what is done last of all to a sample that was read, and may have been changed meanwhile: normalises
  /// its channels as torchvision does, by a difference and a quotient in T. Nothing where there is no
  /// Normalize.
  void finish(T* sample) const {
    if (!channel_mean_.empty()) normalize(sample);
  }
  /// Some rows as a network takes them: in `buffer`, of as many values, unless they are kept like that.
  Matrix<const T> finished(Index first, Index count, T* buffer) const;
  /// The targets of some rows, of which `input` is what the network is given, as the loss sees them, and as
  /// metrics do.
  Target<T> targets_of(Index first, Matrix<const T> input) const { return some_of(target, first, input); }
  Target<T> own_targets_of(Index first, Matrix<const T> input) const {
    return some_of(own_target, first, input);
  }
  /// Whether `features` has the samples as a network takes them.
  bool is_finished() const { return pixels_.empty() && channel_mean_.empty(); }
  std::int64_t bytes() const;  ///< of all values

  explicit Samples(const Dataset& data);
  /// The same, and nothing is left of `data`: never is all of it there twice.
  explicit Samples(Dataset&& data);

 private:
  struct Free {
    void operator()(T* values) const { free_buffer(values); }
  };
  using Values = std::unique_ptr<T[], Free>;
  static Values room_for(std::size_t count);
  static Values converted(const std::vector<double>& values);
  static Values consumed(std::vector<double>& values);
  void refer(const Dataset& data);
  Target<T> some_of(const Target<T>& all, Index first, Matrix<const T> input) const {
    if (all.values.data != nullptr || !target_is_input) return all.middle_rows(first, input.rows);
    return {nullptr, input, all.weights ? all.weights + first : nullptr};
  }
  void read_pixels(Index row, T* out) const;
  void normalize(T* sample) const;

  Values feature_values_, target_values_, weights_, own_values_;
  std::vector<std::int32_t> classes_;
  std::vector<std::uint8_t> pixels_;
  double pixel_scale_ = 255;
  std::vector<T> channel_mean_, channel_std_;
};

template <class T>
struct TrainingData {
  Shape sample_shape;
  TargetInfo target;  ///< of all parts
  Samples<T> train, validation, test;
  std::shared_ptr<const std::string> model_text;  ///< as `fitted_data_text` writes it
  /// The same where the network takes pictures as rows of their pixels; null where that may not be.
  std::shared_ptr<const std::string> flat_model_text;
  std::shared_ptr<const FittedTarget> scaling;  ///< of the target; null: there is none
};

/// What is asked about a data set before anything is trained.
struct DataFacts {
  Shape sample_shape;
  Index training_rows = 0;
  Index longest_part = 0;      ///< rows
  Index rows = 0;              ///< of all parts
  bool are_bytes = false;      ///< samples stay pictures of bytes
  TargetInfo target;           ///< of all parts: nothing is looked at again while it trains
  bool unit_interval = false;  ///< all its features are in [0, 1]
  /// Of a target of numbers that nothing scales, the column farthest from 0 in the training part.
  struct Column {
    std::string name;
    double mean = 0, deviation = 0;
  };
  std::optional<Column> unscaled;
};

/// Loads and prepares each data set once, however many runs use it, as long as they have room. Safe for
/// several threads.
class DataCache {
 public:
  /// Beyond `most_kept` bytes data sets that no run uses are given up, and loaded again when they are asked
  /// for: folds are many data sets of one size.
  explicit DataCache(std::int64_t most_kept = memory_limit() / 4) : most_kept_(most_kept) {}

  /// Loads the data for runs of a dtype. Null after errors in `diagnostics` (reported once per cache).
  const DataFacts* facts(const Component<DataConfig>& data, TargetKind wanted, DType dtype,
                         Diagnostics& diagnostics);

  /// The samples in T. The data must have been loaded without an error; throws std::runtime_error or
  /// std::bad_alloc where it can't be loaded again. What was loaded is in double, and is
  /// given up when it is there in every dtype for which it was loaded.
  template <class T>
  std::shared_ptr<const TrainingData<T>> samples(const Component<DataConfig>& data, TargetKind wanted);

  /// From which the data is read.
  DataFiles& files() { return files_; }

  /// A line on each file that was read since the last call, for people.
  std::vector<std::string> take_read();

 private:
  struct Entry {
    bool asked = false;
    std::optional<DataFacts> facts;
    std::unique_ptr<DataParts> parts;
    std::int64_t part_bytes = 0;                                     // that are counted as kept
    std::shared_ptr<const std::string> model_text, flat_model_text;  // once it was loaded
    std::shared_ptr<const FittedTarget> scaling;
    std::set<DType> dtypes;  ///< for which it was loaded and in which it is not there yet
    std::shared_ptr<const TrainingData<float>> as_float;
    std::shared_ptr<const TrainingData<double>> as_double;
  };
  Entry& entry(const Component<DataConfig>& data, TargetKind wanted);
  bool load(const Component<DataConfig>& data, TargetKind wanted, Entry& entry, Diagnostics& diagnostics);

  void keep_parts(Entry& entry);
  void drop_parts(Entry& entry);
  template <class T>
  void drop_unused(std::shared_ptr<const TrainingData<T>>& samples);
  void make_room();

  std::mutex mutex_;
  DataFiles files_;
  std::vector<std::string> read_;
  LoadedRows loaded_;  // the last one that is divided into folds
  std::int64_t most_kept_, kept_ = 0;
  std::map<std::pair<std::string, TargetKind>, Entry> entries_;
};

}  // namespace runner
