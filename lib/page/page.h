#pragma once

#include <string>
#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// The whole page: one file that needs no other one and no network. It begins with the verdict, has the
/// pictures and the table of configurations, what explores all runs where there is JavaScript, and how it was
/// made. The same bytes for the same data.
std::string page_html(const ExperimentData& data, const std::vector<Figure>& figures);

/// The script of a page as it stands there.
std::string_view page_script();

}  // namespace runner::page
