#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/state.h"
#include "optim/groups.h"
#include "spec/error_sink.h"
#include "tensor/factory.h"
#include "tensor/matrix.h"

namespace runner {

/// The step's mini-batch, to be evaluated at other parameters: PyTorch's closure.
class Closure {
 public:
  /// The loss where the parameters are now. Its gradient, clipped as the first one was, lies where the first
  /// one lay. Dropout draws a new mask; the order of the samples goes on as if nothing had happened.
  /// May throw, and the step is lost: the state of the rule has no meaning then.
  virtual double evaluate() = 0;

 protected:
  ~Closure() = default;
};

/// Rows of parameters within a matrix of them, and their gradients within another.
struct UpdatedPart {
  Index first = 0;  ///< of the flat vector of parameters
  Index rows = 1, columns = 0;
  Index step = 0, gradient_step = 0;  ///< from row to row
};

/// What changes from step to step.
struct Step {
  double lr = 0;                           ///< the scheduler's rate for this step
  std::int64_t number = 1;                 ///< counts from 1
  double loss = 0;                         ///< of the mini-batch, where the parameters are
  Closure* closure = nullptr;              ///< there for a rule whose configuration `needs_closure`
  std::span<const double> group_lrs = {};  ///< the scheduler's rates for the parameter groups
  /// The scheduler's momentum, or first of the betas, for this step, where it sets one.
  std::optional<double> momentum = {};
  int threads = 1;  ///< for the pass over the parameters
  /// Only these are updated, and the gradients given are theirs. Only for a rule that `updates_parts`.
  const UpdatedPart* part = nullptr;

  /// The schedule's momentum, or the configured one where no schedule moves it.
  double momentum_or(double configured) const { return momentum.value_or(configured); }
  /// The same for the first of the betas; the others stay as they are.
  template <std::size_t N>
  std::array<double, N> betas_or(std::array<double, N> configured) const {
    configured[0] = momentum_or(configured[0]);
    return configured;
  }
};

/// An update rule over the flat vector of all parameters. State is allocated when built, never in a step.
template <class T>
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// parameters and gradients have the length the rule was built for. One pass over memory.
  virtual void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) = 0;
  /// Whether it may update the parameters of a step part by part (`Step::part`), also on several threads.
  virtual bool updates_parts() const { return false; }
  /// A rule that takes its gradients at one point and means another, such as an average, says so; then
  /// evaluations look where `evaluation_point` says.
  virtual bool uses_averaged_weights() const { return false; }
  /// Writes that point, as long as the parameters, into `point`. Only where `uses_averaged_weights`.
  virtual void evaluation_point(std::span<const T> /*parameters*/, std::span<T> /*point*/) const {}
  /// What the rule remembers from step to step: "exp_avg", "momentum_buffer".
  virtual std::vector<StateView> state() { return {}; }
};

/// A rule that looks, for each parameter, at nothing but that, its gradient and what is remembered of it.
template <class T>
class ParameterwiseRule : public Optimizer<T> {
 public:
  bool updates_parts() const final { return true; }
};

/// `make<T>(layout)`: a rule for the parameters of a layout, without groups.
using OptimizerFactory = Factory<Optimizer, const ParameterLayout&>;

/// An optimizer's hyper-parameters; also its factory.
struct OptimizerConfig : OptimizerFactory {
  static constexpr std::string_view kind = "optimizer";
  static constexpr std::string_view plural = "optimizers";
  OptimizerConfig();
  OptimizerConfig(const OptimizerConfig&);
  OptimizerConfig& operator=(const OptimizerConfig&);
  ~OptimizerConfig() override;

  std::vector<ParameterGroup> groups;

