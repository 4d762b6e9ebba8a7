#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/node.h"

namespace runner {

/// JSON as the same `Node` that a YAML file gives: a text is a scalar in quotes, a number or boolean one
/// without.
namespace json {

Node text(std::string_view value);
Node number(double value);  ///< finite; the shortest decimal that reads back exactly
Node integer(std::int64_t value);
Node boolean(bool value);
Node texts(const std::vector<std::string>& values);
Node array(std::vector<Node> items);
Node object(std::initializer_list<std::pair<std::string_view, Node>> entries);

/// The entry of an object with its texts and numbers checked: throw std::runtime_error where there is none,
/// or one of another kind.
const Node& at(const Node& object, std::string_view key);
std::string text_at(const Node& object, std::string_view key);
std::int64_t integer_at(const Node& object, std::string_view key);
double number_at(const Node& object, std::string_view key);
bool boolean_at(const Node& object, std::string_view key);

/// The text of a node, in one line or (indent above 0) with so many blanks per level; no newline at the end.
/// Bytes that are not UTF-8 become U+FFFD, as a message may quote a file's name, which may be any bytes.
std::string write(const Node& node, unsigned indent = 0);

/// The node that a text stands for. Throws std::runtime_error where it is no JSON (RFC 8259), or where text
/// follows it.
Node parse(std::string_view text);

}  // namespace json

}  // namespace runner
