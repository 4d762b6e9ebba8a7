#pragma once

#include <string>

#include "page/experiment_data.h"

namespace runner::page {

/// What the page's script works with, as JSON for a <script> element: the table of all runs column by column,
/// what is swept, and the curves of all runs as the upper three bytes of float32 in base64 (four significant
/// digits). Where the curves would be more than the page has room for, columns are left out, then epochs, the
/// same for all runs; each run's lowest and highest value stay. `note` in it says so.
std::string page_data(const ExperimentData& data);

}  // namespace runner::page
