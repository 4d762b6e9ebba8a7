#include "options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>
#include <system_error>

#include "commands.h"
#include "output.h"
#include "record/status.h"

namespace runner {

namespace {

bool is_override(const std::string& word) {
  std::error_code none;  // a text that is too long to be a file's name is none
  return word.find('=') != std::string::npos && !std::filesystem::exists(word, none);
}

/// Options that are the same as a key of the section `launch`.
constexpr std::array<std::array<const char*, 2>, 5> slurm_options = {{
    {"elements", "at most this many elements of the array"},
    {"cpus", "processors of an element"},
    {"partition", "the partition"},
    {"time", "the longest time of an element, such as 1:30:00"},
    {"mem", "the memory of an element, such as 4G"},
}};

std::optional<int> usage_error(const Command& command, const std::string& what) {
  tell("runner {}: {}\n", command.name, what);
  return exit_usage;
}

template <class Show>
void for_lines(const std::string& text, const Show& show) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) show(line);
}

std::string example_of(const Command& command) {
  return std::string("Example: ").append(command.example);
}

std::optional<int> check_one(const Command& command, const Options& options, std::string_view what) {
  const std::size_t count = options.files.size();
  if (count == 0) return usage_error(command, fmt::format("which {}? {}", what, example_of(command)));
  if (count > 1) return usage_error(command, fmt::format("one {} at a time, not {}", what, count));
  return std::nullopt;
}

}  // namespace

void add_training_options(CLI::App& app, Options& out) {
  app.add_option("--results", out.results, "folder for the results")->capture_default_str();
  app.add_option("--jobs", out.jobs, "runs at once (default: chosen)")->check(CLI::Range(1, 1024));
  app.add_option("--threads", out.threads, "threads of one run (default: chosen)")
      ->check(CLI::Range(1, 1024));
  app.add_option_function<std::string>(
         "--shard",
         [&out](const std::string& text) {
           out.shard = parse_shard(text);
           if (!out.shard)
             throw CLI::ValidationError("--shard", "expected I/N, such as 2/8, not '" + text + "'");
         },
         "train part I of N alone, and leave the tables to `runner merge`")
      ->type_name("I/N");
  app.add_option_function<std::string>(
         "--only",
         [&out](const std::string& text) {
           out.only = choice_named<Status>(text);
           if (!out.only || *out.only == Status::finished || *out.only == Status::early_stopped)
             throw CLI::ValidationError("--only",
                                        "expected failed, diverged or interrupted, not '" + text + "'");
         },
         "train only the runs that ended so")
      ->type_name("STATUS");
  app.add_flag("--force", out.force, "train again what has a result already");
  app.add_flag("--fail-fast", out.fail_fast, "stop at the first run that fails");
  app.add_flag("--no-timing", out.no_timing, "leave times out, so that results can be compared byte by byte");
  app.add_flag("--quiet", out.quiet, "print errors only");
}

void add_launch_options(CLI::App& app, Options& out) {
  for (const auto& [key, help] : slurm_options) {
    app.add_option_function<std::string>(
        fmt::format("--{}", key),
        [&out, name = key](const std::string& value) {
          out.overrides.push_back(fmt::format("launch.slurm.{}={}", name, value));
        },
        help);
  }
  app.add_option("--results", out.results, "folder for the results")->capture_default_str();
  app.add_flag("--no-timing", out.no_timing, "leave times out of the results");
  app.add_flag("--dry-run", out.dry_run, "print the scripts; submit nothing");
  app.add_flag("--again", out.again, "submit although an earlier job is still at work");
}

void add_table_options(CLI::App& app, Options& out) {
  app.add_flag("--no-timing", out.no_timing, "leave times out of the tables");
  app.add_flag("--quiet", out.quiet, "print errors only");
}

void add_init_options(CLI::App& app, Options& out) {
  app.add_option("--target", out.target, "the column to be predicted (default: the last)");
  app.add_option("-o,--output", out.output, "the file to be written (default: standard output)");
}

void add_summary_options(CLI::App& app, Options& out) {
  app.add_flag("--parameters", out.parameters, "list each tensor");
}

void add_status_options(CLI::App& app, Options& out) {
  app.add_flag("--verify", out.verify,
               "look at every byte of the runs' files: exit 1 where one is not what was written");
}

std::optional<int> takes_nothing(const Command& command, const Options& options) {
  if (options.files.empty()) return std::nullopt;
  return usage_error(command, "takes no arguments");
}

std::optional<int> takes_name(const Command& command, const Options& options) {
  if (options.files.size() <= 1) return std::nullopt;
  return usage_error(command, "one name at a time");
}

std::optional<int> takes_file(const Command& command, const Options& options) {
  return check_one(command, options, "file");
}

std::optional<int> takes_files(const Command& command, const Options& options) {
  if (!options.files.empty()) return std::nullopt;
  return usage_error(command, "which file?");
}

std::optional<int> takes_folder(const Command& command, const Options& options) {
  return check_one(command, options, "folder");
}

std::optional<int> takes_launch(const Command& command, const Options& options) {
  if (options.files.empty()) return usage_error(command, "where to, and which file? " + example_of(command));
  if (options.files.front() != "slurm") {
    return usage_error(command, fmt::format("there is no '{}' to launch on; known: slurm. {}",
                                            options.files.front(), example_of(command)));
  }
  if (options.files.size() == 1) return usage_error(command, "which file? " + example_of(command));
  if (options.files.size() > 2) {
    return usage_error(command, fmt::format("one file at a time, not {}", options.files.size() - 1));
  }
  return std::nullopt;
}

std::optional<int> parse_options(const Command& command, const std::vector<std::string>& words,
                                 Options& out) {
  CLI::App app{std::string(command.summary), "runner " + std::string(command.name)};
  app.footer("Example\n  " + std::string(command.example));
  std::vector<std::string> arguments;
  std::optional<long long> seed;
  if (!command.arguments.empty()) app.add_option("words", arguments, std::string(command.arguments));
  if (command.add_options) command.add_options(app, out);
  if (command.overrides) app.add_option("--seed", seed, "the same as seed=N");
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    std::ostringstream output, errors;
    const bool good = app.exit(error, output, errors) == 0;
    for_lines(output.str(), [](const std::string& line) { say("{}\n", line); });
    for_lines(errors.str(), [](const std::string& line) { tell("{}\n", line); });
    return good ? exit_done : exit_usage;
  }
  for (std::string& word : arguments) {
    (command.overrides && is_override(word) ? out.overrides : out.files).push_back(std::move(word));
  }
  if (seed) out.overrides.push_back(fmt::format("seed={}", *seed));
  return command.check_words(command, out);
}

}  // namespace runner
