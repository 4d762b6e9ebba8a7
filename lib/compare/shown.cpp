#include "compare/shown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/markup.h"

namespace runner {
namespace {

std::string rounded(double value) {
  return std::isnan(value) ? "" : fmt::format("{:.4g}", value);
}

std::string p_text(double p) {
  constexpr double least = 1e-4;
  return std::isnan(p) ? "" : p < least ? "<0.0001" : fmt::format("{:.2g}", p);
}

std::string interval_text(const ConfidenceInterval& interval) {
  if (std::isnan(interval.low)) return "";
  return fmt::format("{:.4g} to {:.4g}", interval.low, interval.high);
}

/// Which one is better as far as these repetitions can tell.
std::string better_text(const Pair& pair, Direction better) {
  constexpr double level = 0.05;
  if (!(pair.p_holm < level) || pair.versus.test.mean == 0) return "can't tell";
  const bool is_a = is_better(better, pair.versus.test.mean, 0);
  return is_a ? "a" : "b";
}

ShownTable pairs_table(const Pairs& pairs, std::size_t most) {
  const Column& metric = pairs.metric;
  ShownTable table;
  const bool all_paired =
      std::ranges::all_of(pairs.rows, [](const Pair& pair) { return pair.versus.paired; });
  table.title = fmt::format("final {}, {} is better: a − b", metric.name,
                            metric.better == Direction::higher ? "higher" : "lower");
  table.headings = {"a",
                    "b",
                    "difference",
                    "95 % interval",
                    "better",
                    "P(a better)",
                    "p (Holm)",
                    "n",
                    "seeds needed",
                    "effect size",
                    all_paired ? "sign flip (Holm)" : "sign flip or U (Holm)",
                    "bootstrap 95 %"};
  table.is_words = {true, true, false, false, true, false, false, false, false, false, false, false};
  for (const Pair& pair : std::span(pairs.rows).first(std::min(most, pairs.rows.size()))) {
    const auto& needed = pair.versus.seeds_needed;
    table.rows.push_back(
        {pair.a, pair.b, rounded(pair.versus.test.mean), interval_text(pair.versus.test.ci95),
         better_text(pair, metric.better),
         std::isnan(pair.versus.probability) ? "" : fmt::format("{:.2f}", pair.versus.probability),
         p_text(pair.p_holm), std::to_string(pair.versus.n()), needed ? std::to_string(*needed) : "",
         rounded(pair.effect_size), p_text(pair.assumption_free_holm), interval_text(pair.bootstrap)});
  }
  if (pairs.rows.size() > most)
    table.below.push_back(fmt::format("{} more pairs: --csv has them all", pairs.rows.size() - most));
  return table;
}

ShownTable means_table(const DataSets& compared) {
  ShownTable table;
  table.title = fmt::format("final {} by data set", compared.metric.name);
  table.headings = {"data set"};
  table.is_words = {true};
  for (const auto& algorithm : compared.algorithms) {
    table.headings.push_back(algorithm.name);
    table.is_words.push_back(false);
  }
  for (std::size_t i = 0; i < compared.names.size(); ++i) {
    auto& row = table.rows.emplace_back(1, compared.names[i]);
    for (const auto& algorithm : compared.algorithms) row.push_back(rounded(algorithm.means[i]));
  }
  return table;
}

ShownTable ranks_table(const DataSets& compared) {
  ShownTable table;
  table.title = fmt::format("over {} data sets", compared.names.size());
  table.headings = {"", "mean rank", "IQM", "95 % interval", "profile score"};
  table.is_words = {true, false, false, false, false};
  const bool has_profile = !std::isnan(compared.algorithms.front().profile_score);
  for (const double limit : compared.profile_limits) {
    if (!has_profile) break;
    table.headings.push_back(fmt::format("≤ {:g} × best", limit));
    table.is_words.push_back(false);
  }
  for (const auto& algorithm : compared.algorithms) {
    auto& row = table.rows.emplace_back(std::vector<std::string>{
        algorithm.name, rounded(algorithm.mean_rank), rounded(algorithm.iqm),
        interval_text(algorithm.iqm_interval.ci95), rounded(algorithm.profile_score)});
    for (const double share : algorithm.profile) row.push_back(fmt::format("{:.2f}", share));
  }
  const FriedmanTest& test = compared.friedman;
  table.below.push_back(fmt::format("Friedman: chi² = {}, p = {}; Iman and Davenport: F = {}, p = {}",
                                    rounded(test.chi_squared), p_text(test.p), rounded(test.f),
                                    p_text(test.f_p)));
  std::vector<std::string> groups;
  for (const auto& group : compared.not_told_apart) groups.push_back(join(group, " ~ "));
  table.below.push_back(
      fmt::format("Nemenyi's critical difference at 0.05: {} ranks; not told apart by it: {}",
                  rounded(compared.critical_difference), groups.empty() ? "none" : join(groups, "; ")));
  return table;
}

ShownTable wins_table(const DataSets& compared) {
  ShownTable table;
  table.title = "wins, ties and losses over the data sets";
  table.headings = {"a", "b", "wins", "ties", "losses", "Wilcoxon p", "p (Holm)"};
  table.is_words = {true, true, false, false, false, false, false};
  for (const auto& pair : compared.pairs) {
    table.rows.push_back({pair.a, pair.b, std::to_string(pair.wins), std::to_string(pair.ties),
                          std::to_string(pair.losses), p_text(pair.p), p_text(pair.p_holm)});
  }
  return table;
}

std::vector<std::string> methods_of(const Pairs& pairs, bool has_data_sets) {
  std::vector<std::string> methods;
  const auto tested =
      std::ranges::count_if(pairs.rows, [](const Pair& pair) { return !std::isnan(pair.versus.test.p); });
  if (!pairs.rows.empty()) {
    methods.emplace_back(
        "difference: mean of a − b in the metric's own unit, by pairs of the same seed (and fold); the "
        "interval is Student's, for folds Nadeau and Bengio's");
    methods.push_back(fmt::format(
        "p (Holm): of the paired t test, adjusted for {}; sign flip: the exact permutation test of "
        "the signs, adjusted likewise{}",
        counted(static_cast<std::size_t>(tested), "comparison"),
        std::ranges::all_of(pairs.rows, [](const Pair& pair) { return pair.versus.paired; })
            ? ""
            : "; U: Mann and Whitney's, where no seeds are shared"));
    methods.emplace_back(
        "P(a better): that a run of a is better than one of b, ties half; effect size: Hedges' g");
    methods.emplace_back(
        "seeds needed: so that the t test at level 0.05 finds the difference that is seen here with "
        "probability 0.8");
    methods.emplace_back(
        "bootstrap 95 %: percentiles of the mean difference, every resample where there are at most 46656, "
        "else 10000 that are drawn as the values say");
  }
  if (has_data_sets) {
    methods.emplace_back(
        "ranks, wins and Wilcoxon's test are of means over repetitions; IQM: mean of the middle half of all "
        "values, its interval a bootstrap stratified by data set; profile: share of the data sets on which "
        "the mean is within so many times the best (of a metric that is better when higher, its inverse)");
  }
  return methods;
}

std::string text_table(const ShownTable& table, std::size_t width) {
  constexpr std::size_t least = 8, gap = 2;
  std::vector<std::size_t> widths(table.headings.size(), 0);
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], character_count(visible_text(cells[i])));
  };
  widen(table.headings);
  for (const auto& row : table.rows) widen(row);
  const auto total = [&](std::size_t columns) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < columns; ++i) sum += widths[i] + gap;
    return sum - gap;
  };
  std::size_t columns = widths.size();
  // Names are cut down to half the width together; then columns are left out, from the last on.
  std::size_t names = 0;
  while (names < table.is_words.size() && table.is_words[names]) ++names;
  for (std::size_t i = 0; i < names; ++i) widths[i] = std::min(widths[i], std::max(least, width / 2 / names));
  while (columns > names + 1 && total(columns) > width) --columns;
  std::string text = visible_text(table.title) + "\n";
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < columns; ++i) {
      const std::string cell = visible_text(cells[i], widths[i]);
      const std::string space(widths[i] - character_count(cell), ' ');
      line += (i > 0 ? "  " : "") + (table.is_words[i] ? cell + space : space + cell);
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add_line(table.headings);
  for (const auto& row : table.rows) add_line(row);
  for (const std::string& sentence : table.below) text += visible_text(sentence) + "\n";
  if (columns < widths.size()) text += "(a wider terminal, --markdown or --html show more columns)\n";
  return text;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + markdown_text(cell) + " |";
  return line + "\n";
}

