#include "catalog/catalog.h"

#include "catalog/not_supported.h"
#include "catalog/words.h"
#include "data/source.h"
#include "metric/metric.h"
#include "nn/initializer.h"
#include "nn/layer.h"
#include "nn/loss.h"
#include "optim/averaging.h"
#include "optim/optimizer.h"
#include "optim/scheduler.h"
#include "problem/problem.h"

namespace runner {

/// The components of one kind: a line each, where its config is also declared. It is defined, and made known
/// to the linker, in the component's own .cpp (spec/registration.h).
template <class K, class... Configs>
struct Kind {
  static void add_to(Registries& registries) {
    Registry<K>& registry = registries.add<K>();
    (registry.template add<Configs>(), ...);
  }
};

using Sources = Kind<DataConfig,                       //
                     struct CsvConfig,                 //
                     struct IdxConfig,                 //
                     struct NpyConfig,                 //
                     struct NpzConfig,                 //
                     struct InlineConfig,              //
                     struct MakeMoonsConfig,           //
                     struct MakeCirclesConfig,         //
                     struct MakeBlobsConfig,           //
                     struct MakeRegressionConfig,      //
                     struct MakeClassificationConfig,  //
                     struct MakeFriedman1Config,       //
                     struct MakeFriedman2Config,       //
                     struct MakeFriedman3Config,       //
                     struct FashionMnistConfig,        //
                     struct CifarConfig,               //
                     struct ImageFolderConfig>;

using Preprocessors = Kind<PreprocessorConfig,                //
                           struct StandardScalerConfig,       //
                           struct MinMaxScalerConfig,         //
                           struct RobustScalerConfig,         //
                           struct MaxAbsScalerConfig,         //
                           struct NormalizerConfig,           //
                           struct PowerTransformerConfig,     //
                           struct QuantileTransformerConfig,  //
                           struct Log1pConfig,                //
                           struct PolynomialFeaturesConfig,   //
                           struct KBinsDiscretizerConfig,     //
                           struct OrdinalEncoderConfig,       //
                           struct PCAConfig,                  //
                           struct OutliersConfig,             //
                           struct ResizeConfig,               //
                           struct CenterCropConfig,           //
                           struct GrayscaleConfig,            //
                           struct ToTensorConfig,             //
                           struct NormalizeConfig>;

using Augmentations = Kind<AugmentationConfig,                 //
                           struct RandomCropConfig,            //
                           struct RandomResizedCropConfig,     //
                           struct RandomHorizontalFlipConfig,  //
                           struct RandomVerticalFlipConfig,    //
                           struct RandomRotationConfig,        //
                           struct ColorJitterConfig,           //
                           struct RandomErasingConfig,         //
                           struct MixUpConfig,                 //
                           struct CutMixConfig>;

using Layers = Kind<LayerConfig,                       //
                    struct LinearConfig,               //
                    struct SigmoidConfig,              //
                    struct TanhConfig,                 //
                    struct ReLUConfig,                 //
                    struct LeakyReLUConfig,            //
                    struct PReLUConfig,                //
                    struct RReLUConfig,                //
                    struct ReLU6Config,                //
                    struct ELUConfig,                  //
                    struct CELUConfig,                 //
                    struct SELUConfig,                 //
                    struct GELUConfig,                 //
                    struct SiLUConfig,                 //
                    struct MishConfig,                 //
                    struct SoftplusConfig,             //
                    struct SoftsignConfig,             //
                    struct LogSigmoidConfig,           //
                    struct HardtanhConfig,             //
                    struct HardsigmoidConfig,          //
                    struct HardswishConfig,            //
                    struct TanhshrinkConfig,           //
                    struct SoftshrinkConfig,           //
                    struct HardshrinkConfig,           //
                    struct ThresholdConfig,            //
                    struct GLUConfig,                  //
                    struct SoftmaxConfig,              //
                    struct LogSoftmaxConfig,           //
                    struct SoftminConfig,              //
                    struct IdentityConfig,             //
                    struct DropoutConfig,              //
                    struct AlphaDropoutConfig,         //
                    struct BatchNorm1dConfig,          //
                    struct LayerNormConfig,            //
                    struct RMSNormConfig,              //
                    struct FlattenConfig,              //
                    struct ResidualConfig,             //
                    struct SumConfig,                  //
                    struct ConcatConfig,               //
                    struct VariationalConfig,          //
                    struct Conv1dConfig,               //
                    struct Conv2dConfig,               //
                    struct ConvTranspose1dConfig,      //
                    struct ConvTranspose2dConfig,      //
                    struct MaxPool1dConfig,            //
                    struct MaxPool2dConfig,            //
                    struct AvgPool1dConfig,            //
                    struct AvgPool2dConfig,            //
                    struct AdaptiveMaxPool1dConfig,    //
                    struct AdaptiveMaxPool2dConfig,    //
                    struct AdaptiveAvgPool1dConfig,    //
                    struct AdaptiveAvgPool2dConfig,    //
                    struct LPPool1dConfig,             //
                    struct LPPool2dConfig,             //
                    struct ZeroPad1dConfig,            //
                    struct ZeroPad2dConfig,            //
                    struct ConstantPad1dConfig,        //
                    struct ConstantPad2dConfig,        //
                    struct ReflectionPad1dConfig,      //
                    struct ReflectionPad2dConfig,      //
                    struct ReplicationPad1dConfig,     //
                    struct ReplicationPad2dConfig,     //
                    struct CircularPad1dConfig,        //
                    struct CircularPad2dConfig,        //
                    struct UpsampleConfig,             //
                    struct PixelShuffleConfig,         //
                    struct PixelUnshuffleConfig,       //
                    struct ChannelShuffleConfig,       //
                    struct UnflattenConfig,            //
                    struct Softmax2dConfig,            //
                    struct Dropout1dConfig,            //
                    struct Dropout2dConfig,            //
                    struct FeatureAlphaDropoutConfig,  //
                    struct BatchNorm2dConfig,          //
                    struct GroupNormConfig,            //
                    struct InstanceNorm1dConfig,       //
                    struct InstanceNorm2dConfig,       //
                    struct LocalResponseNormConfig,    //
                    struct ConstantPad3dConfig,        //
                    struct ZeroPad3dConfig>;

using Initializers = Kind<InitializerConfig,             //
                          struct UniformConfig,          //
                          struct NormalConfig,           //
                          struct ConstantConfig,         //
                          struct OnesConfig,             //
                          struct ZerosConfig,            //
                          struct EyeConfig,              //
                          struct XavierUniformConfig,    //
                          struct XavierNormalConfig,     //
                          struct KaimingUniformConfig,   //
                          struct KaimingNormalConfig,    //
                          struct TruncNormalConfig,      //
                          struct OrthogonalConfig,       //
                          struct SparseConfig,           //
                          struct LecunUniformConfig,     //
                          struct LecunNormalConfig,      //
                          struct VarianceScalingConfig,  //
                          struct TruncatedNormalConfig,  //
                          struct DiracConfig>;

using Losses = Kind<LossConfig,                             //
                    struct CrossEntropyLossConfig,          //
                    struct NLLLossConfig,                   //
                    struct BCELossConfig,                   //
                    struct BCEWithLogitsLossConfig,         //
                    struct SoftMarginLossConfig,            //
                    struct MultiMarginLossConfig,           //
                    struct MultiLabelMarginLossConfig,      //
                    struct MultiLabelSoftMarginLossConfig,  //
                    struct HingeEmbeddingLossConfig,        //
                    struct L1LossConfig,                    //
                    struct MSELossConfig,                   //
                    struct SmoothL1LossConfig,              //
                    struct HuberLossConfig,                 //
                    struct PoissonNLLLossConfig,            //
                    struct GaussianNLLLossConfig,           //
                    struct KLDivLossConfig>;

using Problems = Kind<ProblemConfig,                         //
                      struct QuadraticConfig,                //
                      struct IllConditionedQuadraticConfig,  //
                      struct QuadraticDeepConfig,            //
                      struct RosenbrockConfig,               //
                      struct BealeConfig,                    //
                      struct BoothConfig,                    //
                      struct BraninConfig,                   //
                      struct HimmelblauConfig,               //
                      struct SaddleConfig,                   //
                      struct AckleyConfig,                   //
                      struct RastriginConfig,                //
                      struct StyblinskiTangConfig,           //
                      struct WilsonLeastSquaresConfig>;

using Optimizers = Kind<OptimizerConfig,                 //
                        struct SGDConfig,                //
                        struct MomentumConfig,           //
                        struct AdagradConfig,            //
                        struct AdadeltaConfig,           //
                        struct RMSpropConfig,            //
                        struct RpropConfig,              //
                        struct ASGDConfig,               //
                        struct AdamConfig,               //
                        struct AdamWConfig,              //
                        struct AdamaxConfig,             //
                        struct NAdamConfig,              //
                        struct RAdamConfig,              //
                        struct AdafactorConfig,          //
                        struct MuonConfig,               //
                        struct LBFGSConfig,              //
                        struct LionConfig,               //
                        struct AdEMAMixConfig,           //
                        struct AdanConfig,               //
                        struct ADOPTConfig,              //
                        struct AdaBeliefConfig,          //
                        struct LAMBConfig,               //
                        struct LARSConfig,               //
                        struct ProdigyConfig,            //
                        struct QHAdamConfig,             //
                        struct AggMoConfig,              //
                        struct MADGRADConfig,            //
                        struct SOAPConfig,               //
                        struct SGDScheduleFreeConfig,    //
                        struct AdamWScheduleFreeConfig,  //
                        struct LookaheadConfig,          //
                        struct SAMConfig>;

using Schedulers = Kind<SchedulerConfig,                           //
                        struct StepLRConfig,                       //
                        struct MultiStepLRConfig,                  //
                        struct ConstantLRConfig,                   //
                        struct LinearLRConfig,                     //
                        struct ExponentialLRConfig,                //
                        struct PolynomialLRConfig,                 //
                        struct LambdaLRConfig,                     //
                        struct MultiplicativeLRConfig,             //
                        struct CosineAnnealingLRConfig,            //
                        struct CosineAnnealingWarmRestartsConfig,  //
                        struct CyclicLRConfig,                     //
                        struct OneCycleLRConfig,                   //
                        struct ReduceLROnPlateauConfig,            //
                        struct SequentialLRConfig,                 //
                        struct ChainedSchedulerConfig,             //
                        struct SWALRConfig,                        //
                        struct WarmupLRConfig,                     //
                        struct WarmupStableDecayLRConfig,          //
                        struct InverseSqrtLRConfig,                //
                        struct InverseLRConfig,                    //
                        struct REXLRConfig>;

using Averages = Kind<AveragingConfig,   //
                      struct EMAConfig,  //
                      struct SWAConfig>;

using Metrics = Kind<MetricConfig,                              //
                     struct AccuracyConfig,                     //
                     struct MeanAbsoluteErrorConfig,            //
                     struct RootMeanSquaredErrorConfig,         //
                     struct R2Config,                           //
                     struct MedianAbsoluteErrorConfig,          //
                     struct MeanAbsolutePercentageErrorConfig,  //
                     struct MaxErrorConfig,                     //
                     struct ExplainedVarianceConfig,            //
                     struct PinballConfig,                      //
                     struct PrecisionConfig,                    //
                     struct RecallConfig,                       //
                     struct F1Config,                           //
                     struct FBetaConfig,                        //
                     struct JaccardConfig,                      //
                     struct BalancedAccuracyConfig,             //
                     struct MatthewsCorrcoefConfig,             //
                     struct CohenKappaConfig,                   //
                     struct RocAucConfig,                       //
                     struct AveragePrecisionConfig,             //
                     struct TopKAccuracyConfig,                 //
                     struct LogLossConfig,                      //
                     struct BrierScoreConfig,                   //
                     struct CalibrationErrorConfig,             //
                     struct DistanceToMinimumConfig,            //
                     struct GradNormConfig,                     //
                     struct EmaConfig>;

namespace {

Registries make_catalog() {
  Registries all;
  Sources::add_to(all);
  Preprocessors::add_to(all);
  Augmentations::add_to(all);
  Layers::add_to(all);
  Initializers::add_to(all);
  Losses::add_to(all);
  Problems::add_to(all);
  Optimizers::add_to(all);
  Schedulers::add_to(all);
  Averages::add_to(all);
  Metrics::add_to(all);
  add_not_supported(all);
  all.add_words(words());
  return all;
}

}  // namespace

const Registries& catalog() {
  static const Registries all = make_catalog();
  return all;
}

}  // namespace runner
