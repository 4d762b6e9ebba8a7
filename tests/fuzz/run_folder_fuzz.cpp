#include <array>
#include <fstream>
#include <optional>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "fuzz.h"
#include "launch/survey.h"
#include "plan/plan.h"
#include "record/leftovers.h"
#include "record/run_folder.h"
#include "report/tables.h"

using namespace runner;

namespace {

/// As in make_corpus.py.
constexpr const char* experiment =
    "name: fuzz\ndata: {type: make_moons, n_samples: 12, split: {validation: 4}}\n"
    "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
    "training: {epochs: 2, batch_size: 4}\nmetrics: [accuracy]\nsweep: {seeds: 2}\n";

/// A results folder without a disk.
class Folder {
 public:
  Folder() : path_("/dev/shm/runner_fuzz_" + std::to_string(::getpid())) {
    Diagnostics diagnostics;
    const auto root = parse_yaml(std::make_shared<Source>(Source{"fuzz.yaml", experiment, "/"}), diagnostics);
    plan = root ? make_plan(*root, "fuzz", catalog(), diagnostics) : std::nullopt;
    fuzz::must(plan.has_value(), "the target's experiment is good");
  }
  ~Folder() { clear(); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void clear() const {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::optional<Plan> plan;

 private:
  std::filesystem::path path_;
};

/// The files, each behind a line `=== RUN FILE`, where RUN is 0 or 1.
void write_files(const Folder& folder, std::string_view input) {
  constexpr std::array<std::string_view, 6> names = {"status",      "run.json",   "metrics.csv",
                                                     "config.yaml", "checkpoint", "log.txt"};
  fuzz::take_until(input, "=== ");
  while (!input.empty()) {
    const std::string_view run = fuzz::take_until(input, " ");
    const std::string_view name = fuzz::take_until(input, "\n");
    const std::string_view content = fuzz::take_until(input, "=== ");
    if ((run != "0" && run != "1") || std::ranges::find(names, name) == names.end()) continue;
    const auto in = run_folder(folder.path(), folder.plan->runs[run == "1" ? 1 : 0].id);
    std::filesystem::create_directories(in);
    std::ofstream(in / name, std::ios::binary) << content;
  }
}

template <class Work>
void told(const Work& work) {
  try {
    work();
  } catch (const std::runtime_error& error) {
    fuzz::must(*error.what() != '\0', "an error has words");
  }
}

}  // namespace

/// A results folder whose runs have any files: surveyed, gone on from, and made into tables.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  folder.clear();
  open_results(folder.path(), "name: fuzz\n");
  write_files(folder, fuzz::text_of(data, size));
  const Plan& plan = *folder.plan;
  // What is damaged is told by an exception where it matters.
  told([&] { survey_list(plan, folder.path(), survey(plan, folder.path()), 40); });
  told([&] {
    const Leftovers leftovers(folder.path());
    for (const PlannedRun& run : plan.runs) leftovers.furthest(run.id);
  });
  told([&] { write_tables(plan, folder.path(), true); });
  return 0;
}