/// Symbols that LaTeX's fonts may lack.
std::string latex_words(std::string_view text) {
  std::string result = latex_text(text);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> symbols = {{
      {"−", "$-$"},
      {"≤", "$\\le$"},
      {"×", "$\\times$"},
      {"²", "$^2$"},
      {"…", "\\ldots{}"},
  }};
  for (const auto& [symbol, command] : symbols) {
    for (std::size_t at = result.find(symbol); at != std::string::npos; at = result.find(symbol, at))
      result.replace(at, symbol.size(), command);
  }
  return result;
}

std::string latex_row(const std::vector<std::string>& cells) {
  std::vector<std::string> words;
  for (const std::string& cell : cells) words.push_back(latex_words(cell));
  return join(words, " & ") + " \\\\\n";
}

std::string html_row(const ShownTable& table, const std::vector<std::string>& cells, const char* tag) {
  std::string line = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i)
    line +=
        fmt::format("<{}{}>{}</{}>", tag, table.is_words[i] ? " class=\"w\"" : "", html_text(cells[i]), tag);
  return line + "</tr>\n";
}

constexpr const char* html_head =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n";
constexpr const char* html_style =
    "<style>\n:root { color-scheme: light dark; }\nbody { font: 16px/1.5 system-ui, sans-serif; max-width: "
    "75rem; "
    "margin: 2rem auto; padding: 0 1rem; }\n.t { overflow-x: auto; }\ntable { border-collapse: collapse; }\n"
    "th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #8886; "
    "font-variant-numeric: tabular-nums; white-space: nowrap; }\n.w { text-align: left; }\n"
    "th { white-space: normal; vertical-align: bottom; }\n"
    "h2 { font-size: 1.1rem; margin-top: 2rem; }\n"
    "@media print { body { max-width: none; margin: 0; font-size: 9pt; } .t { overflow: visible; } "
    "th, td { white-space: normal; padding: .2rem .4rem; } }\n</style>\n";

}  // namespace

