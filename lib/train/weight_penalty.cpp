#include "train/weight_penalty.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "base/text.h"
#include "optim/groups.h"

namespace runner {

namespace {

/// Of a sum that is one piece of work; the sum's bits depend on it.
constexpr Index piece_length = Index{1} << 15U;

std::vector<Located<std::string>> patterns_of(const L2Config& penalty) {
  if (const auto* one = std::get_if<0>(&penalty.parameters)) return {*one};
  return std::get<1>(penalty.parameters);
}

/// Σ w² in a fixed order, whatever the registers: eight sums, of every eighth value.
template <class T>
double sum_of_squares(std::span<const T> values) {
  std::array<double, 8> sums{};
  const std::size_t even = values.size() / sums.size() * sums.size();
  for (std::size_t i = 0; i < even; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const double value = static_cast<double>(values[i + k]);
      sums[k] += value * value;
    }
  }
  for (std::size_t i = even; i < values.size(); ++i)
    sums[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

}  // namespace

template <class T>
WeightPenalty<T>::WeightPenalty(const TrainingConfig& config, const ParameterLayout& layout) {
  for (const L2Config& penalty : config.penalties()) {
    const auto patterns = patterns_of(penalty);
    for (const ParameterView& view : layout) {
      const bool is_chosen = std::ranges::any_of(
          patterns, [&](const auto& pattern) { return matches(pattern.value, view.name); });
      for (Index done = 0; is_chosen && done < view.size; done += piece_length)
        pieces_.push_back({view.offset + done, std::min(piece_length, view.size - done), penalty.factor});
    }
  }
  sums_ = Buffer<double>(static_cast<Index>(pieces_.size()));
}

template <class T>
double WeightPenalty<T>::sum() const {
  double all = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) all += pieces_[i].factor / 2 * sums_.data()[i];
  return all;
}

template <class T>
double WeightPenalty<T>::value(std::span<const T> parameters, int threads) {
  parallel_for(threads, static_cast<std::ptrdiff_t>(pieces_.size()), [&](std::ptrdiff_t i) {
    const Piece& piece = pieces_[static_cast<std::size_t>(i)];
    sums_.data()[i] = sum_of_squares(
        parameters.subspan(static_cast<std::size_t>(piece.first), static_cast<std::size_t>(piece.count)));
  });
  return sum();
}

/// Penalties may share parameters, whose gradients are then added to by one after the other.
template <class T>
double WeightPenalty<T>::add_to(std::span<const T> parameters, std::span<T> gradients, int threads) {
  const double all = value(parameters, threads);
  for (const Piece& piece : pieces_) {
    const T factor = static_cast<T>(piece.factor);
    const T* w = parameters.data() + piece.first;
    T* g = gradients.data() + piece.first;
    for (Index i = 0; i < piece.count; ++i) g[i] += factor * w[i];
  }
  return all;
}

void check_penalties(const TrainingConfig& config, const ParameterLayout& layout, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const ParameterView& view : layout) names.push_back(view.name);
  for (const L2Config& penalty : config.penalties()) {
    for (const auto& [pattern, place] : patterns_of(penalty)) {
      const auto fits = [&](const std::string& name) { return matches(pattern, name); };
      if (std::ranges::any_of(names, fits)) continue;
      constexpr std::size_t most = 12;
      const std::span shown = std::span(names).first(std::min(most, names.size()));
      const bool is_written = place.source != nullptr;
      diagnostics.error(
          is_written ? place : config.l2->place,
          fmt::format("training.l2{}: no parameter matches '{}'; there are {}{}",
                      is_written ? ".parameters" : "", pattern, names.empty() ? "none" : join(shown, ", "),
                      names.size() > most ? ", …" : ""));
    }
  }
}

template class WeightPenalty<float>;
template class WeightPenalty<double>;

}  // namespace runner
