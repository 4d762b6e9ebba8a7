#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "launch/shard.h"
#include "train/observer.h"
#include "use/prediction.h"
#include "use/trained_model.h"

namespace CLI {
class App;
}

namespace runner {

struct Command;

/// What stands on the command line after the command.
struct Options {
  std::vector<std::string> files;
  std::vector<std::string> command;    ///< every word as it was given, for the manifest
  std::vector<std::string> overrides;  ///< `key=value`
  std::filesystem::path results = "results";
  int jobs = 0;                ///< runs at once; 0: chosen
  int threads = 0;             ///< of one run; 0: chosen
  std::optional<Shard> shard;  ///< train this part of the runs alone
  bool force = false;
  std::optional<Status> only;  ///< train the runs alone that ended so
  bool fail_fast = false;
  bool no_timing = false;
  bool quiet = false;
  bool no_report = false;  ///< without page, figures and workbook
  bool open = false;       ///< show the page in the browser
  bool parameters = false;
  std::string target;    ///< a column
  bool verify = false;   ///< look at every byte of a results folder
  bool dry_run = false;  ///< show what would be submitted
  bool again = false;    ///< submit although a job is at work
  bool remove = false;   ///< what `clean` lists
  bool values = false;   ///< of the parameters

  // Of a trained model.
  std::string output;  ///< file or folder; "-" or empty: standard output
  std::string format;  ///< of an export
  Weights weights = Weights::last;
  std::optional<std::int64_t> fold;    ///< of several, by default all
  std::optional<std::int64_t> sample;  ///< a row, from 1
  PredictionOptions prediction;
  bool importance = false;
  std::string metric;             ///< a column of results
  std::int64_t repeats = 5;       ///< permutations of each column
  std::int64_t random_state = 0;  ///< that decides them
};

/// The options of commands that have some.
void add_training_options(CLI::App& app, Options& out);
void add_launch_options(CLI::App& app, Options& out);
void add_table_options(CLI::App& app, Options& out);
void add_report_options(CLI::App& app, Options& out);
void add_init_options(CLI::App& app, Options& out);
void add_summary_options(CLI::App& app, Options& out);
void add_compare_options(CLI::App& app, Options& out);
void add_status_options(CLI::App& app, Options& out);
void add_clean_options(CLI::App& app, Options& out);
void add_show_options(CLI::App& app, Options& out);
void add_predict_options(CLI::App& app, Options& out);
void add_evaluate_options(CLI::App& app, Options& out);
void add_export_options(CLI::App& app, Options& out);

/// An option of a command, as its help has it. All have --help, which is not among them.
struct OptionText {
  std::vector<std::string> names;  ///< "-o", "--output"
  std::string value;               ///< "INT", "I/N"; empty for one that takes none
  std::string help;
  std::string fallback;  ///< what it is by default; empty where that is not said
};
std::vector<OptionText> options_of(const Command& command);

/// Reads the words after a command. Prints help or what is wrong, and returns the exit status, where there is
/// nothing more to do.
std::optional<int> parse_options(const Command& command, const std::vector<std::string>& words, Options& out);

}  // namespace runner
