#include "optim/optimizers/lbfgs.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "optim/rounding.h"
#include "spec/registration.h"

// H is never formed: the two loops apply it from the last pairs of steps and changes of the gradient, which
// lie in a ring of `history_size` rows. Line search and every number in it are those of torch.optim.LBFGS,
// bracket first and then zoom (Nocedal & Wright 2006, algorithms 3.5 and 3.6), since another order of
// evaluations would end at other points.

namespace runner {

namespace {

template <class T>
double dot(const T* a, const T* b, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return static_cast<double>(static_cast<T>(sum));
}

template <class T>
double largest(std::span<const T> values) {
  T found = 0;
  for (const T value : values) found = std::max(found, std::abs(value));
  return static_cast<double>(found);
}

struct Sample {
  double t, loss, slope;
};

/// Where the cubic through two points with their slopes is smallest, within [low, high].
double cubic_minimum(Sample a, Sample b, double low, double high) {
  const double d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const double d2 = std::sqrt(square);
  if (a.t > b.t) std::swap(a, b);
  const double found = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  return std::min(std::max(found, low), high);
}

// The constants of the Wolfe conditions.
constexpr double c1 = 1e-4, c2 = 0.9;

}  // namespace

Spec<LBFGSConfig> LBFGSConfig::spec() {
  using C = LBFGSConfig;
  return Spec<C>("LBFGS",
                 "Quasi-Newton steps, several iterations on each mini-batch; best with the full batch.")
      .source(
          "Liu & Nocedal 1989; Nocedal & Wright, Algorithms 7.4, 3.5 and 3.6; as torch.optim.LBFGS, after "
          "Schmidt's minFunc")
      .formula(
          "of each of at most max_iter iterations, g = ∇f(w) of the same mini-batch:\n"
          "y = g - g before, s = w - w before; kept while history_size allows where y·s > 1e-10\n"
          "d = -H·g by the two-loop recursion over the kept (s, y), from H = (y·s / y·y)·1\n"
          "w = w + t·d,  t = lr (at the very first min(1, 1/‖g‖₁)·lr), or as strong_wolfe finds from there\n"
          "ends at max |g| ≤ tolerance_grad, d·g > -tolerance_change, max |t·d| ≤ tolerance_change, a loss "
          "that "
          "changes by less than tolerance_change, or max_eval evaluations")
      .field("lr", &C::lr, "Step size before scheduling; where the line search begins.", at_least(0))
      .field("max_iter", &C::max_iter, "Iterations of a step.", closed(1, 1e9))
      .field("max_eval", &C::max_eval, "Evaluations of the loss in a step; by default 1.25·max_iter.",
             closed(1, 1e9))
      .field("tolerance_grad", &C::tolerance_grad, "Largest gradient at which a step ends.", at_least(0))
      .field("tolerance_change", &C::tolerance_change, "Change of loss or parameters at which a step ends.",
             at_least(0))
      .field("history_size", &C::history_size, "Pairs that are remembered, each as large as the parameters.",
             closed(1, 1e6))
      .field("line_search_fn", &C::line_search_fn, "How a step's length is found; null: it is lr.")
      .check("groups", "LBFGS takes all parameters together, as in PyTorch; it has no groups",
             [](const C& c) { return c.groups.empty(); });
}

template <class T>
LBFGS<T>::LBFGS(const LBFGSConfig& config, const ParameterLayout& layout)
    : config_(config), max_eval_(config.max_eval.value_or(config.max_iter * 5 / 4)) {
  const Index n = total_size(layout);
  d_ = Buffer<T>(n);
  gradient_ = Buffer<T>(n);
  prev_flat_grad_ = Buffer<T>(n);
  old_dirs_ = Buffer<T>(product_of_sizes({n, config.history_size}));
  old_stps_ = Buffer<T>(product_of_sizes({n, config.history_size}));
  ro_ = Buffer<T>(config.history_size);
  al_ = Buffer<T>(config.history_size);
  if (!config.line_search_fn) return;
  x_ = Buffer<T>(n);
  for (Point* point : {&start_, &low_, &high_, &trial_}) point->gradient = Buffer<T>(n);
}

template <class T>
std::size_t LBFGS<T>::slot(std::int64_t i) const {
  return static_cast<std::size_t>((oldest_ + i) % config_.history_size);
}

template <class T>
void LBFGS<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  assert(step.closure);
  const Evaluation at{parameters, gradients, *step.closure};
  std::ranges::copy(gradients, gradient_.data());
  loss_ = step.loss;
  ++func_evals_;
  if (largest<T>(gradient_.span()) <= config_.tolerance_grad) return;
  std::int64_t evaluations = 1;
  for (std::int64_t iteration = 1; iteration <= config_.max_iter; ++iteration) {
    if (!iterate(at, step.lr, iteration, evaluations)) return;
  }
}

