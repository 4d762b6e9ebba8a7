#include "catalog/catalog.h"

#include "catalog/not_supported.h"
#include "data/preprocess/min_max_scaler.h"
#include "data/preprocess/outliers.h"
#include "data/preprocess/standard_scaler.h"
#include "data/sources/csv.h"
#include "data/sources/inline_data.h"
#include "data/sources/make_blobs.h"
#include "data/sources/make_circles.h"
#include "data/sources/make_classification.h"
#include "data/sources/make_friedman.h"
#include "data/sources/make_moons.h"
#include "data/sources/make_regression.h"
#include "metric/metrics/accuracy.h"
#include "metric/metrics/distance_to_minimum.h"
#include "metric/metrics/ema.h"
#include "metric/metrics/grad_norm.h"
#include "metric/metrics/mae.h"
#include "metric/metrics/r2.h"
#include "metric/metrics/rmse.h"
#include "nn/initializers/constant.h"
#include "nn/initializers/eye.h"
#include "nn/initializers/kaiming.h"
#include "nn/initializers/normal.h"
#include "nn/initializers/uniform.h"
#include "nn/initializers/xavier.h"
#include "nn/layers/celu.h"
#include "nn/layers/dropout.h"
#include "nn/layers/elu.h"
#include "nn/layers/flatten.h"
#include "nn/layers/gelu.h"
#include "nn/layers/glu.h"
#include "nn/layers/hardshrink.h"
#include "nn/layers/hardsigmoid.h"
#include "nn/layers/hardswish.h"
#include "nn/layers/hardtanh.h"
#include "nn/layers/identity.h"
#include "nn/layers/leaky_relu.h"
#include "nn/layers/linear.h"
#include "nn/layers/log_sigmoid.h"
#include "nn/layers/log_softmax.h"
#include "nn/layers/mish.h"
#include "nn/layers/prelu.h"
#include "nn/layers/relu.h"
#include "nn/layers/relu6.h"
#include "nn/layers/rrelu.h"
#include "nn/layers/selu.h"
#include "nn/layers/sigmoid.h"
#include "nn/layers/silu.h"
#include "nn/layers/softmax.h"
#include "nn/layers/softmin.h"
#include "nn/layers/softplus.h"
#include "nn/layers/softshrink.h"
#include "nn/layers/softsign.h"
#include "nn/layers/tanh.h"
#include "nn/layers/tanhshrink.h"
#include "nn/layers/threshold.h"
#include "nn/losses/bce_loss.h"
#include "nn/losses/bce_with_logits_loss.h"
#include "nn/losses/cross_entropy_loss.h"
#include "nn/losses/gaussian_nll_loss.h"
#include "nn/losses/hinge_embedding_loss.h"
#include "nn/losses/huber_loss.h"
#include "nn/losses/kl_div_loss.h"
#include "nn/losses/l1_loss.h"
#include "nn/losses/mse_loss.h"
#include "nn/losses/multi_label_margin_loss.h"
#include "nn/losses/multi_label_soft_margin_loss.h"
#include "nn/losses/multi_margin_loss.h"
#include "nn/losses/nll_loss.h"
#include "nn/losses/poisson_nll_loss.h"
#include "nn/losses/smooth_l1_loss.h"
#include "nn/losses/soft_margin_loss.h"
#include "optim/optimizers/adabelief.h"
#include "optim/optimizers/adadelta.h"
#include "optim/optimizers/adafactor.h"
#include "optim/optimizers/adagrad.h"
#include "optim/optimizers/adam.h"
#include "optim/optimizers/adamax.h"
#include "optim/optimizers/adamw.h"
#include "optim/optimizers/adan.h"
#include "optim/optimizers/ademamix.h"
#include "optim/optimizers/adopt.h"
#include "optim/optimizers/aggmo.h"
#include "optim/optimizers/asgd.h"
#include "optim/optimizers/lamb.h"
#include "optim/optimizers/lars.h"
#include "optim/optimizers/lbfgs.h"
#include "optim/optimizers/lion.h"
#include "optim/optimizers/lookahead.h"
#include "optim/optimizers/madgrad.h"
#include "optim/optimizers/momentum.h"
#include "optim/optimizers/muon.h"
#include "optim/optimizers/nadam.h"
#include "optim/optimizers/prodigy.h"
#include "optim/optimizers/qhadam.h"
#include "optim/optimizers/radam.h"
#include "optim/optimizers/rmsprop.h"
#include "optim/optimizers/rprop.h"
#include "optim/optimizers/sam.h"
#include "optim/optimizers/schedule_free.h"
#include "optim/optimizers/sgd.h"
#include "optim/optimizers/soap.h"
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
#include "problem/problems/ackley.h"
#include "problem/problems/beale.h"
#include "problem/problems/booth.h"
#include "problem/problems/branin.h"
#include "problem/problems/himmelblau.h"
#include "problem/problems/ill_conditioned_quadratic.h"
#include "optim/schedulers/warmup_stable_decay_lr.h"
#include "problem/problems/quadratic.h"
#include "problem/problems/quadratic_deep.h"
#include "problem/problems/rastrigin.h"
#include "problem/problems/rosenbrock.h"
#include "problem/problems/saddle.h"
#include "problem/problems/styblinski_tang.h"
#include "problem/problems/wilson_least_squares.h"

