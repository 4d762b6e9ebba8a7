#include "picture/scale.h"

#include <algorithm>
#include <cmath>

namespace runner::picture {

void Extent::hold(double value, ScaleKind scale) {
  if (!std::isfinite(value) || (scale == ScaleKind::log && value <= 0)) return;
  low = empty ? value : std::min(low, value);
  high = empty ? value : std::max(high, value);
  empty = false;
}

namespace {

Range of_log(const Axis& axis, const Extent& extent) {
  double low = extent.empty ? 1 : extent.low, high = extent.empty ? 10 : extent.high;
  low = std::clamp(low, 1e-300, 1e300);
  high = std::clamp(high, low, 1e300);
  if (high < low * 1.02) {
    low /= 2;
    high *= 2;
  } else if (!extent.tight) {
    const double room = std::pow(high / low, 0.03);
    low /= room;
    high *= room;
  }
  Range range{axis.low.value_or(low), axis.high.value_or(high)};
  if (range.low <= 0) range.low = std::min(low, range.high / 10);
  if (range.high <= range.low) range.high = range.low * 10;
  return range;
}

Range of_linear(const Axis& axis, const Extent& extent) {
  double low = extent.empty ? 0 : extent.low, high = extent.empty ? 1 : extent.high;
  low = std::clamp(low, -1e300, 1e300);
  high = std::clamp(high, -1e300, 1e300);
  if (axis.from_zero) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  if (high - low <= 1e-12 * std::max(std::abs(low), std::abs(high)) || high == low) {
    const double room = axis.whole || low == 0 ? 0.5 : 0.1 * std::abs(low);
    low -= room;
    high += room;
  } else if (!extent.tight) {
    const double room = 0.035 * (high - low);
    if (!(axis.from_zero && low == 0)) low = low >= 0 && low - room < 0 ? 0 : low - room;
    if (!(axis.from_zero && high == 0)) high = high <= 0 && high + room > 0 ? 0 : high + room;
  }
  Range range{axis.low.value_or(low), axis.high.value_or(high)};
  if (!(range.high > range.low)) range.high = range.low + std::max(1.0, std::abs(range.low));
  return range;
}

}  // namespace

Range range_of(const Axis& axis, const Extent& extent) {
  if (axis.scale == ScaleKind::category) {
    const double count = static_cast<double>(std::max<std::size_t>(axis.categories.size(), 1));
    return {axis.low.value_or(-0.5), axis.high.value_or(count - 0.5)};
  }
  return axis.scale == ScaleKind::log ? of_log(axis, extent) : of_linear(axis, extent);
}

Scale::Scale(ScaleKind kind, Range range, double at_low, double at_high)
    : kind_(kind), range_(range), at_low_(at_low), at_high_(at_high) {}

double Scale::operator()(double value) const {
  const double part = kind_ == ScaleKind::log
                          ? std::log(value / range_.low) / std::log(range_.high / range_.low)
                          : (value - range_.low) / (range_.high - range_.low);
  // Far outside is as good as farther: viewers have their limits.
  return at_low_ + std::clamp(part, -20.0, 20.0) * (at_high_ - at_low_);
}

double Scale::back(double place) const {
  const double part = (place - at_low_) / (at_high_ - at_low_);
  return kind_ == ScaleKind::log ? range_.low * std::pow(range_.high / range_.low, part)
                                 : range_.low + part * (range_.high - range_.low);
}

double Scale::unit() const {
  return std::abs((at_high_ - at_low_) / (range_.high - range_.low));
}

}  // namespace runner::picture
