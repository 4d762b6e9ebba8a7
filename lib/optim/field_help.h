#pragma once

namespace runner {

// What the options that many optimizers have in common say of themselves, in messages and reference pages.

inline constexpr const char* lr_help = "Step size before scheduling.";
inline constexpr const char* betas_help = "Memory of the first and of the second moment.";
inline constexpr const char* eps_help = "Added to the root, so that nothing is divided by zero.";
inline constexpr const char* maximize_help = "Climb instead of descending.";
inline constexpr const char* amsgrad_help = "Divide by the largest second moment so far.";
/// Of a weight decay that is part of the gradient, as in SGD and Adam.
inline constexpr const char* coupled_decay_help = "Pull towards zero, added to the gradient.";
/// Of one that is not, as in AdamW.
inline constexpr const char* decoupled_decay_help = "Share of lr by which each step shrinks the parameters.";
/// Of the option that makes the one the other.
inline constexpr const char* decouple_help =
    "Let the weight decay shrink the parameters themselves, as AdamW does.";

}  // namespace runner
