#include "config/parse.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "config/node_builder.h"
#include "config/plain.h"
#include "config/source_text.h"
#include "config/syntax_error.h"
#include "config/yaml.h"

namespace runner {
namespace {

Place whole(const SourcePtr& source) {
  return Place{source, 0, 0, 1};
}

/// True when the text is such as YAML may be made of.
bool check_text(const SourceText& text, std::size_t most, Diagnostics& diagnostics) {
  const std::string_view bytes = text.text();
  if (bytes.size() > most) {
    diagnostics.error(whole(text.source()), fmt::format("larger than the limit of {} bytes", most));
    return false;
  }
  if (bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF") {
    diagnostics.error(whole(text.source()), "this is UTF-16; save the file as UTF-8");
    return false;
  }
  if (const auto wrong = find_invalid_utf8(bytes)) {
    const auto byte = static_cast<unsigned char>(bytes[*wrong]);
    diagnostics.error(text.place(*wrong),
                      fmt::format("the byte 0x{:02x} is not UTF-8; save the file as UTF-8", byte));
    return false;
  }
  const std::size_t control = find_control_character(bytes);
  if (control == std::string_view::npos) return true;
  const auto first = static_cast<unsigned char>(bytes[control]);
  const auto code = first == 0xC2 ? static_cast<unsigned char>(bytes[control + 1]) : first;
  diagnostics.error(text.place(control), fmt::format("a control character (U+{:04X})", code));
  return false;
}

/// True when no directive but one `%YAML` stands before the document. yaml-cpp ignores unknown ones without a
/// word.
bool check_directives(const SourceText& text, Diagnostics& diagnostics) {
  bool may_be_version = true;
  for (std::size_t begin = 0; begin < text.text().size();) {
    const std::string_view line = text.line_at(begin);
    const std::size_t first = line.find_first_not_of(" \t");
    const bool is_blank_or_comment = first == std::string_view::npos || line[first] == '#';
    if (!is_blank_or_comment && line[0] != '%') return true;
    const bool is_version = may_be_version && (line == "%YAML 1.1" || line == "%YAML 1.2");
    if (!is_blank_or_comment && !is_version) {
      diagnostics.error(text.place(begin),
                        "a line that begins with '%' is not supported; comments begin with '#'");
      return false;
    }
    may_be_version = may_be_version && !is_version;
    begin = std::min(text.text().find('\n', begin), text.text().size()) + 1;
  }
  return true;
}

/// True when nothing follows the document that was read. yaml-cpp would drop what follows without a word.
bool check_end(YAML::Parser& parser, const SourceText& text, Diagnostics& diagnostics) {
  Diagnostics ignored;
  NodeBuilder rest(text, ignored, YamlLimits{}.values);
  std::size_t begin = text.text().size();
  try {
    parser.HandleNextDocument(rest);
  } catch (const NodeBuilder::Stop&) {
    // What is wrong inside of it does not matter: it should not be there.
  } catch (const YAML::ParserException& error) {
    begin = text.offset(error.mark.line, error.mark.column);
  }
  begin = rest.document_begin().value_or(begin);
  if (begin >= text.text().size()) return true;
  const bool second = text.text().substr(begin, 3) == "---";
  const std::string_view before = text.line_at(begin).substr(0, begin - text.line_begin(begin));
  const bool on_new_line = before.find_first_not_of(" \t") == std::string_view::npos;
  diagnostics.error(text.place(begin), second ? "a second document begins here; a file holds one"
                                       : on_new_line
                                           ? "text behind the end of the document; check the indentation"
                                           : "unexpected text behind the value");
  return false;
}

std::optional<Node> read(const SourceText& text, std::size_t begin, std::size_t most_values,
                         Diagnostics& diagnostics) {
  // Blanks in the place of what comes before `begin` keep every column right. The end-of-document mark makes
  // an error of a quote that is never closed; without it, yaml-cpp swallows the rest of the file.
  std::istringstream stream(std::string(begin, ' ').append(text.text().substr(begin)).append("\n...\n"));
  NodeBuilder builder(text, diagnostics, most_values);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (!check_end(parser, text, diagnostics)) return std::nullopt;
  } catch (const NodeBuilder::Stop& stop) {
    diagnostics.error(stop.place, stop.message);
    return std::nullopt;
  } catch (const YAML::ParserException& error) {
    Diagnostic found = explain_syntax_error(error, text, builder);
    diagnostics.error(found.place, std::move(found.message));
    return std::nullopt;
  }
  return builder.root();
}

}  // namespace

std::optional<Node> parse_part(const SourcePtr& source, std::size_t begin, Diagnostics& diagnostics) {
  const SourceText text(source);
  const YamlLimits limits;
  if (!check_text(text, limits.bytes, diagnostics)) return std::nullopt;
  return read(text, begin, limits.values, diagnostics);
}

std::optional<Node> parse_yaml(SourcePtr source, Diagnostics& diagnostics) {
  return parse_within({}, std::move(source), diagnostics);
}

std::optional<Node> parse_within(const YamlLimits& limits, SourcePtr source, Diagnostics& diagnostics) {
  if (std::string_view(source->text).substr(0, 3) == byte_order_mark) {
    auto stripped = std::make_shared<Source>(*source);
    stripped->text.erase(0, byte_order_mark.size());
    source = std::move(stripped);
  }
  const SourceText text(source);
  if (!check_text(text, limits.bytes, diagnostics) || !check_directives(text, diagnostics))
    return std::nullopt;
  auto root = read(text, 0, limits.values, diagnostics);
  const bool nothing_written =
      root && root->is_null() &&
      !text.is_null_word(text.offset(root->place().line - 1, root->place().column - 1));
  if (!nothing_written) return root;
  diagnostics.error(whole(source), "the file is empty");
  return std::nullopt;
}

}  // namespace runner
