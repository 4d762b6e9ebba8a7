#include "metric/metrics/ema.h"

#include "base/text.h"
#include "spec/registration.h"

namespace runner {

Spec<EmaConfig> EmaConfig::spec() {
  using C = EmaConfig;
  return Spec<C>("ema", "The exponential moving average of another column.")
      .source("Roberts 1959, doi:10.1080/00401706.1959.10489860")
      .formula("S_t = beta·S_{t-1} + (1 - beta)·x_t,  S_1 = x_1 (first) or S_0 = 0 (zero)")
      .required("metric", &C::metric, "The column to smooth, such as train_loss.")
      .field("beta", &C::beta, "Memory of the average; 0 is the column itself.", half_open(0, 1))
      .field("initial", &C::initial, "What the average begins with: the first value or zero.");
}

std::string EmaConfig::column() const {
  return metric + "_ema_" + number_text(beta);
}

template Registration<MetricConfig> registration<MetricConfig, EmaConfig>();

}  // namespace runner
