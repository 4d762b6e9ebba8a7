#pragma once

#include "optim/optimizer.h"
#include "tensor/buffer.h"

namespace runner {

/// A rule for each parameter group and one for the rest, each over the flat vector of its own tensors. Where
/// those do not lie side by side they are brought together before the rule's step and put back after it.
template <class T>
class Grouped final : public Optimizer<T> {
 public:
  /// Builds a rule for every group that is not frozen and has tensors; `layout` has been checked
  /// (`check_parameters`).
  Grouped(const OptimizerConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  bool uses_averaged_weights() const override;
  void evaluation_point(std::span<const T> parameters, std::span<T> point) const override;
  std::vector<StateView> state() override;

 private:
  struct Chunk {
    std::size_t first, size;
  };
  struct Group {
    std::unique_ptr<Optimizer<T>> rule;
    std::string name;  // in a checkpoint
    std::size_t rate;  // which of the learning rates
    double configured_lr;
    std::vector<Chunk> chunks;
    // Of the group's tensors; empty where they are one chunk.
    mutable Buffer<T> parameters, gradients, point;
  };
  void add(const OptimizerConfig& config, bool itself, const ParameterLayout& tensors, std::string name,
           std::size_t rate);
  static void gather(std::span<const T> all, const Group& group, std::span<T> out);
  static void scatter(std::span<const T> from, const Group& group, std::span<T> all);

  std::vector<Group> groups_;
};

}  // namespace runner
