#include "train/training_data.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "config/yaml.h"
#include "data/large_vector.h"
#include "model/fitted_data.h"
#include "plan/network_input.h"
#include "tensor/copy.h"

namespace runner {

namespace {

std::int64_t bytes_of(const Dataset& data) {
  return static_cast<std::int64_t>(data.pixels.size() +
                                   sizeof(double) * (data.features.size() + data.targets.size()) +
                                   sizeof(std::int32_t) * data.classes.size());
}

template <class T>
std::int64_t bytes_of(const TrainingData<T>& data) {
  std::int64_t bytes = 0;
  for (const Samples<T>* part : {&data.train, &data.validation, &data.test}) bytes += part->bytes();
  return bytes;
}

/// What holds for the targets of all parts.
TargetInfo all_targets(const DataParts& parts) {
  TargetInfo all = parts.train.target_info();
  for (const Dataset* part : {&parts.validation, &parts.test}) {
    if (part->rows == 0) continue;
    const TargetInfo info = part->target_info();
    all.lowest = std::min(all.lowest, info.lowest);
    all.highest = std::max(all.highest, info.highest);
    all.below_zero.insert(all.below_zero.end(), info.below_zero.begin(), info.below_zero.end());
  }
  return all;
}

/// How far from 0 its values are: the root of their mean square.
double size_of(const DataFacts::Column& column) {
  return std::hypot(column.mean, column.deviation);
}

std::optional<DataFacts::Column> farthest_column(const Dataset& training) {
  if (training.targets.empty() || !training.unscaled_targets.empty()) return std::nullopt;
  const auto width = static_cast<std::size_t>(training.target_columns);
  std::optional<DataFacts::Column> farthest;
  for (std::size_t j = 0; j < width; ++j) {
    DataFacts::Column column{training.target_names[j]};
    double square = 0;
    for (std::size_t i = j; i < training.targets.size(); i += width) column.mean += training.targets[i];
    column.mean /= static_cast<double>(training.rows);
    for (std::size_t i = j; i < training.targets.size(); i += width)
      square += (training.targets[i] - column.mean) * (training.targets[i] - column.mean);
    column.deviation = std::sqrt(square / static_cast<double>(training.rows));
    if (!farthest || size_of(column) > size_of(*farthest)) farthest = std::move(column);
  }
  return farthest;
}

/// Whether all that a network is given of it is in [0, 1].
bool is_in_unit_interval(const Dataset& data) {
  const std::size_t channels = std::max<std::size_t>(data.channel_mean.size(), 1);
  const auto per_channel = static_cast<std::size_t>(data.width()) / channels;
  const auto good = [&](double value, std::size_t place) {
    if (!data.channel_mean.empty()) {
      const std::size_t channel = place / per_channel % channels;
      value = (value - data.channel_mean[channel]) / data.channel_std[channel];
    }
    return value >= 0 && value <= 1;
  };
  for (std::size_t i = 0; i < data.features.size(); ++i)
    if (!good(data.features[i], i)) return false;
  for (std::size_t i = 0; i < data.pixels.size(); ++i)
    if (!good(data.pixels[i] / data.pixel_scale, i)) return false;
  return true;
}

DataFacts facts_of(const DataParts& parts) {
  const Dataset& training = parts.train;
  const Index validation = parts.validation.rows, test = parts.test.rows;
  return {training.sample_shape,
          training.rows,
          std::max({training.rows, validation, test}),
          training.rows + validation + test,
          training.has_pixels(),
          all_targets(parts),
          is_in_unit_interval(training),
          farthest_column(training)};
}

}  // namespace

/// Not touched, so that it takes memory only as it is filled.
template <class T>
typename Samples<T>::Values Samples<T>::room_for(std::size_t count) {
  constexpr std::align_val_t alignment{64};  // as a Buffer has it
  const std::int64_t bytes = product_of_sizes({static_cast<std::int64_t>(count), sizeof(T)});
  require_memory(bytes);
  return Values(static_cast<T*>(::operator new(static_cast<std::size_t>(bytes), alignment)));
}

template <class T>
typename Samples<T>::Values Samples<T>::converted(const std::vector<double>& values) {
  Values to = room_for(values.size());
  std::ranges::transform(values, to.get(), [](double value) { return static_cast<T>(value); });
  return to;
}

template <class T>
typename Samples<T>::Values Samples<T>::consumed(std::vector<double>& values) {
  Values all = room_for(values.size());
  T* to = all.get();
  consume(values, 0, [&](std::span<const double> part) {
    to = std::ranges::transform(part, to, [](double value) { return static_cast<T>(value); }).out;
  });
  values = {};
  return all;
}

template <class T>
Samples<T>::Samples(const Dataset& data)
    : feature_values_(converted(data.features)),
      target_values_(converted(data.targets)),
      weights_(data.weights.empty() ? Values() : converted(data.weights)),
      own_values_(data.unscaled_targets.empty() ? Values() : converted(data.unscaled_targets)),
      classes_(data.classes),
      pixels_(data.pixels) {
  refer(data);
}

template <class T>
Samples<T>::Samples(Dataset&& data)
    : feature_values_(consumed(data.features)),
      target_values_(consumed(data.targets)),
      weights_(data.weights.empty() ? Values() : consumed(data.weights)),
      own_values_(data.unscaled_targets.empty() ? Values() : consumed(data.unscaled_targets)),
      classes_(std::move(data.classes)),
      pixels_(std::move(data.pixels)) {
  refer(data);
  data = Dataset();
}

template <class T>
void Samples<T>::refer(const Dataset& data) {
  source_rows = data.source_rows;
  features = {pixels_.empty() ? feature_values_.get() : nullptr, data.rows, size_of(data.sample_shape)};
  pixel_scale_ = data.pixel_scale;
  const auto as_values = [](const std::vector<double>& values) {
    std::vector<T> converted;
    for (const double value : values) converted.push_back(static_cast<T>(value));
    return converted;
  };
  channel_mean_ = as_values(data.channel_mean);
  channel_std_ = as_values(data.channel_std);
  target_is_input = data.target_is_input;
  if (target_is_input) {
    target.values = features;
  } else if (classes_.empty()) {
    target.values = {target_values_.get(), data.rows, data.target_columns};
  } else {
    target.classes = classes_.data();
  }
  target.weights = weights_.get();  // null without
  own_target = target;
  if (own_values_) own_target.values = {own_values_.get(), data.rows, data.target_columns};
}

template <class T>
void Samples<T>::read(Index row, T* out) const {
  if (pixels_.empty()) return copy_values(features.row(row), width(), out);
  read_pixels(row, out);
}

template <class T>
void Samples<T>::read_pixels(Index row, T* out) const {
  const Index count = width();
  const std::uint8_t* const from = pixels_.data() + row * count;
  const auto divisor = static_cast<T>(pixel_scale_);
  if (static_cast<double>(divisor) == pixel_scale_) {
    // A quotient of such numbers has the same bits as one of doubles that is rounded afterwards.
    for (Index i = 0; i < count; ++i) out[i] = static_cast<T>(from[i]) / divisor;
  } else {
    for (Index i = 0; i < count; ++i) out[i] = static_cast<T>(from[i] / pixel_scale_);
  }
}

template <class T>
void Samples<T>::normalize(T* sample) const {
  const Index count = width() / static_cast<Index>(channel_mean_.size());
  for (std::size_t channel = 0; channel < channel_mean_.size(); ++channel, sample += count) {
    const T mean = channel_mean_[channel], deviation = channel_std_[channel];
    for (Index i = 0; i < count; ++i) sample[i] = (sample[i] - mean) / deviation;
  }
}

template <class T>
Matrix<const T> Samples<T>::finished(Index first, Index count, T* buffer) const {
  if (is_finished()) return features.middle_rows(first, count);
  for (Index i = 0; i < count; ++i) {
    T* const to = buffer + i * width();
    read(first + i, to);
    finish(to);
  }
  return {buffer, count, width()};
}

template <class T>
std::int64_t Samples<T>::bytes() const {
  const Index of_target = target_is_input ? 0 : std::max<Index>(target.values.cols, 1);
  const Index values = (pixels_.empty() ? width() : 0) + of_target;
  return rows() * values * static_cast<Index>(sizeof(T)) + static_cast<Index>(pixels_.size());
}

DataCache::Entry& DataCache::entry(const Component<DataConfig>& data, TargetKind wanted) {
  if (data->target_is_input()) wanted = TargetKind::input;
  // Samples are kept as they are before any augmentation.
  return entries_[{to_flow_yaml(data.resolved.without("augment")), wanted}];
}

bool DataCache::load(const Component<DataConfig>& data, TargetKind wanted, Entry& entry,
                     Diagnostics& diagnostics) {
  auto prepared = prepare_data(data, wanted, files_, diagnostics, &loaded_);
  if (bytes_of(loaded_.rows) > most_kept_) loaded_ = {};
  if (!prepared) return false;
  entry.scaling = std::make_shared<const FittedTarget>(*data.config, prepared->fitted);
  if (entry.scaling->is_identity()) entry.scaling = nullptr;
  entry.model_text = std::make_shared<const std::string>(fitted_data_text(prepared->fitted));
  if (Shape& shape = prepared->fitted.sample_shape; may_be_flat(*data.config, shape)) {
    shape = {size_of(shape)};
    entry.flat_model_text = std::make_shared<const std::string>(fitted_data_text(prepared->fitted));
  }
  entry.parts = std::make_unique<DataParts>(std::move(prepared->parts));
  if (!prepared->read.empty() && !entry.facts && std::ranges::find(read_, prepared->read) == read_.end())
    read_.push_back(std::move(prepared->read));
  return true;
}

const DataFacts* DataCache::facts(const Component<DataConfig>& data, TargetKind wanted, DType dtype,
                                  Diagnostics& diagnostics) {
  const std::lock_guard lock(mutex_);
  Entry& found = entry(data, wanted);
  found.dtypes.insert(dtype);
  if (!std::exchange(found.asked, true) && load(data, wanted, found, diagnostics)) {
    found.facts = facts_of(*found.parts);
    keep_parts(found);
  }
  return found.facts ? &*found.facts : nullptr;
}

std::vector<std::string> DataCache::take_read() {
  const std::lock_guard lock(mutex_);
  return std::exchange(read_, {});
}

/// A single data set is kept whatever its size.
void DataCache::keep_parts(Entry& entry) {
  for (const Dataset* part : {&entry.parts->train, &entry.parts->validation, &entry.parts->test})
    entry.part_bytes += bytes_of(*part);
  kept_ += entry.part_bytes;
  if (kept_ > most_kept_ && kept_ > entry.part_bytes) drop_parts(entry);
}

void DataCache::drop_parts(Entry& entry) {
  entry.parts.reset();
  kept_ -= std::exchange(entry.part_bytes, 0);
}

template <class T>
void DataCache::drop_unused(std::shared_ptr<const TrainingData<T>>& samples) {
  if (!samples || samples.use_count() > 1) return;
  kept_ -= bytes_of(*samples);
  samples.reset();
}

void DataCache::make_room() {
  for (auto& [key, entry] : entries_) {
    if (kept_ <= most_kept_) return;
    drop_unused(entry.as_float);
    drop_unused(entry.as_double);
  }
}

template <class T>
std::shared_ptr<const TrainingData<T>> DataCache::samples(const Component<DataConfig>& data,
                                                          TargetKind wanted) {
  const std::lock_guard lock(mutex_);
  Entry& found = entry(data, wanted);
  auto& typed = [&]() -> auto& {
    if constexpr (std::is_same_v<T, float>) {
      return found.as_float;
    } else {
      return found.as_double;
    }
  }();
  if (typed) return typed;
  Diagnostics changed;
  if (!found.parts && !load(data, wanted, found, changed))
    throw std::runtime_error("the data can't be loaded again: " + changed.sorted().front().message);
  constexpr DType dtype = std::is_same_v<T, float> ? DType::float32 : DType::float64;
  const bool is_last = found.dtypes.empty() || (found.dtypes.size() == 1 && found.dtypes.contains(dtype));
  const auto converted = [&](Dataset& part) {
    look_at_stop();
    return is_last ? Samples<T>(std::move(part)) : Samples<T>(part);
  };
  DataParts& parts = *found.parts;
  Shape shape = parts.train.sample_shape;
  TargetInfo target = found.facts ? found.facts->target : all_targets(parts);
  try {
    // In braces the parts are converted in order.
    typed = std::make_shared<const TrainingData<T>>(TrainingData<T>{
        std::move(shape), std::move(target), converted(parts.train), converted(parts.validation),
        converted(parts.test), found.model_text, found.flat_model_text, found.scaling});
  } catch (...) {
    drop_parts(found);  // some of it may be given up already; who asks next has it loaded again
    throw;
  }
  found.dtypes.erase(dtype);
  if (is_last || found.part_bytes == 0) drop_parts(found);
  kept_ += bytes_of(*typed);
  const auto in_use = typed;
  make_room();
  return in_use;
}

template struct Samples<float>;
template struct Samples<double>;
template std::shared_ptr<const TrainingData<float>> DataCache::samples(const Component<DataConfig>&,
                                                                       TargetKind);
template std::shared_ptr<const TrainingData<double>> DataCache::samples(const Component<DataConfig>&,
                                                                        TargetKind);

}  // namespace runner
