#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class SOAP;

struct SOAPConfig : OptimizerConfigOf<SOAPConfig, SOAP> {
  double lr = 3e-3;
  std::array<double, 2> betas = {0.95, 0.95};
  std::optional<double> shampoo_beta;
  double eps = 1e-8;
  double weight_decay = 1e-2;
  std::int64_t precondition_frequency = 10;
  std::int64_t max_precond_dim = 10000;
  bool precondition_1d = false;
  bool normalize_grads = false;
  bool correct_bias = true;

  static Spec<SOAPConfig> spec();
};

/// SOAP: Adam in the eigenbasis of Shampoo's preconditioner, matrix by matrix.
template <class T>
class SOAP final : public Optimizer<T> {
 public:
  SOAP(const SOAPConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  /// One side of a matrix: what its rows, or its columns, have in common. Empty where none is kept.
  struct Side {
    Index size = 0;
    Buffer<T> average;  ///< of G·Gᵀ, or of Gᵀ·G
    Buffer<T> basis;    ///< its eigenvectors are the columns

    Side() = default;
    explicit Side(Index size_) : size(size_), average(size_ * size_), basis(size_ * size_) {}
    Matrix<T> average_view() { return {average.data(), size, size}; }
    Matrix<T> basis_view() { return {basis.data(), size, size}; }
  };
  /// A tensor as a matrix; one of another number of dimensions is a column.
  struct Tensor {
    ParameterView view;
    Index rows = 0, cols = 0;
    Side left, right;
  };

  Tensor tensor_of(const ParameterView& view) const;
  /// Scratch memory for the largest tensor and the largest side.
  void lay_out_scratch();
  /// `values` in the tensor's eigenbasis, or back from it; they end up in `values` again.
  void rotate(Tensor& tensor, Matrix<T> values, bool back);
  /// Takes the gradient into the moments. Adam's direction in the eigenbasis, turned back; in update_.
  Matrix<T> direction(Tensor& tensor, Matrix<const T> g);
  void move(Matrix<T> w, Matrix<const T> update, const Step& step) const;
  /// Takes the gradient into the averages of the sides.
  void take_in(Tensor& tensor, Matrix<const T> g);
  /// The first basis.
  void begin(Side& side);
  /// One round of power iteration: new bases, sorted by eigenvalue. The second moment's rows or columns go
  /// with their eigenvectors.
  void refresh(Tensor& tensor);
  /// Leaves in order_ how the columns of the basis are to be sorted, and average·basis in product_.
  void sort(Side& side);
  void refresh(Side& side);

  SOAPConfig config_;
  std::vector<Tensor> tensors_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
  // Scratch.
  Buffer<T> projected_, update_, rotated_;       // of the largest tensor
  Buffer<T> product_, sorted_, workspace_;       // of the largest side
  std::vector<std::pair<double, Index>> order_;  // eigenvalue, column
};

}  // namespace runner
