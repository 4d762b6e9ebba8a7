#pragma once

#include <string>
#include <string_view>

#include "spec/complaints.h"
#include "spec/registry.h"

namespace runner {

/// Complaints about a component of the user's file. A parameter may be dotted ("split.test", "features.1");
/// the message stands at its value, or at what is written down nearest to it.
class RecipeComplaints final : public Complaints {
 public:
  template <class K>
  RecipeComplaints(const Recipe<K>& recipe, Diagnostics& diagnostics)
      : RecipeComplaints(recipe.node, recipe.path, diagnostics) {}
  RecipeComplaints(Node node, std::string path, Diagnostics& diagnostics)
      : node_(std::move(node)), path_(std::move(path)), diagnostics_(diagnostics) {}

  void error(std::string_view parameter, std::string message) override;
  void warning(std::string_view parameter, std::string message) override;

  bool has_errors() const { return has_errors_; }

 private:
  const Place& place(std::string_view parameter) const;
  std::string text(std::string_view parameter, std::string_view message) const;

  Node node_;
  std::string path_;
  Diagnostics& diagnostics_;
  bool has_errors_ = false;
};

}  // namespace runner
