#include "optim/schedulers/nested_schedulers.h"

#include <fmt/format.h>

#include "spec/nested_error_sink.h"
#include "spec/registry.h"

namespace runner {

Type Codec<NestedScheduler>::type() {
  return Codec<Component<SchedulerConfig>>::type();
}

bool Codec<NestedScheduler>::accepts(const Node& node) {
  return Codec<Component<SchedulerConfig>>::accepts(node);
}

bool Codec<NestedScheduler>::decode(const Cursor& at, const Type& type, BindContext& context,
                                    NestedScheduler& out) {
  if (const auto* entry = at.node().find_entry("interval")) {
    return context.error(Cursor(at, entry->key, entry->value), entry->key_place,
                         "a schedule inside another counts what the outer one counts");
  }
  if (!Codec<Component<SchedulerConfig>>::decode(at, type, context, out.component)) return false;
  if (out->make_stepper(1)) return true;
  return context.error(
      at, fmt::format("{} can't be part of another schedule, since it follows a metric", out.component.type));
}

void check_nested(const NestedSchedulers& schedulers, std::size_t index, const ScheduleUse& use,
                  ErrorSink& sink) {
  NestedErrorSink within(fmt::format("schedulers.{}", index), sink);
  schedulers[index]->check(use, within);
}

std::optional<double> largest_momentum_of(const NestedSchedulers& schedulers) {
  std::optional<double> largest;
  for (const NestedScheduler& scheduler : schedulers) {
    const auto one = scheduler->largest_momentum();
    if (one && (!largest || *one > *largest)) largest = one;
  }
  return largest;
}

}  // namespace runner