template <class T>
bool LBFGS<T>::iterate(const Evaluation& at, double lr, std::int64_t iteration, std::int64_t& evaluations) {
  ++n_iter_;
  if (n_iter_ > 1) remember();
  find_direction();
  std::ranges::copy(gradient_.span(), prev_flat_grad_.data());
  prev_loss_ = loss_;
  t_ = lr;
  // The first direction is the gradient, whose length says nothing: a step of at most lr in the 1-norm.
  if (n_iter_ == 1) {
    double sum = 0;
    for (const T g : gradient_.span()) sum += std::abs(static_cast<double>(g));
    t_ = std::min(1.0, 1 / sum) * lr;
  }
  // Hardly downhill: there is nothing to be gained along d.
  const double slope = dot(gradient_.data(), d_.data(), d_.size());
  if (slope > -config_.tolerance_change) return false;

  std::int64_t made = 0;
  if (config_.line_search_fn) {
    start_.t = 0;
    start_.loss = loss_;
    start_.slope = slope;
    std::ranges::copy(gradient_.span(), start_.gradient.data());
    std::ranges::copy(at.parameters, x_.data());
    made = search(at, max_eval_ - evaluations);
    t_ = low_.t;
    loss_ = low_.loss;
    std::ranges::copy(low_.gradient.span(), gradient_.data());
    move(at, t_);
  } else {
    move(at, t_);
    // After the last iteration the next mini-batch will tell.
    if (iteration < config_.max_iter) {
      loss_ = at.closure.evaluate();
      std::ranges::copy(at.gradients, gradient_.data());
      made = 1;
    }
  }
  evaluations += made;
  func_evals_ += made;
  if (iteration == config_.max_iter || evaluations >= max_eval_) return false;
  const double moved = static_cast<double>(static_cast<T>(largest<T>(d_.span()) * std::abs(t_)));
  return largest<T>(gradient_.span()) > config_.tolerance_grad && moved > config_.tolerance_change &&
         std::abs(loss_ - prev_loss_) >= config_.tolerance_change;
}

/// Keeps the last step with the change of the gradient along it, if the loss curves upwards there.
template <class T>
void LBFGS<T>::remember() {
  const std::size_t n = d_.size();
  const T t = static_cast<T>(t_);
  const auto change = [&](std::size_t i) { return gradient_[i] - prev_flat_grad_[i]; };
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto y = static_cast<double>(change(i));
    sum += y * static_cast<double>(d_[i] * t);
    squares += y * y;
  }
  const T curvature = static_cast<T>(sum);
  if (!(curvature > static_cast<T>(1e-10))) return;
  if (num_old_ == config_.history_size) {
    oldest_ = (oldest_ + 1) % config_.history_size;
  } else {
    ++num_old_;
  }
  T* y = dirs(num_old_ - 1);
  T* s = stps(num_old_ - 1);
  for (std::size_t i = 0; i < n; ++i) {
    y[i] = change(i);
    s[i] = d_[i] * t;
  }
  ro_[slot(num_old_ - 1)] = T(1) / curvature;
  h_diag_ = curvature / static_cast<T>(squares);
}

/// d_ = -H·gradient_ by the two loops over what is remembered.
template <class T>
void LBFGS<T>::find_direction() {
  const std::size_t n = d_.size();
  T* d = d_.data();
  for (std::size_t i = 0; i < n; ++i) d[i] = -gradient_[i];
  for (std::int64_t k = num_old_ - 1; k >= 0; --k) {
    const T* y = dirs(k);
    const T alpha = static_cast<T>(dot(stps(k), d, n)) * ro_[slot(k)];
    al_[slot(k)] = alpha;
    for (std::size_t i = 0; i < n; ++i) d[i] = multiply_add(-alpha, y[i], d[i]);
  }
  for (std::size_t i = 0; i < n; ++i) d[i] *= h_diag_;
  for (std::int64_t k = 0; k < num_old_; ++k) {
    const T* s = stps(k);
    const T alpha_minus_beta = al_[slot(k)] - static_cast<T>(dot(dirs(k), d, n)) * ro_[slot(k)];
    for (std::size_t i = 0; i < n; ++i) d[i] = multiply_add(alpha_minus_beta, s[i], d[i]);
  }
}

template <class T>
void LBFGS<T>::move(const Evaluation& at, double t) {
  const T step_size = static_cast<T>(t);
  for (std::size_t i = 0; i < d_.size(); ++i)
    at.parameters[i] = multiply_add(step_size, d_[i], at.parameters[i]);
}

