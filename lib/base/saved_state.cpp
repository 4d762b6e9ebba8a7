#include "base/saved_state.h"

#include <algorithm>
#include <cstring>

namespace runner {
namespace {

bool is_within(const SavedState::Tensor& tensor, const std::optional<StateView::Range>& range) {
  if (!range) return true;
  for (std::size_t at = 0; at < tensor.bytes.size(); at += sizeof(std::int64_t)) {
    std::int64_t value = 0;
    std::memcpy(&value, tensor.bytes.data() + at, sizeof(value));
    if (value < range->least || value > range->most) return false;
  }
  return true;
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
