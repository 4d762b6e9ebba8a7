#include "metric/kept_scores.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/memory.h"
#include "base/stop.h"

namespace runner {
namespace {

struct Seen {
  double positive = 0, negative = 0;
};

/// Calls `step(before, now)` for each distinct score, from the largest on, with what has a score of at least
/// it.
template <class Step>
Seen for_each_threshold(std::span<Scored> samples, Step step) {
  look_at_stop();
  std::ranges::sort(samples, [](const Scored& a, const Scored& b) { return a.score > b.score; });
  Seen now;
  for (std::size_t i = 0; i < samples.size();) {
    const Seen before = now;
    const double score = samples[i].score;
    for (; i < samples.size() && samples[i].score == score; ++i)
      (samples[i].positive ? now.positive : now.negative) += samples[i].weight;
    step(before, now);
  }
  return now;
}

}  // namespace

double area_under_roc(std::span<Scored> samples) {
  double area = 0;
  const Seen all = for_each_threshold(samples, [&](const Seen& before, const Seen& now) {
    area += (now.negative - before.negative) * (now.positive + before.positive) / 2;
  });
  if (all.positive == 0 || all.negative == 0) return std::numeric_limits<double>::quiet_NaN();
  return area / (all.positive * all.negative);
}

double average_precision(std::span<Scored> samples) {
  double sum = 0;
  const Seen all = for_each_threshold(samples, [&](const Seen& before, const Seen& now) {
    sum += (now.positive - before.positive) * (now.positive / (now.positive + now.negative));
  });
  return all.positive == 0 ? 0 : sum / all.positive;
}

template <class T>
KeptScores<T>::KeptScores(const MetricInput& input)
    : kind_(input.kind),
      outputs_(input.outputs),
      reader_(input),
      predictions_(product_of_sizes({input.rows, outputs_})),
      targets_(product_of_sizes({input.rows, reader_.is_multilabel() ? outputs_ : 1})),
      target_columns_(reader_.is_multilabel() ? outputs_ : 1),
      largest_(takes_largest(kind_) ? input.rows : 0),
      sum_(takes_largest(kind_) ? input.rows : 0),
      scored_(input.rows),
      by_class_(reader_.is_multilabel() ? 0 : input.rows),
      first_of_class_(reader_.classes() + 1),
      counts_(reader_.classes()) {}

template <class T>
std::int64_t KeptScores<T>::bytes(const MetricInput& input, Index value_size) {
  constexpr std::int64_t per_row = 3 * sizeof(double) + sizeof(Scored) + sizeof(std::int64_t);
  const Index targets = is_multilabel(input.kind, input.outputs) ? input.outputs : 1;
  return product_of_sizes(
      {input.rows, sum_of_sizes({product_of_sizes({input.outputs, value_size}),
                                 product_of_sizes({targets, sizeof(std::uint32_t)}), per_row})});
}

template <class T>
void KeptScores<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  prepared_ = false;
  for (Index i = 0; i < prediction.rows; ++i) {
    const Index wanted = reader_.is_multilabel() ? 0 : reader_.wanted(target, i);
    if (wanted < 0) continue;
    assert(static_cast<std::size_t>(rows_) < scored_.size());
    std::copy_n(prediction.row(i), outputs_, predictions_.data() + rows_ * outputs_);
    std::uint32_t* to = targets_.data() + rows_ * target_columns_;
    if (reader_.is_multilabel()) {
      for (Index j = 0; j < outputs_; ++j)
        to[j] = static_cast<std::uint32_t>(reader_.decided_target(target.values.row(i)[j]));
    } else {
      *to = static_cast<std::uint32_t>(wanted);
    }
    if (weights_.size() > 0) weights_[static_cast<std::size_t>(rows_)] = weight_of(target, i);
    ++rows_;
  }
}

/// All that has a place, whatever of it is used: sizes depend on the configuration alone.
template <class T>
std::vector<StateView> KeptScores<T>::state() {
  const auto most = static_cast<std::int64_t>(scored_.size());
  const std::int64_t last_class = reader_.is_multilabel() ? 1 : reader_.classes() - 1;
  std::vector<StateView> views = {StateView("rows", rows_).within(0, most),
                                  {"predictions", predictions_.span()},
                                  StateView("targets", targets_.span()).within(0, last_class)};
  if (weights_.size() > 0) views.emplace_back("weights", weights_.span());
  return views;
}

