#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "spec/registry.h"

namespace runner {

/// The value of `key` in a YAML text, read as the program reads it.
template <class M>
M bound(const std::string& key, const std::string& yaml, Diagnostics& diagnostics);

extern template LayerComponents bound(const std::string&, const std::string&, Diagnostics&);
extern template Component<LossConfig> bound(const std::string&, const std::string&, Diagnostics&);
extern template Component<InitializerConfig> bound(const std::string&, const std::string&, Diagnostics&);

/// The same for a text without mistakes, given by its value alone.
LayerComponents layers_of(const std::string& yaml);
Component<LossConfig> loss_of(const std::string& yaml);
Component<InitializerConfig> initializer_of(const std::string& yaml);

/// One layer by itself, with its parameters as they are drawn from seed 3.
template <class T>
struct LoneLayer {
  LoneLayer(const std::string& yaml, const Shape& input, Index rows) {
    const LayerComponents components = layers_of("[" + yaml + "]");
    Diagnostics diagnostics;
    const NetworkSummary summary = summarize(components, input, diagnostics).value();
    output = summary.output;
    parameters.resize(static_cast<std::size_t>(summary.parameters));
    gradients.resize(parameters.size());
    layer = components[0]->template make<T>(input, rows);
    layer->attach(parameters.data(), gradients.data());
    Generator generator(3);
    layer->initialize(generator);
  }
  std::vector<T> parameters, gradients;
  Shape output;
  std::unique_ptr<Layer<T>> layer;
};

/// Messages in the order in which they are shown, as "line:column: error: message".
std::vector<std::string> lines_of(const Diagnostics& diagnostics);

}  // namespace runner
