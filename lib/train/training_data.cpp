#include "train/training_data.h"

#include <algorithm>
#include <cassert>

#include "config/yaml.h"

namespace runner {

namespace {

template <class T>
Buffer<T> converted(const std::vector<double>& values) {
  Buffer<T> buffer(static_cast<Index>(values.size()));
  std::transform(values.begin(), values.end(), buffer.span().begin(),
                 [](double v) { return static_cast<T>(v); });
  return buffer;
}

}  // namespace

template <class T>
Samples<T>::Samples(const Dataset& data)
    : feature_values_(converted<T>(data.features)),
      target_values_(converted<T>(data.targets)),
      classes_(data.classes) {
  features = {feature_values_.data(), data.rows, size_of(data.sample_shape)};
  if (classes_.empty()) {
    target.values = {target_values_.data(), data.rows, data.target_columns};
  } else {
    target.classes = classes_.data();
  }
}

DataCache::Entry& DataCache::entry(const Component<DataConfig>& data, TargetKind wanted,
                                   Diagnostics& diagnostics) {
  auto [found, added] = entries_.try_emplace({to_flow_yaml(data.resolved), wanted});
  if (added) {
    if (auto parts = prepare_data(data, wanted, diagnostics)) {
      found->second.parts = std::make_shared<const DataParts>(std::move(*parts));
    }
  }
  return found->second;
}

std::shared_ptr<const DataParts> DataCache::parts(const Component<DataConfig>& data, TargetKind wanted,
                                                  Diagnostics& diagnostics) {
  const std::lock_guard lock(mutex_);
  return entry(data, wanted, diagnostics).parts;
}

template <class T>
std::shared_ptr<const TrainingData<T>> DataCache::samples(const Component<DataConfig>& data,
                                                          TargetKind wanted) {
  const std::lock_guard lock(mutex_);
  Diagnostics unexpected;
  Entry& found = entry(data, wanted, unexpected);
  assert(found.parts && "the data was checked before");
  auto& typed = [&]() -> auto& {
    if constexpr (std::is_same_v<T, float>) {
      return found.as_float;
    } else {
      return found.as_double;
    }
  }();
  if (!typed) {
    const DataParts& parts = *found.parts;
    typed = std::make_shared<const TrainingData<T>>(Samples<T>(parts.train), Samples<T>(parts.validation),
                                                    Samples<T>(parts.test));
  }
  return typed;
}

template struct Samples<float>;
template struct Samples<double>;
template std::shared_ptr<const TrainingData<float>> DataCache::samples(const Component<DataConfig>&,
                                                                       TargetKind);
template std::shared_ptr<const TrainingData<double>> DataCache::samples(const Component<DataConfig>&,
                                                                        TargetKind);

}  // namespace runner
