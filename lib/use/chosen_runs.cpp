#include "use/chosen_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/choice.h"
#include "base/files.h"
#include "base/text.h"
#include "record/csv.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "use/refused.h"

namespace runner {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_table = std::size_t{1} << 30U;  // bytes

/// A table of a results folder, its cells by the names of their columns.
class NamedTable {
 public:
  explicit NamedTable(const fs::path& file) : table_(read(file)) {}

  std::size_t rows() const { return table_.rows() - 1; }
  bool has(std::string_view name) const { return place(name) < table_.columns(); }
  /// Blank where there is no such column.
  std::string_view cell(std::size_t row, std::string_view name) const {
    return has(name) ? table_.cell(row + 1, place(name)) : std::string_view();
  }

 private:
  static CsvTable read(const fs::path& file) {
    if (is_there(file)) {
      auto table = CsvTable::parse(read_file(file, largest_table));
      if (table && table->rows() > 0) return std::move(*table);
    }
    const std::string folder = file.parent_path().string();
    throw Refused(fmt::format("'{}' has no good {}, which says what its runs are: runner merge {}", folder,
                              file.filename().string(), folder));
  }
  std::size_t place(std::string_view name) const {
    std::size_t i = 0;
    while (i < table_.columns() && table_.cell(0, i) != name) ++i;
    return i;
  }

  CsvTable table_;
};

/// The configuration that is meant where none is named.
std::string first_label(const fs::path& results) {
  const NamedTable summary(results / "summary.csv");
  if (summary.rows() == 0) throw Refused(fmt::format("'{}' has no runs", results.string()));
  if (summary.rows() > 1 && summary.cell(0, "rank").empty()) {
    throw Refused(fmt::format("no configuration of '{}' has a rank; name one: {}:{}", results.string(),
                              results.string(), summary.cell(0, "label")));
  }
  return std::string(summary.cell(0, "label"));
}

struct ListedRun {
  fs::path folder;
  long long seed = 0;
  std::optional<long long> fold;
};

/// Those of a configuration that came to their end.
std::vector<ListedRun> runs_of(const fs::path& results, const std::string& label) {
  const NamedTable table(results / "runs.csv");
  std::vector<ListedRun> runs;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (labels.empty() || labels.back() != table.cell(i, "label"))
      labels.emplace_back(table.cell(i, "label"));
    const auto status = choice_named<Status>(table.cell(i, "status"));
    const bool ended = status == Status::finished || status == Status::early_stopped;
    if (table.cell(i, "label") != label || !ended) continue;
    runs.push_back({run_folder(results, std::string(table.cell(i, "run"))),
                    parse_integer(table.cell(i, "seed")).value_or(0), parse_integer(table.cell(i, "fold"))});
  }
  if (std::ranges::find(labels, label) == labels.end()) {
    throw Refused(
        fmt::format("'{}' has no configuration '{}'{}", results.string(), label, suggestion(label, labels)));
  }
  if (runs.empty())
    throw Refused(fmt::format("no run of '{}' in '{}' has come to its end", label, results.string()));
  return runs;
}

std::vector<fs::path> runs_in(const fs::path& results, std::string label, std::optional<std::int64_t> fold) {
  check_manifest(results);
  if (label.empty()) label = first_label(results);
  std::vector<ListedRun> runs = runs_of(results, label);
  const long long seed = std::ranges::min_element(runs, {}, &ListedRun::seed)->seed;
  std::erase_if(runs, [&](const ListedRun& run) { return run.seed != seed; });
  if (!runs.front().fold) {
    if (fold) throw Refused(fmt::format("the runs of '{}' are not of folds", results.string()));
    return {runs.front().folder};
  }
  std::vector<fs::path> folders;
  for (const ListedRun& run : runs) {
    if (!fold || run.fold == *fold) folders.push_back(run.folder);
  }
  if (folders.empty())
    throw Refused(fmt::format("no run of '{}' in '{}' is of fold {}", label, results.string(), *fold));
  return folders;
}

bool is_results_folder(const fs::path& folder) {
  return is_there(folder / "config.yaml") && is_there(folder / "runs");
}

}  // namespace

std::vector<fs::path> chosen_runs(const std::string& word, std::optional<std::int64_t> fold) {
  const fs::path folder = word;
  if (is_there(folder / "run.json")) {
    if (fold) throw Refused(fmt::format("'{}' is one run; --fold chooses among several", word));
    return {folder};
  }
  if (is_results_folder(folder)) return runs_in(folder, "", fold);
  for (std::size_t at = word.find(':'); at != std::string::npos; at = word.find(':', at + 1)) {
    if (is_results_folder(word.substr(0, at))) return runs_in(word.substr(0, at), word.substr(at + 1), fold);
  }
  throw Refused(fmt::format("'{}' is neither the folder of a run nor a results folder{}", word,
                            is_there(word) ? "" : ": it is not there"));
}

}  // namespace runner
