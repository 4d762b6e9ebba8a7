#pragma once

#include "metric/classes.h"
#include "metric/metrics/accuracy.h"
#include "metric/metrics/agreement.h"
#include "metric/metrics/curves.h"
#include "metric/metrics/ema.h"
#include "metric/metrics/explained_variance.h"
#include "metric/metrics/grad_norm.h"
#include "metric/metrics/mae.h"
#include "metric/metrics/mean_errors.h"
#include "metric/metrics/medae.h"
#include "metric/metrics/overlap.h"
#include "metric/metrics/probability_errors.h"
#include "metric/metrics/r2.h"
#include "metric/metrics/rmse.h"
#include "metric/metrics/top_k_accuracy.h"
#include "support/components.h"

namespace runner {

using AllMetrics =
    Components<MetricConfig, AccuracyConfig, MeanAbsoluteErrorConfig, RootMeanSquaredErrorConfig, R2Config,
               MedianAbsoluteErrorConfig, MeanAbsolutePercentageErrorConfig, MaxErrorConfig,
               ExplainedVarianceConfig, PinballConfig, PrecisionConfig, RecallConfig, F1Config, FBetaConfig,
               JaccardConfig, BalancedAccuracyConfig, MatthewsCorrcoefConfig, CohenKappaConfig, RocAucConfig,
               AveragePrecisionConfig, TopKAccuracyConfig, LogLossConfig, BrierScoreConfig,
               CalibrationErrorConfig, GradNormConfig, EmaConfig>;

}  // namespace runner
