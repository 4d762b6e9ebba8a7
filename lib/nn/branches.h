#pragma once

#include <string>
#include <vector>

#include "nn/chain.h"
#include "tensor/lanes.h"

namespace runner {

/// Several chains that see the same input, row by row or, where a layer in one of them does, in lanes, and
/// whose outputs are summed, or laid side by side. One without a layer passes the input on.
template <class T>
class Branches : public Layer<T> {
 public:
  /// How outputs come together: of one shape and summed, or side by side along the first dimension.
  enum class Join { sum, concat };

  /// The branches must have passed `summarize` for this input, and Join::sum given one shape.
  Branches(const std::vector<LayerBranch>& branches, Join join, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override { return layout_; }
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;
  void apply_user_init(Generator& generator) override;
  std::vector<StateView> state() override;
  void use_bfloat16() override;
  bool fuse_epilogue(Epilogue epilogue) override;

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;
  void add_loss(std::span<double> of_samples) const override;

 private:
  Matrix<T> input_gradient(Matrix<const T> grad_out, Index column, std::size_t branch, Matrix<const T> in,
                           Matrix<T> into, const ForwardContext& context);

  std::vector<Chain<T>> chains_;
  std::vector<std::string> prefixes_;
  Join join_;
  bool rectifies_ = false;
  std::vector<Matrix<const T>> parts_;  // what the branches gave
  std::vector<Index> first_parameter_;
  ParameterLayout layout_;
  Buffer<T> scratch_;  // max_batch × input size: one branch's gradient by the input
};

/// Branches that are written in the parameter `branches`, one beside the other.
std::vector<LayerBranch> numbered_branches(const std::vector<LayerComponents>& branches);

extern template class Branches<float>;
extern template class Branches<double>;

}  // namespace runner
