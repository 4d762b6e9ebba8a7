#include "options.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>
#include <system_error>

#include "arguments.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "output.h"
#include "plan/experiment.h"
#include "record/status.h"
#include "spec/advice.h"

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

/// `training.epochs=3` for a key of a file, by its path, its name or what that means here; empty for none.
std::string override_of(std::string name, const std::string& value) {
  std::ranges::replace(name, '-', '_');
  const std::string path = place_of_key(name, spec_of<ExperimentConfig>(), catalog());
  if (path.empty()) return "";
  const Place command_line{std::make_shared<const Source>(Source{"", "", {}, true})};
  return line_to_write(path, value, command_line);
}

/// What to write in the place of an option that does not exist.
std::string option_advice(const std::string& option, const std::string& value, const Command& command,
                          const CLI::App& app) {
  const std::string name = option.substr(std::min(option.find_first_not_of('-'), option.size()));
  for (const OptionWord& word : catalog().words().options) {
    if (word.said != plain_spelling(name)) continue;
    std::string text = word.write;
    if (const std::size_t at = text.find("{}"); at != std::string::npos)
      text.replace(at, 2, value.empty() ? "…" : value);
    return "; write " + text;
  }
  std::vector<std::string> known;
  for (const CLI::Option* one : app.get_options())
    if (!one->get_lnames().empty()) known.push_back("--" + one->get_lnames().front());
  const std::string key = command.overrides ? override_of(name, value.empty() ? "…" : value) : "";
  if (!key.empty()) return "; write " + key;
  if (const auto near = nearest(option, known)) return fmt::format("; did you mean '{}'?", *near);
  return fmt::format("; `runner {} --help` shows them", command.name);
}

/// The first option that does not exist, answered; empty where all do.
std::string unknown_option(const std::vector<std::string>& words, const Command& command,
                           const CLI::App& app) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") break;
    if (word.size() < 2 || word.front() != '-' || parse_number(word)) continue;
    const std::string option = word.substr(0, word.find('='));
    if (app.get_option_no_throw(option)) continue;
    std::string value = option.size() < word.size() ? word.substr(option.size() + 1) : "";
    if (option.size() == word.size() && i + 1 < words.size() && words[i + 1].front() != '-')
      value = words[i + 1];
    return fmt::format("there is no option '{}'{}", option, option_advice(option, value, command, app));
  }
  return "";
}

/// `training.epochs = 3` and `training.epochs 3`, which the shell cuts; empty where there is nothing like it.
std::string cut_override(const std::vector<std::string>& words) {
  std::error_code none;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool begins = word.starts_with('='), ends = word.ends_with('=');
    std::string key = begins && i > 0 ? words[i - 1] : word.substr(0, word.find_last_not_of('=') + 1);
    std::string value = begins ? word.substr(1) : "";
    std::size_t next = i + 1;
    const bool is_followed = next < words.size() && words[next].find('=') == std::string::npos &&
                             !std::filesystem::exists(words[next], none);
    const bool is_path = !begins && !ends && word.find('=') == std::string::npos && i > 0 && is_followed &&
                         !std::filesystem::exists(word, none) && !override_of(word, "1").empty() &&
                         word.find('.') != std::string::npos;
    if (!begins && !ends && !is_path) continue;
    if (value.empty() && is_followed) value = words[next++];
    while (value.starts_with('[') && !value.ends_with(']') && next < words.size())
      value += " " + words[next++];
    if (value.empty() || key.empty()) continue;
    const Place command_line{std::make_shared<const Source>(Source{"", "", {}, true})};
    return fmt::format("a key and its value are one word, with '=' and no blank between them; write {}",
                       line_to_write(key, value, command_line));
  }
  return "";
}

template <class Show>
void for_lines(const std::string& text, const Show& show) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) show(line);
}

void add_page_options(CLI::App& app, Options& out) {
  auto* without = app.add_flag("--no-report", out.no_report, "leave out page, figures and workbook");
  app.add_flag("--open", out.open, "show the page in the browser at the end")->excludes(without);
}

}  // namespace

void add_compare_options(CLI::App& app, Options& out) {
  app.add_option("--metric", out.metric, "the column that is compared (default: what ranks)");
  const std::array<std::array<const char*, 2>, 4> forms = {{{"csv", "every number of every pair"},
                                                            {"markdown", "tables for a README"},
                                                            {"latex", "tables for a paper"},
                                                            {"html", "a page that needs nothing else"}}};
  for (const auto& [form, help] : forms) {
    app.add_flag_function(
           fmt::format("--{}", form), [&out, form](std::int64_t) { out.format = form; }, help)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
  app.add_option("-o,--output", out.output, "a file for it (default: standard output)");
}

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
  add_page_options(app, out);
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
  add_page_options(app, out);
  app.add_flag("--no-timing", out.no_timing, "leave times out of the tables");
  app.add_flag("--quiet", out.quiet, "print errors only");
}

void add_report_options(CLI::App& app, Options& out) {
  app.add_flag("--open", out.open, "show the page in the browser");
  app.add_flag("--no-timing", out.no_timing, "leave times out of page and workbook");
  app.add_flag("--quiet", out.quiet, "print errors only");
}

