#include "base/state.h"

#include <cassert>

namespace runner {

StateView::StateView(std::string_view name_, std::vector<std::ptrdiff_t> shape_, ElementType type_,
                     std::span<std::byte> bytes_)
    : name(name_), shape(std::move(shape_)), type(type_), bytes(bytes_) {}

StateView::StateView(std::string_view name_, std::size_t length, ElementType type_,
                     std::span<std::byte> bytes_)
    : name(name_), type(type_), bytes(bytes_) {
  // `{}` for the shape of a single value means this constructor: it has no dimensions.
  if (length > 0 || bytes.empty()) shape = {static_cast<std::ptrdiff_t>(length)};
}

StateView StateView::within(std::int64_t least, std::int64_t most) const {
  assert(type == ElementType::int64 || type == ElementType::uint32);
  StateView view = *this;
  view.range = Range{least, most};
  return view;
}

StateView::StateView(const StateView&) = default;
StateView::StateView(StateView&&) noexcept = default;
StateView& StateView::operator=(const StateView&) = default;
StateView& StateView::operator=(StateView&&) noexcept = default;
StateView::~StateView() = default;

void add_state(std::vector<StateView>& all, const std::string& prefix, std::vector<StateView> views) {
  for (StateView& view : views) {
    view.name.insert(0, prefix);
    all.push_back(std::move(view));
  }
}

}  // namespace runner
