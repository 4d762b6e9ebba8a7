#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compare/data_sets.h"
#include "compare/pairs.h"

namespace runner {

/// A table of words and rounded numbers, to be shown in whatever language.
struct ShownTable {
  std::string title;
  std::vector<std::string> headings;
  std::vector<bool> is_words;  ///< per column: ranged left
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> below;  ///< sentences
};

struct ShownComparison {
  std::vector<ShownTable> tables;
  std::vector<std::string> notes;    ///< of these data
  std::vector<std::string> methods;  ///< what the numbers are, and what they assume
};

/// `data_sets`: null where there are not several. At most `most_pairs` pairs are shown.
ShownComparison shown_of(const Pairs& pairs, const DataSets* data_sets,
                         std::size_t most_pairs = static_cast<std::size_t>(-1));

/// For a terminal of `width` columns: names are cut, and the last columns left out, until a table fits.
std::string as_text(const ShownComparison& shown, std::size_t width);
std::string as_markdown(const ShownComparison& shown);
/// Tables to be put into a document: tabular environments of booktabs.
std::string as_latex(const ShownComparison& shown);
/// A page that needs nothing else.
std::string as_html(const ShownComparison& shown, const std::string& title);

}  // namespace runner
