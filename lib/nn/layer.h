#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/state.h"
#include "spec/component.h"
#include "spec/error_sink.h"
#include "tensor/factory.h"
#include "tensor/fit.h"
#include "tensor/gemm.h"
#include "tensor/matrix.h"
#include "tensor/parameter_updates.h"

namespace runner {

/// By how much the loss of a batch grows with what a layer adds to it for one of its samples
/// (`Layer::add_loss`).
struct LossShares {
  double of_every = 0;              ///< 1 where samples are summed up, else 1 / (their number or weights)
  const double* of_each = nullptr;  ///< and times this: the sample's weight; null: they have none

  double of(Index sample) const { return of_each ? of_every * of_each[sample] : of_every; }
};

/// What a pass through the network is for.
struct ForwardContext {
  bool training = true;  ///< false: evaluation, where Dropout passes everything on
  int threads = 1;
  /// Above 0: running statistics are taken anew, and this is the number of the batch among those over which
  /// they become the mean.
  std::int64_t statistics_batch = 0;
  /// The parameters are those of the pass before: what was worked out from them alone still holds.
  bool same_parameters = false;
  /// How many samples lie side by side in what the layer is given and gives (tensor/lanes.h): 1, or 8 or 16
  /// for layers that take lanes. Matrices keep their number of samples; padding lies behind them in memory.
  Index lanes = 1;
  /// The run's draws, for what is drawn while training (masks): in the order of torch's, sample by sample.
  /// Null where nothing may be drawn.
  Generator* generator = nullptr;
  LossShares loss_shares = {};  ///< for `backward`
  /// Unless null, the samples are the rows of `in` that have these numbers. Only for a layer that `gathers`.
  const std::int64_t* order = nullptr;
};

/// How the samples lie that a layer takes and gives (tensor/lanes.h).
enum class Packing {
  rows,   ///< row by row: `ForwardContext::lanes` is 1
  lanes,  ///< side by side: it is 8 or 16
  either  ///< as they come
};

/// What can be done to each value of a layer's output while it is at hand, in the place of a pass over memory
/// by the layer behind it.
enum class Epilogue {
  none,
  relu  ///< max(x, 0); NaN passes on
};

/// One layer, built for a fixed shape of sample and a largest batch. It allocates when built, never in a
/// pass.
template <class T>
class Layer {
 public:
  virtual ~Layer() = default;

  /// The tensors of this layer in order, named without the layer's number: "weight", "bias". Offsets count
  /// from the layer's first value.
  virtual ParameterLayout parameters() const { return {}; }

  /// Tells where the layer's parameters and their gradients lie. Called once, before anything else.
  virtual void attach(T* /*parameters*/, T* /*gradients*/) {}

  /// Draws the default initialisation as the torch.nn module does when it is constructed.
  virtual void initialize(Generator& /*generator*/) {}

  /// Then, in layer order, what the user asks for: weight before bias.
  virtual void apply_user_init(Generator& /*generator*/) {}

  /// What training changes beside the parameters: running statistics.
  virtual std::vector<StateView> state() { return {}; }

  /// From now on products take operands rounded to bfloat16. Only in float32, where `why_no_bfloat16` is
  /// empty.
  virtual void use_bfloat16() {}

  /// From now on `forward` also does what the layer behind this one does, which is `epilogue`; `backward`
  /// still gets the gradient by what there was before that. False where the layer can't, and then nothing
  /// changes.
  virtual bool fuse_epilogue(Epilogue /*epilogue*/) { return false; }
  /// From now on `backward` also does that of the layer before this one, which is `epilogue`: grad_in is the
  /// gradient by what that one was given, for which `in`, its output, is enough. False where the layer can't.
  virtual bool fuse_epilogue_gradient(Epilogue /*epilogue*/) { return false; }

  /// Whether it takes batches of up to so many samples from where they lie in a larger matrix
  /// (`ForwardContext::order`).
  virtual bool gathers(Index /*samples*/) const { return false; }

  /// in: n × size_of(input shape); out: n × size_of(output shape). In lanes, what pads the last block may be
  /// any number, and none of it may come into a sum over samples.
  virtual void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) = 0;

  /// Given what forward saw and gave and the loss's gradient by `out`, writes the gradients of the parameters
  /// (overwriting) and of the input; for a layer with parameters grad_in.data is null where nobody needs the
  /// latter.
  virtual void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                        const ForwardContext& context) = 0;

  /// How many of its parameters, the first ones, `backward_and_update` changes.
  virtual Index updated_values() const { return 0; }
  /// As `backward`, but what `updated_values` says is changed by its gradient, which is written nowhere.
  virtual void backward_and_update(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out,
                                   Matrix<T> grad_in, const ForwardContext& context,
                                   ParameterUpdates<T>& /*updates*/) {
    backward(in, out, grad_out, grad_in, context);
  }

  /// Adds to each sample's number what the layer itself adds to the sample's loss (a penalty), by the last
  /// forward pass, which had as many samples. `backward` then also has its gradient, in the context's
  /// `loss_shares`.
  virtual void add_loss(std::span<double> /*of_samples*/) const {}
};

