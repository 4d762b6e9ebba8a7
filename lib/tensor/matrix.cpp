#include "tensor/matrix.h"

#include <fmt/format.h>

namespace runner {

Index size_of(const Shape& shape) {
  Index size = 1;
  for (Index extent : shape) size *= extent;
  return size;
}

std::string batch_text(const Shape& shape) {
  std::string text = "[N";
  for (Index extent : shape) text += fmt::format(", {}", extent);
  return text + "]";
}

std::string shape_text(const Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

Index total_size(const ParameterLayout& layout) {
  Index size = 0;
  for (const ParameterView& view : layout) size += view.size;
  return size;
}

}  // namespace runner
