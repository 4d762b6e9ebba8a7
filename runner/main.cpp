#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "arguments.h"
#include "base/stop.h"
#include "base/text.h"
#include "commands.h"
#include "output.h"
#include "record/manifest.h"

namespace runner {

namespace {

constexpr std::array<Command, 23> command_table = {{
    {"run", "FILE [key=value …]", "train every run that a file describes",
     "runner run experiments/adam_vs_sgd.yaml training.epochs=5", takes_file, add_training_options, true,
     run_command},
    {"check", "FILE … [key=value …]", "validate files and show their runs; trains nothing",
     "runner check experiments/adam_vs_sgd.yaml", takes_files, nullptr, true, check_command},
    {"summary", "FILE [key=value …]", "layers, output shapes, parameters, multiply-adds",
     "runner summary experiments/chapter4/network.yaml --parameters", takes_file, add_summary_options, true,
     summary_command},
    {"data", "FILE [key=value …]",
     "what a table or an experiment's data holds: columns, classes, parts, features",
     "runner data flowers.csv", takes_file, nullptr, true, data_command},
    {"init", "FILE.csv", "write an experiment file for a table, every value in it, ready to run",
     "runner init flowers.csv --target species -o flowers.yaml", takes_file, add_init_options, false,
     init_command},
    {"status", "DIR", "what is done, running, failed or missing in a results folder",
     "runner status results/adam_vs_sgd", takes_folder, add_status_options, false, status_command},
    {"watch", "DIR", "the runs of a results folder while others train them: epochs, curves, time left",
     "runner watch results/adam_vs_sgd", takes_folder, nullptr, false, watch_command},
    {"merge", "DIR", "write the tables of a results folder anew, as after --shard",
     "runner merge results/adam_vs_sgd", takes_folder, add_table_options, false, merge_command},
    {"report", "DIR", "make page, figures and workbook of a results folder anew",
     "runner report results/adam_vs_sgd --open", takes_folder, add_report_options, false, report_command},
    {"compare", "DIR[:LABEL] …", "whether results differ, by how much, and whether that can be known",
     "runner compare results/adam_vs_sgd", takes_folders, add_compare_options, false, compare_command},
    {"show", "RUN [FILE]", "a run's status, last values, configuration; -o: what its network sees",
     "runner show results/digits/runs/06d6ab47664a4c95 -o sees.html", takes_run_folder, add_show_options,
     false, show_command},
    {"clean", "DIR [FILE …]", "the runs of a results folder that no file asks for; --delete removes them",
     "runner clean results/adam_vs_sgd", takes_folder_and_files, add_clean_options, false, clean_command},
    {"predict", "RUN FILE.csv", "what a trained run says about the rows of a file",
     "runner predict results/iris new_flowers.csv -o predictions.csv --probabilities", takes_run_and_file,
     add_predict_options, false, predict_command},
    {"evaluate", "RUN FILE.csv", "loss and metrics of a trained run on the rows of a file",
     "runner evaluate results/iris held_back.csv --importance", takes_run_and_file, add_evaluate_options,
     false, evaluate_command},
    {"export", "RUN|DIR", "a trained network for PyTorch or ONNX; curves for TensorBoard",
     "runner export results/iris --format onnx -o iris.onnx", takes_run, add_export_options, false,
     export_command},
    {"launch", "slurm FILE [key=value …]", "submit the runs without a result to a cluster",
     "runner launch slurm experiments/adam_vs_sgd.yaml --elements 20 --time 1:00:00 --dry-run", takes_launch,
     add_launch_options, true, launch_command},
    {"list", "[KIND]", "the components that exist", "runner list optimizers", takes_name, nullptr, false,
     list_command},
    {"explain", "NAME", "a component or key: meaning, parameters, defaults, ranges, source",
     "runner explain Adam", takes_name, nullptr, false, explain_command},
    {"schema", "", "the JSON schema of an experiment file", "runner schema > schemas/experiment.schema.json",
     takes_nothing, nullptr, false, schema_command},
    {"help", "[COMMAND]", "this overview, or what a command does and its options", "runner help run",
     takes_name, nullptr, false, help_command},
    {"completion", "SHELL", "what bash, zsh or fish has to know to complete commands, options and keys",
     "source <(runner completion bash)", takes_name, nullptr, false, completion_command},
    {"man", "", "the manual page (roff)", "runner man | man -l -", takes_nothing, nullptr, false,
     man_command},
    {"reference", "FOLDER", "write the reference pages of all components (Markdown)",
     "runner reference docs/components", takes_name, nullptr, false, reference_command},
}};

void print_help() {
  say("runner EXPERIMENT.yaml [key=value …]   train every run that a file describes and leave CSV\n\n"
      "Commands\n");
  for (const Command& command : command_table) {
    say("  {:<10} {:<22} {}\n", command.name, command.arguments, command.summary);
  }
  say("\n`runner FILE` is `runner run FILE`. `runner COMMAND --help` shows the options of a command.\n\n"
      "Example\n  runner experiments/adam_vs_sgd.yaml training.epochs=5\n");
}

int no_such_command(std::string_view who, const std::string& word) {
  std::vector<std::string> names;
  for (const Command& known : command_table) names.emplace_back(known.name);
  tell("{}: there is no command '{}'{}\n", who, word, suggestion(word, names));
  return exit_usage;
}

/// A word that is neither a command nor looks like a file is taken for a misspelt command.
bool looks_like_file(const std::string& word) {
  return word.find_first_of("./=") != std::string::npos;
}

int dispatch(std::vector<std::string> words) {
  Options options;
  options.command = words;
  options.command.insert(options.command.begin(), "runner");
  if (words.empty() || words[0] == "--help" || words[0] == "-h") {
    print_help();
    return words.empty() ? exit_usage : exit_done;
  }
  if (words[0] == "--version") {
    say("runner {}\n", program_version());
    return exit_done;
  }
  const Command* command = find_command(words[0]);
  if (command) {
    words.erase(words.begin());
  } else if (words[0].starts_with('-') || looks_like_file(words[0])) {
    command = find_command("run");
  } else {
    return no_such_command("runner", words[0]);
  }
  if (const auto status = parse_options(*command, words, options)) return *status;
  return command->function(options);
}

int guarded_dispatch(int argc, char** argv) {
  try {
    return dispatch({argv + std::min(argc, 1), argv + argc});
  } catch (const Interrupted&) {
    tell("runner: interrupted\n");
    return exit_interrupted;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    tell("runner: {}\n", error.what());
    return exit_failed_run;
  }
}

/// What could not be said was not said, whatever else went well. A reader that is gone did not want it.
int checked_output(int status) {
  const int error = finish_output();
  if (error == 0) return status;
  if (error != EPIPE)
    tell("runner: cannot write to standard output: {}\n", std::generic_category().message(error));
  return status == exit_done ? exit_failed_run : status;
}

}  // namespace

std::span<const Command> commands() {
  return command_table;
}

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(command_table, name, &Command::name);
  return found == command_table.end() ? nullptr : &*found;
}

