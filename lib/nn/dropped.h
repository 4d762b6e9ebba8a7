#pragma once

#include <cstdint>
#include <vector>

#include "nn/layer.h"

namespace runner {

/// What becomes of a value x: x · kept + shift, or x · 0 + dropped.
template <class T>
struct DropFactors {
  T kept, shift = 0, dropped = 0;
};

/// Those of torch.nn.Dropout and of torch.nn.AlphaDropout, rounded as there; p < 1.
template <class T>
DropFactors<T> dropout_factors(double p);
template <class T>
DropFactors<T> alpha_dropout_factors(double p);

/// Values, or channels of them, that are dropped with probability p while training. What is kept is drawn
/// from the run's generator in torch's order, sample after sample, however samples lie.
template <class T>
class Dropped : public Layer<T> {
 public:
  /// `chunk`: so many of a sample's values, which lie together, have one draw.
  Dropped(double p, const DropFactors<T>& factors, Index chunk, const Shape& input, Index max_batch);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  void draw(Index rows, const ForwardContext& context);
  template <class Rule>
  void map(Matrix<const T> from, Matrix<T> to, const ForwardContext& context, const Rule& rule) const;

  double p_;
  DropFactors<T> factors_;
  Index chunk_, units_;              // of a sample: so many draws
  std::vector<std::uint8_t> drawn_;  // of one sample
  std::vector<std::uint8_t> kept_;   // of every sample and unit, as they lie: 1 or 0
};

/// Values of a sample that share its first index.
Index values_of_channel(const Shape& input);

extern template class Dropped<float>;
extern template class Dropped<double>;

}  // namespace runner