/// What a layer's forward pass takes for one sample. From it come the operations that `runner check` shows
/// and the number of threads that a step is worth; backward is counted as twice as much.
struct LayerCost {
  Index multiply_adds = 0;  ///< of a parameter and a value, each a product and a sum
  Index mapped_values = 0;  ///< of the output, made one by one in a pass over memory
  /// The matrix product that is made, with as many rows as one sample has in it: 1 for Linear, the positions
  /// of a convolution. Without one the depth is 0. Backward has two more of its size.
  ProductSize product = {};
};

struct LayerConfig;
using LayerComponents = std::vector<Component<LayerConfig>>;

/// Layers that stand inside of another one.
struct LayerBranch {
  std::string parameter;  ///< of the outer layer, where they are written: "branches.0"
  std::string prefix;     ///< stands before the names of their parameters and state: "0.", or nothing
  const LayerComponents* layers;
};

/// `make<T>(input, max_batch)`: a layer for samples of the shape `input`, at most `max_batch` of them at
/// once.
using LayerFactory = Factory<Layer, const Shape&, Index>;

/// A layer's hyper-parameters; also the layer's factory.
struct LayerConfig : LayerFactory {
  static constexpr std::string_view kind = "layer";
  static constexpr std::string_view plural = "layers";

  /// The shape of a sample after this layer; after an error, nothing where it can't be told.
  virtual std::optional<Shape> output_shape(const Shape& input, ErrorSink& /*sink*/) const { return input; }

  /// The layers inside of it, branch by branch; all see the same input.
  virtual std::vector<LayerBranch> inside() const { return {}; }
  /// In the place of `output_shape` where there are some: `branches` are the shapes that they give.
  virtual std::optional<Shape> joined_shape(const Shape& /*input*/, const std::vector<Shape>& /*branches*/,
                                            ErrorSink& /*sink*/) const {
    return std::nullopt;
  }

  /// The number of trainable values for a valid input shape, without those of layers inside. Known before
  /// anything is built, so that a network that is too large is refused and not allocated.
  virtual Index parameter_count(const Shape& /*input*/) const { return 0; }

  /// The cost for a valid input shape and the output shape that goes with it, without that of layers inside.
  /// By default every value is mapped by itself, and every parameter is used once for each value beyond the
  /// first dimension, as a weight per feature is. A layer that makes a product says so itself.
  virtual LayerCost cost(const Shape& input, const Shape& output) const {
    const Index positions = output.empty() ? 1 : size_of(output) / output[0];
    return {.multiply_adds = parameter_count(input) * positions, .mapped_values = size_of(output)};
  }

  /// What is known of the outputs, given what is known of the inputs; losses warn or refuse by it.
  virtual OutputRange output_range(OutputRange input) const = 0;

  /// How samples lie for the layer; a layer with others inside takes lanes where one of those does.
  virtual Packing packing(const Shape& /*input*/) const { return Packing::rows; }

  /// Whether the layer itself, or one inside of it, adds something to the loss of a sample.
  virtual bool adds_loss() const;

  /// Whether what a sample becomes in evaluation depends on the others of its batch, in the layer itself or
  /// in one inside of it.
  virtual bool mixes_samples() const;

  /// Whether it changes neither values nor their order, but at most what their shape is called: then no layer
  /// is made of it where another one is.
  virtual bool passes_on() const { return false; }

  /// The epilogue that this layer is, so that the layers beside it may do its work; `none` for most.
  virtual Epilogue as_epilogue() const { return Epilogue::none; }

  /// How many values of a sample get one mean and variance, together with those of the other samples of a
  /// mini-batch; 0 where mini-batches are not normalised.
  virtual Index normalized_together(const Shape& /*input*/) const { return 0; }
};

/// Ties a config to its layer: `struct ReLUConfig : LayerConfigOf<ReLUConfig, ReLU>`, where
/// `ReLU<T>` is built from (const ReLUConfig&, const Shape& input, Index max_batch).
template <class C, template <class> class L>
struct LayerConfigOf : LayerFactory::BuildOf<C, LayerConfig> {
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const {
    return std::make_unique<L<T>>(static_cast<const C&>(*this), input, max_batch);
  }
};

}  // namespace runner
