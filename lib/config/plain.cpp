#include "config/plain.h"

namespace runner {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool starts_plain(std::string_view text) {
  const bool is_document_mark = text.substr(0, 3) == "---" || text.substr(0, 3) == "...";
  if (is_document_mark || contains(",[]{}#&*!|>'\"%@` \t", text.substr(0, 1))) return false;
  const bool depends_on_next = contains("-?:", text.substr(0, 1));
  return !depends_on_next || (text.size() > 1 && !is_blank(text[1]));
}

}  // namespace

bool is_null_text(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

bool is_plain_in_block(std::string_view text) {
  if (is_null_text(text) || !starts_plain(text)) return false;
  if (is_blank(text.back()) || text.back() == ':') return false;
  if (text.find_first_of("\t\r\n") != std::string_view::npos ||
      find_control_character(text) != std::string_view::npos)
    return false;
  return !contains(text, ": ") && !contains(text, " #") && !contains(text, no_break_space) &&
         !contains(text, byte_order_mark);
}

bool is_plain_in_flow(std::string_view text) {
  return is_plain_in_block(text) && text.find_first_of(",?[]{}") == std::string_view::npos;
}

std::size_t find_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (c == '\t' || c == '\n' || (c == '\r' && next == '\n')) continue;
    const bool second_set = c == 0xC2 && next >= 0x80 && next < 0xA0;  // U+0080 … U+009F
    if (c < 0x20 || c == 0x7F || second_set) return i;
  }
  return std::string_view::npos;
}

}  // namespace runner
