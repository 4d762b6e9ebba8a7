#include "nn/network.h"

#include <fmt/format.h>

#include <cassert>

#include "spec/recipe_complaints.h"

namespace runner {
namespace {

/// 8 GiB of float32, and as much again for the gradients.
constexpr Index most_parameters = Index{1} << 31U;

/// The run's own draws follow from its seed alone; the layers' seeds come from a sequence apart.
constexpr std::uint64_t layer_sequence = 0x9E3779B9U;

/// Appends the tensors of layer `index`; returns where they begin.
template <class T>
Index append(ParameterLayout& layout, std::size_t index, const Layer<T>& layer) {
  const Index first = total_size(layout);
  for (ParameterView view : layer.parameters()) {
    view.name = fmt::format("{}.{}", index, view.name);
    view.offset += first;
    layout.push_back(std::move(view));
  }
  return first;
}

}  // namespace

std::optional<NetworkSummary> summarize(const LayerRecipes& layers, const Shape& input,
                                        Diagnostics& diagnostics, OutputRange input_range) {
  NetworkSummary summary;
  summary.output_range = input_range;
  summary.output = input;
  bool good = true;
  for (const Recipe<LayerConfig>& layer : layers) {
    RecipeComplaints complaints(layer, diagnostics);
    const std::optional<Shape> output = layer->output_shape(summary.output, complaints);
    good = good && !complaints.has_errors();
    if (!output) return std::nullopt;
    const Index parameters = good ? layer->parameter_count(summary.output) : 0;
    summary.parameters += parameters;
    if (summary.parameters > most_parameters) {
      complaints.error("", fmt::format("the network has {} parameters up to here; at most {} are possible",
                                       summary.parameters, most_parameters));
      return std::nullopt;
    }
    summary.output = *output;
    summary.output_range = layer->output_range(summary.output_range);
    summary.layers.push_back({layer.type, *output, parameters});
  }
  if (!good) return std::nullopt;
  return summary;
}

ParameterLayout parameter_layout(const LayerRecipes& layers, const Shape& input,
                                 const NetworkSummary& summary) {
  ParameterLayout layout;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Shape& shape = i == 0 ? input : summary.layers[i - 1].output;
    append(layout, i, *layers[i]->make<float>(shape, 1));
  }
  return layout;
}

template <class T>
Network<T>::Network(const LayerRecipes& layers, const Shape& input, Index max_batch) {
  assert(!layers.empty());
  Diagnostics unheard;  // what there was to complain about has been said
  const std::optional<NetworkSummary> summary = summarize(layers, input, unheard);
  assert(summary);
  const Shape* shape = &input;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Shape& output = summary->layers[i].output;
    Stage stage;
    stage.layer = layers[i]->template make<T>(*shape, max_batch);
    stage.width = size_of(output);
    stage.first_parameter = append(layout_, i, *stage.layer);
    shape = &output;
    stages_.push_back(std::move(stage));
  }
  parameters_ = Buffer<T>(total_size(layout_));
  gradients_ = Buffer<T>(total_size(layout_));
  lay_out(max_batch);
}

template <class T>
void Network<T>::lay_out(Index max_batch) {
  first_trained_ = stages_.size();
  for (std::size_t i = stages_.size(); i-- > 0;) {
    if (!stages_[i].layer->parameters().empty()) first_trained_ = i;
  }
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    Stage& stage = stages_[i];
    stage.layer->attach(parameters_.data() + stage.first_parameter,
                        gradients_.data() + stage.first_parameter);
    stage.output = Buffer<T>(max_batch * stage.width);
    const bool last = i + 1 == stages_.size();
    if (last || i >= first_trained_) stage.gradient = Buffer<T>(max_batch * stage.width);
  }
}

template <class T>
void Network<T>::initialize(Generator& generator, std::uint64_t seed) {
  for (Stage& stage : stages_) stage.layer->initialize(generator);
  for (Stage& stage : stages_) stage.layer->initialize_as_asked(generator);
  Generator seeds(seed ^ layer_sequence);
  for (Stage& stage : stages_) stage.layer->seed(seeds.random64());
}

template <class T>
std::vector<StateView> Network<T>::state() {
  std::vector<StateView> views;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    add_state(views, fmt::format("{}.", i), stages_[i].layer->state());
  }
  return views;
}

template <class T>
Matrix<const T> Network<T>::forward(Matrix<const T> in, const Pass& pass) {
  for (Stage& stage : stages_) {
    const Matrix<T> out{stage.output.data(), in.rows, stage.width};
    stage.layer->forward(in, out, pass);
    in = out;
  }
  return in;
}

template <class T>
Matrix<T> Network<T>::output_gradient(Index rows) {
  return {stages_.back().gradient.data(), rows, stages_.back().width};
}

template <class T>
void Network<T>::backward(Matrix<const T> in, const Pass& pass) {
  for (std::size_t i = stages_.size(); i-- > first_trained_;) {
    Stage& stage = stages_[i];
    Stage* before = i == 0 ? nullptr : &stages_[i - 1];
    const Matrix<const T> seen = before ? Matrix<const T>{before->output.data(), in.rows, before->width} : in;
    const Matrix<T> grad_in{i > first_trained_ ? before->gradient.data() : nullptr, seen.rows, seen.cols};
    stage.layer->backward(seen, {stage.output.data(), in.rows, stage.width},
                          {stage.gradient.data(), in.rows, stage.width}, grad_in, pass);
  }
}

template class Network<float>;
template class Network<double>;

}  // namespace runner
