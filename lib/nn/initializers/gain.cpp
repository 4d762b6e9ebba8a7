#include "nn/initializers/gain.h"

#include <cmath>

namespace runner {

double calculate_gain(Nonlinearity nonlinearity, double slope) {
  switch (nonlinearity) {
    case Nonlinearity::linear:
    case Nonlinearity::sigmoid:
      return 1;
    case Nonlinearity::tanh:
      return 5.0 / 3;
    case Nonlinearity::relu:
      return std::sqrt(2.0);
    case Nonlinearity::leaky_relu:
      return std::sqrt(2.0 / (1 + slope * slope));
    case Nonlinearity::selu:
      return 3.0 / 4;
  }
  return 1;
}

double number_of(const Gain& gain) {
  if (const double* number = std::get_if<double>(&gain)) return *number;
  return calculate_gain(std::get<Nonlinearity>(gain));
}

}  // namespace runner
