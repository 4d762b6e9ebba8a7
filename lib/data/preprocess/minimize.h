#pragma once

#include <functional>

namespace runner {

using Function = std::function<double(double)>;

/// Where a function of one number is least, as scipy.optimize.brent(f, brack=(a, b)) finds it: the same steps
/// to the same tolerance. Nothing is known of the result where the function has no minimum.
double brent(const Function& f, double a, double b);

/// Between `low` and `high`, as scipy.optimize.fminbound(f, low, high, xtol=tolerance) finds it.
double minimum_between(const Function& f, double low, double high, double tolerance);

}  // namespace runner