template <class T>
bool KeptScores<T>::has_nan() const {
  const auto used = predictions_.span().first(static_cast<std::size_t>(rows_ * outputs_));
  return std::ranges::any_of(used, [](T value) { return std::isnan(value); });
}

template <class T>
void KeptScores<T>::prepare() {
  if (prepared_) return;
  prepared_ = true;
  if (!reader_.is_multilabel()) group();
  std::ranges::fill(counts_.span(), 0);
  for (Index i = 0; i < rows_; ++i) {
    for (Index j = 0; j < target_columns_; ++j) {
      const std::uint32_t target = targets_[static_cast<std::size_t>(i * target_columns_ + j)];
      if (!reader_.is_multilabel()) {
        counts_[target] += weight(i);
      } else if (target == 1) {
        counts_[static_cast<std::size_t>(j)] += weight(i);
      }
    }
  }
  for (Index i = 0; i < rows_ && takes_largest(kind_); ++i) {
    const T* row = predictions_.data() + i * outputs_;
    const auto place = static_cast<std::size_t>(i);
    largest_[place] = static_cast<double>(*std::max_element(row, row + outputs_));
    sum_[place] = 0;
    for (Index j = 0; j < outputs_; ++j)
      sum_[place] += std::exp(static_cast<double>(row[j]) - largest_[place]);
  }
}

template <class T>
void KeptScores<T>::group() {
  const auto first = first_of_class_.span();
  std::ranges::fill(first, 0);
  for (Index i = 0; i < rows_; ++i) ++first[targets_[static_cast<std::size_t>(i)] + 1];
  std::partial_sum(first.begin(), first.end(), first.begin());
  // Filled from behind, each beginning moves from its class's end to its begin.
  for (Index i = rows_; i-- > 0;)
    by_class_[static_cast<std::size_t>(--first[targets_[static_cast<std::size_t>(i)] + 1])] = i;
  std::shift_left(first.begin(), first.end(), 1);
  first.back() = rows_;
}

/// As ClassReader::probabilities has it, one at a time.
template <class T>
double KeptScores<T>::score(Index row, Index index) const {
  const T* outputs = predictions_.data() + row * outputs_;
  const auto place = static_cast<std::size_t>(row);
  if (takes_largest(kind_))
    return std::exp(static_cast<double>(outputs[index]) - largest_[place]) / sum_[place];
  const Index output = reader_.is_multilabel() ? index : 0;
  const double positive = reader_.probability(outputs[output]);
  return reader_.is_multilabel() || index == 1 ? positive : 1 - positive;
}

template <class T>
bool KeptScores<T>::is_of(Index row, Index index) const {
  const std::uint32_t* target = targets_.data() + row * target_columns_;
  return reader_.is_multilabel() ? target[index] == 1 : static_cast<Index>(*target) == index;
}

template <class T>
std::span<Scored> KeptScores<T>::of_class(Index index) {
  prepare();
  for (Index i = 0; i < rows_; ++i)
    scored_[static_cast<std::size_t>(i)] = {score(i, index), weight(i), is_of(i, index)};
  return scored_.span().first(static_cast<std::size_t>(rows_));
}

template <class T>
std::span<Scored> KeptScores<T>::of_pair(Index index, Index other) {
  prepare();
  std::size_t count = 0;
  for (const Index of : {index, other}) {
    const auto first = first_of_class_.span().subspan(static_cast<std::size_t>(of), 2);
    for (std::int64_t i = first[0]; i < first[1]; ++i) {
      const Index row = by_class_[static_cast<std::size_t>(i)];
      scored_[count++] = {score(row, index), weight(row), of == index};
    }
  }
  return scored_.span().first(count);
}

template <class T>
double KeptScores<T>::count(Index index) {
  prepare();
  return counts_[static_cast<std::size_t>(index)];
}

template class KeptScores<float>;
template class KeptScores<double>;

}  // namespace runner
