#pragma once

#include <array>
#include <string_view>

#include "nn/branches.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Variational;

/// What stands for the latent values where nothing is trained.
enum class LatentEvaluation {
  mean,   ///< their mean
  sample  ///< a draw, which a sample has from itself
};
constexpr auto choice_names(LatentEvaluation) {
  return std::array<std::string_view, 2>{"mean", "sample"};
}

/// Two branches over the same input give mean and logarithm of the variance of normal latent values.
struct VariationalConfig : LayerConfigOf<VariationalConfig, Variational> {
  LayerComponents mean;
  LayerComponents log_variance;
  double kl_weight = 1;
  LatentEvaluation evaluation = LatentEvaluation::mean;

  static Spec<VariationalConfig> spec();
  std::optional<Shape> joined_shape(const Shape& input, const std::vector<Shape>& shapes,
                                    ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  std::vector<LayerBranch> inside() const override {
    return {{"mean", "mean.", &mean}, {"log_variance", "log_variance.", &log_variance}};
  }
  bool adds_loss() const override { return true; }
};

/// Draws by the run's generator while training, as torch.randn_like does for the whole batch. In an
/// evaluation that samples, a generator of its own begins anew for every sample by what the layer is given of
/// it: so a sample has the same draw alone and in any batch, whenever it is evaluated, and the draws of the
/// training stay as they are.
template <class T>
class Variational final : public Layer<T> {
 public:
  Variational(const VariationalConfig& config, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override { return branches_.parameters(); }
  void attach(T* parameters, T* gradients) override { branches_.attach(parameters, gradients); }
  void initialize(Generator& generator) override { branches_.initialize(generator); }
  void apply_user_init(Generator& generator) override { branches_.apply_user_init(generator); }
  std::vector<StateView> state() override { return branches_.state(); }
  void use_bfloat16() override { branches_.use_bfloat16(); }

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;
  void add_loss(std::span<double> of_samples) const override;

 private:
  bool draw(Matrix<const T> in, const ForwardContext& context);
  T& noise_of(Index sample, Index value);

  double kl_weight_;
  bool samples_in_evaluation_;
  Branches<T> branches_;
  Index width_;                     // latent values of a sample
  Buffer<T> both_, both_gradient_;  // of a sample the means, then the logarithms of the variances
  Buffer<T> noise_;                 // N(0, 1), then what it adds to the mean; it lies as the output does
  Buffer<T> drawn_;                 // sample by sample
  Index rows_ = 0, lanes_ = 1;      // of the last forward pass
};

}  // namespace runner
