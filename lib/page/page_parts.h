#pragma once

#include <string>

#include "page/experiment_data.h"

namespace runner::page {

/// What stands above everything: which configuration is best, by how much, and whether that can be known.
std::string verdict_html(const ExperimentData& data);

/// The configurations over their repetitions, best first, as a table.
std::string configurations_html(const ExperimentData& data);

/// How it was made: the command, what the statistics assume, runs that ended badly, the network, the
/// configuration with every default, data and version.
std::string appendix_html(const ExperimentData& data);

/// The command that makes these results: `runner FILE [overrides]`, as a shell reads it.
std::string command_text(const ExperimentData& data);

}  // namespace runner::page
