#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nn/layer.h"
#include "spec/registry.h"
#include "tensor/buffer.h"
#include "tensor/matrix.h"

namespace runner {

using LayerRecipes = std::vector<Recipe<LayerConfig>>;

/// What one layer does to the shape of a sample.
struct LayerSummary {
  std::string type;
  Shape output;
  Index parameters = 0;
};

/// What a network gives for a shape of input, worked out without building it.
struct NetworkSummary {
  std::vector<LayerSummary> layers;
  Shape output;
  OutputRange output_range = OutputRange::any;
  Index parameters = 0;
};

/// Walks the shapes, and what is known of the values, through the layers; nothing after an error in
/// `diagnostics`, at the place of the layer or of its parameter.
std::optional<NetworkSummary> summarize(const LayerRecipes& layers, const Shape& input,
                                        Diagnostics& diagnostics, OutputRange input_range = OutputRange::any);

/// The tensors of a network that was summarised, as they will lie in its flat vectors, without allocating
/// those.
ParameterLayout parameter_layout(const LayerRecipes& layers, const Shape& input,
                                 const NetworkSummary& summary);

/// A chain of layers with all parameters in one flat vector and all gradients in another. Buffers for
/// `max_batch` rows are laid out once.
template <class T>
class Network {
 public:
  /// `layers` must have passed `summarize` for this input.
  Network(const LayerRecipes& layers, const Shape& input, Index max_batch);

  /// Default draws layer by layer, then the initialisers asked for; `seed` feeds the layers' own generators.
  void initialize(Generator& generator, std::uint64_t seed);

  std::span<T> parameters() { return parameters_.span(); }
  std::span<T> gradients() { return gradients_.span(); }
  const ParameterLayout& layout() const { return layout_; }
  /// What the layers remember beside the parameters: "3.running_mean".
  std::vector<StateView> state();
  Index output_size() const { return stages_.back().width; }

  /// in: n × input size, n ≤ max_batch. The result stays valid until the next call.
  Matrix<const T> forward(Matrix<const T> in, const Pass& pass);

  /// The buffer for the loss's gradient by the output: n × output size.
  Matrix<T> output_gradient(Index rows);

  /// Backpropagates `output_gradient`, after `forward` with the same input; overwrites `gradients()`.
  void backward(Matrix<const T> in, const Pass& pass);

 private:
  struct Stage {
    std::unique_ptr<Layer<T>> layer;
    Index width = 0;             // of the output
    Index first_parameter = 0;   // offset into the flat vectors
    Buffer<T> output, gradient;  // of the output, max_batch × width
  };
  void lay_out(Index max_batch);

  std::vector<Stage> stages_;
  std::size_t first_trained_ = 0;  // no layer before it has parameters, so gradients end here
  Buffer<T> parameters_, gradients_;
  ParameterLayout layout_;
};

}  // namespace runner
