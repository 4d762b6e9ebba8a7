#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "optim/schedule_stepper.h"
#include "spec/registry.h"

namespace runner {

/// A schedule inside another.
struct NestedScheduler {
  Recipe<SchedulerConfig> recipe;
  const SchedulerConfig* operator->() const { return recipe.config.get(); }
};
using NestedSchedulers = std::vector<NestedScheduler>;

template <>
struct Codec<NestedScheduler> {
  static Type type() { return Codec<Recipe<SchedulerConfig>>::type(); }
  static bool accepts(const Node& node) { return Codec<Recipe<SchedulerConfig>>::accepts(node); }
  static bool decode(const At& at, const Type& type, BindContext& context, NestedScheduler& out);
  static Node encode(const NestedScheduler& value) { return value.recipe.resolved.without("interval"); }
};

/// Asks a nested schedule whether it fits; complaints are about `schedulers.index.…`.
void check_nested(const NestedSchedulers& schedulers, std::size_t index, const ScheduleUse& use,
                  Complaints& complaints);

/// The largest of their momentums.
std::optional<double> largest_momentum_of(const NestedSchedulers& schedulers);

}  // namespace runner
