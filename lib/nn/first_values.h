#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "nn/initializer.h"
#include "spec/component.h"
#include "spec/nested_numbers.h"

namespace runner {

/// Values written out in the file, or an initialiser that draws them.
template <class Values>
using FirstValues = std::optional<std::variant<Component<InitializerConfig>, Values>>;

/// Reports, at the parameter `tensor`_init, first values that don't suit a tensor of this shape. `Values`: a
/// vector of double, one of such vectors, or NestedNumbers.
template <class Values>
void check_first_values(const FirstValues<Values>& first, const Shape& shape, std::string_view tensor,
                        ErrorSink& sink);

/// Writes or draws them where the user gave some.
template <class Values, class T>
void fill_first_values(const FirstValues<Values>& first, const Shape& shape, std::span<T> out,
                       Generator& generator);

}  // namespace runner
