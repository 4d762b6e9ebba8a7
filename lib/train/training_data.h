#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/source.h"
#include "tensor/buffer.h"
#include "tensor/dtype.h"
#include "tensor/target.h"

namespace runner {

/// One part of a data set in the arithmetic's type.
template <class T>
struct Samples {
  Matrix<const T> features;  ///< rows × features
  Target<T> target;          ///< of all rows
  Index rows() const { return features.rows; }

  explicit Samples(const Dataset& data);

 private:
  Buffer<T> feature_values_, target_values_;
  std::vector<std::int32_t> classes_;
};

template <class T>
struct TrainingData {
  Shape sample_shape;
  Samples<T> train, validation, test;
  std::shared_ptr<const std::string> model_text;  ///< as `fitted_data_text` writes it
};

/// What is asked about a data set before anything is trained.
struct DataFacts {
  Shape sample_shape;
  Index training_rows = 0;
  TargetInfo target;           ///< of all parts: nothing is looked at again while it trains
  bool unit_interval = false;  ///< all its features are in [0, 1]
};

/// Loads and prepares each data set once, however many runs use it. Safe for several threads.
class DataCache {
 public:
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

 private:
  struct Entry {
    bool asked = false;
    std::optional<DataFacts> facts;
    std::unique_ptr<DataParts> parts;
    std::shared_ptr<const std::string> model_text;  // once it was loaded
    std::set<DType> dtypes;  ///< for which it was loaded and in which it is not there yet
    std::shared_ptr<const TrainingData<float>> as_float;
    std::shared_ptr<const TrainingData<double>> as_double;
  };
  Entry& entry(const Component<DataConfig>& data, TargetKind wanted);
  bool load(const Component<DataConfig>& data, TargetKind wanted, Entry& entry, Diagnostics& diagnostics);

  std::mutex mutex_;
  DataFiles files_;
  std::map<std::pair<std::string, TargetKind>, Entry> entries_;
};

}  // namespace runner
