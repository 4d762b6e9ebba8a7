#include "nn/chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "spec/component_error_sink.h"
#include "spec/nested_error_sink.h"

// What can be known of layers before they are built (shapes, parameters, costs) is a walk over their configs
// that reports mistakes where they stand in the file; what is built afterwards relies on it and checks
// nothing. Buffers lie between layers, one for values and one for gradients, for the largest batch: a pass
// allocates nothing.

namespace runner {
namespace {

/// 8 GiB of float32, and as much again for the gradients.
constexpr Index most_parameters = Index{1} << 31U;
/// Of a sample between two layers.
constexpr Index most_values = Index{1} << 31U;

/// The layers inside of another one; nothing after an error.
std::optional<std::vector<BranchSummary>> look_inside(const LayerConfig& layer, const Shape& input,
                                                      ErrorSink& sink) {
  std::vector<BranchSummary> found;
  const std::vector<LayerBranch> branches = layer.inside();
  for (const LayerBranch& branch : branches) {
    auto inner = summarize(*branch.layers, input, branch.parameter, sink);
    if (inner) found.push_back({branch.prefix, std::move(*inner)});
  }
  if (found.size() < branches.size()) return std::nullopt;
  return found;
}

/// One layer, without its parameters; nothing where its output can't be told.
std::optional<LayerSummary> look_at(const Component<LayerConfig>& layer, const Shape& input,
                                    ErrorSink& sink) {
  auto inside = look_inside(*layer.config, input, sink);
  if (!inside) return std::nullopt;
  std::vector<Shape> shapes;
  for (const BranchSummary& branch : *inside) shapes.push_back(branch.network.output);
  const auto output =
      inside->empty() ? layer->output_shape(input, sink) : layer->joined_shape(input, shapes, sink);
  if (!output) return std::nullopt;
  return LayerSummary{.type = layer.type, .output = *output, .cost = {}, .inside = std::move(*inside)};
}

/// What can be said of a layer that fits its input.
void count(const LayerConfig& layer, const Shape& input, LayerSummary& summary) {
  summary.parameters = layer.parameter_count(input);
  for (const BranchSummary& branch : summary.inside)
    summary.parameters = sum_of_sizes({summary.parameters, branch.network.parameters});
  summary.normalized_together = layer.normalized_together(input);
  summary.cost = layer.cost(input, summary.output);
}

/// `sink_of(i)` is told what there is to say about layer i.
template <class SinkOf>
std::optional<NetworkSummary> walk(const LayerComponents& layers, NetworkSummary summary,
                                   const SinkOf& sink_of) {
  bool good = true;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    auto sink = sink_of(i);
    auto layer = look_at(layers[i], summary.output, sink);
    good = good && !sink.has_errors();
    if (!layer) return std::nullopt;
    if (const Index values = size_of(layer->output); values > most_values) {
      sink.error("", fmt::format("this layer gives {} values per sample; at most {} are possible", values,
                                 most_values));
      return std::nullopt;
    }
    if (good) count(*layers[i].config, summary.output, *layer);
    summary.parameters = sum_of_sizes({summary.parameters, layer->parameters});
    if (summary.parameters > most_parameters) {
      sink.error("", fmt::format("the network has {} parameters up to here; at most {} are possible",
                                 summary.parameters, most_parameters));
      return std::nullopt;
    }
    summary.output = layer->output;
    summary.output_range = layers[i]->output_range(summary.output_range);
    summary.layers.push_back(std::move(*layer));
  }
  if (!good) return std::nullopt;
  return summary;
}

}  // namespace

std::optional<NetworkSummary> summarize(const LayerComponents& layers, const Shape& input,
                                        Diagnostics& diagnostics, OutputRange input_range) {
  return walk(layers, {.layers = {}, .output = input, .output_range = input_range, .parameters = 0},
              [&](std::size_t i) { return ComponentErrorSink(layers[i], diagnostics); });
}

std::optional<NetworkSummary> summarize(const LayerComponents& layers, const Shape& input,
                                        const std::string& parameter, ErrorSink& sink) {
  return walk(layers, {.layers = {}, .output = input, .output_range = OutputRange::any, .parameters = 0},
              [&](std::size_t i) { return NestedErrorSink(fmt::format("{}.{}", parameter, i), sink); });
}

bool normalizes_batches(const NetworkSummary& network) {
  return std::ranges::any_of(network.layers, [](const LayerSummary& layer) {
    return layer.normalized_together > 0 ||
           std::ranges::any_of(
               layer.inside, [](const BranchSummary& branch) { return normalizes_batches(branch.network); });
  });
}

