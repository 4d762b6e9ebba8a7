#include "nn/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "base/memory.h"
#include "spec/component_error_sink.h"
#include "spec/nested_error_sink.h"
#include "tensor/lanes.h"

// What can be known of layers before they are built (shapes, parameters, costs) is a walk over their configs
// that reports mistakes where they stand in the file; what is built afterwards relies on it and checks
// nothing. Buffers for values lie between layers, and two take turns for gradients, for the largest batch: a
// pass allocates nothing. Where a layer takes its samples side by side and the one before it gives them row
// by row, or the other way round, they are turned over between the two, and their gradients on the way back.

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
  summary.packing = layer.packing(input);
  const auto wants_lanes = [](const BranchSummary& branch) { return takes_lanes(branch.network); };
  if (std::ranges::any_of(summary.inside, wants_lanes)) summary.packing = Packing::lanes;
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

bool takes_lanes(const NetworkSummary& network) {
  return std::ranges::any_of(network.layers,
                             [](const LayerSummary& layer) { return layer.packing == Packing::lanes; });
}

bool normalizes_batches(const NetworkSummary& network) {
  return std::ranges::any_of(network.layers, [](const LayerSummary& layer) {
    return layer.normalized_together > 0 ||
           std::ranges::any_of(
               layer.inside, [](const BranchSummary& branch) { return normalizes_batches(branch.network); });
  });
}

bool LayerConfig::adds_loss() const {
  return std::ranges::any_of(inside(),
                             [](const LayerBranch& branch) { return runner::adds_loss(*branch.layers); });
}

bool adds_loss(const LayerComponents& layers) {
  return std::ranges::any_of(layers, [](const auto& layer) { return layer->adds_loss(); });
}

bool LayerConfig::mixes_samples() const {
  return std::ranges::any_of(inside(),
                             [](const LayerBranch& branch) { return runner::mixes_samples(*branch.layers); });
}

bool mixes_samples(const LayerComponents& layers) {
  return std::ranges::any_of(layers, [](const auto& layer) { return layer->mixes_samples(); });
}

template <class T>
Chain<T>::Chain(const LayerComponents& layers, const Shape& input, Index max_batch, Packing packing)
    : is_in_lanes_(packing == Packing::lanes), input_size_(size_of(input)) {
  Diagnostics unheard;  // all of it has been reported
  const NetworkSummary summary = summarize(layers, input, unheard).value();
  output_size_ = size_of(summary.output);
  const Shape* shape = &input;
  Index parameters = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers_.push_back(layers[i]->template make<T>(*shape, max_batch));
    first_parameter_.push_back(parameters);
    for (ParameterView view : layers_.back()->parameters()) {
      view.name = fmt::format("{}.{}", i, view.name);
      view.offset += first_parameter_.back();
      parameters += view.size;
      layout_.push_back(std::move(view));
    }
    shape = &summary.layers[i].output;
  }
  plan_steps(layers, summary);
  make_buffers(max_batch);
}

/// A product that also does the ReLU behind it spares a pass over memory, and one that also does the backward
/// pass of the ReLU before it spares another. The latter needs nothing but the output, and only where the
/// former holds is that ReLU's input not kept. A layer that passes on what it gets is no step, unless there
/// is no other.
template <class T>
void Chain<T>::plan_steps(const LayerComponents& layers, const NetworkSummary& summary) {
  bool lanes = is_in_lanes_;
  Index width = input_size_;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerSummary& layer = summary.layers[i];
    const bool is_last_chance = i + 1 == layers.size() && steps_.empty();
    if (layers[i]->passes_on() && !is_last_chance) continue;
    Step* before = steps_.empty() ? nullptr : &steps_.back();
    const Epilogue epilogue = layers[i]->as_epilogue();
    if (before && epilogue != Epilogue::none && !before->epilogue &&
        layers_[before->layer]->fuse_epilogue(epilogue)) {
      before->epilogue = i;
      continue;
    }
    Step step;
    step.layer = i;
    step.lanes = layer.packing == Packing::either ? lanes : layer.packing == Packing::lanes;
    step.turns_over = step.lanes != lanes;
    step.in_width = width;
    step.width = size_of(layer.output);
    if (before && before->epilogue) {
      before->epilogue_is_undone =
          layers_[i]->fuse_epilogue_gradient(layers[*before->epilogue]->as_epilogue());
    }
    lanes = step.lanes;
    width = step.width;
    steps_.push_back(std::move(step));
  }
  while (first_trained_ < steps_.size() && layers_[steps_[first_trained_].layer]->parameters().empty())
    ++first_trained_;
}

template <class T>
void Chain<T>::make_buffers(Index max_batch) {
  const auto room = [&](bool lanes, Index width) {
    return product_of_sizes({lanes ? padded_rows(max_batch, most_lanes) : max_batch, width});
  };
  std::array<Index, 2> most = {};
  Index most_turned = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    Step& step = steps_[i];
    const Index output = room(step.lanes, step.width);
    step.output = Buffer<T>(output);
    most[i % 2] = std::max(most[i % 2], output);
    if (!step.turns_over) continue;
    const Index in = room(step.lanes, step.in_width);
    step.in = Buffer<T>(in);
    most_turned = std::max(most_turned, in);
  }
  for (std::size_t i = 0; i < most.size(); ++i) gradients_[i] = Buffer<T>(most[i]);
  in_gradient_ = Buffer<T>(most_turned);
  if (steps_.empty() || steps_.back().lanes == is_in_lanes_) return;
  result_ = Buffer<T>(room(is_in_lanes_, output_size_));
  result_gradient_ = Buffer<T>(room(is_in_lanes_, output_size_));
}

