#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "data/source.h"
#include "tensor/buffer.h"
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
  Samples<T> train, validation, test;
};

/// Loads and prepares each data set once, however many runs use it. Safe for several threads.
class DataCache {
 public:
  /// The parts in double, or null after errors in `diagnostics` (reported once per cache).
  std::shared_ptr<const DataParts> parts(const Component<DataConfig>& data, TargetKind wanted,
                                         Diagnostics& diagnostics);

  /// The same in T. The data must have been loaded without an error.
  template <class T>
  std::shared_ptr<const TrainingData<T>> samples(const Component<DataConfig>& data, TargetKind wanted);

 private:
  struct Entry {
    std::shared_ptr<const DataParts> parts;
    std::shared_ptr<const TrainingData<float>> as_float;
    std::shared_ptr<const TrainingData<double>> as_double;
  };
  Entry& entry(const Component<DataConfig>& data, TargetKind wanted, Diagnostics& diagnostics);

  std::mutex mutex_;
  std::map<std::pair<std::string, TargetKind>, Entry> entries_;
};

}  // namespace runner
