#include "train/batches.h"

#include <algorithm>
#include <numeric>

namespace runner {

namespace {

Index chosen_batch_size(Index samples, const TrainingConfig& config) {
  const auto* size = std::get_if<std::int64_t>(&config.batch_size);
  return size ? std::min<Index>(static_cast<Index>(*size), samples) : samples;
}

}  // namespace

Batches::Batches(Index samples, const TrainingConfig& config)
    : batch_size_(chosen_batch_size(samples, config)), shuffle_(config.shuffle) {
  const auto* asked = std::get_if<std::int64_t>(&config.batch_size);
  const bool too_few = config.drop_last && asked && *asked > samples;
  used_ = too_few ? 0 : config.drop_last ? samples - samples % batch_size_ : samples;
  per_pass_ = used_ == 0 ? 0 : (used_ + batch_size_ - 1) / batch_size_;
  order_.resize(static_cast<std::size_t>(samples));
  std::iota(order_.begin(), order_.end(), 0);
  position_ = used_;
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

std::span<const std::int64_t> Batches::next(Generator& generator) {
  if (position_ >= used_) begin_pass(generator);
  if (ordered_by_ != order_seed_) put_in_order();
  const Index count = std::min(batch_size_, used_ - position_);
  const auto rows =
      std::span(order_).subspan(static_cast<std::size_t>(position_), static_cast<std::size_t>(count));
  position_ += count;
  return rows;
}

}  // namespace runner
