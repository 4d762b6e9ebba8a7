#pragma once

#include <optional>
#include <vector>

#include "nn/layer.h"
#include "tensor/buffer.h"

namespace runner {

/// Brings groups of channels of each sample to mean 0 and variance 1, then multiplies by a learned weight and
/// adds a learned bias of each channel where there are such. For samples in lanes.
template <class T>
class GroupedNorm : public Layer<T> {
 public:
  struct Options {
    Index groups;  ///< of so many channels each as there are channels divided by it
    double eps;
    bool affine;
    std::optional<double> momentum;  ///< where running means are kept; then a group is one channel
  };
  GroupedNorm(const Options& options, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;
  std::vector<StateView> state() override;

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  bool uses_sample(const ForwardContext& context) const { return context.training || !options_.momentum; }
  template <class Work>
  void for_groups(const ForwardContext& context, Index rows, const Work& work) const;
  template <Index L>
  void measure(Index at, const T* x);
  template <Index L>
  void take_running(Index at);
  template <Index L>
  void forward_group(Index at, const T* in, T* out, const ForwardContext& context);
  template <Index L>
  void backward_group(Index at, Index samples, const T* in, const T* grad_out, T* grad_in,
                      const ForwardContext& context);
  void remember(const ForwardContext& context, Index rows);
  void add_parameter_gradients(const ForwardContext& context, Index rows);
  T weight(Index channel) const { return weight_ ? weight_[channel] : T(1); }

  Options options_;
  Index channels_, positions_;  // of a sample; of a channel
  Index group_channels_;
  Buffer<T> mean_, inverse_;  // of each group of each sample
  Buffer<double> moments_;    // where they are remembered: mean and squared distances from it
  Buffer<double> gradients_;  // of weight and bias by each block and channel
  Buffer<T> running_mean_, running_var_;
  std::int64_t num_batches_tracked_ = 0;  // stays, as torch's does
  T *weight_ = nullptr, *weight_grad_ = nullptr, *bias_ = nullptr, *bias_grad_ = nullptr;  // or null
};

extern template class GroupedNorm<float>;
extern template class GroupedNorm<double>;

}  // namespace runner
