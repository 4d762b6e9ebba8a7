#pragma once

namespace runner {

/// The single-precision functions with which PyTorch makes normal values. The C library's differ in the last
/// bit, and between its versions; these give the same bits everywhere. Source: the polynomials of Cephes
/// (Moshier 1992: logf, sinf, cosf), each step a fused multiply-add.

/// The natural logarithm of a normal number, x > 0.
float log_float(float x);

struct SinCos {
  float sin, cos;
};

/// Sine and cosine of 0 <= x < 8192.
SinCos sin_cos_float(float x);

}  // namespace runner