  virtual double learning_rate() const = 0;  ///< before scheduling, at least 0
  /// Evaluated at an average of its own, as `Optimizer::uses_averaged_weights` of what it makes says.
  virtual bool uses_averaged_weights() const { return false; }
  /// The same of this or of a group's.
  bool uses_averaged_weights_anywhere() const;
  /// Values that the rule remembers of so many parameters, where those are far more than the parameters
  /// themselves; known before anything is built.
  virtual std::int64_t remembered_values(std::int64_t /*parameters*/) const { return 0; }
  virtual bool needs_closure() const { return false; }  ///< needs `Step::closure`
  /// The optimizer inside of a wrapper; null for others.
  virtual const Component<OptimizerConfig>* wrapped() const { return nullptr; }
  /// The rates before scheduling: of what no group takes, then of each group that is not frozen.
  std::vector<double> learning_rates() const;
  /// The same with another momentum, or first of the betas, so that what is made has the memory that a
  /// schedule's momentum needs; null where there is none.
  virtual std::shared_ptr<const OptimizerConfig> with_momentum(double /*momentum*/) const { return nullptr; }
  /// The same for the groups, where they have one.
  void set_group_momentum(double momentum);
  /// Reports parameters that the rule can't take.
  virtual void check(const ParameterLayout& /*layout*/, ErrorSink& /*sink*/) const {}

  /// The rule with its groups, each over its own tensors of the layout. `check` must have had nothing to say.
  template <class T>
  std::unique_ptr<Optimizer<T>> make(const ParameterLayout& layout) const;
  /// The rule for all of a layout.
  template <class T>
  std::unique_ptr<Optimizer<T>> make_ungrouped(const ParameterLayout& layout) const {
    return OptimizerFactory::make<T>(layout);
  }

  template <class S>
  static void add_common_fields(S& spec) {
    spec.field(
        "groups", &OptimizerConfig::groups,
        "Parameters with options of their own: a list of maps with `parameters`, names or patterns such "
        "as *.bias, and options that stand over those here, or a `type` of their own, or `frozen: true`. "
        "The first group that matches a name has it. Schedules move the rate of each group; tables show "
        "that of what no group takes.");
  }
};

/// Ties a config with a member `lr` to its rule: `struct AdamConfig : OptimizerConfigOf<AdamConfig, Adam>`,
/// where `Adam<T>` is built from (const AdamConfig&, const ParameterLayout&). A rule whose config has a
/// `momentum`, `betas` or `beta` takes it through `Step::momentum_or` or `Step::betas_or`.
template <class C, template <class> class O>
struct OptimizerConfigOf : OptimizerFactory::BuildOf<C, OptimizerConfig> {
  double learning_rate() const override { return static_cast<const C&>(*this).lr; }
  std::shared_ptr<const OptimizerConfig> with_momentum(double momentum) const override {
    auto changed = std::make_shared<C>(static_cast<const C&>(*this));
    if constexpr (requires { changed->momentum; }) {
      changed->momentum = momentum;
    } else if constexpr (requires { std::tuple_size<decltype(changed->betas)>::value; }) {
      changed->betas[0] = momentum;
    } else if constexpr (requires { changed->beta; }) {
      changed->beta = momentum;
    } else {
      return nullptr;
    }
    changed->set_group_momentum(momentum);
    return changed;
  }
  template <class T>
  std::unique_ptr<Optimizer<T>> build(const ParameterLayout& layout) const {
    return std::make_unique<O<T>>(static_cast<const C&>(*this), layout);
  }
};

/// Ties the config of a wrapper, with a member `optimizer` that steps, to its rule: the rate and the momentum
/// are those of the optimizer in it.
template <class C, template <class> class O>
struct WrapperConfigOf : OptimizerFactory::BuildOf<C, OptimizerConfig> {
  double learning_rate() const override { return self().optimizer->learning_rate(); }
  const Component<OptimizerConfig>* wrapped() const override { return &self().optimizer; }
  std::int64_t remembered_values(std::int64_t parameters) const override {
    return self().optimizer->remembered_values(parameters);
  }
  std::shared_ptr<const OptimizerConfig> with_momentum(double momentum) const override {
    auto changed = std::make_shared<C>(self());
    changed->optimizer.config = self().optimizer->with_momentum(momentum);
    return changed->optimizer ? changed : nullptr;
  }
  template <class T>
  std::unique_ptr<Optimizer<T>> build(const ParameterLayout& layout) const {
    return std::make_unique<O<T>>(self(), layout);
  }

 private:
  const C& self() const { return static_cast<const C&>(*this); }
};

}  // namespace runner
