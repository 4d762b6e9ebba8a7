#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "optim/schedule_stepper.h"
#include "spec/component.h"

namespace runner {

/// A schedule inside another.
struct NestedScheduler {
  Component<SchedulerConfig> component;
  const SchedulerConfig* operator->() const { return component.config.get(); }
};
using NestedSchedulers = std::vector<NestedScheduler>;

template <>
struct Codec<NestedScheduler> {
  static Type type();
  static bool accepts(const Node& node);
  static bool decode(const Cursor& at, const Type& type, BindContext& context, NestedScheduler& out);
  static Node encode(const NestedScheduler& value) { return value.component.resolved.without("interval"); }
};

/// Asks a nested schedule whether it fits; messages are about `schedulers.index.…`.
void check_nested(const NestedSchedulers& schedulers, std::size_t index, const ScheduleUse& use,
                  ErrorSink& sink);

/// The largest of their momentums.
std::optional<double> largest_momentum_of(const NestedSchedulers& schedulers);

}  // namespace runner
