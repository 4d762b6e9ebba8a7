// What nearly every file reads: the standard library, fmt, and the headers of ours by which a component is
// declared. It is compiled once (lib/meson.build) and put in front of each file. Files still include what
// they use, so that they compile without this one, as `./dev lint` has it.
#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/parallel.h"
#include "spec/error_sink.h"
#include "spec/registry.h"
#include "tensor/buffer.h"
#include "tensor/matrix.h"
