#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  /// What each value may be where it comes from a file: whoever uses it as a count or an index says so.
  struct Range {
    std::int64_t least, most;
  };
  std::optional<Range> range;

  StateView(std::string_view name, std::vector<std::ptrdiff_t> shape, ElementType type,
            std::span<std::byte> bytes);
  template <class T>
  StateView(std::string_view name_, std::span<T> values, std::vector<std::ptrdiff_t> shape_)
      : StateView(name_, std::move(shape_), element_type<T>(), std::as_writable_bytes(values)) {}
  /// A vector.
  template <class T>
  StateView(std::string_view name_, std::span<T> values)
      : StateView(name_, values.size(), element_type<T>(), std::as_writable_bytes(values)) {}
  /// A single value.
  template <class T>
    requires std::is_arithmetic_v<T>
  StateView(std::string_view name_, T& value)
      : StateView(name_, {}, element_type<T>(), std::as_writable_bytes(std::span<T>(&value, 1))) {}

  StateView within(std::int64_t least, std::int64_t most) const;

  StateView(const StateView&);
  StateView(StateView&&) noexcept;
  StateView& operator=(const StateView&);
  StateView& operator=(StateView&&) noexcept;
  ~StateView();

 private:
  StateView(std::string_view name, std::size_t length, ElementType type, std::span<std::byte> bytes);
};

/// Appends `views`, each named `prefix` + its name.
void add_state(std::vector<StateView>& all, const std::string& prefix, std::vector<StateView> views);

}  // namespace runner
