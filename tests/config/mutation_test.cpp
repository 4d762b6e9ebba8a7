#include <algorithm>

#include "base/random.h"
#include "reading.h"

using namespace runner;
using namespace std::string_literals;

namespace {

using Texts = std::vector<std::string>;

const std::vector<std::string> seeds = {
    "# yaml-language-server: $schema=x.json\n"
    "name: adam_vs_sgd\nextends: base.yaml\nseed: 0\n"
    "data:\n  type: make_moons\n  noise: 0.2\n  split: {validation: 0.2, test: 0.0}  # parts\n  preprocess: "
    "[StandardScaler]\n"
    "network:\n  - {type: Linear, out_features: 16, bias_init: zeros}\n  - ReLU\n  - type: Linear\n    "
    "out_features: 2\n"
    "loss: CrossEntropyLoss\noptimizer: {type: SGD, lr: 0.1}\n",
    "sweep:\n  seeds: 3\n  grid:\n    optimizer:\n      - &sgd {type: SGD, lr: 1e-3}\n      - <<: *sgd\n     "
    " - *sgd\n"
    "    training.batch_size: [16, 32]\ntext: |-\n  one\n   two\nfolded: >\n  one\n\n  two\n",
    "{\"a\": [1, 2, {\"b\": null}], 'c': 'it''s', ? x : y}\n",
    "%YAML 1.2\n---\na: !!str 1\nb: \"\\u20ac \\\" x\"\nc: größe\n...\n",
};

const Texts pieces = {"[",        "]",
                      "{",        "}",
                      ",",        ": ",
                      ":",        "- ",
                      "? ",       "\"",
                      "'",        "#",
                      " #",       "&a ",
                      "*a",       "!",
                      "!!str ",   "|\n",
                      ">-\n",     "%",
                      "@",        "`",
                      "\n",       "\r\n",
                      "\t",       " ",
                      "---\n",    "...\n",
                      "<<: ",     "~",
                      "\\",       "\xC3",
                      "\xC2\xA0", "\xEF\xBB\xBF",
                      "\x01",     "\0"s,
                      "null",     "1e5",
                      "lr",       "0"};

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string make() {
    std::string text = seeds[below(seeds.size())];
    for (std::size_t n = 1 + below(6); n > 0; --n) mutate(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_.next() % n; }

  void mutate(std::string& text) {
    const std::size_t at = below(text.size() + 1),
                      length = below(std::min<std::size_t>(text.size() - at, 30) + 1);
    switch (below(5)) {
      case 0:
        text.erase(at, length);
        return;
      case 1:
        text.insert(at, text.substr(below(text.size()), length));
        return;
      case 2:
        text.resize(at);
        return;
      default:
        text.insert(at, pieces[below(pieces.size())]);
    }
  }

  MersenneTwister random_;
};

void check_places(const Node& node, const std::string& text) {
  const Place& place = node.place();
  REQUIRE(place.source != nullptr);
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  REQUIRE((place.line >= 1 && place.line <= lines && place.column >= 1 && place.length >= 1));
  for (const Node& item : node.items()) check_places(item, text);
  for (const Node::Entry& entry : node.entries()) check_places(entry.value, text);
}

}  // namespace

TEST_CASE("damaged files are read or refused, and what is read can be written and read again") {
  int read = 0, refused = 0;
  for (std::uint32_t seed = 0; seed < 4000; ++seed) {
    const std::string text = Mutator(seed).make();
    CAPTURE(text);
    Diagnostics diagnostics;
    const auto node = parse_yaml(make_source(text), diagnostics);
    REQUIRE((node.has_value() || diagnostics.has_errors()));
    REQUIRE(diagnostics.text().find("can't be read as YAML") == std::string::npos);
    ++(node ? read : refused);
    if (!node) continue;
    check_places(*node, text);
    REQUIRE(read_yaml(to_yaml(*node)).same_as(*node));
  }
  CHECK(read > 500);
  CHECK(refused > 500);
}
