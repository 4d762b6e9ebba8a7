#pragma once

#include "optim/schedulers/constant_lr.h"
#include "optim/schedulers/cosine_annealing_lr.h"
#include "optim/schedulers/cosine_annealing_warm_restarts.h"
#include "optim/schedulers/exponential_lr.h"
#include "optim/schedulers/inverse_lr.h"
#include "optim/schedulers/inverse_sqrt_lr.h"
#include "optim/schedulers/linear_lr.h"
#include "optim/schedulers/multi_step_lr.h"
#include "optim/schedulers/polynomial_lr.h"
#include "optim/schedulers/step_lr.h"
#include "optim/schedulers/swa_lr.h"
#include "optim/schedulers/warmup_lr.h"
#include "support/components.h"

namespace runner {

using Schedulers = Components<SchedulerConfig, StepLRConfig, MultiStepLRConfig, ConstantLRConfig,
                              LinearLRConfig, ExponentialLRConfig, PolynomialLRConfig,
                              CosineAnnealingLRConfig, CosineAnnealingWarmRestartsConfig, SWALRConfig,
                              WarmupLRConfig, InverseSqrtLRConfig, InverseLRConfig>;

}  // namespace runner