namespace runner {

namespace {

template <class K, class... Configs>
void add_kind(Registries& registries) {
  Registry<K>& registry = registries.add<K>();
  (registry.template add<Configs>(), ...);
}

Registries make_catalog() {
  Registries all;
  add_kind<DataConfig,         //
           CsvConfig,          //
           InlineConfig,       //
           MakeMoonsConfig,    //
           MakeCirclesConfig,  //
           MakeBlobsConfig,    //
           MakeRegressionConfig, MakeClassificationConfig, MakeFriedman1Config, MakeFriedman2Config,
           MakeFriedman3Config>(all);
  add_kind<PreprocessorConfig,    //
           StandardScalerConfig,  //
           MinMaxScalerConfig,    //
           OutliersConfig>(all);
  add_kind<LayerConfig,        //
           LinearConfig,       //
           SigmoidConfig,      //
           TanhConfig,         //
           ReLUConfig,         //
           LeakyReLUConfig,    //
           PReLUConfig,        //
           RReLUConfig,        //
           ReLU6Config,        //
           ELUConfig,          //
           CELUConfig,         //
           SELUConfig,         //
           GELUConfig,         //
           SiLUConfig,         //
           MishConfig,         //
           SoftplusConfig,     //
           SoftsignConfig,     //
           LogSigmoidConfig,   //
           HardtanhConfig,     //
           HardsigmoidConfig,  //
           HardswishConfig,    //
           TanhshrinkConfig,   //
           SoftshrinkConfig,   //
           HardshrinkConfig,   //
           ThresholdConfig,    //
           GLUConfig,          //
           SoftmaxConfig,      //
           LogSoftmaxConfig,   //
           SoftminConfig,      //
           IdentityConfig,     //
           DropoutConfig,      //
           FlattenConfig>(all);
  add_kind<InitializerConfig,     //
           UniformConfig,         //
           NormalConfig,          //
           ConstantConfig,        //
           OnesConfig,            //
           ZerosConfig,           //
           EyeConfig,             //
           XavierUniformConfig,   //
           XavierNormalConfig,    //
           KaimingUniformConfig,  //
           KaimingNormalConfig>(all);
  add_kind<LossConfig,                      //
           CrossEntropyLossConfig,          //
           NLLLossConfig,                   //
           BCELossConfig,                   //
           BCEWithLogitsLossConfig,         //
           SoftMarginLossConfig,            //
           MultiMarginLossConfig,           //
           MultiLabelMarginLossConfig,      //
           MultiLabelSoftMarginLossConfig,  //
           HingeEmbeddingLossConfig,        //
           L1LossConfig,                    //
           MSELossConfig,                   //
           SmoothL1LossConfig,              //
           HuberLossConfig,                 //
           PoissonNLLLossConfig,            //
           GaussianNLLLossConfig,           //
           KLDivLossConfig>(all);
  add_kind<ProblemConfig,                  //
           QuadraticConfig,                //
           IllConditionedQuadraticConfig,  //
           QuadraticDeepConfig,            //
           RosenbrockConfig,               //
           BealeConfig,                    //
           BoothConfig,                    //
           BraninConfig,                   //
           HimmelblauConfig,               //
           SaddleConfig,                   //
           AckleyConfig,                   //
           RastriginConfig,                //
           StyblinskiTangConfig,           //
           WilsonLeastSquaresConfig>(all);
  add_kind<OptimizerConfig,          //
           SGDConfig,                //
           MomentumConfig,           //
           AdagradConfig,            //
           AdadeltaConfig,           //
           RMSpropConfig,            //
           RpropConfig,              //
           ASGDConfig,               //
           AdamConfig,               //
           AdamWConfig,              //
           AdamaxConfig,             //
           NAdamConfig,              //
           RAdamConfig,              //
           AdafactorConfig,          //
           MuonConfig,               //
           LBFGSConfig,              //
           LionConfig,               //
           AdEMAMixConfig,           //
           AdanConfig,               //
           ADOPTConfig,              //
           AdaBeliefConfig,          //
           LAMBConfig,               //
           LARSConfig,               //
           ProdigyConfig,            //
           QHAdamConfig,             //
           AggMoConfig,              //
           MADGRADConfig,            //
           SOAPConfig,               //
           SGDScheduleFreeConfig,    //
           AdamWScheduleFreeConfig,  //
           LookaheadConfig,          //
           SAMConfig>(all);
  add_kind<SchedulerConfig,                            //
           StepLRConfig,                               //
           MultiStepLRConfig,                          //
           ConstantLRConfig,                           //
           LinearLRConfig,                             //
           ExponentialLRConfig,                        //
           PolynomialLRConfig,                         //
           LambdaLRConfig,                             //
           MultiplicativeLRConfig,                     //
           CosineAnnealingLRConfig,                    //
           CosineAnnealingWarmRestartsConfig,          //
           CyclicLRConfig,                             //
           OneCycleLRConfig,                           //
           ReduceLROnPlateauConfig,                    //
           SequentialLRConfig,                         //
           ChainedSchedulerConfig,                     //
           SWALRConfig,                                //
           WarmupLRConfig,                             //
           WarmupStableDecayLRConfig,                  //
           InverseSqrtLRConfig,                        //
           InverseLRConfig,                            //
           REXLRConfig>(all);
  add_kind<MetricConfig,                //
           AccuracyConfig,              //
           MeanAbsoluteErrorConfig,     //
           RootMeanSquaredErrorConfig,  //
           R2Config,                    //
           DistanceToMinimumConfig,     //
           GradNormConfig,              //
           EmaConfig>(all);
  add_not_supported(all);
  return all;
}

}  // namespace

const Registries& catalog() {
  static const Registries all = make_catalog();
  return all;
}

}  // namespace runner
