#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "train/observer.h"

#include "launch/shard.h"

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
  bool parameters = false;
  std::string target;             ///< a column
  std::filesystem::path output;   ///< empty or "-": standard output
  bool verify = false;   ///< look at every byte of a results folder
  bool dry_run = false;  ///< show what would be submitted
  bool again = false;    ///< submit although a job is at work
};

/// What the words of a command that are no options have to be, for the table of commands: an exit status
/// after a message where they are something else.
std::optional<int> takes_nothing(const Command& command, const Options& options);
std::optional<int> takes_name(const Command& command, const Options& options);  ///< or none
std::optional<int> takes_file(const Command& command, const Options& options);
std::optional<int> takes_files(const Command& command, const Options& options);
std::optional<int> takes_folder(const Command& command, const Options& options);
std::optional<int> takes_launch(const Command& command, const Options& options);  ///< a cluster and a file

/// The options of commands that have some.
void add_training_options(CLI::App& app, Options& out);
void add_launch_options(CLI::App& app, Options& out);
void add_table_options(CLI::App& app, Options& out);
void add_init_options(CLI::App& app, Options& out);
void add_summary_options(CLI::App& app, Options& out);
void add_status_options(CLI::App& app, Options& out);

/// Reads the words after a command. Prints help or what is wrong, and returns the exit status, where there is
/// nothing more to do.
std::optional<int> parse_options(const Command& command, const std::vector<std::string>& words, Options& out);

}  // namespace runner
