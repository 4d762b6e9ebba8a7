#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
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
  Packing packing = Packing::rows;
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

/// Whether a layer, or one inside of another, wants samples side by side.
bool takes_lanes(const NetworkSummary& network);

/// Whether a layer, or one inside of another, normalises mini-batches.
bool normalizes_batches(const NetworkSummary& network);

/// Whether a layer, or one inside of another, adds something to the loss of a sample (`Layer::add_loss`).
bool adds_loss(const LayerComponents& layers);

/// Whether one of the layers `mixes_samples`.
bool mixes_samples(const LayerComponents& layers);

/// Layers one after the other, with the buffers between them for `max_batch` rows; a network is one, and so
/// is each branch of a layer that has layers in it. Without a layer it passes everything on. Parameters are
/// named as in torch.nn.Sequential: "2.weight".
template <class T>
class Chain {
 public:
  /// `layers` must have passed `summarize` for this input. `packing`: how samples lie that it takes and
  /// gives, rows or lanes.
  Chain(const LayerComponents& layers, const Shape& input, Index max_batch, Packing packing = Packing::rows);

  /// The tensors of all layers, in their order, as they lie in the memory given to `attach`.
  const ParameterLayout& parameters() const { return layout_; }
  /// As in `Layer`, for all of them in order. `parameters` and `gradients` have as many values as the layout
  /// and must stay where they are.
  void attach(T* parameters, T* gradients);
  void initialize(Generator& generator);
  void apply_user_init(Generator& generator);
  /// What layers remember, named by their number: "3.running_mean".
  std::vector<StateView> state();
  void use_bfloat16();

  /// Whether it gives what it is given.
  bool empty() const { return steps_.empty(); }
  /// Values of a sample after the last layer.
  Index output_size() const { return output_size_; }

  /// As in `Layer`, of the first: what it does first of all is to turn rows over or to multiply them.
  bool gathers(Index samples) const;
  /// Parameters that `backward` leaves as they are where it is given updates.
  struct Range {
    Index first, count;
  };
  std::vector<Range> left_to_update() const;

  /// in: n × input size, n ≤ max_batch; the context's `order` only where it `gathers`. The result stays valid
  /// until the next call.
  Matrix<const T> forward(Matrix<const T> in, const ForwardContext& context);

  /// The buffer for the loss's gradient by the output: n × output size. Only where it is not empty.
  Matrix<T> output_gradient(Index rows);

  /// Backpropagates `output_gradient`, after `forward` with the same input and order; overwrites the
  /// gradients of the parameters, and of the input unless grad_in.data is null. With `updates` all parameters
  /// but those that are `left_to_update` are changed, and their gradients are not kept. Only where it is not
  /// empty.
  void backward(Matrix<const T> in, Matrix<T> grad_in, const ForwardContext& context,
                ParameterUpdates<T>* updates = nullptr);

  /// As in `Layer`, for all of them.
  void add_loss(std::span<double> of_samples) const;

 private:
  /// A layer, with what is made by it or in its place.
  struct Step {
    std::size_t layer = 0;
    std::optional<std::size_t> epilogue;  // a layer whose forward pass it does,
    bool epilogue_is_undone = false;      // and whose backward pass the next step does
    bool lanes = false;                   // how its samples lie
    bool turns_over = false;              // they lie otherwise before it
    Index in_width = 0, width = 0;
    Buffer<T> in;      // where it turns over: what it was given, as it takes it
    Buffer<T> output;  // max_batch × width
  };
  void plan_steps(const LayerComponents& layers, const NetworkSummary& summary);
  void make_buffers(Index max_batch);
  /// For the layers of a step.
  ForwardContext context_of(const Step& step, Index rows, const ForwardContext& context) const;
  Index lanes_of(Index rows, const ForwardContext& context) const;
  /// By the output of step i, until that of the step before is there.
  T* gradient_of(std::size_t i) { return gradients_[i % 2].data(); }
  void turn_over(Matrix<const T> from, Matrix<T> to, bool into_lanes, const ForwardContext& context,
                 const std::int64_t* order = nullptr) const;

  bool is_in_lanes_;  // what it takes and gives
  Index input_size_, output_size_;
  std::vector<std::unique_ptr<Layer<T>>> layers_;
  std::vector<Index> first_parameter_;  // of each layer: offset into the chain's parameters
  std::vector<Step> steps_;
  std::size_t first_trained_ = 0;       // of the steps: none before it has parameters
  std::array<Buffer<T>, 2> gradients_;  // of a step and the one before it, by turns
  Buffer<T> in_gradient_;               // of a step that turns over, as it gives it
  Buffer<T> result_, result_gradient_;  // where the last step gives its samples otherwise than the chain
  ParameterLayout layout_;
};

}  // namespace runner
