#include "train/batches.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/memory.h"
#include "tensor/lanes.h"

namespace runner {

namespace {

/// In a pass.
Index samples_drawn(Index samples, const TrainingConfig& config) {
  return config.sampler ? config.sampler_options().num_samples.value_or(samples) : samples;
}

}  // namespace

PassPlan plan_pass(Index samples, const TrainingConfig& config) {
  samples = samples_drawn(samples, config);
  const auto* asked = std::get_if<std::int64_t>(&config.batch_size);
  const Index size = asked ? std::min<Index>(static_cast<Index>(*asked), samples) : samples;
  const bool too_few = config.drop_last && asked && *asked > samples;
  const Index used = too_few ? 0 : config.drop_last ? samples - samples % size : samples;
  return {size, used, used == 0 ? 0 : (used + size - 1) / size};
}

Index evaluation_piece(Index batch_size) {
  constexpr Index least = 256;
  return std::max(batch_size, least);
}

Index rows_at_once(const LayerComponents& layers, const Shape& input, Index batch_size, Index evaluated) {
  constexpr Index part = 4 * most_lanes;
  Diagnostics unheard;  // all of it has been reported
  const bool takes_parts = takes_lanes(summarize(layers, input, unheard).value()) && !mixes_samples(layers);
  return std::max(batch_size, takes_parts ? std::min(part, evaluated) : evaluated);
}

Index samples_per_epoch(Index samples, const TrainingConfig& config) {
  const PassPlan pass = plan_pass(samples, config);
  if (!config.iterations_per_epoch) return pass.samples;
  return product_of_sizes({*config.iterations_per_epoch, config.accumulate_gradients, pass.batch_size});
}

std::vector<double> sampler_weights(const TrainingConfig& config, const TargetInfo& target) {
  const SamplerConfig options = config.sampler_options();
  if (const auto* named = std::get_if<NamedWeights>(&options.weights))
    return named_class_weights(*named, target);
  std::vector<double> weights;
  for (const Index rows : target.class_rows) weights.push_back(rows == 0 ? 0 : 1 / static_cast<double>(rows));
  return weights;
}

template <class T>
std::vector<double> sample_weights(const TrainingConfig& config, const TargetInfo& info,
                                   const Target<T>& target, Index rows) {
  if (!config.sampler) return {};
  const std::vector<double> of_classes = sampler_weights(config, info);
  std::vector<double> weights(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    // Of two classes as values the second is 1, the first 0 or -1.
    const Index index = target.classes ? target.classes[i] : Index{target.values.data[i] > 0};
    weights[i] = index < 0 ? 0 : of_classes[static_cast<std::size_t>(index)];  // a loss ignores those below 0
  }
  return weights;
}
template std::vector<double> sample_weights<float>(const TrainingConfig&, const TargetInfo&,
                                                   const Target<float>&, Index);
template std::vector<double> sample_weights<double>(const TrainingConfig&, const TargetInfo&,
                                                    const Target<double>&, Index);

Batches::Batches(Index samples, const TrainingConfig& config, std::vector<double> weights)
    : pass_(plan_pass(samples, config)), shuffle_(config.shuffle), cumulative_(std::move(weights)) {
  double sum = 0;
  for (double& value : cumulative_) value = sum += value;
  for (double& value : cumulative_) value /= sum;
  if (!cumulative_.empty()) cumulative_.back() = 1;
  order_.resize(static_cast<std::size_t>(samples_drawn(samples, config)));
  std::iota(order_.begin(), order_.end(), 0);
  position_ = pass_.samples;
}

void Batches::begin_pass(Generator& generator) {
  position_ = 0;
  if (shuffle_ == Shuffle::none || (shuffle_ == Shuffle::once && order_seed_ != as_stored)) return;
  if (cumulative_.empty()) {
    order_seed_ = static_cast<std::int64_t>(generator.data_loader_seed());
    return;
  }
  order_seed_ = generator.random_int64();  // the loader's base seed, which only its workers would use
  drawn_by_ = generator;
  draw(generator);
}

/// torch.multinomial with replacement.
void Batches::draw(Generator& generator) {
  for (std::int64_t& row : order_) {
    double u = 0;
    generator.uniform<double>({&u, 1}, 0, 1);
    row = std::lower_bound(cumulative_.begin(), cumulative_.end(), u) - cumulative_.begin();
  }
  ordered_by_ = order_seed_;
}

void Batches::put_in_order() {
  if (!cumulative_.empty()) {
    Generator again = drawn_by_;
    return draw(again);
  }
  Generator(static_cast<std::uint64_t>(order_seed_)).permutation(order_);
  ordered_by_ = order_seed_;
}

/// The rows of the batch that begins there.
std::span<const std::int64_t> Batches::from(std::int64_t position) {
  if (ordered_by_ != order_seed_) put_in_order();
  const Index count = std::min(pass_.batch_size, pass_.samples - position);
  return std::span(order_).subspan(static_cast<std::size_t>(position), static_cast<std::size_t>(count));
}

std::span<const std::int64_t> Batches::next(Generator& generator) {
  if (position_ >= pass_.samples) begin_pass(generator);
  const auto rows = from(position_);
  position_ += static_cast<std::int64_t>(rows.size());
  return rows;
}

std::vector<StateView> Batches::state() {
  std::vector<StateView> views = {StateView("position", position_).within(0, pass_.samples),
                                  {"order_seed", order_seed_}};
  if (!cumulative_.empty()) add_state(views, "sampler.", drawn_by_.state());
  return views;
}

std::span<const std::int64_t> Batches::of_this_pass(std::int64_t i) {
  return from(i * pass_.batch_size);
}

}  // namespace runner
