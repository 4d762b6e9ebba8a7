#include "record/terminal_text.h"

#include "base/text.h"

namespace runner {

std::string terminal_text(std::string_view utf8, std::size_t width) {
  const bool whole = character_count(utf8) <= width;
  if (!whole && width == 0) return "";
  std::string text;
  std::size_t characters = 0;
  for (char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    const bool starts_character = (byte & 0xC0U) != 0x80U;
    if (starts_character && ++characters == width && !whole) return text + "…";
    const bool control = byte < 0x20 || byte == 0x7F;
    text += control ? ' ' : c;
  }
  return text;
}

}  // namespace runner
