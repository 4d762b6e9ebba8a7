#include "data/preprocess/minimize.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/stop.h"

// Brent 1973, Algorithms for Minimization without Derivatives, chapter 5: a parabola through the three best
// points, or a golden section where that would not do. Where two functions with the same least value differ
// in its last bits, it is found at places that differ by the root of that; so the steps are scipy's.

namespace runner {

namespace {

struct Point {
  double x = 0, y = 0;
};

struct Bracket {
  Point a, b, c;  // b is lower than both
};

/// scipy.optimize.bracket.
Bracket bracket(const Function& f, double first, double second) {
  constexpr double golden = 1.618034, smallest = 1e-21, farthest = 110;
  constexpr int most = 1000;
  const auto at = [&](double x) { return Point{x, f(x)}; };
  Point a = at(first), b = at(second);
  if (a.y < b.y) std::swap(a, b);
  Point c = at(b.x + golden * (b.x - a.x));
  for (int i = 0; c.y < b.y && i < most; ++i) {
    look_at_stop();
    const double left = (b.x - a.x) * (b.y - c.y), right = (b.x - c.x) * (b.y - a.y);
    const double difference = right - left;
    const double divisor = std::abs(difference) < smallest ? 2 * smallest : 2 * difference;
    const double parabola = b.x - ((b.x - c.x) * right - (b.x - a.x) * left) / divisor;
    const double limit = b.x + farthest * (c.x - b.x);
    Point next;
    if ((parabola - c.x) * (b.x - parabola) > 0) {
      const Point found = at(parabola);
      if (found.y < c.y) return {b, found, c};
      if (found.y > b.y) return {a, b, found};
      next = at(c.x + golden * (c.x - b.x));
    } else if ((parabola - limit) * (limit - c.x) >= 0) {
      next = at(limit);
    } else if ((parabola - limit) * (c.x - parabola) > 0) {
      next = at(parabola);
      if (next.y < c.y) {
        b = std::exchange(c, next);
        next = at(c.x + golden * (c.x - b.x));
      }
    } else {
      next = at(c.x + golden * (c.x - b.x));
    }
    a = std::exchange(b, std::exchange(c, next));
  }
  return {a, b, c};
}

/// The three best points: `best`, and the two before it.
struct Found {
  Point best, second, third;

  /// Takes a point that is no better than the best one.
  void add(Point point) {
    if (point.y <= second.y || second.x == best.x) {
      third = std::exchange(second, point);
    } else if (point.y <= third.y || third.x == best.x || third.x == second.x) {
      third = point;
    }
  }
};

/// The lowest point of the parabola through three points, as a step from the best one: `numerator` /
/// `denominator`, the latter not below 0.
std::pair<double, double> parabola_step(const Found& found) {
  const Point &x = found.best, &w = found.second, &v = found.third;
  const double first = (x.x - w.x) * (x.y - v.y);
  double second = (x.x - v.x) * (x.y - w.y);
  const double numerator = (x.x - v.x) * second - (x.x - w.x) * first;
  second = 2 * (second - first);
  return {second > 0 ? -numerator : numerator, std::abs(second)};
}

struct Tolerance {
  double relative, absolute, golden;
};

/// Brent's iteration from a first point within [low, high].
double iterate(const Function& f, double low, double high, Point start, const Tolerance& tolerance) {
  constexpr int most = 500;
  Found found{start, start, start};
  double step = 0, before = 0;
  for (int i = 0; i < most; ++i) {
    look_at_stop();
    const double x = found.best.x, middle = 0.5 * (low + high);
    const double least = tolerance.relative * std::abs(x) + tolerance.absolute;
    if (!(std::abs(x - middle) > 2 * least - 0.5 * (high - low))) break;
    bool golden = true;
    if (std::abs(before) > least) {
      const auto [numerator, denominator] = parabola_step(found);
      const double older = std::exchange(before, step);
      if (numerator > denominator * (low - x) && numerator < denominator * (high - x) &&
          std::abs(numerator) < std::abs(0.5 * denominator * older)) {
        golden = false;
        step = numerator / denominator;
        const double to = x + step;
        if (to - low < 2 * least || high - to < 2 * least) step = middle >= x ? least : -least;
      }
    }
    if (golden) {
      before = x >= middle ? low - x : high - x;
      step = tolerance.golden * before;
    }
    const double to = x + (step >= 0 ? std::max(step, least) : std::min(step, -least));
    const Point point{to, f(to)};
    if (point.y > found.best.y) {
      (point.x < x ? low : high) = point.x;
      found.add(point);
    } else {
      (point.x >= x ? low : high) = x;
      found.third = std::exchange(found.second, std::exchange(found.best, point));
    }
  }
  return found.best.x;
}

}  // namespace

double brent(const Function& f, double a, double b) {
  const Bracket points = bracket(f, a, b);
  const auto [low, high] = std::minmax(points.a.x, points.c.x);
  return iterate(f, low, high, points.b, {1.48e-8, 1e-11, 0.3819660});
}

double minimum_between(const Function& f, double low, double high, double tolerance) {
  const double golden = 0.5 * (3 - std::sqrt(5.0));
  const double first = low + golden * (high - low);
  return iterate(f, low, high, {first, f(first)}, {std::sqrt(2.2e-16), tolerance / 3, golden});
}

}  // namespace runner
