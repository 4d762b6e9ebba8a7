#include "nn/softmax_rows.h"

#include <fmt/format.h>

namespace runner {

std::optional<Shape> softmax_shape(const char* layer, const Shape& sample, Complaints& complaints) {
  if (row_length(sample) == 1) {
    complaints.warning("", fmt::format("{} over a single output gives the same number whatever the input is; "
                                       "for one output use Sigmoid",
                                       layer));
  }
  return sample;
}

}  // namespace runner
