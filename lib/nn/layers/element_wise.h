#pragma once

#include "base/parallel.h"
#include "nn/layer.h"
#include "tensor/lanes.h"

namespace runner {

/// Values of a piece: some 25 µs even where the rule is a comparison.
inline constexpr Index element_wise_piece = Index{1} << 17U;

/// Values of a batch in memory, with those that pad it.
template <class T>
Index values_in_memory(Matrix<T> batch, const ForwardContext& context) {
  return padded_rows(batch.rows, context.lanes) * batch.cols;
}

/// A layer that maps every value by itself. `C::Rule<T>` is built from the config C and has
///   T value(T x) const;        the output
///   T slope(T x, T y) const;   its derivative at x, where y = value(x)
template <class T, class C>
class ElementWise final : public Layer<T> {
 public:
  ElementWise(const C& config, const Shape& /*input*/, Index /*max_batch*/) : rule_(config) {}

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override {
    for_chunks(context.threads, values_in_memory(in, context), element_wise_piece,
               [&](Index first, Index count) {
                 const auto rule = rule_;
                 const T* x = in.data + first;
                 T* y = out.data + first;
                 for (Index i = 0; i < count; ++i) y[i] = rule.value(x[i]);
               });
  }

  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override {
    for_chunks(context.threads, values_in_memory(in, context), element_wise_piece,
               [&](Index first, Index count) {
                 const auto rule = rule_;
                 const T *x = in.data + first, *y = out.data + first, *g = grad_out.data + first;
                 T* result = grad_in.data + first;
                 for (Index i = 0; i < count; ++i) result[i] = g[i] * rule.slope(x[i], y[i]);
               });
  }

 private:
  typename C::template Rule<T> rule_;
};

/// What the configs of element-wise layers share: `struct ReLUConfig : ElementWiseConfig<ReLUConfig>`.
/// Any shape of sample passes through.
template <class C, OutputRange range = OutputRange::any>
struct ElementWiseConfig : LayerFactory::BuildOf<C, LayerConfig> {
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& /*sink*/) const override { return input; }
  OutputRange output_range(OutputRange /*input*/) const override { return range; }
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const {
    return std::make_unique<ElementWise<T, C>>(static_cast<const C&>(*this), input, max_batch);
  }
};

}  // namespace runner
