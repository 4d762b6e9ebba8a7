#include "nn/dropped.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>

#include "base/memory.h"
#include "base/parallel.h"
#include "nn/layers/element_wise.h"
#include "tensor/lanes.h"

// One generator draws one value after the other, whatever the number of threads; what is made of the draws is
// spread over threads. Without a draw, as in torch, where p is 0 or 1.

namespace runner {

template <class T>
DropFactors<T> dropout_factors(double p) {
  return {.kept = T(1) / static_cast<T>(1 - p)};
}

/// y = x · (mask · a) + ((mask - 1) · α · a + α · a · p), each product and sum rounded.
template <class T>
DropFactors<T> alpha_dropout_factors(double p) {
  constexpr double alpha = 1.7580993408473766;
  const double a = 1 / std::sqrt((alpha * alpha * p + 1) * (1 - p));
  const auto shift = static_cast<T>(alpha * a * p);
  return {.kept = static_cast<T>(a), .shift = shift, .dropped = shift - static_cast<T>(alpha * a)};
}

Index values_of_channel(const Shape& input) {
  return input.empty() ? 1 : size_of(input) / input[0];
}

template <class T>
Dropped<T>::Dropped(double p, const DropFactors<T>& factors, Index chunk, const Shape& input, Index max_batch)
    : p_(p),
      factors_(factors),
      chunk_(chunk),
      units_(size_of(input) / chunk),
      drawn_(static_cast<std::size_t>(units_)),
      kept_(static_cast<std::size_t>(product_of_sizes({padded_rows(max_batch, most_lanes), units_}))) {
  if (p_ == 1) factors_ = {.kept = 0};
}

/// Sample after sample; then they lie as the samples do.
template <class T>
void Dropped<T>::draw(Index rows, const ForwardContext& context) {
  assert(context.generator);
  if (context.lanes == 1)
    return context.generator->bernoulli(std::span(kept_).first(static_cast<std::size_t>(rows * units_)),
                                        1 - p_);
  for (Index sample = 0; sample < rows; ++sample) {
    context.generator->bernoulli(drawn_, 1 - p_);
    std::uint8_t* to =
        kept_.data() + sample / context.lanes * context.lanes * units_ + sample % context.lanes;
    for (Index unit = 0; unit < units_; ++unit)
      to[unit * context.lanes] = drawn_[static_cast<std::size_t>(unit)];
  }
}

/// Values and draws lie alike, but that a draw is for the `chunk_` values of its sample that lie together.
template <class T>
template <class Rule>
void Dropped<T>::map(Matrix<const T> from, Matrix<T> to, const ForwardContext& context,
                     const Rule& rule) const {
  const Index lanes = context.lanes;
  if (chunk_ == 1) {
    for_chunks(context.threads, values_in_memory(from, context), element_wise_piece,
               [&](Index first, Index count) {
                 const T* x = from.data + first;
                 const std::uint8_t* kept = kept_.data() + first;
                 T* y = to.data + first;
                 for (Index i = 0; i < count; ++i) y[i] = rule(x[i], static_cast<T>(kept[i]));
               });
    return;
  }
  const Index units = padded_rows(from.rows, lanes) / lanes * units_;  // of all blocks
  for_chunks(context.threads, units, std::max(element_wise_piece / (chunk_ * lanes), Index{1}),
             [&](Index first, Index count) {
               for (Index unit = first; unit < first + count; ++unit) {
                 const std::uint8_t* kept = kept_.data() + unit * lanes;
                 for (Index i = unit * chunk_ * lanes; i < (unit + 1) * chunk_ * lanes; i += lanes) {
                   for (Index l = 0; l < lanes; ++l)
                     to.data[i + l] = rule(from.data[i + l], static_cast<T>(kept[l]));
                 }
               }
             });
}

template <class T>
void Dropped<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  if (!context.training || p_ == 0) {
    std::copy_n(in.data, values_in_memory(in, context), out.data);
    return;
  }
  if (p_ < 1) draw(in.rows, context);
  // Products with 0 and 1 in the place of choices, which would be branches taken at random. Not a number
  // stays one where it is dropped, as in torch.
  const DropFactors<T> f = factors_;
  if (f.shift == 0) {
    map(in, out, context, [f](T x, T kept) { return x * (kept * f.kept); });
  } else {
    map(in, out, context,
        [f](T x, T kept) { return x * (kept * f.kept) + (kept * f.shift + (T(1) - kept) * f.dropped); });
  }
}

template <class T>
void Dropped<T>::backward(Matrix<const T> /*in*/, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const ForwardContext& context) {
  if (!context.training || p_ == 0) {
    std::copy_n(grad_out.data, values_in_memory(grad_out, context), grad_in.data);
    return;
  }
  const T factor = factors_.kept;
  map(grad_out, grad_in, context, [factor](T g, T kept) { return g * (kept * factor); });
}

template DropFactors<float> dropout_factors(double);
template DropFactors<double> dropout_factors(double);
template DropFactors<float> alpha_dropout_factors(double);
template DropFactors<double> alpha_dropout_factors(double);
template class Dropped<float>;
template class Dropped<double>;

}  // namespace runner
