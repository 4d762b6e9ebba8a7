#include "page/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "page/curves.h"
#include "page/html.h"
#include "page/page_data.h"
#include "page/page_parts.h"
#include "page/page_script.h"
#include "page/page_style.h"
#include "picture/svg.h"
#include "record/csv.h"

namespace runner::page {
namespace {

constexpr std::size_t most_rows_of_table = 200;  // of a picture's numbers; more of them are CSV
/// Of more runs pictures that are not seen are not laid out either, and there is none for telephones.
constexpr std::size_t most_drawn_at_once = 2000;
constexpr std::size_t most_rows_of_csv = 2000;

std::string value_text(const DataTable::Value& value) {
  if (const double* number = std::get_if<double>(&value))
    return std::isfinite(*number) ? fmt::format("{:.6g}", *number) : "";
  return html(std::get<std::string>(value));
}

std::string table_html(const DataTable& data) {
  std::string text = "<div class=\"wide\"><table class=\"data\"><thead><tr>";
  for (const std::string& heading : data.headings) text += "<th scope=\"col\">" + html(heading) + "</th>";
  text += "</tr></thead><tbody>\n";
  for (const auto& row : data.rows) {
    text += "<tr>";
    for (const auto& value : row) text += "<td>" + value_text(value) + "</td>";
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>";
}

/// As CSV, numbers to six digits: `figures/` has all of them.
std::string csv_html(const DataTable& data) {
  DataTable shown{data.headings, {}};
  const std::size_t n = std::min(data.rows.size(), most_rows_of_csv);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<DataTable::Value> row;
    for (const auto& value : data.rows[i]) {
      const double* number = std::get_if<double>(&value);
      if (number && std::isfinite(*number)) {
        row.emplace_back(parse_number(fmt::format("{:.6g}", *number)).value());
      } else {
        row.push_back(value);
      }
    }
    shown.rows.push_back(std::move(row));
  }
  return "<pre class=\"csv\" tabindex=\"0\">" + html_lines(csv_of(shown)) + "</pre>";
}

std::string numbers_html(const Figure& figure) {
  const std::size_t rows = figure.data.rows.size();
  if (rows == 0) return "";
  const std::string cut = rows > most_rows_of_csv
                              ? fmt::format("<p>The first {} of {} rows; figures/{}.csv has all.</p>",
                                            most_rows_of_csv, rows, figure.name)
                              : "";
  return fmt::format("<details><summary>The numbers ({})</summary>{}{}</details>", counted(rows, "row"), cut,
                     rows > most_rows_of_table ? csv_html(figure.data) : table_html(figure.data));
}

/// The same picture for a telephone: panels below each other, the legend below them.
picture::Picture slim(picture::Picture picture) {
  picture.name += "-slim";
  picture.width = 360;
  if (picture.columns != 1) picture.columns = picture.panels.size() > 4 ? 2 : 1;
  if (picture.legend == picture::Legend::automatic) picture.legend = picture::Legend::below;
  return picture;
}

std::string facts_text(const ExperimentData& data) {
  std::vector<std::string> facts = {counted(data.configurations(), "configuration"),
                                    counted(data.plan.runs.size(), "run")};
  std::set<std::int64_t> seeds, folds;
  for (const PlannedRun& run : data.plan.runs) {
    seeds.insert(run.seed);
    if (run.fold) folds.insert(*run.fold);
  }
  if (seeds.size() > 1) facts.push_back(counted(seeds.size(), "seed"));
  if (folds.size() > 1) facts.push_back(counted(folds.size(), "fold"));
  std::vector<std::string> keys;
  for (const Factor& factor : data.factors)
    if (keys.size() < 6 && factor.column != Factor::none) keys.push_back(factor.name);
  if (!keys.empty()) facts.push_back("varied: " + join(keys, ", "));
  return join(facts, " · ");
}

}  // namespace

std::string_view page_script() {
  return script_text;
}

std::string figure_html(const Figure& figure, bool also_slim) {
  std::string drawings = fmt::format("<div class=\"drawing{}\">{}</div>\n", also_slim ? " full" : "",
                                     picture::svg(figure.picture, picture::Use::page));
  if (also_slim)
    drawings +=
        "<div class=\"drawing slim\">" + picture::svg(slim(figure.picture), picture::Use::page) + "</div>\n";
  return fmt::format("<figure id=\"{}\"><h3>{}</h3>\n{}<figcaption>{}</figcaption>{}</figure>\n",
                     html(figure.name), html(figure.heading), drawings,
                     html(with_percent_kept(figure.caption)), numbers_html(figure));
}

std::string page_begin(const PageHead& head, bool many) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'; img-src data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}</title>\n"
      "<style>\n{1}</style>\n<style id=\"pictures\">\n{2}</style>\n</head>\n<body{5}>\n"
      "<header><h1>{0}</h1><p>{3}</p><p class=\"facts\">{4}</p></header>\n<main>\n",
      html(head.title), style_text, picture::style(), html(head.description), html(head.facts),
      many ? " class=\"many\"" : "");
}

std::string page_end(const std::string& data) {
  std::string text =
      "</main>\n<script type=\"application/json\" id=\"data\">" + data + "</script>\n<script>\n";
  text += script_text;
  return text + "</script>\n</body>\n</html>\n";
}

std::string page_html(const ExperimentData& data, const std::vector<Figure>& figures) {
  const bool many = data.plan.runs.size() > most_drawn_at_once;
  std::string text = page_begin({data.plan.name, data.plan.description, facts_text(data)}, many);
  text += verdict_html(data);
  if (!figures.empty()) text += "<section id=\"pictures-section\" aria-label=\"Pictures\">\n";
  for (const Figure& figure : figures) text += figure_html(figure, !many);
  if (!figures.empty()) text += "</section>\n";
  text += configurations_html(data);
  text +=
      "<section id=\"explore\" hidden><h2>Explore the runs</h2></section>\n"
      "<noscript><p class=\"note\">With JavaScript there are curves, parallel coordinates and a table of all "
      "runs "
      "here; runs.csv and metrics.csv have their numbers.</p></noscript>\n";
  text += appendix_html(data);
  return text + page_end(page_data(data));
}

}  // namespace runner::page
