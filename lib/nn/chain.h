#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/layer.h"
#include "tensor/buffer.h"
#include "tensor/matrix.h"

namespace runner {

struct BranchSummary;

/// What one layer does to the shape of a sample.
struct LayerSummary {
  std::string type;
  Shape output;
  Index parameters = 0;  ///< with those of the layers inside
  Index normalized_together = 0;
  LayerCost cost;  ///< without that of the layers inside
  std::vector<BranchSummary> inside;
};

/// What a chain of layers gives for a shape of input, worked out without building it.
struct NetworkSummary {
  std::vector<LayerSummary> layers;
  Shape output;
  OutputRange output_range = OutputRange::any;
  Index parameters = 0;
};

/// The same of one of a layer's branches.
struct BranchSummary {
  std::string prefix;
  NetworkSummary network;
};

/// Walks the shapes, and what is known of the values, through the layers; nothing after an error in
/// `diagnostics`, at the place of the layer or of its parameter.
std::optional<NetworkSummary> summarize(const LayerComponents& layers, const Shape& input,
                                        Diagnostics& diagnostics, OutputRange input_range = OutputRange::any);

/// The same for layers that stand in `parameter` of another layer, which is told what is wrong.
std::optional<NetworkSummary> summarize(const LayerComponents& layers, const Shape& input,
                                        const std::string& parameter, ErrorSink& sink);

/// Whether a layer, or one inside of another, normalises mini-batches.
bool normalizes_batches(const NetworkSummary& network);

/// Layers one after the other, with the buffers between them for `max_batch` rows; a network is one, and so
/// is each branch of a layer that has layers in it. Without a layer it passes everything on. Parameters are
/// named as in torch.nn.Sequential: "2.weight".
template <class T>
class Chain {
 public:
  /// `layers` must have passed `summarize` for this input.
  Chain(const LayerComponents& layers, const Shape& input, Index max_batch);

  /// The tensors of all layers, in their order, as they lie in the memory given to `attach`.
  const ParameterLayout& parameters() const { return layout_; }
  /// As in `Layer`, for all of them in order. `parameters` and `gradients` have as many values as the layout
  /// and must stay where they are.
  void attach(T* parameters, T* gradients);
  void initialize(Generator& generator);
  void apply_user_init(Generator& generator);
  /// A seed for every layer, drawn in order, also for those that draw nothing: a layer's masks depend on its
  /// place alone.
  void seed(std::uint64_t seed);
  /// What layers remember, named by their number: "3.running_mean".
  std::vector<StateView> state();
  void use_bfloat16();

  bool empty() const { return stages_.empty(); }
  /// Values of a sample after the last layer.
  Index output_size() const { return stages_.empty() ? input_size_ : stages_.back().width; }

  /// in: n × input size, n ≤ max_batch. The result stays valid until the next call.
  Matrix<const T> forward(Matrix<const T> in, const ForwardContext& context);

  /// The buffer for the loss's gradient by the output: n × output size. Only where there is a layer.
  Matrix<T> output_gradient(Index rows);

  /// Backpropagates `output_gradient`, after `forward` with the same input; overwrites the gradients of the
  /// parameters, and of the input unless grad_in.data is null. Only where there is a layer.
  void backward(Matrix<const T> in, Matrix<T> grad_in, const ForwardContext& context);

 private:
  struct Stage {
    std::unique_ptr<Layer<T>> layer;
    Index width = 0;                 // of the output
    Index first_parameter = 0;       // offset into the chain's parameters
    bool forward_is_fused = false;   // an epilogue that the layer before it does,
    bool backward_is_fused = false;  // and whose backward pass the layer behind it does
    Buffer<T> output, gradient;      // of the output, max_batch × width; empty before a fused epilogue
  };
  void fuse_epilogues(const LayerComponents& layers);
  /// The stage that holds what stage i gives: itself, or the epilogue that it does.
  std::size_t end_of(std::size_t i) const {
    return i + 1 < stages_.size() && stages_[i + 1].forward_is_fused ? i + 1 : i;
  }

  Index input_size_;
  std::vector<Stage> stages_;
  std::size_t first_trained_ = 0;  // no layer before it has parameters
  ParameterLayout layout_;
};

}  // namespace runner
