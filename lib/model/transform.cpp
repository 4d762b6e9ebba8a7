#include "model/transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace runner {

const std::vector<double>& fitted(const FittedArrays& arrays, std::string_view name, std::size_t size) {
  const auto found = std::ranges::find(arrays, name, &FittedArray::name);
  if (found == arrays.end()) throw std::runtime_error(fmt::format("it has no '{}'", name));
  if (size != 0 && found->values.size() != size) {
    throw std::runtime_error(
        fmt::format("'{}' has {} numbers, expected {}", name, found->values.size(), size));
  }
  return found->values;
}

}  // namespace runner
