#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "nn/layer.h"
#include "nn/pictures.h"
#include "tensor/buffer.h"

namespace runner {

/// Which input each value of a sample is, by its place in the sample; below 0 for the `fill`.
using Sources = std::vector<std::int32_t>;

/// The place of an input's value in none of the inputs.
inline constexpr std::int32_t from_nowhere = -1;

/// What the configs are whose layer is a `Rearranged`, for who asks what it does.
struct RearrangingConfig {
  virtual ~RearrangingConfig() = default;
  /// For samples that fit, of float or of double; nothing where, for its options, it is another layer.
  virtual std::optional<Sources> sources(const Shape& sample, bool is_double) const = 0;
  virtual double fill() const { return 0; }
};

/// A layer whose outputs are inputs, once or several times or not at all, and constants: padding, pixels that
/// change places, enlargement by repetition. The same for each sample.
template <class T>
class Rearranged final : public Layer<T> {
 public:
  /// For samples of `inputs` values.
  Rearranged(const Sources& sources, Index inputs, double fill);

  bool fuse_epilogue_gradient(Epilogue epilogue) override { return gated_ = epilogue == Epilogue::relu; }
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  Buffer<std::int32_t> sources_;
  // The outputs that are the first input, in their order, then those that are the second, …: those of input i
  // begin at first_user_[i].
  Buffer<std::uint32_t> first_user_;
  Buffer<std::int32_t> users_;
  T fill_;
  bool gated_ = false;
};

/// Of a plane along one dimension, for each value of the output which of the input it is.
using SourceAxis = std::vector<Index>;

/// Each channel by itself, along each of its dimensions; below 0 along one of them is the fill.
Sources sources_by_axes(const Planes& planes, const SourceAxis& y, const SourceAxis& x);

}  // namespace runner
