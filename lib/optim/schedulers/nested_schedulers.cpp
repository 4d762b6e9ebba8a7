#include "optim/schedulers/nested_schedulers.h"

#include <fmt/format.h>

namespace runner {

namespace {

/// Complaints about a component inside another.
class Within final : public Complaints {
 public:
  Within(std::string prefix, Complaints& outer) : prefix_(std::move(prefix)), outer_(outer) {}
  void error(std::string_view parameter, std::string message) override {
    outer_.error(name(parameter), std::move(message));
  }
  void warning(std::string_view parameter, std::string message) override {
    outer_.warning(name(parameter), std::move(message));
  }

 private:
  std::string name(std::string_view parameter) const {
    return parameter.empty() ? prefix_ : fmt::format("{}.{}", prefix_, parameter);
  }
  std::string prefix_;
  Complaints& outer_;
};

}  // namespace

bool Codec<NestedScheduler>::decode(const At& at, const Type& type, BindContext& context,
                                    NestedScheduler& out) {
  if (const auto* entry = at.node().find_entry("interval")) {
    return context.error(At(at, entry->key, entry->value), entry->key_place,
                         "a schedule inside another counts what the outer one counts");
  }
  if (!Codec<Recipe<SchedulerConfig>>::decode(at, type, context, out.recipe)) return false;
  if (out->make_stepper(1)) return true;
  return context.error(
      at, fmt::format("{} can't be part of another schedule, since it follows a metric", out.recipe.type));
}

void check_nested(const NestedSchedulers& schedulers, std::size_t index, const ScheduleUse& use,
                  Complaints& complaints) {
  Within within(fmt::format("schedulers.{}", index), complaints);
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
