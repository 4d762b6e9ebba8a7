#include "base/saved_state.h"

#include <algorithm>
#include <cstring>

namespace runner {
namespace {

/// The values of a tensor of whole numbers.
template <class I>
bool are_within(const std::vector<std::byte>& bytes, const StateView::Range& range) {
  for (std::size_t at = 0; at + sizeof(I) <= bytes.size(); at += sizeof(I)) {
    I value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    const auto whole = static_cast<std::int64_t>(value);
    if (whole < range.least || whole > range.most) return false;
  }
  return true;
}

bool is_within(const SavedState::Tensor& tensor, const std::optional<StateView::Range>& range) {
  if (!range) return true;
  return tensor.type == ElementType::uint32 ? are_within<std::uint32_t>(tensor.bytes, *range)
                                            : are_within<std::int64_t>(tensor.bytes, *range);
}

}  // namespace

bool SavedState::put_back(std::span<const StateView> views) const {
  const auto fits = [&](const StateView& view) {
    const auto found = tensors_.find(view.name);
    return found != tensors_.end() && found->second.type == view.type &&
           found->second.bytes.size() == view.bytes.size() && is_within(found->second, view.range);
  };
  if (!std::all_of(views.begin(), views.end(), fits)) return false;
  for (const StateView& view : views) {
    const Tensor& tensor = tensors_.find(view.name)->second;
    std::copy(tensor.bytes.begin(), tensor.bytes.end(), view.bytes.begin());
  }
  return true;
}

}  // namespace runner
