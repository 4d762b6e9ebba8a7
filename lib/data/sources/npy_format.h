#pragma once

#include <string_view>

#include "data/sources/number_array.h"

namespace runner {

/// An array as numpy.save writes it: format versions 1 to 3, real numbers of 4 or 8 bytes, integers and
/// booleans, either byte order, either order of indices. Throws std::runtime_error with what is wrong.
/// Source: numpy.lib.format.
NumberArray read_npy(std::string_view bytes);

}  // namespace runner
