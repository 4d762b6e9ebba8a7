#pragma once

#include <string>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// What a page begins with.
struct PageHead {
  std::string title, description, facts;
};

/// Everything up to the content of <main>, and from its end on; `data` is what the script reads, as JSON.
/// `many`: pictures that are not seen are not laid out either.
std::string page_begin(const PageHead& head, bool many);
std::string page_end(const std::string& data);

/// A picture with its heading, its caption and its numbers; `also_slim`: drawn for telephones too.
std::string figure_html(const Figure& figure, bool also_slim);

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
