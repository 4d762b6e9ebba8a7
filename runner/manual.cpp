// The manual page: what the table of commands says, in the order in which `man` readers look for it (man(7)).
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "commands.h"
#include "output.h"
#include "record/manifest.h"

namespace runner {

namespace {

/// A text in which nothing is a request or an escape, and every hyphen one that can be searched for.
std::string roff(std::string_view text) {
  constexpr std::string_view dots = "…";
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with(dots)) {
      out += "...";
      i += dots.size();
      continue;
    }
    const char c = text[i++];
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string option_text(const OptionText& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.value.empty()) names += " \\fI" + roff(option.value) + "\\fR";
  std::string help = option.help;
  if (!option.fallback.empty()) help += fmt::format(" (default: {})", option.fallback);
  return fmt::format(".TP\n{}\n{}\n", names, roff(help));
}

std::string command_text(const Command& command) {
  std::string text = fmt::format(".SS runner {}{}{}\n", roff(command.name),
                                 command.arguments.empty() ? "" : " ", roff(command.arguments));
  text += fmt::format("{}.\n", roff(command.summary));
  for (const OptionText& option : options_of(command)) text += option_text(option);
  return text + fmt::format(".PP\n.EX\n{}\n.EE\n", roff(command.example));
}

struct Paragraph {
  std::string_view head, text;
};

std::string paragraphs(std::string_view title, std::initializer_list<Paragraph> list) {
  std::string text = fmt::format(".SH {}\n", title);
  for (const auto& [head, body] : list) text += fmt::format(".TP\n{}\n{}\n", bold(head), roff(body));
  return text;
}

}  // namespace

int man_command(const Options&) {
  std::string text =
      fmt::format(".TH RUNNER 1 \"\" \"runner {}\" \"User Commands\"\n", roff(program_version()));
  text += ".SH NAME\nrunner \\- train the neural networks that a YAML file describes\n";
  text += fmt::format(
      ".SH SYNOPSIS\n{} \\fIFILE\\fR [\\fIkey=value\\fR ...] [\\fIoptions\\fR]\n.br\n{} "
      "\\fIcommand\\fR [\\fIoptions\\fR]\n",
      bold("runner"), bold("runner"));
  text +=
      ".SH DESCRIPTION\n" +
      roff(
          "runner checks an experiment file, trains every run that it describes over several seeds, and "
          "leaves "
          "tables in the folder results. What has its result already is not trained again. A word key=value "
          "changes a key of the file, such as optimizer.lr=0.01. runner FILE is runner run FILE.\n");
  text += ".SH COMMANDS\n";
  for (const Command& command : commands()) text += command_text(command);
  text += paragraphs("EXIT STATUS",
                     {{"0", "It is done: every run has a result. Diverging is one."},
                      {"1", "A run failed, or a file or standard output can't be read or written."},
                      {"2", "The file or the command line is wrong; nothing was trained."},
                      {"130", "It was interrupted. Runs go on from where they were."}});
  text += paragraphs(
      "ENVIRONMENT",
      {{"NO_COLOR", "Where it is set and not empty, nothing is coloured. Files and pipes never are."},
       {"TERM", "A terminal that is dumb gets lines instead of a live view, and no colour."},
       {"LC_ALL, LC_CTYPE, LANG",
        "Whether the curves of a live view are drawn in Unicode (UTF-8) or in ASCII."}});
  text += paragraphs(
      "FILES", {{"results/NAME/", "The tables of an experiment, and its configuration with every default."},
                {"results/NAME/runs/ID/", "A run: configuration, rows, log and checkpoint."}});
  text += ".SH SEE ALSO\n" +
          roff("runner explain NAME describes every key and component; runner list shows the components.\n");
  write_output(text);
  return exit_done;
}

}  // namespace runner
