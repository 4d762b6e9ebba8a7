#include "train/batches.h"

#include <algorithm>
#include <numeric>

namespace runner {

PassPlan plan_pass(Index samples, const TrainingConfig& config) {
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

Batches::Batches(Index samples, const TrainingConfig& config)
    : pass_(plan_pass(samples, config)), shuffle_(config.shuffle) {
  order_.resize(static_cast<std::size_t>(samples));
  std::iota(order_.begin(), order_.end(), 0);
  position_ = pass_.samples;
}

void Batches::begin_pass(Generator& generator) {
  position_ = 0;
  if (shuffle_ == Shuffle::none || (shuffle_ == Shuffle::once && order_seed_ != as_stored)) return;
  order_seed_ = static_cast<std::int64_t>(generator.data_loader_seed());
}

void Batches::put_in_order() {
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

std::span<const std::int64_t> Batches::of_this_pass(std::int64_t i) {
  return from(i * pass_.batch_size);
}

}  // namespace runner
