#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace runner {

/// The types of value that a checkpoint holds.
enum class ElementType { float32, float64, int64, uint32 };

template <class T>
constexpr ElementType element_type() {
  if constexpr (std::is_same_v<T, float>) {
    return ElementType::float32;
  } else if constexpr (std::is_same_v<T, double>) {
    return ElementType::float64;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return ElementType::int64;
  } else {
    static_assert(std::is_same_v<T, std::uint32_t>);
    return ElementType::uint32;
  }
}

/// A named piece of memory that decides how a run goes on, viewed where it lies. A checkpoint saves all of
/// them; a run that continues has them put back. Names are PyTorch's where it has one: "exp_avg",
/// "running_mean". Whoever draws, averages or remembers lists what it remembers; that list and its sizes
/// depend on the configuration alone.
struct StateView {
  std::string name;
  std::vector<std::ptrdiff_t> shape;
  ElementType type;
  std::span<std::byte> bytes;

  template <class T>
  StateView(std::string name_, std::span<T> values, std::vector<std::ptrdiff_t> shape_)
      : name(std::move(name_)),
        shape(std::move(shape_)),
        type(element_type<T>()),
        bytes(std::as_writable_bytes(values)) {}
  template <class T>
  StateView(std::string name_, std::span<T> values)
      : StateView(std::move(name_), values, {static_cast<std::ptrdiff_t>(values.size())}) {}
  /// A single value.
  template <class T>
    requires std::is_arithmetic_v<T>
  StateView(std::string name_, T& value) : StateView(std::move(name_), std::span<T>(&value, 1), {}) {}
};

/// Appends `views`, each named `prefix` + its name.
inline void add_state(std::vector<StateView>& all, const std::string& prefix, std::vector<StateView> views) {
  for (StateView& view : views) {
    view.name.insert(0, prefix);
    all.push_back(std::move(view));
  }
}

}  // namespace runner
