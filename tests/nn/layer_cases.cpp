#include "layer_cases.h"

#include <algorithm>
#include <filesystem>

namespace runner {

const std::vector<nlohmann::json>& layer_cases_of_pytorch() {
  static const std::vector<nlohmann::json> cases = [] {
    const char* top = std::getenv("RUNNER_SOURCE_DIR");
    const std::filesystem::path folder =
        std::filesystem::path(top == nullptr ? "." : top) / "tests/reference/layers";
    std::vector<std::string> tables;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".json") tables.push_back(entry.path().filename().string());
    }
    std::ranges::sort(tables);
    std::vector<nlohmann::json> all;
    for (const std::string& table : tables) {
      for (nlohmann::json& c : reference("reference/layers/" + table)) all.push_back(std::move(c));
    }
    return all;
  }();
  return cases;
}

std::set<std::string> layers_with_cases() {
  std::set<std::string> seen;
  for (const nlohmann::json& c : layer_cases_of_pytorch()) {
    const nlohmann::json& layer = c["layer"];
    seen.insert(layer.is_string() ? layer.get<std::string>() : layer["type"].get<std::string>());
  }
  return seen;
}

}  // namespace runner
