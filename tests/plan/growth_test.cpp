// Declarations grow: an option is added, numbers change. Results that exist are kept wherever they still
// hold.
#include <doctest/doctest.h>

#include <algorithm>

#include "data/augment/random_flip.h"
#include "data/preprocess/standard_scaler.h"
#include "data/sources/make_moons.h"
#include "metric/metrics/grad_norm.h"
#include "nn/initializers/constant.h"
#include "nn/layers/linear.h"
#include "nn/layers/residual.h"
#include "nn/losses/mse_loss.h"
#include "optim/averaging.h"
#include "optim/optimizers/lookahead.h"
#include "optim/optimizers/sgd.h"
#include "optim/schedulers/chained_scheduler.h"
#include "optim/schedulers/constant_lr.h"
#include "plans.h"
#include "problem/problems/quadratic.h"
#include "spec/registration.h"

namespace runner {

namespace {

enum class Change { none, option, unmarked_option, revision };

/// EMA and SWA have nothing derived from them.
struct Averaging : AveragingConfigOf<Averaging> {
  Averaging() : AveragingConfigOf(Interval::epoch) {}
  template <class T>
  void blend(std::span<T>, std::span<const T>, std::int64_t) const {}
};

/// The component `C` as a test declares it, under another name and with nothing but what has changed.
template <class C, Change change>
struct Changed : C {
  double added = 0.5;

