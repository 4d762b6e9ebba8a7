#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <set>

#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "compare/data_sets.h"
#include "compare/pairs.h"
#include "compare/shown.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "output.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "report/comparable.h"
#include "report/summary.h"
#include "results_folder.h"
#include "use/refused.h"

namespace runner {

namespace {

namespace fs = std::filesystem;

/// A results folder, with the last values of its runs.
struct Folder {
  Plan plan;
  Overview overview;
  std::vector<SummaryRow> summary;
  std::vector<std::string> notes;
};

/// A word of the command line.
struct Operand {
  std::string word, label;  ///< without label: all configurations
  fs::path path;
};

/// A contender, where it is from.
struct Origin {
  std::size_t operand = 0;
  std::string label;  ///< as in runs.csv
};

/// `DIR:LABEL`, where there is no folder of the whole word.
Operand operand_of(const std::string& word) {
  Operand operand{word, "", word};
  const std::size_t colon = word.find(':');
  if (is_there(operand.path) || colon == std::string::npos) return operand;
  // A folder's name may have a colon as well: the first one that ends a folder's.
  for (std::size_t at = colon; at != std::string::npos; at = word.find(':', at + 1)) {
    if (!is_there(word.substr(0, at))) continue;
    operand.path = word.substr(0, at);
    operand.label = word.substr(at + 1);
    break;
  }
  return operand;
}

std::optional<Folder> load_folder(const fs::path& path, std::size_t most_notes = 20) {
  if (!is_there(path)) throw Refused(fmt::format("there is no folder '{}'", path.string()));
  Diagnostics diagnostics;
  DataFiles files(0);
  const auto plan = load_results(path, files, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return std::nullopt;
  WithOthers all = with_other_runs(*plan, path, catalog(), files);
  Folder folder{std::move(all.plan), {}, {}, std::move(all.notes)};
  folder.notes.resize(std::min(folder.notes.size(), most_notes));
  folder.overview = read_overview(folder.plan, path);
  for (RunRow& row : folder.overview.runs) {
    if (!row.result) continue;
    look_at_stop();
    const PlannedRun& run = folder.plan.runs[row.run];
    const auto metrics = read_rows(run_folder(path, run.id), *row.result);
    if (!metrics)
      throw DamagedRuns({fmt::format("{}: metrics.csv is not the one that was written",
                                     run_folder(path, run.id).string())});
    add_metrics(row, run, *metrics, folder.overview);
  }
  folder.summary = summarize(folder.plan, folder.overview);
  return folder;
}

Column metric_of(const Folder& folder, const Operand& operand, const std::string& wanted) {
  const std::vector<Column>& columns = folder.overview.columns;
  if (wanted.empty()) {
    if (!folder.overview.primary)
      throw Refused(fmt::format("'{}' has no run with a result", operand.path.string()));
    return columns[*folder.overview.primary];
  }
  if (const auto place = find_column(columns, wanted)) return columns[*place];
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  throw Refused(fmt::format("--metric: '{}' has no column '{}'{}", operand.path.string(), wanted,
                            suggestion(wanted, names)));
}

/// The resolved configuration, data files by what they hold.
std::string measured_text(const Folder& folder, const PlannedRun& run, const Column& metric,
                          DataFiles& files) {
  const auto config = bound(folder.plan.setups[run.setup], catalog());
  Node resolved = resolve(*config);
  if (config->data) {
    Node data = *resolved.find("data");
    for (const auto& [parameter, path, may_be_folder] : config->data->files()) {
      const std::string hash = files.hash(path, may_be_folder);
      if (!hash.empty()) data = data.with(std::string(parameter), Node::scalar(hash));
    }
    resolved = resolved.with("data", data);
  }
  return measured_on(resolved, metric);
}

/// Adds the configurations of a folder, the best first.
class Gatherer {
 public:
  Gatherer(const Column& metric, std::vector<Contender>& contenders, std::vector<Origin>& origins)
      : metric_(metric), contenders_(contenders), origins_(origins) {}

  void add(const Folder& folder, const Operand& operand, std::size_t number) {
    DataFiles files(0);
    for (const auto& [path, hash] : recorded_data(operand.path)) files.know(path, hash);
    const auto column = find_column(folder.overview.columns, metric_.name);
    const ComparableGroups groups = comparable_groups(folder.plan, metric_);
    bool found = false;
    for (const SummaryRow& row : folder.summary) {
      const std::string& label = folder.plan.labels[row.configuration];
      if (!operand.label.empty() && label != operand.label) continue;
      found = true;
      const PlannedRun& run = folder.plan.runs[row.run];
      Contender contender;
      contender.algorithm = compared_label(folder.plan, run, metric_);
      contender.measured_on = measured_text(folder, run, metric_, files);
      const std::string& group = groups.names[groups.of[row.configuration]];
      contender.data_set = group.empty() ? operand.path.string() : group;
      if (column) contender.final = final_values(folder.plan, folder.overview, *column, row.configuration);
      contender.diverged = row.diverged;
      contender.failed = row.failed;
      const std::size_t others = row.diverged + row.failed + contender.final.values.size();
      contender.missing = row.runs > others ? row.runs - others : 0;
      contenders_.push_back(std::move(contender));
      origins_.push_back({number, label});
    }
    if (!found) {
      throw Refused(fmt::format("'{}' has no configuration '{}'{}", operand.path.string(), operand.label,
                                suggestion(operand.label, folder.plan.labels)));
    }
  }

 private:
  const Column& metric_;
  std::vector<Contender>& contenders_;
  std::vector<Origin>& origins_;
};

/// What is compared with what.
struct Chosen {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<std::string> notes;
};

std::vector<std::size_t> counts_of(const std::vector<Origin>& origins, std::size_t operands) {
  std::vector<std::size_t> counts(operands, 0);
  for (const Origin& origin : origins) ++counts[origin.operand];
  return counts;
}

/// Of several words each stands for its best configuration where nothing else says which.
void keep_best(std::vector<Contender>& contenders, std::vector<Origin>& origins, std::size_t operands) {
  std::vector<bool> has(operands, false);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    if (has[origins[i].operand]) continue;
    has[origins[i].operand] = true;
    std::swap(contenders[kept], contenders[i]);
    std::swap(origins[kept], origins[i]);
    ++kept;
  }
  contenders.resize(kept);
  origins.resize(kept);
}

/// All pairs of one word's configurations; of several words those that are called the same.
Chosen choose_pairs(const std::vector<Contender>& contenders, const std::vector<Origin>& origins,
                    std::size_t operands) {
  constexpr std::size_t most = 50;
  Chosen chosen;
  const auto counts = counts_of(origins, operands);
  std::map<std::string, std::set<std::size_t>> sharing;  // which words are measured on the same
  for (std::size_t i = 0; i < contenders.size(); ++i)
    sharing[contenders[i].measured_on].insert(origins[i].operand);
  std::map<std::string, std::vector<std::size_t>> groups;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    auto& group = groups[contenders[i].measured_on];
    group.size() < most ? group.push_back(i) : void(++left_out);
  }
  const bool all_single = std::ranges::all_of(counts, [](std::size_t count) { return count == 1; });
  const auto is_wanted = [&](std::size_t i, std::size_t k) {
    if (origins[i].operand == origins[k].operand) return sharing[contenders[i].measured_on].size() == 1;
    return all_single || contenders[i].algorithm == contenders[k].algorithm;
  };
  for (const auto& [measured, group] : groups) {
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t k = i + 1; k < group.size(); ++k)
        if (is_wanted(group[i], group[k])) chosen.pairs.emplace_back(group[i], group[k]);
    }
  }
  std::ranges::sort(chosen.pairs);
  if (left_out > 0) {
    chosen.notes.push_back(
        fmt::format("only the {} best are compared with each other; {} are left out: name them as DIR:LABEL",
                    most, counted(left_out, "configuration")));
  }
  return chosen;
}

