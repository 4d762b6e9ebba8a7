#pragma once

#include <array>
#include <string_view>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Muon;

enum class AdjustLr { original, match_rms_adamw };
constexpr auto choice_names(AdjustLr) {
  return std::array<std::string_view, 2>{"original", "match_rms_adamw"};
}

/// The options of torch.optim.Muon, by their names and with their defaults.
struct MuonConfig : OptimizerConfigOf<MuonConfig, Muon> {
  double lr = 1e-3;
  double weight_decay = 0.1;
  double momentum = 0.95;
  bool nesterov = true;
  std::array<double, 3> ns_coefficients = {3.4445, -4.7750, 2.0315};
  double eps = 1e-7;
  std::int64_t ns_steps = 5;
  AdjustLr adjust_lr_fn = AdjustLr::original;

  /// Reports tensors that are not matrices.
  void check(const ParameterLayout& layout, ErrorSink& sink) const override;
  static Spec<MuonConfig> spec();
};

/// torch.optim.Muon: steps whose singular values are all near one. The orthogonalisation is made in bfloat16
/// whatever the type of the parameters, as PyTorch makes it.
template <class T>
class Muon final : public Optimizer<T> {
 public:
  Muon(const MuonConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  struct Tensor {
    Index offset, rows, cols;
  };
  /// ortho_ becomes the orthogonalised direction_ of the tensor, on its side where it has more rows.
  void orthogonalize(const Tensor& tensor);
  double adjusted(double lr, const Tensor& tensor) const;

  MuonConfig config_;
  std::vector<Tensor> tensors_;
  Buffer<T> momentum_buffer_;
  // Of the largest tensor: the direction, then values of bfloat16 held in float.
  Buffer<T> direction_;
  Buffer<float> ortho_, gram_, gram_update_, product_;
};

}  // namespace runner
