#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

#include "support/experiment.h"

namespace runner {

namespace {

using Numbers = std::map<std::string, std::vector<double>>;

/// An experiment, and what PyTorch makes of it for each dtype. tests/reference/torch.txt has the form
///
///     case NAME
///     key: value               the experiment file
///     float64                  or float32; then lines of a name and numbers
///     train_loss 0.7 0.6
struct Case {
  std::string name, yaml;
  std::map<std::string, Numbers> results;
  bool is_left_out = false;
};

std::vector<Case> read_cases(const char* name) {
  std::ifstream file(source_dir() / "tests/reference" / name);
  std::vector<Case> cases;
  Numbers* numbers = nullptr;
  std::string line;
  std::getline(file, line);  // who made it
  while (std::getline(file, line)) {
    if (line.starts_with("case ")) {
      cases.push_back({line.substr(5), "", {}});
      numbers = nullptr;
    } else if (line.starts_with("left out: ")) {
      cases.back().is_left_out = true;
    } else if (line == "float64" || line == "float32") {
      numbers = &cases.back().results[line];
    } else if (numbers != nullptr && !line.empty()) {
      std::istringstream words(line);
      std::string key;
      words >> key;
      for (double value = 0; words >> value;) (*numbers)[key].push_back(value);
    } else if (!line.empty()) {
      cases.back().yaml += line + "\n";
    }
  }
  return cases;
}

/// All parameters at the end, in the order in which PyTorch lists them.
template <class T>
std::vector<double> parameters_as(const KeptRun& run) {
  std::vector<double> values;
  for (const std::string& name : run.tensor_names) {
    if (values.size() == static_cast<std::size_t>(run.begin.parameters)) break;
    const auto& bytes = run.bytes.at(name);
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(T)) {
      T value;
      std::memcpy(&value, bytes.data() + at, sizeof(T));
      values.push_back(static_cast<double>(value));
    }
  }
  return values;
}

std::vector<double> without_start(std::vector<double> column) {
  if (!column.empty()) column.erase(column.begin());
  return column;
}

void check_close(const std::string& what, const std::vector<double>& ours, const std::vector<double>& theirs,
                 double tolerance, double scale) {
  CAPTURE(what);
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CAPTURE(i);
    CAPTURE(ours[i]);
    CAPTURE(theirs[i]);
    CHECK(std::abs(ours[i] - theirs[i]) <= tolerance * std::max(std::abs(theirs[i]), scale));
  }
}

void check_case(const Case& c, const std::string& dtype, const Numbers& theirs) {
  std::string messages;
  const KeptRun run = run_of(c.yaml + "dtype: " + dtype + "\n", &messages);
  REQUIRE(messages.find("error: ") == std::string::npos);  // KLDivLoss warns of its mean, as PyTorch does
  REQUIRE(run.last.message == "");
  const bool wide = dtype == "float64";
  const double tolerance = wide ? 1e-9 : 1e-4;
  for (const auto& [name, numbers] : theirs) {
    if (name != "parameters") check_close(name, without_start(run.column(name)), numbers, tolerance, 0);
  }
  const auto& parameters = theirs.at("parameters");
  double largest = 0;
  for (const double p : parameters) largest = std::max(largest, std::abs(p));
  check_close("parameters", wide ? parameters_as<double>(run) : parameters_as<float>(run), parameters,
              tolerance, largest);
}

}  // namespace

TEST_CASE("an experiment has PyTorch's numbers, from the seed to the last parameter") {
  const std::vector<Case> cases = read_cases("torch.txt");
  CHECK(cases.size() >= 600);
  std::size_t narrow = 0, left_out = 0;
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CAPTURE(c.yaml);
    left_out += c.is_left_out ? 1 : 0;
    narrow += c.results.contains("float32") ? 1 : 0;
    for (const auto& [dtype, numbers] : c.results) {
      CAPTURE(dtype);
      check_case(c, dtype, numbers);
    }
  }
  CHECK(3 * (narrow + left_out) >= cases.size());
  CHECK(50 * left_out < cases.size());
}

TEST_CASE("autoencoders, variational ones and penalties have PyTorch's numbers after twenty steps") {
  const std::vector<Case> cases = read_cases("torch_autoencoders.txt");
  CHECK(cases.size() >= 30);
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CAPTURE(c.yaml);
    CHECK(c.results.size() == 2);
    for (const auto& [dtype, numbers] : c.results) {
      CAPTURE(dtype);
      check_case(c, dtype, numbers);
    }
  }
}

}  // namespace runner
