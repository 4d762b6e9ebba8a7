#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "support/experiment.h"
#include "support/temporary_folder.h"

namespace runner {

namespace {

/// An experiment, and what PyTorch makes of it for each dtype. tests/reference/torch_networks.txt has the
/// form
///
///     case NAME
///     key: value               the experiment file; PICTURES stands for a folder
///     float64                  or float32; then lines of a name and numbers
///     losses 2.3 2.2           of every mini-batch
///     norms 1.2 0.3            of every parameter after the last step
struct WholeNetwork {
  std::string name, yaml;
  std::map<std::string, std::map<std::string, std::vector<double>>> results;
};

std::vector<WholeNetwork> read_whole_networks() {
  std::ifstream file(source_dir() / "tests/reference/torch_networks.txt");
  std::vector<WholeNetwork> cases;
  std::string line, dtype;
  std::getline(file, line);  // who made it
  while (std::getline(file, line)) {
    if (line.starts_with("case ")) {
      cases.push_back({line.substr(5), "", {}});
      dtype.clear();
    } else if (line == "float64" || line == "float32") {
      dtype = line;
    } else if (!dtype.empty()) {
      std::istringstream words(line);
      std::string key;
      words >> key;
      for (double value = 0; words >> value;) cases.back().results[dtype][key].push_back(value);
    } else if (!line.empty()) {
      cases.back().yaml += line + "\n";
    }
  }
  return cases;
}

/// A number of 32 bits from a place: tests/reference/make_torch_networks.py has the same.
std::uint32_t noise_at(std::uint32_t place) {
  std::uint32_t x = place * 2654435761U;
  x = (x ^ (x >> 16U)) * 0x7FEB352DU;
  x = (x ^ (x >> 15U)) * 0x846CA68BU;
  return x ^ (x >> 16U);
}

/// A number of four bytes, the highest first.
std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<char>(value >> shift & 0xFFU));
  return bytes;
}

/// Pictures of a name such as "40x1x28x28", and their labels: stripes as wide as the label tells, under
/// noise. Those of one channel as MNIST's files have them, others as CIFAR-10's.
void write_pictures(const std::filesystem::path& folder, const std::string& name) {
  std::istringstream words(name);
  std::uint32_t n = 0, c = 0, h = 0, w = 0;
  char between = 0;
  words >> n >> between >> c >> between >> h >> between >> w;
  std::string pixels, labels, rows;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t label = i * 7 % 10;
    const std::size_t begin = pixels.size();
    for (std::uint32_t k = 0; k < c * h * w; ++k) {
      const std::uint32_t y = k / w % h, x = k % w;
      const std::uint32_t stripe = (y * (label % 4 + 1) + x * (label / 4 + 1)) / 4 % 2;
      pixels.push_back(static_cast<char>(stripe * 128 + noise_at(i * c * h * w + k + 12345) % 128));
    }
    labels.push_back(static_cast<char>(label));
    rows += labels.substr(i) + pixels.substr(begin);
  }
  if (c == 1) {
    write_text(folder / (name + ".idx"),
               big_endian(0x803) + big_endian(n) + big_endian(h) + big_endian(w) + pixels);
    write_text(folder / (name + ".labels.idx"), big_endian(0x801) + big_endian(n) + labels);
  } else {
    write_text(folder / (name + ".bin"), rows);
  }
}

/// Writes the pictures that a case asks for and puts the folder into its text.
std::string with_pictures(std::string yaml, const std::filesystem::path& folder) {
  const std::string mark = "PICTURES/";
  const std::size_t at = yaml.find(mark) + mark.size();
  write_pictures(folder, yaml.substr(at, yaml.find('.', at) - at));
  for (std::size_t i = yaml.find(mark); i != std::string::npos; i = yaml.find(mark))
    yaml.replace(i, mark.size(), folder.string() + "/");
  return yaml;
}

/// The Euclidean norm of every parameter at the end.
template <class T>
std::vector<double> norms_as(const KeptRun& run) {
  std::vector<double> norms;
  auto left = run.begin.parameters;
  for (const std::string& name : run.tensor_names) {
    if (left == 0) break;
    const auto& bytes = run.bytes.at(name);
    double squares = 0;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(T)) {
      T value;
      std::memcpy(&value, bytes.data() + at, sizeof(T));
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    left -= static_cast<std::int64_t>(bytes.size() / sizeof(T));
    norms.push_back(std::sqrt(squares));
  }
  return norms;
}

std::vector<double> losses_of_steps(const KeptRun& run) {
  std::vector<double> losses;
  const auto& columns = run.begin.iteration_columns;
  const auto column = std::ranges::find(columns, "train_loss", &Column::name) - columns.begin();
  for (const KeptRun::Row& step : run.steps)
    if (step.iteration > 0) losses.push_back(step.values[static_cast<std::size_t>(column)]);
  return losses;
}

void check_numbers(const std::string& what, const std::vector<double>& ours,
                   const std::vector<double>& theirs, double tolerance, double scale) {
  CAPTURE(what);
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CAPTURE(i);
    CAPTURE(ours[i]);
    CAPTURE(theirs[i]);
    CHECK(std::abs(ours[i] - theirs[i]) <= tolerance * std::max(std::abs(theirs[i]), scale));
  }
}

void check_network(const WholeNetwork& network, const std::string& dtype) {
  const TemporaryFolder folder;
  std::string messages;
  const KeptRun run = run_of(
      with_pictures(network.yaml, folder.path()) + "record: {iterations: true}\ndtype: " + dtype + "\n",
      &messages);
  REQUIRE(messages == "");
  REQUIRE(run.last.message == "");
  const bool wide = dtype == "float64";
  const double tolerance = wide ? 1e-9 : 1e-4;
  const auto& theirs = network.results.at(dtype);
  check_numbers("losses", losses_of_steps(run), theirs.at("losses"), tolerance, 0);
  const auto& norms = theirs.at("norms");
  check_numbers("norms", wide ? norms_as<double>(run) : norms_as<float>(run), norms, tolerance,
                *std::ranges::max_element(norms));
}

}  // namespace

TEST_CASE("twenty steps of whole networks for pictures have PyTorch's losses from its seed") {
  const std::vector<WholeNetwork> networks = read_whole_networks();
  CHECK(networks.size() == 11);
  for (const WholeNetwork& network : networks) {
    CAPTURE(network.name);
    CAPTURE(network.yaml);
    for (const auto& [dtype, numbers] : network.results) {
      CAPTURE(dtype);
      check_network(network, dtype);
    }
  }
}

}  // namespace runner