  static Spec<Changed> spec() {
    Spec<Changed> spec("Tested", "A component that grows.");
    constexpr bool has_option = change == Change::option || change == Change::unmarked_option;
    if (has_option) spec.field("added", &Changed::added, "An option.");
    if (change == Change::option) spec.since(options_format);
    if (change == Change::revision) spec.revision(3);
    return spec;
  }
};

/// Adds `Tested`, changed where its kind is the one that is asked for, and beside it what has others inside.
template <Change change, class K, class C, class... Others>
void add_kind(Registries& all, std::string_view changed) {
  auto& registry = all.add<K>();
  (registry.template add<Others>(), ...);
  if (K::kind == changed) {
    registry.template add<Changed<C, change>>();
  } else {
    registry.template add<Changed<C, Change::none>>();
  }
}

template <Change change>
Registries registries_where(std::string_view changed) {
  Registries all;
  add_kind<change, DataConfig, MakeMoonsConfig, MakeMoonsConfig>(all, changed);
  add_kind<change, PreprocessorConfig, StandardScalerConfig>(all, changed);
  add_kind<change, AugmentationConfig, RandomHorizontalFlipConfig>(all, changed);
  add_kind<change, LayerConfig, ResidualConfig, ResidualConfig, LinearConfig>(all, changed);
  add_kind<change, InitializerConfig, ConstantConfig>(all, changed);
  add_kind<change, LossConfig, MSELossConfig, MSELossConfig>(all, changed);
  add_kind<change, ProblemConfig, QuadraticConfig, QuadraticConfig>(all, changed);
  add_kind<change, OptimizerConfig, SGDConfig, SGDConfig, LookaheadConfig>(all, changed);
  add_kind<change, SchedulerConfig, ConstantLRConfig, ChainedSchedulerConfig>(all, changed);
  add_kind<change, AveragingConfig, Averaging>(all, changed);
  add_kind<change, MetricConfig, GradNormConfig>(all, changed);
  return all;
}

struct Use {
  std::string_view kind;
  std::string yaml;
};

const std::string on_problem = "problem: quadratic\n", steps = "training: {epochs: 1}\n",
                  sgd = "optimizer: SGD\n";
const std::string linear = "network: [{type: Linear, out_features: 1}]\n", moons = "data: make_moons\n",
                  mse = "loss: MSELoss\n";

/// Every place at which a component of some kind may stand.
const std::vector<Use> uses = {
    {"problem", "problem: {type: Tested}\n" + sgd + steps},
    {"optimizer", on_problem + "optimizer: {type: Tested}\n" + steps},
    {"optimizer", on_problem + "optimizer: {type: Lookahead, optimizer: {type: Tested}}\n" + steps},
    {"optimizer",
     moons + linear + mse + "optimizer: {type: SGD, groups: [{parameters: a, type: Tested}]}\n" + steps},
    {"optimizer", moons + linear + mse +
                      "optimizer: {type: Lookahead, optimizer: SGD, groups: [{parameters: a, optimizer: "
                      "{type: Tested}}]}\n" +
                      steps},
    {"scheduler", on_problem + sgd + steps + "scheduler: {type: Tested}\n"},
    {"scheduler",
     on_problem + sgd + steps + "scheduler: {type: ChainedScheduler, schedulers: [{type: Tested}]}\n"},
    {"averaging", on_problem + sgd + "training: {epochs: 1, averaging: {type: Tested}}\n"},
    {"metric", on_problem + sgd + steps + "metrics: [{type: Tested}]\n"},
    {"data", "data: {type: Tested}\n" + linear + mse + sgd + steps},
    {"preprocessor", "data: {type: make_moons, preprocess: [{type: Tested}]}\n" + linear + mse + sgd + steps},
    {"augmentation", "data: {type: make_moons, augment: [{type: Tested}]}\n" + linear + mse + sgd + steps},
    {"layer", moons + "network: [{type: Tested}]\n" + mse + sgd + steps},
    {"layer", moons + "network: [{Residual: [{type: Tested}]}]\n" + mse + sgd + steps},
    {"initializer",
     moons + "network: [{type: Linear, out_features: 1, weight_init: {type: Tested}}]\n" + mse + sgd + steps},
    {"loss", moons + linear + "loss: {type: Tested}\n" + sgd + steps},
};

PlannedRun run_with(const std::string& yaml, const Registries& registries) {
  Diagnostics diagnostics;
  const auto root = parse_yaml(std::make_shared<Source>(Source{"test.yaml", yaml, ""}), diagnostics);
  REQUIRE(root);
  const auto plan = make_plan(*root, "test", registries, diagnostics);
  REQUIRE_MESSAGE(plan, diagnostics.text());
  return plan->runs.front();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("an option with .since(2) moves no id at its default, and moves those of other values") {
  for (const Use& use : uses) {
    CAPTURE(use.yaml);
    const std::string before = run_with(use.yaml, registries_where<Change::none>("")).id;
    const Registries grown = registries_where<Change::option>(use.kind);
    CHECK(run_with(use.yaml, grown).id == before);
    CHECK(run_with(replaced(use.yaml, "type: Tested", "type: Tested, added: 0.5"), grown).id == before);
    CHECK(run_with(replaced(use.yaml, "type: Tested", "type: Tested, added: 2"), grown).id != before);
    // Who forgets it is told by ids.golden.
    CHECK(run_with(use.yaml, registries_where<Change::unmarked_option>(use.kind)).id != before);
  }
}

TEST_CASE("a raised revision moves the ids of the runs that use it, and names those they had") {
  for (const Use& changed : uses) {
    const Registries before = registries_where<Change::none>("");
    const Registries after = registries_where<Change::revision>(changed.kind);
    for (const Use& use : uses) {
      CAPTURE(changed.kind);
      CAPTURE(use.yaml);
      const PlannedRun old = run_with(use.yaml, before), now = run_with(use.yaml, after);
      CHECK(old.earlier.empty());
      CHECK((now.id == old.id) == (use.kind != changed.kind));
      if (use.kind != changed.kind) {
        CHECK(now.earlier.empty());
        continue;
      }
      REQUIRE(now.earlier.size() == 2);
      CHECK(now.earlier[0].revision == "revision 2 of Tested");
      CHECK(now.earlier[1].revision == "revision 1 of Tested");
      CHECK(now.earlier[1].id == old.id);
      CHECK(now.earlier[0].id != old.id);
    }
  }
}

}  // namespace runner
