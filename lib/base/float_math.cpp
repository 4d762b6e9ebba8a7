#include "base/float_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>

namespace runner {
namespace {

float polynomial(float x, std::initializer_list<float> highest_first) {
  float sum = 0;
  for (const float coefficient : highest_first) sum = std::fma(sum, x, coefficient);
  return sum;
}

}  // namespace

float log_float(float x) {
  constexpr std::uint32_t fraction_bits = 0x007fffff, exponent_of_half = 0x3f000000;
  const auto bits = std::bit_cast<std::uint32_t>(x);
  float exponent = static_cast<float>(static_cast<int>(bits >> 23U) - 126);
  const float fraction = std::bit_cast<float>((bits & fraction_bits) | exponent_of_half);
  // Between sqrt(1/2) and sqrt(2), where the polynomial is good.
  const bool is_small = fraction < 0.707106781186547524F;
  if (is_small) exponent -= 1;
  const float t = is_small ? fraction - 1 + fraction : fraction - 1;
  const float square = t * t;
  float y = t * polynomial(t, {7.0376836292E-2F, -1.1514610310E-1F, 1.1676998740E-1F, -1.2420140846E-1F,
                               1.4249322787E-1F, -1.6668057665E-1F, 2.0000714765E-1F, -2.4999993993E-1F,
                               3.3333331174E-1F});
  // The two constants sum to ln 2; the larger one times an exponent is exact.
  y = std::fma(y, square, exponent * -2.12194440e-4F);
  y = std::fma(-square, 0.5F, y);
  return std::fma(exponent, 0.693359375F, t + y);
}

SinCos sin_cos_float(float x) {
  const int octant = (static_cast<int>(x * 1.27323954473516F) + 1) & ~1;  // 4/π, up to the next even one
  // π/4 in three parts, so that nothing is lost in the difference.
  for (const float part : {-0.78515625F, -2.4187564849853515625e-4F, -3.77489497744594108e-8F})
    x = std::fma(static_cast<float>(octant), part, x);
  const float square = x * x;
  const float p =
      square * polynomial(square, {2.443315711809948E-5F, -1.388731625493765E-3F, 4.166664568298827E-2F});
  const float cos = std::fma(p, square, -(square * 0.5F)) + 1;
  const float q = square * polynomial(square, {-1.9515295891E-4F, 8.3321608736E-3F, -1.6666654611E-1F});
  const float sin = std::fma(q, x, x);

  const bool swapped = (octant & 2) != 0;
  const bool sin_negative = (octant & 4) != 0, cos_negative = ((octant + 2) & 4) != 0;
  const float first = swapped ? cos : sin, second = swapped ? sin : cos;
  return {sin_negative ? -first : first, cos_negative ? -second : second};
}

}  // namespace runner