void name_all(std::vector<Contender>& contenders, const std::vector<Origin>& origins,
              const std::vector<Operand>& operands) {
  const auto counts = counts_of(origins, operands.size());
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    const Operand& operand = operands[origins[i].operand];
    const bool is_label = operands.size() == 1 && operand.label.empty();
    contenders[i].name = is_label                          ? origins[i].label
                         : counts[origins[i].operand] == 1 ? operand.word
                                                           : operand.path.string() + ":" + origins[i].label;
  }
}

/// Whether words share a name of a configuration, so that it is clear what is meant by each.
bool share_algorithms(const std::vector<Contender>& contenders, const std::vector<Origin>& origins) {
  std::map<std::string, std::set<std::size_t>> words;
  for (std::size_t i = 0; i < contenders.size(); ++i)
    words[contenders[i].algorithm].insert(origins[i].operand);
  return std::ranges::any_of(words, [](const auto& entry) { return entry.second.size() > 1; });
}

std::string csv_of(const Pairs& pairs) {
  CsvWriter csv;
  const auto columns = pair_columns(pairs.metric);
  add_heading(csv, columns);
  csv.end_row();
  for (const Pair& pair : pairs.rows) {
    add_row(csv, columns, pair);
    csv.end_row();
  }
  return csv.content();
}

