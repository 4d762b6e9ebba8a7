// What shells have to know to complete a command line, as a script of each: commands and options from
// the table of commands, keys, their values and names of components from the declarations. A script asks
// nobody when it completes; it is made anew with the program.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "output.h"
#include "plan/experiment.h"
#include "spec/keys.h"

namespace runner {

namespace {

using Strings = std::vector<std::string>;

/// What a word of a command may be, which its name in the help says.
enum class Argument { files, folders, kinds, names, commands, shells };

Argument argument_named(const std::string& name) {
  if (name == "DIR" || name == "FOLDER" || name == "RUN") return Argument::folders;
  if (name == "KIND") return Argument::kinds;
  if (name == "NAME") return Argument::names;
  if (name == "COMMAND") return Argument::commands;
  if (name == "SHELL") return Argument::shells;
  return Argument::files;
}

/// What completes the words of a command that are no options.
struct CommandWords {
  Strings words;         // among these
  bool folders = false;  // folders alone
  bool files = false;    // or any file
};

Strings listed_kinds() {
  Strings words;
  for (const auto& registry : catalog().all()) words.push_back(registry->plural());
  return words;
}

Strings explained_names() {
  std::set<std::string> words = {"experiment"};
  for (const auto& registry : catalog().all())
    words.insert(registry->names().begin(), registry->names().end());
  for (const KeyPlace& place : all_keys(spec_of<ExperimentConfig>(), catalog())) words.insert(place.path);
  return {words.begin(), words.end()};
}

Strings command_names() {
  Strings words;
  for (const Command& command : commands()) words.emplace_back(command.name);
  return words;
}

constexpr std::array<std::string_view, 3> known_shells = {"bash", "zsh", "fish"};

CommandWords words_of(const Command& command) {
  CommandWords found;
  std::istringstream names{std::string(command.arguments)};
  bool has_folder = false;
  for (std::string word; names >> word;) {
    std::erase_if(word, [](char c) { return c == '[' || c == ']'; });
    if (word == "…" || word.find('=') != std::string::npos) continue;
    if (word == lower_case(word)) {  // it stands for itself
      found.words.push_back(word);
      continue;
    }
    switch (argument_named(word)) {
      case Argument::files:
        found.files = true;
        break;
      case Argument::folders:
        has_folder = true;
        break;
      case Argument::kinds:
        found.words = listed_kinds();
        break;
      case Argument::names:
        found.words = explained_names();
        break;
      case Argument::commands:
        found.words = command_names();
        break;
      case Argument::shells:
        found.words.assign(known_shells.begin(), known_shells.end());
        break;
    }
  }
  found.folders = has_folder && !found.files;
  return found;
}

void add_values(const Type& type, Strings& values) {
  if (type.kind == Type::Kind::choice) values.insert(values.end(), type.choices.begin(), type.choices.end());
  if (type.kind == Type::Kind::boolean) values.insert(values.end(), {"true", "false"});
  if (type.kind == Type::Kind::component) {
    const Strings& components = catalog().of(type.component).names();
    values.insert(values.end(), components.begin(), components.end());
  }
  if (type.kind == Type::Kind::alternatives)
    for (const Type& element : type.elements) add_values(element, values);
}

/// `key=` for each key, and `key=value` for those of which the values are known.
struct Assignments {
  Strings keys, values;
};

Assignments assignments() {
  std::set<std::string> keys, values;
  for (const KeyPlace& place : all_keys(spec_of<ExperimentConfig>(), catalog())) {
    keys.insert(place.path + "=");
    Strings of_key;
    add_values(place.field.type, of_key);
    for (const std::string& value : of_key) values.insert(place.path + "=" + value);
  }
  return {{keys.begin(), keys.end()}, {values.begin(), values.end()}};
}

Strings option_names(const Command& command, bool with_values_alone) {
  Strings all;
  for (const OptionText& option : options_of(command))
    if (!with_values_alone || !option.value.empty()) std::ranges::copy(option.names, std::back_inserter(all));
  return all;
}

/// In single quotes, as all three shells read them but for what stands for a quote in them.
std::string quoted(std::string_view text, std::string_view quote) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += quote;
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string quoted_for_sh(std::string_view text) {
  return quoted(text, "'\\''");
}

std::string quoted_for_fish(std::string_view text) {
  return quoted(text, "\\'");
}

std::string lines_in_quotes(const Strings& words) {
  return quoted_for_sh(join(words, "\n"));
}

constexpr std::string_view bash_function = R"sh(
_runner() {
  local line=${COMP_LINE:0:COMP_POINT} word rest command options= valued= words= kind= overrides=
  local cur=${line##*[[:space:]]}
  local -a before
  read -ra before <<<"${line%"$cur"}"
  COMPREPLY=()
  if ((${#before[@]} <= 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$_runner_commands" -- "$cur"; compgen -f -X '!*.yaml' -- "$cur"; compgen -d -- "$cur")
    compopt -o filenames 2>/dev/null
    return
  fi
  command=${before[1]}
  _runner_command "$command"
  # Behind an option that takes a value stands a file, as far as anybody knows.
  for word in $valued; do [[ ${before[-1]} == "$word" ]] && return; done
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    return
  fi
  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"); fi
  if [[ $kind == folders ]]; then compopt +o default -o dirnames 2>/dev/null; fi
  if [[ -z $overrides || -z $cur ]]; then return; fi
  if [[ $cur == *=* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$_runner_values" -- "$cur")
    # The shell completes what stands behind its last separator.
    if [[ $COMP_WORDBREAKS == *=* ]]; then COMPREPLY=("${COMPREPLY[@]#*=}"); fi
    return
  fi
  # As far as the next dot: nobody reads hundreds of keys.
  for word in $_runner_keys; do
    [[ $word == "$cur"* ]] || continue
    rest=${word#"$cur"}
    if [[ $rest == *.* ]]; then word=$cur${rest%%.*}.; fi
    [[ ${#COMPREPLY[@]} -gt 0 && ${COMPREPLY[-1]} == "$word" ]] || COMPREPLY+=("$word")
  done
  if ((${#COMPREPLY[@]})); then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _runner runner
)sh";

std::string bash_script() {
  const Assignments all = assignments();
  std::string text = "# Completion of runner for bash; made by `runner completion bash`.\n";
  text += fmt::format("_runner_commands={}\n", quoted_for_sh(join(command_names(), " ")));
  text += fmt::format("_runner_keys={}\n", lines_in_quotes(all.keys));
  text += fmt::format("_runner_values={}\n", lines_in_quotes(all.values));
  text += "# Sets what the function below says of a command.\n_runner_command() {\n  case $1 in\n";
  for (const Command& command : commands()) {
    const CommandWords words = words_of(command);
    // A word that is no command is the file of `run`.
    const std::string pattern = command.name == "run" ? "run | *[./]*" : std::string(command.name);
    text += fmt::format("    {})\n      options={} valued={} kind={} overrides={}\n", pattern,
                        quoted_for_sh(join(option_names(command, false), " ") + " --help"),
                        quoted_for_sh(join(option_names(command, true), " ")),
                        words.folders ? "folders" : "files", command.overrides ? "yes" : "");
    if (!words.words.empty()) text += fmt::format("      words={}\n", lines_in_quotes(words.words));
    text += "      ;;\n";
  }
  text += "  esac\n}\n";
  return text.append(bash_function);
}

constexpr std::string_view zsh_function = R"sh(
_runner() {
  local cur=$words[CURRENT] previous=$words[CURRENT-1] command=$words[2] word rest kind= overrides=
  local -a options valued candidates found
  if ((CURRENT == 2)); then
    _describe -t commands command _runner_commands
    _files -g '*.yaml'
    return
  fi
  _runner_command $command
  if (($valued[(Ie)$previous])); then
    _files
    return
  fi
  if [[ $cur == -* ]]; then
    _describe -o option options
    return
  fi
  if (($#candidates)); then compadd -- $candidates; fi
  if [[ -n $overrides && $cur == *=* ]]; then
    found=(${(M)_runner_values:#$cur*})
    compset -P '*='
    compadd -- ${found#*=}
    return
  fi
  if [[ -n $overrides && -n $cur ]]; then
    # As far as the next dot: nobody reads hundreds of keys.
    for word in ${(M)_runner_keys:#$cur*}; do
      rest=${word#$cur}
      if [[ $rest == *.* ]]; then word=$cur${rest%%.*}.; fi
      found+=($word)
    done
    if (($#found)); then compadd -S '' -- ${(u)found}; fi
  fi
  case $kind in
    folders) _files -/ ;;
    files) _files ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _runner "$@"; else compdef _runner runner; fi
)sh";

/// "name:text", in which a colon in the name would end it.
std::string described(const std::string& name, const std::string& text) {
  return quoted_for_sh(name + ":" + text);
}

std::string zsh_script() {
  const Assignments all = assignments();
  std::string text = "#compdef runner\n# Completion of runner for zsh; made by `runner completion zsh`.\n";
  text += "_runner_commands=(\n";
  for (const Command& command : commands())
    text += fmt::format("  {}\n", described(std::string(command.name), std::string(command.summary)));
  text += fmt::format(")\n_runner_keys=(\n{}\n)\n_runner_values=(\n{}\n)\n", join(all.keys, "\n"),
                      join(all.values, "\n"));
  text += "# Sets what the function below says of a command.\n_runner_command() {\n  case $1 in\n";
  for (const Command& command : commands()) {
    const CommandWords words = words_of(command);
    const std::string pattern = command.name == "run" ? "run|*[./]*" : std::string(command.name);
    text += fmt::format("    {})\n      options=(\n", pattern);
    for (const OptionText& option : options_of(command))
      for (const std::string& name : option.names)
        text += fmt::format("        {}\n", described(name, option.help));
    text += fmt::format("        '--help:what the command does'\n      )\n      valued=({})\n",
                        join(option_names(command, true), " "));
    text += fmt::format("      candidates=({})\n", join(words.words, " "));
    const bool none = !words.files && !words.folders;
    text += fmt::format("      kind={} overrides={}\n      ;;\n",
                        none ? "" : (words.folders ? "folders" : "files"), command.overrides ? "yes" : "");
  }
  text += "  esac\n}\n";
  return text.append(zsh_function);
}

constexpr std::string_view fish_functions = R"sh(
function __runner_keys
  set -l word (commandline -ct)
  if string match -q -- '*=*' $word
    printf '%s\n' $__runner_values
  else
    printf '%s\n' $__runner_keys
  end
end
function __runner_first
  test (count (commandline -opc)) -eq 1
end
# Whether the command is one of these.
function __runner_is
  set -l words (commandline -opc)
  test (count $words) -gt 1; and contains -- $words[2] $argv
end
# Without a command it is `run`.
function __runner_runs
  set -l words (commandline -opc)
  test (count $words) -gt 1; and string match -q -r '^run$|[./]' -- $words[2]
end
)sh";

std::string fish_option(const std::string& condition, const OptionText& option) {
  std::string line = fmt::format("complete -c runner -n {}", quoted_for_fish(condition));
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) line += " -r";
  return line + fmt::format(" -d {}\n", quoted_for_fish(option.help));
}

std::string fish_script() {
  const Assignments all = assignments();
  std::string text = "# Completion of runner for fish; made by `runner completion fish`.\n";
  text += fmt::format("set -g __runner_keys {}\nset -g __runner_values {}\n", join(all.keys, " "),
                      join(all.values, " "));
  text.append(fish_functions);
  for (const Command& command : commands()) {
    text += fmt::format("complete -c runner -n __runner_first -a {} -d {}\n", command.name,
                        quoted_for_fish(command.summary));
    const std::string condition =
        command.name == "run" ? "__runner_runs" : fmt::format("__runner_is {}", command.name);
    const CommandWords words = words_of(command);
    if (!words.words.empty())
      text += fmt::format("complete -c runner -n {} -a {}\n", quoted_for_fish(condition),
                          quoted_for_fish(join(words.words, " ")));
    if (words.folders)
      text += fmt::format("complete -c runner -n {} -f -a '(__fish_complete_directories)'\n",
                          quoted_for_fish(condition));
    else if (!words.files)
      text += fmt::format("complete -c runner -n {} -f\n", quoted_for_fish(condition));
    for (const OptionText& option : options_of(command)) text += fish_option(condition, option);
    if (command.overrides)
      text += fmt::format("complete -c runner -n {} -a '(__runner_keys)'\n", quoted_for_fish(condition));
  }
  return text;
}

}  // namespace

int completion_command(const Options& options) {
  const std::string shell = options.files.empty() ? "" : options.files.front();
  if (shell == "bash") {
    write_output(bash_script());
  } else if (shell == "zsh") {
    write_output(zsh_script());
  } else if (shell == "fish") {
    write_output(fish_script());
  } else if (shell.empty()) {
    tell("runner completion: for which shell? known: bash, zsh, fish\n");
    return exit_usage;
  } else {
    tell("runner completion: there is no shell '{}'{}\n", shell,
         suggestion(shell, Strings(known_shells.begin(), known_shells.end())));
    return exit_usage;
  }
  return exit_done;
}

}  // namespace runner
