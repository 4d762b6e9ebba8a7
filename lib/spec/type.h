#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace runner {

class SpecBase;

/// The numbers a field accepts. NaN is in no range; infinity only where `infinite` says so.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;
  bool infinite = false;

  /// Wide enough for an integer of 64 bits to be itself.
  bool contains(long double value) const;
  /// "at least 0", "above 0", "in [0, 1)"; empty when every finite number is in it.
  std::string text() const;
};

Range at_least(double low);
Range above(double low);
Range closed(double low, double high);     ///< [low, high]
Range half_open(double low, double high);  ///< [low, high)
Range between(double low, double high);    ///< (low, high)
Range any_number();                        ///< infinity too

/// What a field accepts, as a value: validation messages, the JSON schema and the reference pages read it.
struct Type {
  enum class Kind {
    number,
    integer,
    boolean,
    text,
    choice,        ///< one of `choices`
    list,          ///< any number of `elements[0]`, at least `min_items`
    tuple,         ///< exactly `elements`, in order
    component,     ///< one of the registry `component`
    section,       ///< a map with the fields of `section`
    map,           ///< a map with free keys and values of `elements[0]`
    alternatives,  ///< any of `elements`
    any            ///< any YAML value
  };
  Kind kind = Kind::any;
  Range range = {};
  std::vector<std::string> choices = {};
  std::vector<std::pair<std::string, std::string>> refused =
      {};  ///< choices known elsewhere, with the reason
  std::vector<Type> elements = {};
  std::size_t min_items = 0;
  std::string component = {};
  const SpecBase* section = nullptr;
  bool nullable = false;  ///< null stands for: not set
  bool open = false;      ///< a section that takes other keys too
};

/// For reference texts: "number at least 0", "list of integers", "mean or sum".
std::string reference_text(const Type& type);

/// For messages: "a number", "an integer", "true or false", "a list of integers", "mean or sum".
std::string to_text(const Type& type);

}  // namespace runner
