#pragma once

#include <span>
#include <vector>

#include "nn/chain.h"

namespace runner {

/// The tensors of a network that was summarised, as they will lie in its flat vectors, without allocating
/// those.
ParameterLayout parameter_layout(const LayerComponents& layers, const Shape& input);

/// A chain of layers with all parameters in one flat vector and all gradients in another.
template <class T>
class Network {
 public:
  /// `layers` must have passed `summarize` for this input. Allocates all that passes of up to `max_batch`
  /// rows need. `rounds_to_bfloat16`: products do (docs/precision.md); only in float32.
  Network(const LayerComponents& layers, const Shape& input, Index max_batch,
          bool rounds_to_bfloat16 = false);

  /// Default draws layer by layer, then the initialisers asked for.
  void initialize(Generator& generator);

  /// All parameters, laid out as `layout` says; an optimizer may change them between passes.
  std::span<T> parameters() { return parameters_.span(); }
  /// The gradients of the last backward pass, as the parameters are laid out.
  std::span<T> gradients() { return gradients_.span(); }
  const ParameterLayout& layout() const { return chain_.parameters(); }
  /// Values of a sample that the network gives.
  Index output_size() const { return chain_.output_size(); }

  /// What the layers remember beside their parameters, named by layer: "3.running_mean".
  std::vector<StateView> state() { return chain_.state(); }

  /// As in `Chain`.
  bool gathers(Index samples) const { return chain_.gathers(samples); }
  std::vector<typename Chain<T>::Range> left_to_update() const { return chain_.left_to_update(); }

  /// in: n × input size, n ≤ max_batch; the context's `order` only where it `gathers`. The result stays valid
  /// until the next call.
  Matrix<const T> forward(Matrix<const T> in, const ForwardContext& context) {
    return chain_.forward(in, context);
  }

  /// The buffer for the loss's gradient by the output: n × output size.
  Matrix<T> output_gradient(Index rows) { return chain_.output_gradient(rows); }

  /// Adds to each sample's number what layers add to its loss beside the loss itself, by the last forward
  /// pass; its gradient is in `backward`, in the context's `loss_shares`.
  void add_loss(std::span<double> of_samples) const { chain_.add_loss(of_samples); }

  /// Backpropagates `output_gradient`, after `forward` with the same input and order; overwrites
  /// `gradients()`. With `updates` as in `Chain`.
  void backward(Matrix<const T> in, const ForwardContext& context, ParameterUpdates<T>* updates = nullptr) {
    chain_.backward(in, {}, context, updates);
  }

 private:
  Chain<T> chain_;
  Buffer<T> parameters_, gradients_;
};

}  // namespace runner
