#include "page/figures.h"

namespace runner::page {

std::vector<Figure> figures_of_seeds(const ExperimentData& /*data*/) {
  return {};
}

}  // namespace runner::page
