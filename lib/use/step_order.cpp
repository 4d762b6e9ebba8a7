#include "use/step_order.h"

#include <fmt/format.h>

#include "data/preprocess/one_hot_encoder.h"
#include "use/refused.h"

namespace runner {
namespace {

const OneHotEncoderConfig implied_one_hot;

}  // namespace

StepOrder::Found StepOrder::next(const std::string& type) {
  if (at_ < data_.preprocess.size() && data_.preprocess[at_].type == type) {
    const auto& component = data_.preprocess[at_++];
    return {component.config.get(), component.resolved};
  }
  if (type == OneHotEncoderConfig::type) return {&implied_one_hot, Node::map({})};
  if (imputer_) return {imputer_.get(), Node::map({})};
  throw Refused(fmt::format("'{}' was fitted, but its configuration has no such step", type));
}

}  // namespace runner
