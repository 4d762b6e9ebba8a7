#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/fitted_data.h"
#include "nn/loss.h"

namespace runner {

/// What outputs of a network stand for, which its loss and its target decide.
enum class Answer {
  one_class,    ///< of several, one output each
  two_classes,  ///< one output, which is for the second
  yes_or_no,    ///< for every column of the target by itself
  numbers,      ///< of the target's columns
  outputs       ///< something that nobody can read but the loss
};

/// Turns outputs into answers.
class Decision {
 public:
  /// For outputs of so many columns.
  Decision(const LossConfig& loss, const FittedData& data, Index outputs);

  Answer answer() const { return answer_; }
  /// What an answer is about: the classes; else the target's columns, one per output.
  const std::vector<std::string>& names() const { return names_; }
  bool has_probabilities() const { return has_probabilities_; }

  /// One per name, from a row of outputs. Only where there are some.
  std::vector<double> probabilities(std::span<const double> outputs) const;
  /// A row of outputs that has such probabilities, as the mean over several networks.
  std::vector<double> outputs_of(std::span<const double> probabilities) const;

  /// The class that is decided for. For the second of two it takes more than `threshold`.
  std::size_t chosen(std::span<const double> outputs, double threshold) const;
  /// Whether an output of its own says yes: where its probability is more than `threshold`.
  bool says_yes(double output, double threshold) const;

 private:
  PredictionKind kind_;
  Answer answer_;
  bool has_probabilities_;
  std::vector<std::string> names_;
};

}  // namespace runner
