#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "options.h"

namespace runner {

/// Exit statuses that users may rely on.
enum Exit : int { exit_done = 0, exit_failed_run = 1, exit_usage = 2, exit_interrupted = 130 };

/// A subcommand: dispatch, help and spell check read the one table of them.
struct Command {
  std::string_view name;
  std::string_view arguments;  ///< as help shows them: "FILE [key=value …]"
  std::string_view summary;
  std::string_view example;
  /// What `options.files` has to be: an exit status after a message where it is something else.
  std::optional<int> (*check_words)(const Command&, const Options&);
  /// Options of its own; null where it has none.
  void (*add_options)(CLI::App&, Options&);
  bool overrides;  ///< whether words such as key=value change the experiment's file
  int (*function)(const Options&);
};

std::span<const Command> commands();

/// Null where there is none of this name.
const Command* find_command(std::string_view name);

int run_command(const Options& options);
int check_command(const Options& options);
int data_command(const Options& options);
int init_command(const Options& options);
int summary_command(const Options& options);
int launch_command(const Options& options);
int compare_command(const Options& options);
int merge_command(const Options& options);
int report_command(const Options& options);
int status_command(const Options& options);
int watch_command(const Options& options);
int show_command(const Options& options);
int clean_command(const Options& options);
int predict_command(const Options& options);
int evaluate_command(const Options& options);
int export_command(const Options& options);
int list_command(const Options& options);
int explain_command(const Options& options);
int schema_command(const Options& options);
int reference_command(const Options& options);
int help_command(const Options& options);
int completion_command(const Options& options);
int man_command(const Options& options);

}  // namespace runner