void put(const std::string& text, const Options& options) {
  if (options.output.empty() || options.output == "-") return write_output(text);
  write_file_atomically(options.output, text);
  tell("{}\n", options.output);
}

int compare(const Options& options) {
  std::vector<Operand> operands;
  for (const std::string& word : options.files) operands.push_back(operand_of(word));
  std::map<fs::path, Folder> folders;
  for (const Operand& operand : operands) {
    if (folders.contains(operand.path)) continue;
    auto folder = load_folder(operand.path);
    if (!folder) return exit_usage;
    folders.emplace(operand.path, std::move(*folder));
  }
  const Column metric = metric_of(folders.at(operands.front().path), operands.front(), options.metric);
  std::vector<Contender> contenders;
  std::vector<Origin> origins;
  Gatherer gatherer(metric, contenders, origins);
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Folder& folder = folders.at(operands[i].path);
    metric_of(folder, operands[i], metric.name);
    gatherer.add(folder, operands[i], i);
    notes.insert(notes.end(), folder.notes.begin(), folder.notes.end());
  }
  if (operands.size() > 1 && !share_algorithms(contenders, origins) && contenders.size() > operands.size()) {
    keep_best(contenders, origins, operands.size());
    notes.emplace_back("each folder stands for its best configuration; DIR:LABEL names another");
  }
  name_all(contenders, origins, operands);
  const Chosen chosen = choose_pairs(contenders, origins, operands.size());
  const auto data_sets = compare_over_data_sets(contenders, metric);
  if (chosen.pairs.empty() && !data_sets) {
    throw Refused(
        contenders.size() < 2
            ? "there is one configuration alone, nothing to compare it with: name another folder"
            : fmt::format("{} can't be compared between these: they are of different data, problems "
                          "or losses",
                          metric.name));
  }
  notes.insert(notes.end(), chosen.notes.begin(), chosen.notes.end());
  const bool as_csv = options.format == "csv";
  Pairs pairs = compare_pairs(contenders, chosen.pairs, metric, !as_csv);
  pairs.notes.insert(pairs.notes.begin(), notes.begin(), notes.end());
  if (as_csv) {
    for (const std::string& note : pairs.notes) tell("note: {}\n", note);
    put(csv_of(pairs), options);
    return exit_done;
  }
  constexpr std::size_t most_shown = 40;
  const bool is_text = options.format.empty();
  const ShownComparison shown =
      shown_of(pairs, data_sets ? &*data_sets : nullptr, is_text ? most_shown : pairs.rows.size());
  put(options.format == "markdown" ? as_markdown(shown)
      : options.format == "latex"  ? as_latex(shown)
      : options.format == "html"   ? as_html(shown, "Comparison of " + join(options.files, ", "))
                                   : as_text(shown, output_width()),
      options);
  return exit_done;
}

}  // namespace

int compare_command(const Options& options) {
  try {
    return compare(options);
  } catch (const Refused& error) {
    tell("runner compare: {}\n", error.what());
    return exit_usage;
  }
}

}  // namespace runner