ShownComparison shown_of(const Pairs& pairs, const DataSets* data_sets, std::size_t most_pairs) {
  ShownComparison shown;
  if (!pairs.rows.empty()) shown.tables.push_back(pairs_table(pairs, most_pairs));
  shown.notes = pairs.notes;
  if (data_sets) {
    shown.tables.push_back(means_table(*data_sets));
    shown.tables.push_back(ranks_table(*data_sets));
    shown.tables.push_back(wins_table(*data_sets));
    shown.notes.insert(shown.notes.end(), data_sets->notes.begin(), data_sets->notes.end());
  }
  shown.methods = methods_of(pairs, data_sets != nullptr);
  return shown;
}

std::string as_text(const ShownComparison& shown, std::size_t width) {
  std::string text;
  for (const ShownTable& table : shown.tables) text += (text.empty() ? "" : "\n") + text_table(table, width);
  constexpr std::size_t most_notes = 20;
  for (std::size_t i = 0; i < std::min(most_notes, shown.notes.size()); ++i)
    text += "note: " + visible_text(shown.notes[i]) + "\n";
  if (shown.notes.size() > most_notes)
    text += fmt::format("note: and {} more; --markdown has them all\n", shown.notes.size() - most_notes);
  for (const std::string& method : shown.methods) text += "  " + method + "\n";
  return text;
}

std::string as_markdown(const ShownComparison& shown) {
  std::string text;
  for (const ShownTable& table : shown.tables) {
    text += fmt::format("{}{}\n\n{}|", text.empty() ? "" : "\n", markdown_text(table.title),
                        markdown_row(table.headings));
    for (const bool words : table.is_words) text += words ? " --- |" : " ---: |";
    text += "\n";
    for (const auto& row : table.rows) text += markdown_row(row);
    for (const std::string& sentence : table.below) text += "\n" + markdown_text(sentence) + ".\n";
  }
  if (!shown.notes.empty() || !shown.methods.empty()) text += "\n";
  for (const std::string& note : shown.notes) text += "- " + markdown_text(note) + ".\n";
  for (const std::string& method : shown.methods) text += "- " + markdown_text(method) + ".\n";
  return text;
}

std::string as_latex(const ShownComparison& shown) {
  std::string text = "% needs \\usepackage{booktabs}\n";
  for (const ShownTable& table : shown.tables) {
    std::string alignment;
    for (const bool words : table.is_words) alignment += words ? 'l' : 'r';
    text += fmt::format("% {}\n\\begin{{tabular}}{{{}}}\n\\toprule\n{}\\midrule\n", visible_text(table.title),
                        alignment, latex_row(table.headings));
    for (const auto& row : table.rows) text += latex_row(row);
    text += "\\bottomrule\n\\end{tabular}\n";
    for (const std::string& sentence : table.below) text += "% " + visible_text(sentence) + "\n";
  }
  for (const std::string& note : shown.notes) text += "% " + visible_text(note) + "\n";
  for (const std::string& method : shown.methods) text += "% " + method + "\n";
  return text;
}

std::string as_html(const ShownComparison& shown, const std::string& title) {
  std::string text = fmt::format("{}<title>{}</title>\n{}</head>\n<body>\n<h1>{}</h1>\n", html_head,
                                 html_text(title), html_style, html_text(title));
  for (const ShownTable& table : shown.tables) {
    text += fmt::format("<h2>{}</h2>\n<div class=\"t\"><table>\n<thead>\n{}</thead>\n<tbody>\n",
                        html_text(table.title), html_row(table, table.headings, "th"));
    for (const auto& row : table.rows) text += html_row(table, row, "td");
    text += "</tbody>\n</table></div>\n";
    for (const std::string& sentence : table.below) text += fmt::format("<p>{}.</p>\n", html_text(sentence));
  }
  const auto list = [&](const char* heading, const std::vector<std::string>& sentences) {
    if (sentences.empty()) return;
    text += fmt::format("<h2>{}</h2>\n<ul>\n", heading);
    for (const std::string& sentence : sentences) text += fmt::format("<li>{}.</li>\n", html_text(sentence));
    text += "</ul>\n";
  };
  list("Notes", shown.notes);
  list("What the numbers are", shown.methods);
  return text + "</body>\n</html>\n";
}

}  // namespace runner
