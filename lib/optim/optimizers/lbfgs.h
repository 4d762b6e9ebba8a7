#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/memory.h"
#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class LBFGS;

enum class LineSearch { strong_wolfe };
constexpr auto choice_names(LineSearch) {
  return std::array<std::string_view, 1>{"strong_wolfe"};
}

/// The options of torch.optim.LBFGS, by their names and with their defaults.
struct LBFGSConfig : OptimizerConfigOf<LBFGSConfig, LBFGS> {
  double lr = 1;
  std::int64_t max_iter = 20;
  std::optional<std::int64_t> max_eval;  // 1.25 · max_iter
  double tolerance_grad = 1e-7;
  double tolerance_change = 1e-9;
  std::int64_t history_size = 100;
  std::optional<LineSearch> line_search_fn;

  bool needs_closure() const override { return true; }
  std::int64_t remembered_values(std::int64_t parameters) const override {
    return product_of_sizes({2, history_size, parameters});
  }
  static Spec<LBFGSConfig> spec();
};

/// torch.optim.LBFGS: several iterations on one mini-batch make a step.
template <class T>
class LBFGS final : public Optimizer<T> {
 public:
  LBFGS(const LBFGSConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  /// A step along d_, and what was found there.
  struct Point {
    double t = 0, loss = 0, slope = 0;
    Buffer<T> gradient;
  };
  struct Evaluation {
    std::span<T> parameters;
    std::span<const T> gradients;
    Closure& closure;
  };
  T* dirs(std::int64_t i) { return old_dirs_.data() + slot(i) * d_.size(); }
  T* stps(std::int64_t i) { return old_stps_.data() + slot(i) * d_.size(); }
  std::size_t slot(std::int64_t i) const;
  void remember();
  void find_direction();
  void move(const Evaluation& at, double t);
  /// False where the step ends.
  bool iterate(const Evaluation& at, double lr, std::int64_t iteration, std::int64_t& evaluations);
  void evaluate(const Evaluation& at, double t, Point& found);
  static void copy(const Point& from, Point& to);
  /// Fills low_ with the best point; returns the evaluations made.
  std::int64_t search(const Evaluation& at, std::int64_t most);
  /// True where low_ is the answer; else low_ and high_ are a bracket around it.
  bool bracket(const Evaluation& at, std::int64_t most, std::int64_t& tries);
  void zoom(const Evaluation& at, std::int64_t most, std::int64_t& tries);

  LBFGSConfig config_;
  std::int64_t max_eval_;
  Buffer<T> d_, gradient_, prev_flat_grad_, old_dirs_, old_stps_;
  Buffer<T> ro_, al_;
  double t_ = 0, prev_loss_ = 0;
  T h_diag_ = 1;
  std::int64_t n_iter_ = 0, func_evals_ = 0, num_old_ = 0, oldest_ = 0;
  double loss_ = 0;
  // of the line search
  Buffer<T> x_;
  Point start_, low_, high_, trial_;
  bool low_is_first_ = true;  // of the bracket's two ends; the first one counts as lower where they are equal
};

}  // namespace runner
