#include "page/sight_page.h"

#include <fmt/format.h>

#include "base/choice.h"
#include "base/text.h"
#include "page/html.h"
#include "page/page_parts.h"

namespace runner::page {

namespace {

std::string size_text(PictureSize size) {
  return size.channels == 1 ? fmt::format("{} × {}", size.height, size.width)
                            : fmt::format("{} channels of {} × {}", size.channels, size.height, size.width);
}

/// What there is no picture of, and why.
std::string missing_html(const Sight& sight) {
  std::string text;
  if (!sight.filters)
    text +=
        "<p class=\"note\">There is no picture of weights: the first layer with weights is none that looks "
        "at the "
        "pixels.</p>\n";
  if (!sight.mistakes)
    text +=
        "<p class=\"note\">There are no mistakes to show: the network predicts no classes, or the rows have "
        "none.</p>\n";
  if (sight.mistakes && sight.mistakes->count == 0)
    text += fmt::format("<p class=\"note\">All {} samples of the part {} are classified rightly.</p>\n",
                        sight.mistakes->rows, choice_name(sight.mistakes->part));
  return text;
}

/// Of a page without runs, as its script reads it.
constexpr const char* no_runs =
    R"({"runs":0,"held":0,"log":false,"note":"","labels":[],"looks":[],"ranks":[],"of":[],"repetitions":[],)"
    R"("counts":[],"diverged":[],"keys":[],"axes":[],"best":0,"t95":[],"table":[],"step":"epoch","epochs":[],)"
    R"("columns":[]})";

}  // namespace

std::string sight_html(const Sight& sight, const std::string& title, const std::string& about) {
  std::string text = page_begin({title, about, "pictures of " + size_text(sight.size)}, false);
  text += "<section id=\"pictures-section\" aria-label=\"Pictures\">\n";
  for (const Figure& figure : figures_of_sight(sight)) text += figure_html(figure, true);
  text += "</section>\n" + missing_html(sight) + "<section id=\"explore\" hidden></section>\n";
  return text + page_end(no_runs);
}

}  // namespace runner::page
