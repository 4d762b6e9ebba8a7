#pragma once

#include <string>
#include <vector>

#include "page/figure.h"
#include "use/sight.h"

namespace runner::page {

/// What a network sees as pictures: its first filters, the feature maps of a sample, and samples that are
/// classified wrongly; those of them that there are.
std::vector<Figure> figures_of_sight(const Sight& sight);

/// A page of these, one file that needs no other one and no network: the same bytes for the same sight.
/// `title`: of what; `about`: a line under it.
std::string sight_html(const Sight& sight, const std::string& title, const std::string& about);

}  // namespace runner::page
