#pragma once

#include "optim/schedulers/chained_scheduler.h"
#include "optim/schedulers/constant_lr.h"
#include "optim/schedulers/cosine_annealing_lr.h"
#include "optim/schedulers/cosine_annealing_warm_restarts.h"
#include "optim/schedulers/cyclic_lr.h"
#include "optim/schedulers/exponential_lr.h"
#include "optim/schedulers/inverse_lr.h"
#include "optim/schedulers/inverse_sqrt_lr.h"
#include "optim/schedulers/lambda_lr.h"
#include "optim/schedulers/linear_lr.h"
#include "optim/schedulers/multi_step_lr.h"
#include "optim/schedulers/multiplicative_lr.h"
#include "optim/schedulers/one_cycle_lr.h"
#include "optim/schedulers/polynomial_lr.h"
#include "optim/schedulers/reduce_lr_on_plateau.h"
#include "optim/schedulers/rex_lr.h"
#include "optim/schedulers/sequential_lr.h"
#include "optim/schedulers/step_lr.h"
#include "optim/schedulers/swa_lr.h"
#include "optim/schedulers/warmup_lr.h"
#include "optim/schedulers/warmup_stable_decay_lr.h"
#include "support/components.h"

namespace runner {

using Schedulers =
    Components<SchedulerConfig, StepLRConfig, MultiStepLRConfig, ConstantLRConfig, LinearLRConfig,
               ExponentialLRConfig, PolynomialLRConfig, LambdaLRConfig, MultiplicativeLRConfig,
               CosineAnnealingLRConfig, CosineAnnealingWarmRestartsConfig, CyclicLRConfig, OneCycleLRConfig,
               ReduceLROnPlateauConfig, SequentialLRConfig, ChainedSchedulerConfig, SWALRConfig,
               WarmupLRConfig, WarmupStableDecayLRConfig, InverseSqrtLRConfig, InverseLRConfig, REXLRConfig>;

}  // namespace runner
