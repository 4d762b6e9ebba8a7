#include <fmt/format.h>

#include "page/curves.h"
#include "page/html.h"
#include "page/page_parts.h"

namespace runner::page {

std::string verdict_html(const ExperimentData& data) {
  if (data.summary.empty() || !data.overview.primary) return "";
  const SummaryRow& best = data.summary.front();
  return fmt::format(
      "<section class=\"verdict\" aria-label=\"Verdict\"><h2>Verdict</h2><p class=\"answer\">{}: {} "
      "{}</p></section>\n",
      html(data.plan.labels[best.configuration]), html(data.columns[*data.overview.primary].name),
      html(mean_text(best.finals[*data.overview.primary])));
}

}  // namespace runner::page