/// What is t along d_ from x_; the parameters are back at x_ afterwards.
template <class T>
void LBFGS<T>::evaluate(const Evaluation& at, double t, Point& found) {
  move(at, t);
  found.t = t;
  found.loss = at.closure.evaluate();
  std::ranges::copy(at.gradients, found.gradient.data());
  found.slope = dot(found.gradient.data(), d_.data(), d_.size());
  std::ranges::copy(x_.span(), at.parameters.begin());
}

template <class T>
void LBFGS<T>::copy(const Point& from, Point& to) {
  to.t = from.t;
  to.loss = from.loss;
  to.slope = from.slope;
  std::ranges::copy(from.gradient.span(), to.gradient.data());
}

template <class T>
std::int64_t LBFGS<T>::search(const Evaluation& at, std::int64_t most) {
  std::int64_t tries = 0;  // beside the first evaluation
  if (!bracket(at, most, tries)) zoom(at, most, tries);
  return tries + 1;
}

/// Goes farther along d until the loss rises, the slope does, or a point fits both of Wolfe's conditions.
template <class T>
bool LBFGS<T>::bracket(const Evaluation& at, std::int64_t most, std::int64_t& tries) {
  Point& before = high_;
  copy(start_, before);
  evaluate(at, t_, trial_);
  for (; tries < most; ++tries) {
    const bool too_high =
        trial_.loss > start_.loss + c1 * trial_.t * start_.slope || (tries > 1 && trial_.loss >= before.loss);
    if (!too_high && std::abs(trial_.slope) <= -c2 * start_.slope) {
      copy(trial_, low_);
      return true;
    }
    if (too_high || trial_.slope >= 0) break;
    const double least = trial_.t + 0.01 * (trial_.t - before.t), farthest = trial_.t * 10;
    const double next = cubic_minimum({before.t, before.loss, before.slope},
                                      {trial_.t, trial_.loss, trial_.slope}, least, farthest);
    copy(trial_, before);
    evaluate(at, next, trial_);
  }
  if (tries == most) copy(start_, before);
  low_is_first_ = before.loss <= trial_.loss;
  if (low_is_first_) {
    copy(before, low_);
    copy(trial_, high_);
  } else {
    copy(trial_, low_);
  }
  return false;
}

/// Narrows the bracket at the minimum of the cubic through both ends until a point fits, the bracket is too
/// short to matter, or no evaluation is left.
template <class T>
void LBFGS<T>::zoom(const Evaluation& at, std::int64_t most, std::int64_t& tries) {
  const double length = largest<T>(d_.span());
  bool little_progress = false;
  while (tries < most) {
    const double left = std::min(low_.t, high_.t), right = std::max(low_.t, high_.t);
    if (std::abs(right - left) * length < config_.tolerance_change) return;
    double t =
        cubic_minimum({low_.t, low_.loss, low_.slope}, {high_.t, high_.loss, high_.slope}, left, right);
    // Twice in a row next to an end is too slow: then a tenth away from it.
    const double margin = 0.1 * (right - left);
    if (std::min(right - t, t - left) < margin) {
      if (little_progress || t >= right || t <= left) {
        t = std::abs(t - right) < std::abs(t - left) ? right - margin : left + margin;
        little_progress = false;
      } else {
        little_progress = true;
      }
    } else {
      little_progress = false;
    }
    evaluate(at, t, trial_);
    ++tries;
    if (trial_.loss > start_.loss + c1 * t * start_.slope || trial_.loss >= low_.loss) {
      copy(trial_, high_);
      const bool first_is_low = low_is_first_ ? low_.loss <= high_.loss : high_.loss <= low_.loss;
      if (first_is_low != low_is_first_) std::swap(low_, high_);
      low_is_first_ = first_is_low;
      continue;
    }
    const bool found = std::abs(trial_.slope) <= -c2 * start_.slope;
    if (!found && trial_.slope * (high_.t - low_.t) >= 0) copy(low_, high_);
    copy(trial_, low_);
    if (found) return;
  }
}

template <class T>
std::vector<StateView> LBFGS<T>::state() {
  const auto rows = static_cast<std::ptrdiff_t>(config_.history_size);
  const auto n = static_cast<std::ptrdiff_t>(d_.size());
  return {{"d", d_.span()},
          {"t", t_},
          {"old_dirs", old_dirs_.span(), {rows, n}},
          {"old_stps", old_stps_.span(), {rows, n}},
          {"ro", ro_.span()},
          {"H_diag", h_diag_},
          {"prev_flat_grad", prev_flat_grad_.span()},
          {"prev_loss", prev_loss_},
          {"n_iter", n_iter_},
          {"func_evals", func_evals_},
          StateView("num_old", num_old_).within(0, rows),
          StateView("oldest", oldest_).within(0, std::max<std::ptrdiff_t>(rows - 1, 0))};
}

template class LBFGS<float>;
template class LBFGS<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, LBFGSConfig>();

}  // namespace runner
