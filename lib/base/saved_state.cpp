#include "base/saved_state.h"

#include <algorithm>

namespace runner {

bool SavedState::put_back(std::span<const StateView> views) const {
  const auto fits = [&](const StateView& view) {
    const auto found = tensors_.find(view.name);
    return found != tensors_.end() && found->second.type == view.type &&
           found->second.bytes.size() == view.bytes.size();
  };
  if (!std::all_of(views.begin(), views.end(), fits)) return false;
  for (const StateView& view : views) {
    const Tensor& tensor = tensors_.find(view.name)->second;
    std::copy(tensor.bytes.begin(), tensor.bytes.end(), view.bytes.begin());
  }
  return true;
}

}  // namespace runner
