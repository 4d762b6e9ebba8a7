#include "tensor/matrix.h"

#include "base/memory.h"

namespace runner {

Index size_of(const Shape& shape) {
  Index size = 1;
  for (const Index extent : shape) size = product_of_sizes({size, extent});
  return size;
}

std::string batch_text(const Shape& shape) {
  std::string text = "[N";
  for (Index extent : shape) text += ", " + std::to_string(extent);
  return text + "]";
}

std::string shape_text(const Shape& shape) {
  std::string text;
  for (Index extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}

Index total_size(const ParameterLayout& layout) {
  Index size = 0;
  for (const ParameterView& view : layout) size += view.size;
  return size;
}

}  // namespace runner
