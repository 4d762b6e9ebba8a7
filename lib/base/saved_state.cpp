#include "base/saved_state.h"

#include <algorithm>
#include <cstring>

namespace runner {
namespace {

template <class T>
bool all_within(std::span<const std::byte> bytes, const StateView::Range& range) {
  for (; !bytes.empty(); bytes = bytes.subspan(sizeof(T))) {
    T value{};
    std::memcpy(&value, bytes.data(), sizeof(T));
    if constexpr (std::is_floating_point_v<T>) {
      // NaN is within nothing.
      if (!(value >= static_cast<T>(range.least) && value <= static_cast<T>(range.most))) return false;
    } else {
      const auto whole = static_cast<std::int64_t>(value);
      if (whole < range.least || whole > range.most) return false;
    }
  }
  return true;
}

bool is_within(const SavedState::Tensor& tensor, const std::optional<StateView::Range>& range) {
  if (!range) return true;
  switch (tensor.type) {
    case ElementType::float32:
      return all_within<float>(tensor.bytes, *range);
    case ElementType::float64:
      return all_within<double>(tensor.bytes, *range);
    case ElementType::int64:
      return all_within<std::int64_t>(tensor.bytes, *range);
    case ElementType::uint32:
      return all_within<std::uint32_t>(tensor.bytes, *range);
  }
  return false;
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
