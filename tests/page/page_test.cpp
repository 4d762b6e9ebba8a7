#include "page/page.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "page/built_experiment.h"
#include "page/figures.h"
#include "page/html.h"
#include "page/page_data.h"
#include "page/page_parts.h"

using namespace runner;

namespace {

constexpr const char* hostile = "</script><b>\"'&\x1b[31m\xe2\x80\xae";

page::ExperimentData hostile_experiment() {
  auto data = built_experiment({{"key", {"a", "b"}}}, 2, [](const auto& at, std::int64_t seed) {
    return 1.0 + double(at[0]) + 0.1 * double(seed);
  });
  data.plan.name = hostile;
  data.plan.description = hostile;
  for (std::string& label : data.plan.labels) label += hostile;
  for (PlannedRun& run : data.plan.runs) {
    run.label += hostile;
    run.cells.front() += hostile;
  }
  data.complete();
  return data;
}

}  // namespace

TEST_CASE("texts in HTML and in JSON are seen, not obeyed") {
  CHECK(page::html(hostile) == "&lt;/script&gt;&lt;b&gt;&quot;&#39;&amp;\\x1b[31m\\u202e");
  CHECK(page::html_lines("a<\nb\t") == "a&lt;\nb\\t");
  CHECK(page::json_text("a\"b\\c</script>&") == "\"a\\\"b\\\\c\\u003c/script\\u003e\\u0026\"");
}

TEST_CASE("base64 as RFC 4648 has it") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe\xfd", "//79"}};
  for (const auto& [bytes, text] : cases) CHECK(runner::base64(bytes) == text);
}

TEST_CASE("a figure's numbers as CSV") {
  const page::DataTable data{{"label", "x"}, {{std::string("a,b"), 0.1}, {std::string("=1"), std::nan("")}}};
  CHECK(page::csv_of(data) == "label,x\n\"a,b\",0.1\n'=1,\n");
}

TEST_CASE("no name of a user's gets out of its place in a page") {
  const auto data = hostile_experiment();
  const std::string text = page::page_html(data, page::figures_of(data));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(text.find("<b>\"") == std::string::npos);
  // Two scripts, each with one end.
  std::size_t ends = 0;
  for (std::size_t at = text.find("</script"); at != std::string::npos; at = text.find("</script", at + 1))
    ++ends;
  CHECK(ends == 2);
}

TEST_CASE("the same data give the same page, and nothing of it is fetched from elsewhere") {
  const auto data = hostile_experiment();
  const std::string text = page::page_html(data, page::figures_of(data));
  CHECK(text == page::page_html(data, page::figures_of(data)));
  CHECK(
      text.find("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:") !=
      std::string::npos);
  for (const char* outward : {"src=\"http", "href=\"http", "url(http", "@import", "fetch("})
    CHECK(text.find(outward) == std::string::npos);
}

TEST_CASE("the script of a page is at most 25 KB") {
  CHECK(page::page_script().size() > 10000);
  CHECK(page::page_script().size() <= 25 * 1024);
}

TEST_CASE("the command is the file's name and the overrides, each a word of a shell") {
  auto data = built_experiment({{"key", {"a", "b"}}}, 1, [](const auto&, auto) { return 1.0; });
  data.file = "my file.yaml";
  data.overrides = {"training.epochs=5", "optimizer={type: SGD}", "name=it's"};
  CHECK(page::command_text(data) ==
        "runner 'my file.yaml' training.epochs=5 'optimizer={type: SGD}' 'name=it'\\''s'");
}

TEST_CASE("curves of very many runs lose epochs, never their ends, and it is said") {
  auto data = built_experiment({{"key", {"a", "b"}}}, 1500,
                               [](const auto&, std::int64_t seed) { return 1.0 + double(seed); });
  for (page::Curves& curves : data.curves) {
    curves.epochs.clear();
    for (auto& values : curves.values) values.clear();
    for (std::int64_t epoch = 0; epoch <= 1000; ++epoch) {
      curves.epochs.push_back(epoch);
      for (auto& values : curves.values) values.push_back(1);
    }
  }
  const std::string text = page::page_data(data);
  CHECK(text.size() < 8'000'000);
  CHECK(text.find("and of each run its lowest and its highest value. ") != std::string::npos);
  CHECK(text.find(",1000],\"columns\"") != std::string::npos);
}
