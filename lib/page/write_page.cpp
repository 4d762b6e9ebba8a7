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

/// The end of a picture's file: that it was written here, under this name, and its numbers beside it.
std::string mark_of(const std::string& name) {
  return fmt::format("<!-- runner wrote {0}.svg and {0}.csv -->\n", name);
}

/// A file that was written here under this very name. What can't be read is not ours.
bool is_ours(const std::filesystem::path& file) {
  constexpr std::size_t largest = std::size_t{1} << 26U;  // bytes; pictures are smaller
  try {
    return read_file(file, largest).ends_with(mark_of(file.stem().string()));
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// Pictures that another call has left, for an experiment that has changed has others. What people put there
/// stays.
void remove_others(const std::filesystem::path& folder, const std::set<std::string>& written) {
  int unreadable = 0;  // then they stay
  for (const std::string& name : names_in(folder, unreadable)) {
    const std::filesystem::path picture = folder / name;
    if (!name.ends_with(".svg") || written.count(picture.stem().string()) || !is_ours(picture)) continue;
    // The one with the mark goes last: after an interruption both are found again.
    std::error_code ignored;
    for (const char* ending : {".csv", ".svg"})
      std::filesystem::remove(std::filesystem::path(picture).replace_extension(ending), ignored);
  }
}

void write_figures(const std::vector<Figure>& figures, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw std::runtime_error(fmt::format("cannot write '{}': {}", folder.string(), error.message()));
  std::set<std::string> written;
  for (const Figure& figure : figures) {
    write_file_atomically(folder / (figure.name + ".svg"),
                          picture::svg(figure.picture) + mark_of(figure.name));
    write_file_atomically(folder / (figure.name + ".csv"), csv_of(figure.data));
    written.insert(figure.name);
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
