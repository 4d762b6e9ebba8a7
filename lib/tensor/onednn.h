#pragma once

#include <memory>
#include <string>

#include "tensor/bfloat16.h"
#include "tensor/buffer.h"
#include "tensor/gemm.h"

namespace runner {

/// Why this machine can't multiply in bfloat16 as fast as that is meant to be; empty where it can. oneDNN is
/// large, so it is loaded when this is first asked, and not when the program starts.
const std::string& why_no_bfloat16();

/// The product of two matrices of bfloat16, its sums in float32: oneDNN's matmul for one size and place, on
/// one thread. Which instructions it takes is decided by the processor. Only where `why_no_bfloat16` is
/// empty.
class Bfloat16Product {
 public:
  /// `left`: rows × depth. `right`: depth × columns, packed. Both must stay where they are. Throws
  /// std::runtime_error where oneDNN can't have a product of this size, std::bad_alloc where memory is short.
  Bfloat16Product(const ProductSize& size, const Bfloat16* left, const Bfloat16* right);
  Bfloat16Product(Bfloat16Product&& other) noexcept;
  ~Bfloat16Product();

  /// out (rows × columns, without gaps) = left · right. Allocates what oneDNN does for a call.
  void run(float* out);

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
  Buffer<std::byte> scratchpad_;
};

}  // namespace runner
