#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runner::picture {

/// XML as it is written: `open` an element, give it attributes `with`, then `end`, or `inside` … `close`.
class Elements {
 public:
  Elements& open(std::string_view tag);
  Elements& with(std::string_view name, std::string_view value);  ///< escaped
  Elements& with(std::string_view name, double value);            ///< to a tenth
  /// The attribute as it stands: path data and numbers, which need no escape.
  Elements& with_plain(std::string_view name, std::string_view value);
  /// `with`, but nothing at all for an empty value.
  Elements& with_some(std::string_view name, std::string_view value);
  void end();
  Elements& inside();
  void close();
  void content(std::string_view text);                        ///< escaped, and closed
  void element(std::string_view tag, std::string_view text);  ///< <tag>text</tag>
  void plain(std::string_view xml) { out_ += xml; }

  struct Text {
    double x = 0, y = 0;
    std::string_view anchor = "start", look = "t";
    bool upright = false;       ///< turned to run from bottom to top
    bool slanted = false;       ///< turned by 40 degrees, ending at its place
    std::string_view tip = {};  ///< the whole text, where a part stands for it
  };
  void text(const Text& at, std::string_view words);

  const std::string& result() const { return out_; }

 private:
  std::string out_;
  std::vector<std::string> open_;
};

/// "M1 2L3.5 4", appended.
void move_to(std::string& path, double x, double y);
void line_to(std::string& path, double x, double y);

}  // namespace runner::picture
