#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/choice.h"
#include "base/text.h"
#include "config/yaml.h"
#include "page/curves.h"
#include "page/html.h"
#include "page/page_parts.h"
#include "record/manifest.h"
#include "statistics/two_samples.h"

namespace runner::page {
namespace {

constexpr std::size_t most_bad_runs = 200, most_told_apart = 200;

std::string detail(std::string_view title, const std::string& content) {
  return content.empty() ? "" : fmt::format("<details><summary>{}</summary>\n{}</details>\n", title, content);
}

/// A word as a POSIX shell takes it for itself.
std::string shell_word(const std::string& word) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./=:,+@%").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, is_plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

/// Paths that begin at the root are of one machine: the last part stays.
Node without_places(const Node& node) {
  if (node.is_scalar() && node.text().starts_with('/') && node.text().size() > 1)
    return Node::scalar(std::filesystem::path(node.text()).filename().string(), {}, node.quoted());
  if (node.is_sequence()) {
    std::vector<Node> items;
    for (const Node& item : node.items()) items.push_back(without_places(item));
    return Node::sequence(std::move(items));
  }
  if (!node.is_map()) return node;
  std::vector<Node::Entry> entries;
  for (const Node::Entry& entry : node.entries())
    entries.push_back({entry.key, {}, without_places(entry.value)});
  return Node::map(std::move(entries));
}

std::string bad_runs_html(const ExperimentData& data) {
  std::string rows;
  std::size_t bad = 0;
  for (std::size_t run = 0; run < data.plan.runs.size(); ++run) {
    const auto& result = data.row_of(run).result;
    if (counts(data.row_of(run))) continue;
    const SummaryRow& row = data.summary_of(data.plan.runs[run].configuration);
    if (result && result->status == Status::interrupted && row.stopped == row.runs) continue;
    if (++bad > most_bad_runs) continue;
    rows += fmt::format(
        "<tr><td class=\"label\">{}</td><td>{}</td><td>{}</td><td class=\"label\">{}</td></tr>\n",
        html(data.plan.runs[run].label), html(repetition_of(data, run)),
        result ? choice_name(result->status) : "missing", html(result ? result->message : "not trained"));
  }
  if (bad == 0) return "<p>Every run ended as it was meant to.</p>\n";
  std::string text =
      "<div "
      "class=\"wide\"><table><thead><tr><th>configuration</th><th>repetition</th><th>status</th><th>message"
      "</th></tr></thead><tbody>\n" +
      rows + "</tbody></table></div>\n";
  if (bad > most_bad_runs) text += fmt::format("<p>{} more in runs.csv.</p>\n", bad - most_bad_runs);
  return text;
}

/// What so many repetitions can find at all.
std::string seeds_html(const ExperimentData& data) {
  constexpr double alpha = 0.05, beta = 0.2, much = 0.75;
  std::size_t n = 0;
  for (const SummaryRow& row : data.summary) n = std::max(n, row.n);
  if (n < 2 || data.configurations() < 2) return "";
  const double found = noether_probability(static_cast<double>(n), alpha, beta);
  return fmt::format(
      "<p>The probability that one is better is over pairs of runs, ties half. With {0} {1} {2} With about "
      "{3} it would be "
      "{4} (Noether's formula: one-sided level {5}, power {6}; Bouthillier et al. 2021).</p>\n",
      n, repetitions_word(data),
      found < 1 ? fmt::format("a probability of {:.2f} and more is found as a rule.", found)
                : "not even one that is always better is found as a rule.",
      std::ceil(noether_pairs(much, alpha, beta)), much, alpha, 1 - beta);
}

/// The keys that are swept, configuration by configuration: their exact values.
std::string differences_html(const ExperimentData& data) {
  if (data.configurations() < 2 || data.plan.swept_columns.empty()) return "";
  std::string text =
      "<div class=\"wide tall\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">configuration</th>";
  for (const std::string& name : data.plan.swept_columns) text += "<th scope=\"col\">" + html(name) + "</th>";
  text += "</tr></thead><tbody>\n";
  const std::size_t shown = std::min(data.configurations(), most_told_apart);
  for (std::size_t c = 0; c < shown; ++c) {
    text += "<tr><td class=\"label\">" + html(data.plan.labels[c]) + "</td>";
    for (const std::string& cell : data.plan.runs[data.runs_of(c).front()].cells)
      text += "<td>" + html(cell.starts_with('/') ? std::filesystem::path(cell).filename().string() : cell) +
              "</td>";
    text += "</tr>\n";
  }
  text += "</tbody></table></div>\n";
  if (shown < data.configurations())
    text += fmt::format("<p class=\"note\">{} more in runs.csv.</p>\n", data.configurations() - shown);
  return text;
}

std::string statistics_html(const ExperimentData& data) {
  std::string text =
      "<p>A configuration's repetitions differ in nothing but what is repeated (seed, fold). Means are over "
      "the runs that "
      "finished or stopped early; runs that diverged, failed or are missing are counted beside them and "
      "never averaged in. "
      "± is one standard deviation of a sample (divided by n − 1).</p>\n"
      "<p>The 95 % interval of a mean is Student's: mean ± t · std / √n, with n − 1 degrees of freedom. It "
      "assumes values "
      "that are drawn independently and about normally; with two or three repetitions it is wide, and "
      "rightly so. Differences "
      "are paired: of the same seed and fold.</p>\n";
  text += seeds_html(data);
  const bool folds =
      std::ranges::any_of(data.summary, [](const SummaryRow& row) { return row.held_to_trained > 0; });
  if (folds)
    text +=
        "<p>Folds share rows that they train on: their interval has 1/n + (rows held out per row trained on) "
        "in the "
        "place of 1/n (Nadeau and Bengio 2003).</p>\n";
  text +=
      "<p>Curves are averaged over the values at the same epoch, before anything is thinned; nothing is "
      "interpolated or "
      "smoothed. Nothing is chosen by the test part.</p>\n";
  return text;
}

std::string data_html(const ExperimentData& data) {
  std::string text = fmt::format("<p>runner {}</p>\n", html(program_version()));
  if (data.hashes.empty()) return text;
  text +=
      "<div class=\"wide\"><table><thead><tr><th>data file</th><th>XXH3 (128 bit)</th></tr></thead><tbody>\n";
  for (const auto& [path, hash] : data.hashes)
    text += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", html(path.string()), html(hash));
  return text + "</tbody></table></div>\n";
}

std::string layers_html(const ExperimentData& data) {
  if (data.layers.empty()) return "";
  std::string text =
      "<div class=\"wide\"><table><thead><tr><th>layer</th><th>output "
      "shape</th><th>parameters</th></tr></thead><tbody>\n";
  for (const LayerRow& row : data.layers)
    text += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>\n", html(row.layer),
                        html(row.output), row.parameters);
  return text + "</tbody></table></div>\n";
}

}  // namespace

std::string command_text(const ExperimentData& data) {
  std::string text = "runner " + shell_word(data.file.empty() ? "config.yaml" : data.file);
  for (const std::string& word : data.overrides) text += " " + shell_word(word);
  return text;
}

std::string appendix_html(const ExperimentData& data) {
  std::string text = "<section id=\"appendix\"><h2>How this was made</h2>\n<pre class=\"command\">" +
                     html(command_text(data)) + "</pre>\n";
  text += detail("What differs between the configurations", differences_html(data));
  text += detail("The network", layers_html(data));
  text += detail("Runs that diverged, failed or are missing", bad_runs_html(data));
  text += detail("What the statistics assume", statistics_html(data));
  text += detail("The experiment with every default filled in",
                 "<pre>" + html_lines(to_yaml(without_places(data.plan.resolved))) + "</pre>\n");
  text += detail("Version and data", data_html(data));
  return text + "</section>\n";
}

}  // namespace runner::page
