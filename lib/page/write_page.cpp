#include "page/write_page.h"

#include <fmt/format.h>

#include <set>
#include <stdexcept>
#include <string>
#include <system_error>

#include "base/files.h"
#include "base/folders.h"
#include "page/figures.h"
#include "page/page.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

/// Pictures that another call has left: an experiment that has changed has others.
void remove_others(const std::filesystem::path& folder, const std::set<std::string>& written) {
  int unreadable = 0;  // then they stay
  for (const std::string& name : names_in(folder, unreadable)) {
    const bool ours = !name.starts_with('.') && (name.ends_with(".svg") || name.ends_with(".csv"));
    std::error_code ignored;
    if (ours && !written.count(name)) std::filesystem::remove(folder / name, ignored);
  }
}

void write_figures(const std::vector<Figure>& figures, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw std::runtime_error(fmt::format("cannot write '{}': {}", folder.string(), error.message()));
  std::set<std::string> written;
  for (const Figure& figure : figures) {
    write_file_atomically(folder / (figure.name + ".svg"), picture::svg(figure.picture));
    write_file_atomically(folder / (figure.name + ".csv"), csv_of(figure.data));
    written.insert({figure.name + ".svg", figure.name + ".csv"});
  }
  remove_others(folder, written);
}

}  // namespace

void write_page(const ExperimentData& data, const std::filesystem::path& results) {
  const std::vector<Figure> figures = figures_of(data);
  const std::string page = page_html(data, figures);
  write_figures(figures, results / figures_folder);
  write_file_atomically(results / page_file, page);
}

}  // namespace runner::page
