#pragma once

#include <memory>
#include <vector>

#include "tensor/buffer.h"
#include "tensor/onednn.h"

namespace runner {

/// The products of a dense layer with operands that are rounded to bfloat16; sums and results are float32.
/// They are cut into pieces by their sizes alone, so results have the same bits for any `threads`. For a
/// number of rows that is new, what it takes is built once and kept. Only where `why_no_bfloat16` is empty.
class RoundedProducts {
 public:
  /// For a weight of outputs × inputs and at most `max_rows` samples at once.
  RoundedProducts(Index inputs, Index outputs, Index max_rows);
  ~RoundedProducts();

  /// As `multiply_transposed`, with `fuse_relu` for max(out, 0). `same_weight`: the weight is that of the
  /// call before, so that it need not be packed again.
  void forward(const Matrix<const float>& in, const Matrix<const float>& weight, bool same_weight,
               const float* bias, bool fuse_relu, const Matrix<float>& out, int threads);

  /// As `multiply_outer`.
  void weight_gradient(const Matrix<const float>& grad, const Matrix<const float>& in,
                       const Matrix<float>& out, int threads);

  /// As `multiply`.
  void input_gradient(const Matrix<const float>& grad, const Matrix<const float>& weight, const float* gate,
                      const Matrix<float>& out, int threads);

 private:
  struct Piece;
  struct Prepared;

  Prepared& prepared_for(Index rows);
  void multiply(std::vector<Piece>& pieces, const float* bias, bool fuse_relu, const float* gate,
                const Matrix<float>& out, int threads);

  Index inputs_, outputs_, max_rows_;
  Buffer<Bfloat16> left_;  // the first factor of the product at hand
  // The second factors of the three, packed; those of the way back come when they are first needed.
  Buffer<Bfloat16> weight_, in_, weight_by_output_;
  Buffer<float> sums_;
  std::vector<std::unique_ptr<Prepared>> prepared_;
};

}  // namespace runner
