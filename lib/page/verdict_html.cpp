#include <fmt/format.h>

#include <cmath>

#include "page/curves.h"
#include "page/html.h"
#include "page/names.h"
#include "page/page_parts.h"
#include "picture/svg.h"
#include "report/verdict.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_judgements = 12;

std::string cell(const std::string& text) {
  return "<td class=\"number\">" + html(text) + "</td>";
}

std::string row_html(const ExperimentData& data, const char* place, const SummaryRow& row,
                     std::size_t column) {
  const Statistics& s = row.finals[column];
  return fmt::format(
      "<tr data-series=\"{}\"><th scope=\"row\">{}</th><td class=\"label\" title=\"{}\">{}</td>{}{}{}</tr>\n",
      series_key(row.configuration), place, html(data.plan.labels[row.configuration]),
      html(data.name_of(row.configuration)), cell(readable(s.mean, 4)),
      cell(s.n > 1 ? fmt::format("{} to {}", readable(s.ci95_low, 4), readable(s.ci95_high, 4)) : "–"),
      cell(std::to_string(s.n)));
}

/// What the sentences say, in numbers.
std::string numbers_html(const ExperimentData& data, const Judgement& judgement, std::size_t column) {
  std::string text = fmt::format(
      "<div class=\"wide\"><table><thead><tr><td></td><th>configuration</th><th class=\"number\">final "
      "{}</th><th class=\"number\">95\u00a0% "
      "interval</th><th class=\"number\">n</th>"
      "</tr></thead><tbody>\n{}",
      html(data.overview.columns[column].name), row_html(data, "best", data.summary[judgement.best], column));
  if (judgement.runner_up)
    text += row_html(data, judgement.sharing > 1 ? "best" : "runner-up", data.summary[*judgement.runner_up],
                     column);
  text += "</tbody></table></div>\n";
  const Versus& versus = judgement.difference;
  const bool is_said =
      judgement.certainty == Certainty::told_apart || judgement.certainty == Certainty::not_told_apart;
  if (!judgement.runner_up || !is_said) return text;
  std::vector<std::string> facts = {
      fmt::format("difference {} (95 % interval {} to {}, {})", readable(versus.test.mean),
                  readable(versus.test.ci95.low), readable(versus.test.ci95.high),
                  versus.paired ? fmt::format("{} pairs", versus.n()) : "independent samples")};
  if (std::isfinite(versus.probability))
    facts.push_back(fmt::format("probability that the best is better: {}", readable(versus.probability)));
  if (versus.seeds_needed && judgement.certainty == Certainty::not_told_apart)
    facts.push_back(
        fmt::format("about {} {} would tell them apart", *versus.seeds_needed, repetitions_word(data)));
  for (const std::string& fact : facts)
    text += (&fact == facts.data() ? "<p class=\"facts\">" : " · ") + html(with_percent_kept(fact));
  return text + "</p>\n";
}

}  // namespace

std::string verdict_html(const ExperimentData& data) {
  const Verdict verdict = judge(data.plan, data.overview, data.summary);
  if (!verdict.column || verdict.judgements.empty())
    return "<section class=\"verdict\" id=\"verdict\"><h2>Verdict</h2><p class=\"answer\">No run has a "
           "result yet.</p></section>\n";
  const int digits = digits_that_differ(data.plan.labels);
  const auto words = [&](const std::string& sentence) {
    return html(with_percent_kept(without_long_digits(sentence, digits)));
  };
  std::string text = "<section class=\"verdict\" id=\"verdict\"><h2>Verdict</h2>\n";
  for (std::size_t i = 0; i < std::min(most_judgements, verdict.judgements.size()); ++i) {
    const Judgement& judgement = verdict.judgements[i];
    if (!judgement.about.empty()) text += "<h3>" + words(judgement.about) + "</h3>\n";
    text += "<p class=\"answer\">" + words(judgement.words) + "</p>\n" +
            numbers_html(data, judgement, *verdict.column);
  }
  if (verdict.judgements.size() > most_judgements)
    text += fmt::format("<p class=\"facts\">{} more are in the table of configurations.</p>\n",
                        verdict.judgements.size() - most_judgements);
  if (!verdict.search.empty()) text += "<p>" + words(verdict.search) + "</p>\n";
  if (!verdict.warnings.empty()) text += "<ul class=\"warnings\">\n";
  for (const Warning& warning : verdict.warnings) text += "<li>" + words(warning.words) + "</li>\n";
  if (!verdict.warnings.empty()) text += "</ul>\n";
  return text + "</section>\n";
}

}  // namespace runner::page
