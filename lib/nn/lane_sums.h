#pragma once

#include "tensor/lanes.h"
#include "tensor/registers.h"

// Sums over the positions of samples that lie side by side, each lane for itself and in double: always in one
// order, whatever the machine's registers are.

namespace runner {

/// As many values as a register has doubles.
template <class T>
using Few = Lanes<T, width<double>>;

template <class T>
Few<T> load_few(const T* from) {
  using Anywhere [[gnu::vector_size(sizeof(Few<T>)), gnu::aligned(alignof(T)), gnu::may_alias]] = T;
  return *reinterpret_cast<const Anywhere*>(from);
}

template <class T>
Vector<double> in_double(Few<T> values) {
  return __builtin_convertvector(values, Vector<double>);
}

/// `terms(offset, values)` writes S terms for a register of lanes, those from value `offset` of a run of
/// `positions` times L; their sums over the positions go to sums[0 … S-1][0 … L-1]. Two positions are summed
/// side by side, so that one sum need not wait for the other.
template <Index L, int S, class Terms>
void sum_positions(Index positions, const Terms& terms, double (&sums)[S][L]) {
  constexpr Index few = width<double>, parts = L / few;
  Vector<double> even[S][parts] = {}, odd[S][parts] = {};
  const auto add = [&](Index position, Vector<double>(&to)[S][parts]) {
#pragma GCC unroll 8
    for (Index i = 0; i < parts; ++i) {
      Vector<double> values[S];
      terms(position * L + i * few, values);
#pragma GCC unroll 2
      for (int s = 0; s < S; ++s) to[s][i] += values[s];
    }
  };
  Index position = 0;
  for (; position + 1 < positions; position += 2) {
    add(position, even);
    add(position + 1, odd);
  }
  if (position < positions) add(position, even);
  for (int s = 0; s < S; ++s) {
    for (Index i = 0; i < parts; ++i) store<double>(even[s][i] + odd[s][i], sums[s] + i * few);
  }
}

}  // namespace runner