template <class T>
Chain<T>::Chain(const LayerComponents& layers, const Shape& input, Index max_batch)
    : input_size_(size_of(input)), first_trained_(layers.size()) {
  Diagnostics unheard;  // all of it has been reported
  const NetworkSummary summary = summarize(layers, input, unheard).value();
  const Shape* shape = &input;
  Index parameters = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Shape& output = summary.layers[i].output;
    Stage stage;
    stage.layer = layers[i]->template make<T>(*shape, max_batch);
    stage.width = size_of(output);
    stage.first_parameter = parameters;
    for (ParameterView view : stage.layer->parameters()) {
      first_trained_ = std::min(first_trained_, i);
      view.name = fmt::format("{}.{}", i, view.name);
      view.offset += stage.first_parameter;
      parameters += view.size;
      layout_.push_back(std::move(view));
    }
    shape = &output;
    stages_.push_back(std::move(stage));
  }
  fuse_epilogues(layers);
  for (std::size_t i = 0; i < stages_.size(); i = end_of(i) + 1) {
    Stage& end = stages_[end_of(i)];
    end.output = Buffer<T>(product_of_sizes({max_batch, end.width}));
    end.gradient = Buffer<T>(product_of_sizes({max_batch, end.width}));
  }
}

/// A product that also does the ReLU behind it spares a pass over memory, and one that also does the backward
/// pass of the ReLU before it spares another. The latter needs nothing but the output, and only where the
/// former holds is that ReLU's input not kept.
template <class T>
void Chain<T>::fuse_epilogues(const LayerComponents& layers) {
  for (std::size_t i = 1; i < stages_.size(); ++i) {
    const Epilogue epilogue = layers[i]->as_epilogue();
    if (epilogue == Epilogue::none || stages_[i - 1].forward_is_fused) continue;
    Stage& stage = stages_[i];
    stage.forward_is_fused = stages_[i - 1].layer->fuse_epilogue(epilogue);
    if (stage.forward_is_fused && i + 1 < stages_.size())
      stage.backward_is_fused = stages_[i + 1].layer->fuse_epilogue_gradient(epilogue);
  }
}

template <class T>
void Chain<T>::attach(T* parameters, T* gradients) {
  for (Stage& stage : stages_)
    stage.layer->attach(parameters + stage.first_parameter, gradients + stage.first_parameter);
}

template <class T>
void Chain<T>::initialize(Generator& generator) {
  for (Stage& stage : stages_) stage.layer->initialize(generator);
}

template <class T>
void Chain<T>::apply_user_init(Generator& generator) {
  for (Stage& stage : stages_) stage.layer->apply_user_init(generator);
}

template <class T>
void Chain<T>::seed(std::uint64_t seed) {
  Generator seeds(seed);
  for (Stage& stage : stages_) stage.layer->seed(seeds.random64());
}

template <class T>
std::vector<StateView> Chain<T>::state() {
  std::vector<StateView> views;
  for (std::size_t i = 0; i < stages_.size(); ++i)
    add_state(views, fmt::format("{}.", i), stages_[i].layer->state());
  return views;
}

template <class T>
void Chain<T>::use_bfloat16() {
  for (Stage& stage : stages_) stage.layer->use_bfloat16();
}

template <class T>
Matrix<const T> Chain<T>::forward(Matrix<const T> in, const ForwardContext& context) {
  for (std::size_t i = 0; i < stages_.size(); i = end_of(i) + 1) {
    Stage& end = stages_[end_of(i)];
    const Matrix<T> out{end.output.data(), in.rows, end.width};
    stages_[i].layer->forward(in, out, context);
    in = out;
  }
  return in;
}

template <class T>
Matrix<T> Chain<T>::output_gradient(Index rows) {
  return {stages_.back().gradient.data(), rows, stages_.back().width};
}

template <class T>
void Chain<T>::backward(Matrix<const T> in, Matrix<T> grad_in, const ForwardContext& context) {
  const std::size_t last_wanted = grad_in.data ? 0 : first_trained_;
  for (std::size_t i = stages_.size(); i-- > last_wanted;) {
    Stage& end = stages_[i];
    const Matrix<T> out{end.output.data(), in.rows, end.width};
    const Matrix<T> grad_out{end.gradient.data(), in.rows, end.width};
    if (end.forward_is_fused) {
      if (!end.backward_is_fused) end.layer->backward(out, out, grad_out, grad_out, context);
      --i;
    }
    Stage* before = i == 0 ? nullptr : &stages_[i - 1];
    const Matrix<const T> seen = before ? Matrix<const T>{before->output.data(), in.rows, before->width} : in;
    Matrix<T> gradient = grad_in;
    if (before) gradient = {i > last_wanted ? before->gradient.data() : nullptr, seen.rows, seen.cols};
    stages_[i].layer->backward(seen, out, grad_out, gradient, context);
  }
}

template class Chain<float>;
template class Chain<double>;

}  // namespace runner