void add_init_options(CLI::App& app, Options& out) {
  app.add_option("--target", out.target, "the column to be predicted (default: the last)");
  app.add_option("-o,--output", out.output, "the file to be written (default: standard output)");
}

void add_summary_options(CLI::App& app, Options& out) {
  app.add_flag("--parameters", out.parameters, "list each tensor");
  app.add_flag("--values", out.values, "and the values that it begins with");
}

namespace {

/// Between commas; none of an empty text.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

void add_weights_option(CLI::App& app, Options& out) {
  app.add_option_function<std::string>(
         "--weights",
         [&out](const std::string& text) {
           const auto weights = choice_named<Weights>(text);
           if (!weights) throw CLI::ValidationError("--weights", "expected last or best, not '" + text + "'");
           out.weights = *weights;
         },
         "last: as the last evaluation had them; best: those that early stopping kept")
      ->type_name("WHICH");
}

void add_model_options(CLI::App& app, Options& out) {
  add_weights_option(app, out);
  app.add_option("--fold", out.fold, "the run of this fold alone, from 0");
}

}  // namespace

void add_show_options(CLI::App& app, Options& out) {
  app.add_option("-o,--output", out.output,
                 "a page of what a network that takes pictures sees: filters, feature maps, mistakes")
      ->type_name("PAGE.html");
  app.add_option("--sample", out.sample,
                 "the row whose feature maps are shown, from 1 (default: the first that was held back)")
      ->type_name("ROW")
      ->check(CLI::Range(1LL, 9007199254740992LL));
  add_weights_option(app, out);
  app.add_flag("--force", out.force, "replace a file that is there");
}

void add_predict_options(CLI::App& app, Options& out) {
  app.add_option("-o,--output", out.output, "file for the predictions (default, and -: standard output)");
  app.add_flag("--probabilities", out.prediction.probabilities, "a column p_CLASS for each class");
  app.add_option("--top", out.prediction.top, "the K most probable classes, each with its probability")
      ->type_name("K")
      ->check(CLI::Range(1, 1000000));
  app.add_option_function<std::string>(
         "--keep", [&out](const std::string& names) { out.prediction.keep = parts_of(names); },
         "the file's columns that are kept, by commas; '' for none (default: all)")
      ->type_name("COLUMNS");
  app.add_option("--threshold", out.prediction.threshold,
                 "take the second of two classes above this probability (default: 0.5)")
      ->check(CLI::Range(0.0, 1.0));
  add_model_options(app, out);
  app.add_flag("--force", out.force, "replace a file that is there");
}

void add_evaluate_options(CLI::App& app, Options& out) {
  app.add_flag("--importance", out.importance,
               "by how much each measure gets worse when a column's values change places");
  app.add_option("--repeats", out.repeats, "how often the values of a column change places")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  app.add_option("--random-state", out.random_state, "decides how")
      ->capture_default_str()
      ->check(CLI::Range(0LL, 4294967295LL));
  add_model_options(app, out);
}

void add_export_options(CLI::App& app, Options& out) {
  app.add_option("--format", out.format, "safetensors, pytorch, onnx or tensorboard")->required();
  app.add_option("-o,--output", out.output, "file, for pytorch and tensorboard a folder")->required();
  add_model_options(app, out);
  app.add_flag("--force", out.force, "replace what is there");
}

void add_status_options(CLI::App& app, Options& out) {
  app.add_flag("--verify", out.verify,
               "look at every byte of the runs' files: exit 1 where one is not what was written");
}

void add_clean_options(CLI::App& app, Options& out) {
  app.add_flag("--delete", out.remove, "remove the runs that are listed, and write the tables anew");
}

namespace {

void add_own_options(CLI::App& app, const Command& command, Options& out, std::optional<long long>& seed) {
  if (command.add_options) command.add_options(app, out);
  if (command.overrides) app.add_option("--seed", seed, "the same as seed=N");
}

}  // namespace

std::vector<OptionText> options_of(const Command& command) {
  CLI::App app;
  Options unused;
  std::optional<long long> seed;
  add_own_options(app, command, unused, seed);
  std::vector<OptionText> texts;
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr()) continue;
    OptionText text{{}, "", option->get_description(), option->get_default_str()};
    // Behind a colon stands what is checked.
    if (option->get_type_size() > 0)
      text.value = option->get_type_name().substr(0, option->get_type_name().find(':'));
    for (const std::string& name : option->get_snames()) text.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) text.names.push_back("--" + name);
    texts.push_back(std::move(text));
  }
  return texts;
}

std::optional<int> parse_options(const Command& command, const std::vector<std::string>& words,
                                 Options& out) {
  CLI::App app{std::string(command.summary), "runner " + std::string(command.name)};
  app.footer("Example\n  " + std::string(command.example));
  std::vector<std::string> arguments;
  std::optional<long long> seed;
  if (!command.arguments.empty()) app.add_option("words", arguments, std::string(command.arguments));
  add_own_options(app, command, out, seed);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    const std::string cut = command.overrides ? cut_override(arguments) : "";
    if (!cut.empty()) return usage_error(command, cut);
  } catch (const CLI::ParseError& error) {
    const bool is_unknown = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    const std::string unknown = is_unknown ? unknown_option(words, command, app) : "";
    if (!unknown.empty()) return usage_error(command, unknown);
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
