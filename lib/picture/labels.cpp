#include "picture/labels.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace runner::picture {

namespace {

/// Advance widths of ' ' to '~' in thousandths of the font size: the wider of Helvetica's and DejaVu Sans'
/// shapes that browsers put for `sans-serif`, in between where they differ much.
constexpr std::array<short, 95> kAdvance = {
    300,  340, 410, 700, 600, 900, 730, 240, 370, 370, 460, 700, 300, 350, 300, 320,  // space to /
    600,  600, 600, 600, 600, 600, 600, 600, 600, 600, 310, 310, 700, 700, 700, 560,  // 0 to ?
    1000, 690, 690, 720, 740, 660, 610, 780, 750, 300, 400, 680, 570, 860, 750, 790,  // @ to O
    640,  790, 710, 670, 620, 740, 680, 960, 680, 640, 680, 370, 320, 370, 720, 540,  // P to _
    430,  600, 620, 550, 620, 600, 340, 620, 620, 260, 280, 560, 260, 940, 620, 610,  // ` to o
    620,  620, 400, 530, 370, 620, 560, 800, 570, 570, 520, 530, 320, 530, 720};      // p to ~

double advance(std::string_view character) {
  if (acts_on_terminal(character)) return 6 * 0.62;  // written as \u202e and its like
  const auto lead = static_cast<unsigned char>(character.front());
  if (lead < 0x80) return lead < 0x20 || lead == 0x7f ? 0.6 : kAdvance[lead - 0x20U] / 1000.0;
  if (character.size() == 2 && (lead == 0xcc || lead == 0xcd)) return 0;  // combining marks
  if (lead < 0xe0) return character == "²" || character == "³" || character == "¹" ? 0.4 : 0.72;
  if (character >= "⁰" && character <= "₎") return 0.4;  // raised and lowered digits
  if (character >= "‐" && character <= "…") return 1.0;
  if (character >= "ᄀ" && lead >= 0xe2 && character >= "⺀") return 1.0;  // East Asian and after
  return lead >= 0xf0 ? 1.3 : 0.85;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double width = 0;
  while (!text.empty()) {
    const std::size_t length = std::min(character_length(text), text.size());
    width += advance(text.substr(0, length));
    text.remove_prefix(length);
  }
  return width * size;
}

std::string fitted(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width) return std::string(text);
  double used = text_width("…", size);
  std::size_t kept = 0;
  while (kept < text.size()) {
    const std::size_t length = character_length(text.substr(kept));
    used += text_width(text.substr(kept, length), size);
    if (used > width) break;
    kept += length;
  }
  return std::string(text.substr(0, kept)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, double size, double width, std::size_t most) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() + 1 < most && text_width(text, size) > width) {
    std::size_t end = std::string_view::npos;
    for (std::size_t space = text.find(' '); space != std::string_view::npos;
         space = text.find(' ', space + 1)) {
      if (text_width(text.substr(0, space), size) > width) break;
      end = space;
    }
    if (end == std::string_view::npos || end == 0) break;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) lines.push_back(fitted(text, size, width));
  return lines;
}

std::string escaped(std::string_view text) {
  std::string result;
  const std::string visible = visible_text(text);
  std::string_view rest = visible;
  while (!rest.empty()) {
    const std::size_t length = std::min(character_length(rest), rest.size());
    const std::string_view character = rest.substr(0, length);
    rest.remove_prefix(length);
    if (character == "&") {
      result += "&amp;";
    } else if (character == "<") {
      result += "&lt;";
    } else if (character == ">") {
      result += "&gt;";
    } else if (character == "\"") {
      result += "&quot;";
    } else if (character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf") {
      result += character == "\xef\xbf\xbe" ? "\\ufffe" : "\\uffff";  // no characters of XML
    } else {
      result += character;
    }
  }
  return result;
}

}  // namespace runner::picture
