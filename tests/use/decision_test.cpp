#include "use/decision.h"

#include <doctest/doctest.h>

#include <cmath>

#include "nn/losses/bce_with_logits_loss.h"
#include "nn/losses/cross_entropy_loss.h"
#include "nn/losses/gaussian_nll_loss.h"
#include "nn/losses/mse_loss.h"
#include "nn/losses/multi_margin_loss.h"

using namespace runner;

namespace {

FittedData classes(std::vector<std::string> names) {
  FittedData data;
  data.target_names = {"kind"};
  data.class_names = std::move(names);
  return data;
}

using Names = std::vector<std::string>;
using Values = std::vector<double>;

}  // namespace

TEST_CASE("one output per class: softmax, the first of the largest") {
  const Decision decision(CrossEntropyLossConfig(), classes({"a", "b", "c"}), 3);
  CHECK(decision.answer() == Answer::one_class);
  const Values p = decision.probabilities(Values{0, std::log(3.0), 1000 - 1000});
  CHECK(p[1] == doctest::Approx(0.6).epsilon(1e-15));
  CHECK(decision.probabilities(Values{1000, 0, 0}) == Values{1, 0, 0});
  CHECK(decision.chosen(Values{1, 2, 2}, 0.5) == 1);
  // More outputs than classes were seen.
  CHECK(Decision(CrossEntropyLossConfig(), classes({"0", "1"}), 3).names() == Names{"0", "1", "2"});
}

TEST_CASE("the largest margin decides, and is no probability") {
  const Decision decision(MultiMarginLossConfig(), classes({"a", "b", "c"}), 3);
  CHECK(decision.answer() == Answer::one_class);
  CHECK_FALSE(decision.has_probabilities());
  CHECK(decision.chosen(Values{-3, -1, -1}, 0.5) == 1);
  CHECK(decision.names() == Names{"a", "b", "c"});
}

TEST_CASE("one output for the second of two classes, above a threshold") {
  const Decision decision(BCEWithLogitsLossConfig(), classes({"no", "yes"}), 1);
  CHECK(decision.answer() == Answer::two_classes);
  CHECK(decision.probabilities(Values{0}) == Values{0.5, 0.5});
  CHECK(decision.chosen(Values{0}, 0.5) == 0);
  CHECK(decision.chosen(Values{1e-300}, 0.5) == 1);  // as accuracy has it, though its sigmoid is a half
  CHECK(decision.chosen(Values{1}, 0.8) == 0);
  CHECK(decision.chosen(Values{2}, 0.8) == 1);
}

TEST_CASE("outputs that have the mean of probabilities give them back") {
  const Decision many(CrossEntropyLossConfig(), classes({"a", "b", "c"}), 3);
  const Values p = {0.2, 0.3, 0.5};
  const Values back = many.probabilities(many.outputs_of(p));
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(back[i] == doctest::Approx(p[i]).epsilon(1e-14));
  const Decision two(BCEWithLogitsLossConfig(), classes({"no", "yes"}), 1);
  CHECK(two.probabilities(two.outputs_of(Values{0.25, 0.75}))[1] == doctest::Approx(0.75).epsilon(1e-14));
  CHECK(std::isfinite(two.outputs_of(Values{0, 1}).front()));
}

TEST_CASE("numbers have no probabilities, and what only the loss can read is told as it is") {
  FittedData data;
  data.target_names = {"u", "v"};
  const Decision numbers(MSELossConfig(), data, 2);
  CHECK(numbers.answer() == Answer::numbers);
  CHECK_FALSE(numbers.has_probabilities());
  CHECK(numbers.names() == Names{"u", "v"});
  CHECK(Decision(GaussianNLLLossConfig(), data, 4).names() ==
        Names{"output0", "output1", "output2", "output3"});
}
