#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/plain.h"
#include "config/yaml.h"

namespace runner {
namespace {

constexpr std::size_t widest_line = 100;  // characters
constexpr std::size_t step = 2;

std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\')
      quoted += {'\\', c};
    else if (c == '\n')
      quoted += "\\n";
    else if (c == '\t')
      quoted += "\\t";
    else if (find_control_character(text.substr(i, 1)) == 0)
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else if (c == '\xC2' && find_control_character(text.substr(i, 2)) == 0)
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[++i]));
    else
      quoted += c;
  }
  return quoted += '"';
}

std::string scalar_text(const Node& node, bool in_flow) {
  const bool plain =
      !node.quoted() && (in_flow ? is_plain_in_flow(node.text()) : is_plain_in_block(node.text()));
  return plain ? node.text() : in_quotes(node.text());
}

/// A key is a text however it is written; one written plain must be so in either style.
std::string key_text(const std::string& key) {
  return is_plain_in_flow(key) && key != merge_key ? key : in_quotes(key);
}

void write_flow(const Node& node, std::string& out) {
  switch (node.kind()) {
    case Node::Kind::null:
      out += "null";
      return;
    case Node::Kind::scalar:
      out += scalar_text(node, true);
      return;
    case Node::Kind::sequence:
      out += '[';
      for (const Node& item : node.items()) {
        if (&item != &node.items().front()) out += ", ";
        write_flow(item, out);
      }
      out += ']';
      return;
    case Node::Kind::map:
      out += '{';
      for (const Node::Entry& entry : node.entries()) {
        if (&entry != &node.entries().front()) out += ", ";
        out += key_text(entry.key) + ": ";
        write_flow(entry.value, out);
      }
      out += '}';
  }
}

/// A scalar that flow style need not put in quotes of its own accord: it reads back as the same node.
bool keeps_in_flow(const Node& node) {
  return node.is_null() || (node.is_scalar() && (node.quoted() || is_plain_in_flow(node.text())));
}

bool is_list_of_scalars(const Node& node) {
  return node.is_sequence() && std::all_of(node.items().begin(), node.items().end(), [](const Node& item) {
           return keeps_in_flow(item) || is_list_of_scalars(item);
         });
}

bool is_map_of_scalars(const Node& node) {
  return node.is_map() &&
         std::all_of(node.entries().begin(), node.entries().end(), [](const Node::Entry& entry) {
           return keeps_in_flow(entry.value) || is_list_of_scalars(entry.value);
         });
}

class BlockWriter {
 public:
  /// Writes a value behind "key:" or "-", whose own lines are indented by `indent`.
  void write_value(const Node& node, std::size_t indent, bool in_list) {
    if (const auto line = on_one_line(node, indent, in_list)) {
      out_ += ' ';
      out_ += *line;
      out_ += '\n';
    } else if (in_list && node.is_map()) {
      out_ += ' ';
      write_entries(node, indent, true);
    } else {
      out_ += '\n';
      write_lines(node, indent);
    }
  }

  void write_lines(const Node& node, std::size_t indent) {
    if (node.is_map()) return write_entries(node, indent, false);
    for (const Node& item : node.items()) {
      out_ += std::string(indent, ' ') + "-";
      write_value(item, indent + step, true);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  static std::optional<std::string> on_one_line(const Node& node, std::size_t indent, bool in_list) {
    if (node.is_null()) return "null";
    if (node.is_scalar()) return scalar_text(node, false);
    const bool is_empty = node.items().empty() && node.entries().empty();
    const bool may_be = is_empty || is_list_of_scalars(node) || (in_list && is_map_of_scalars(node));
    if (!may_be) return std::nullopt;
    std::string line = to_flow_yaml(node);
    if (!is_empty && indent + character_count(line) > widest_line) return std::nullopt;
    return line;
  }

  void write_entries(const Node& node, std::size_t indent, bool behind_dash) {
    for (const Node::Entry& entry : node.entries()) {
      const bool on_dash_line = behind_dash && &entry == &node.entries().front();
      out_ += std::string(on_dash_line ? 0 : indent, ' ') + key_text(entry.key) + ":";
      write_value(entry.value, indent + step, false);
    }
  }

  std::string out_;
};

}  // namespace

std::string to_flow_yaml(const Node& node) {
  std::string line;
  write_flow(node, line);
  return line;
}

std::string to_yaml(const Node& node) {
  if (node.is_null()) return "null\n";
  if (node.is_scalar()) return scalar_text(node, false) + "\n";
  if (node.items().empty() && node.entries().empty()) return to_flow_yaml(node) + "\n";
  BlockWriter writer;
  writer.write_lines(node, 0);
  return writer.take();
}

}  // namespace runner
