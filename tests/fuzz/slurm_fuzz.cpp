#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <sstream>

#include "fuzz.h"
#include "launch/slurm_script.h"
#include "spec/registry.h"

using namespace runner;

namespace {

/// The section as a file would have it: a line each for partition, time and memory, and more lines of the
/// script. A line that begins with a form feed goes on behind a line end.
Node section_of(std::string_view input) {
  std::vector<Node::Entry> entries;
  for (const char* name : {"partition", "time", "mem"}) {
    const std::string_view line = fuzz::take_until(input, "\n");
    if (!line.empty()) entries.push_back({name, {}, Node::scalar(std::string(line))});
  }
  std::vector<Node> extra;
  while (!input.empty()) {
    std::string line(fuzz::take_until(input, "\n"));
    std::ranges::replace(line, '\f', '\n');
    extra.push_back(Node::scalar(std::move(line)));
  }
  entries.push_back({"extra", {}, Node::sequence(std::move(extra))});
  return Node::map(std::move(entries));
}

/// As sbatch's getopt_long reads a word: `-a`, also behind options without a value, or any beginning of
/// `--array`.
bool sets_the_array(std::string_view word) {
  constexpr std::string_view name = "--array", without_value = "hHIkOQsuvVW";
  if (word.starts_with("--")) {
    const std::string_view option = word.substr(0, word.find('='));
    return option.size() > 2 && name.starts_with(option);
  }
  if (!word.starts_with("-")) return false;
  const std::size_t at = word.find_first_not_of(without_value, 1);
  return at != std::string_view::npos && word[at] == 'a';
}

/// sbatch passes over them.
std::string without_quotes(std::string_view line) {
  std::string plain;
  std::ranges::copy_if(line, std::back_inserter(plain),
                       [](char c) { return std::string_view("\"'\\").find(c) == std::string_view::npos; });
  return plain;
}

void check_script(std::string_view script, std::size_t lines_expected) {
  std::size_t lines = 0;
  while (!script.empty()) {
    std::string_view line = fuzz::take_until(script, "\n");
    ++lines;
    fuzz::must(std::ranges::none_of(line, [](unsigned char c) { return std::iscntrl(c) != 0 && c != '\t'; }),
               "no control character in a script");
    if (!line.starts_with("#SBATCH")) continue;
    const bool of_ours = line.starts_with("#SBATCH --array=1-3,7");
    std::istringstream words(without_quotes(line));
    for (std::string word; words >> word;) fuzz::must(!sets_the_array(word) || of_ours, "the array is ours");
  }
  fuzz::must(lines == lines_expected, "a line of a script for each option");
}

}  // namespace

/// What `launch.slurm` takes, and the scripts that it comes to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::size_t, 4> busy = {1, 2, 3, 7};
  Diagnostics diagnostics;
  const Registries no_components;
  BindContext context{diagnostics, no_components};
  const Node section = section_of(fuzz::text_of(data, size));
  SlurmJob job{.name = "moons",
               .program = "/usr/bin/runner",
               .folder = "/home/her/50% of it's",
               .results = "/home/her/results/moons",
               .timing = false,
               .slurm = {},
               .parts = {7, {busy.begin(), busy.end()}}};
  if (!Codec<SlurmConfig>::decode(Cursor(section), Codec<SlurmConfig>::type(), context, job.slurm)) {
    fuzz::must(diagnostics.has_errors(), "what is refused is told");
    diagnostics.text();
    return 0;
  }
  // A word for nothing, such as None, is no option.
  const std::size_t named = std::size_t{job.slurm.partition.has_value()} +
                            std::size_t{job.slurm.time.has_value()} + std::size_t{job.slurm.mem.has_value()};
  const std::size_t common = 5 + named + job.slurm.extra.size();
  check_script(array_script(job), common + 4);
  check_script(merge_script(job), common + 2);
  return 0;
}