template <class T>
void Chain<T>::attach(T* parameters, T* gradients) {
  for (std::size_t i = 0; i < layers_.size(); ++i)
    layers_[i]->attach(parameters + first_parameter_[i], gradients + first_parameter_[i]);
}

template <class T>
void Chain<T>::initialize(Generator& generator) {
  for (const auto& layer : layers_) layer->initialize(generator);
}

template <class T>
void Chain<T>::apply_user_init(Generator& generator) {
  for (const auto& layer : layers_) layer->apply_user_init(generator);
}

template <class T>
std::vector<StateView> Chain<T>::state() {
  std::vector<StateView> views;
  for (std::size_t i = 0; i < layers_.size(); ++i)
    add_state(views, fmt::format("{}.", i), layers_[i]->state());
  return views;
}

template <class T>
void Chain<T>::use_bfloat16() {
  for (const auto& layer : layers_) layer->use_bfloat16();
}

template <class T>
Index Chain<T>::lanes_of(Index rows, const ForwardContext& context) const {
  return is_in_lanes_ ? context.lanes : lanes_for(rows);
}

/// Rows that lie anywhere are the business of the first step, unless they are turned over before it.
template <class T>
ForwardContext Chain<T>::context_of(const Step& step, Index rows, const ForwardContext& context) const {
  ForwardContext own = context;
  own.lanes = step.lanes ? lanes_of(rows, context) : 1;
  if (&step != &steps_.front() || step.turns_over) own.order = nullptr;
  return own;
}

template <class T>
void Chain<T>::turn_over(Matrix<const T> from, Matrix<T> to, bool into_lanes, const ForwardContext& context,
                         const std::int64_t* order) const {
  const Index lanes = lanes_of(from.rows, context);
  if (into_lanes) {
    to_lanes(from, to.data, lanes, context.threads, order);
  } else {
    from_lanes(from.data, to, lanes, context.threads);
  }
}

template <class T>
bool Chain<T>::gathers(Index samples) const {
  if (steps_.empty() || is_in_lanes_) return false;
  return steps_.front().turns_over || layers_[steps_.front().layer]->gathers(samples);
}

template <class T>
std::vector<typename Chain<T>::Range> Chain<T>::left_to_update() const {
  std::vector<Range> left;
  const Index all = total_size(layout_);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Index first = first_parameter_[i] + layers_[i]->updated_values();
    const Index end = i + 1 < layers_.size() ? first_parameter_[i + 1] : all;
    if (first == end) continue;
    if (!left.empty() && left.back().first + left.back().count == first) {
      left.back().count += end - first;
    } else {
      left.push_back({first, end - first});
    }
  }
  return left;
}

template <class T>
Matrix<const T> Chain<T>::forward(Matrix<const T> in, const ForwardContext& context) {
  const Index rows = in.rows;
  for (Step& step : steps_) {
    in.cols = step.in_width;
    if (step.turns_over) {
      const Matrix<T> turned{step.in.data(), rows, step.in_width};
      turn_over(in, turned, step.lanes, context, &step == &steps_.front() ? context.order : nullptr);
      in = turned;
    }
    const Matrix<T> out{step.output.data(), rows, step.width};
    layers_[step.layer]->forward(in, out, context_of(step, rows, context));
    in = out;
  }
  in.cols = output_size_;
  if (result_.size() > 0) {
    const Matrix<T> result{result_.data(), rows, output_size_};
    turn_over(in, result, is_in_lanes_, context);
    in = result;
  }
  return in;
}

template <class T>
Matrix<T> Chain<T>::output_gradient(Index rows) {
  return {result_.size() > 0 ? result_gradient_.data() : gradient_of(steps_.size() - 1), rows, output_size_};
}

template <class T>
void Chain<T>::backward(Matrix<const T> in, Matrix<T> grad_in, const ForwardContext& context,
                        ParameterUpdates<T>* updates) {
  const Index rows = in.rows;
  const std::size_t last_wanted = grad_in.data ? 0 : first_trained_;
  if (result_.size() > 0) {
    Step& last = steps_.back();
    turn_over({result_gradient_.data(), rows, output_size_},
              {gradient_of(steps_.size() - 1), rows, output_size_}, last.lanes, context);
  }
  for (std::size_t i = steps_.size(); i-- > last_wanted;) {
    Step& step = steps_[i];
    const ForwardContext own = context_of(step, rows, context);
    const Matrix<T> out{step.output.data(), rows, step.width};
    const Matrix<T> grad_out{gradient_of(i), rows, step.width};
    if (step.epilogue && !step.epilogue_is_undone)
      layers_[*step.epilogue]->backward(out, out, grad_out, grad_out, own);
    Matrix<const T> seen{i == 0 ? in.data : steps_[i - 1].output.data(), rows, step.in_width};
    Matrix<T> before{i == 0 ? grad_in.data : gradient_of(i - 1), rows, step.in_width};
    if (i == last_wanted && !(i == 0 && grad_in.data)) before.data = nullptr;
    Matrix<T> gradient = before;
    if (step.turns_over) {
      seen.data = step.in.data();
      if (before.data) gradient.data = in_gradient_.data();
    }
    Layer<T>& layer = *layers_[step.layer];
    if (updates != nullptr && layer.updated_values() > 0) {
      layer.backward_and_update(seen, out, grad_out, gradient, own, *updates);
    } else {
      layer.backward(seen, out, grad_out, gradient, own);
    }
    if (step.turns_over && before.data) turn_over(gradient, before, !step.lanes, context);
  }
}

template <class T>
void Chain<T>::add_loss(std::span<double> of_samples) const {
  for (const auto& layer : layers_) layer->add_loss(of_samples);
}

template class Chain<float>;
template class Chain<double>;

}  // namespace runner
