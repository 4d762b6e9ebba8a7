#pragma once

#include <array>
#include <optional>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Adafactor;

/// The options of torch.optim.Adafactor, by their names and with their defaults.
struct AdafactorConfig : OptimizerConfigOf<AdafactorConfig, Adafactor> {
  double lr = 1e-2;
  double beta2_decay = -0.8;
  std::array<std::optional<double>, 2> eps = {std::nullopt, 1e-3};
  double d = 1.0;
  double weight_decay = 0;
  bool maximize = false;

  static Spec<AdafactorConfig> spec();
};

/// torch.optim.Adafactor: of a matrix's second moments it keeps a value per row and one per column.
template <class T>
class Adafactor final : public Optimizer<T> {
 public:
  Adafactor(const AdafactorConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  struct Tensor {
    Index offset, size;
    Index matrices, rows, cols;  // its last two dimensions, as often as the others say; one row of a vector
    bool factored;
    Index row_offset, col_offset;  // in row_var_ and col_var_, or col_offset alone in variance_
  };
  struct Numbers;
  void update(const Tensor& tensor, T* w, const T* g, const Numbers& numbers);
  void estimate_factored(const Tensor& tensor, const T* g, const Numbers& numbers);

  AdafactorConfig config_;
  std::vector<Tensor> tensors_;
  Buffer<T> row_var_, col_var_, variance_;
  Buffer<T> update_;  // of the largest tensor
};

}  // namespace runner