int help_command(const Options& options) {
  if (options.files.empty()) {
    print_help();
    return exit_done;
  }
  const Command* command = find_command(options.files.front());
  if (!command) return no_such_command("runner help", options.files.front());
  Options unused;
  return parse_options(*command, {"--help"}, unused).value_or(exit_done);
}

}  // namespace runner

namespace {

/// Before main begins nothing can catch what the program's and its libraries' variables throw.
void end_without_memory() {
  try {
    if (const std::exception_ptr error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    constexpr std::string_view message = "runner: not enough memory\n";
    if (::write(STDERR_FILENO, message.data(), message.size()) < 0) {  // nobody is there to be told
    }
    ::_exit(runner::exit_failed_run);
  } catch (...) {
  }
  std::abort();
}

std::terminate_handler usual = nullptr;

void be_ready(int, char**, char**) {
  usual = std::set_terminate(end_without_memory);
}

// Called before the first of the libraries begins.
[[gnu::section(".preinit_array"), gnu::used]] void (*const at_first)(int, char**, char**) = be_ready;

}  // namespace

int main(int argc, char** argv) {
  std::set_terminate(usual);  // from here on whoever lacks memory throws to where it is caught
  runner::prepare_streams();
  try {
    return runner::checked_output(runner::guarded_dispatch(argc, argv));
  } catch (const std::bad_alloc&) {  // also while a message was put together
    runner::write_error("runner: not enough memory\n");
    return runner::exit_failed_run;
  }
}
