#include "picture/elements.h"

#include "picture/labels.h"
#include "picture/numbers.h"

namespace runner::picture {

Elements& Elements::open(std::string_view tag) {
  open_.emplace_back(tag);
  ((out_ += "<") += tag);
  return *this;
}

Elements& Elements::with(std::string_view name, std::string_view value) {
  return with_plain(name, escaped(value));
}

Elements& Elements::with(std::string_view name, double value) {
  return with_plain(name, tenth(value));
}

Elements& Elements::with_plain(std::string_view name, std::string_view value) {
  ((((out_ += " ") += name) += "=\"") += value) += "\"";
  return *this;
}

Elements& Elements::with_some(std::string_view name, std::string_view value) {
  return value.empty() ? *this : with(name, value);
}

void Elements::end() {
  out_ += "/>";
  open_.pop_back();
}

Elements& Elements::inside() {
  out_ += ">";
  return *this;
}

void Elements::close() {
  ((out_ += "</") += open_.back()) += ">";
  if (open_.back() == "g" || open_.size() == 1) out_ += "\n";
  open_.pop_back();
}

void Elements::content(std::string_view text) {
  inside();
  out_ += escaped(text);
  close();
}

void Elements::element(std::string_view tag, std::string_view text) {
  open(tag).content(text);
}

void Elements::text(const Text& at, std::string_view words) {
  open("text").with_plain("class", at.look).with("x", at.x).with("y", at.y);
  if (at.anchor != "start") with_plain("text-anchor", at.anchor);
  if (at.upright || at.slanted) {
    with_plain("transform", std::string(at.upright ? "rotate(-90 " : "rotate(-40 ") + tenth(at.x) + " " +
                                tenth(at.y) + ")");
  }
  inside();
  if (!at.tip.empty() && at.tip != words) element("title", at.tip);
  out_ += escaped(words);
  close();
}

void move_to(std::string& path, double x, double y) {
  (((path += "M") += tenth(x)) += " ") += tenth(y);
}

void line_to(std::string& path, double x, double y) {
  (((path += "L") += tenth(x)) += " ") += tenth(y);
}

}  // namespace runner::picture
