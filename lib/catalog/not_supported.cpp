#include "catalog/not_supported.h"

#include <initializer_list>

namespace runner {

namespace {

/// Several names of one kind that share a reason.
struct Family {
  std::string_view kind;
  std::vector<std::string> names;
  std::string reason;
  std::string instead;
};

std::vector<Family> families() {
  return {
      {"preprocessor",
       {"SimpleImputer", "KNNImputer", "IterativeImputer", "MissingIndicator"},
       "missing cells are filled in before the first step",
       "write data.missing: {strategy: median}"},
      {"preprocessor",
       {"OneHotEncoder", "LabelBinarizer", "MultiLabelBinarizer", "get_dummies"},
       "categories become features of 0 and 1 by themselves",
       "leave it out, or use OrdinalEncoder"},
      {"preprocessor",
       {"LabelEncoder"},
       "the classes of a target are numbered by themselves",
       "leave it out"},
      {"preprocessor",
       {"TargetEncoder", "FeatureHasher"},
       "categories become features of 0 and 1",
       "leave it out, or use OrdinalEncoder"},
      {"preprocessor",
       {"FunctionTransformer"},
       "a file holds no functions of one's own",
       "use log1p, PowerTransformer or PolynomialFeatures"},
      {"preprocessor",
       {"TransformedTargetRegressor"},
       "the target has steps of its own",
       "write data.target_preprocess: [StandardScaler]"},
      {"preprocessor",
       {"Pipeline", "ColumnTransformer", "FeatureUnion"},
       "preprocess is a list of steps already, each with its columns",
       "write the list"},
      {"preprocessor",
       {"Binarizer", "SplineTransformer"},
       "each feature becomes intervals otherwise",
       "use KBinsDiscretizer"},
      {"preprocessor",
       {"IncrementalPCA", "KernelPCA", "SparsePCA", "TruncatedSVD", "FastICA", "NMF", "FactorAnalysis"},
       "there is one decomposition, and it is exact",
       "use PCA"},
      {"augmentation",
       {"ToTensor", "Normalize", "Resize", "CenterCrop", "Pad", "Grayscale"},
       "it is done to every part of the data, and is no augmentation",
       "write it in data.preprocess"},
      {"augmentation", {"Compose"}, "augment is a list already", "write the list"},
      {"augmentation",
       {"RandomApply", "RandomChoice", "RandomOrder"},
       "each augmentation draws by itself whether and how it is done",
       "give those with a p one"},
      {"augmentation",
       {"AutoAugment", "RandAugment", "TrivialAugmentWide", "AugMix"},
       "its operations are for bytes of the Python imaging library",
       "use RandomCrop, RandomRotation and ColorJitter"},
      {"augmentation",
       {"RandomAffine", "RandomPerspective", "ElasticTransform", "GaussianBlur", "RandomGrayscale",
        "RandomInvert", "RandomPosterize", "RandomSolarize", "RandomAutocontrast", "RandomEqualize",
        "RandomAdjustSharpness"},
       "of torchvision's there are those that small pictures are trained with",
       "use RandomRotation, RandomResizedCrop or ColorJitter"},
      {"layer", {"Unfold", "Fold"}, "windows are read where they lie", "use Conv2d or ConvTranspose2d"},
      {"layer",
       {"Conv3d", "ConvTranspose3d", "MaxPool3d", "AvgPool3d", "AdaptiveAvgPool3d", "AdaptiveMaxPool3d"},
       "samples are pictures or series, not volumes",
       "use the layer whose name ends in 2d"},
      {"layer",
       {"MaxUnpool1d", "MaxUnpool2d"},
       "it needs the places that a MaxPool before it chose, and a layer sees its own input alone",
       "use Upsample"},
      {"layer",
       {"FractionalMaxPool2d"},
       "its windows are drawn at random",
       "use MaxPool2d or AdaptiveMaxPool2d"},
      {"layer",
       {"BatchNorm3d", "InstanceNorm3d"},
       "it normalises volumes, and there are none",
       "use BatchNorm2d or InstanceNorm2d"},
      {"layer",
       {"Dropout3d"},
       "it drops whole channels of volumes, and there are none",
       "use Dropout2d or Dropout1d"},
      {"layer",
       {"RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "Transformer", "TransformerEncoder",
        "TransformerDecoder", "TransformerEncoderLayer", "TransformerDecoderLayer", "MultiheadAttention"},
       "samples are rows of numbers, not sequences",
       "use Flatten and Linear over a fixed number of steps"},
      {"layer",
       {"Embedding", "EmbeddingBag"},
       "the inputs of a network are numbers, not indices",
       "use a column for every value of a category"},
      {"layer",
       {"Bilinear", "CosineSimilarity", "PairwiseDistance"},
       "it takes two inputs, and a network here has one",
       "use Concat over two branches, and Linear"},
      {"layer",
       {"AdaptiveLogSoftmaxWithLoss"},
       "it is a layer and a loss in one, for very many classes",
       "use Linear and CrossEntropyLoss"},
      {"layer", {"LazyLinear"}, "every Linear finds in_features by itself", "use Linear without in_features"},
      {"layer",
       {"LazyBatchNorm1d", "SyncBatchNorm"},
       "every BatchNorm1d finds num_features by itself, and a run is one process",
       "use BatchNorm1d"},
      {"layer",
       {"Sequential", "ModuleList", "ModuleDict", "ParameterList"},
       "a network is a list of layers already",
       "write the list"},
      {"loss",
       {"MarginRankingLoss", "CosineEmbeddingLoss"},
       "it compares the outputs for two samples, and a file has one prediction and one target per sample",
       "use HingeEmbeddingLoss on a distance, or SoftMarginLoss"},
      {"loss",
       {"TripletMarginLoss", "TripletMarginWithDistanceLoss"},
       "it compares the outputs for three samples, and a file has one prediction and one target per sample",
       "use HingeEmbeddingLoss on a distance, or CrossEntropyLoss over the classes"},
      {"loss",
       {"CTCLoss"},
       "it aligns sequences, and samples are rows of numbers",
       "use CrossEntropyLoss or NLLLoss"},
      {"optimizer",
       {"SparseAdam"},
       "it is for the sparse gradients of embeddings, and all gradients here are dense",
       "use Adam, which does the same for dense ones"},
      {"averaging", {"AveragedModel"}, "it holds an average of either kind", "use EMA or SWA"},
      {"optimizer", {"Optimizer"}, "it is the base class of the others", "choose one of them"},
      {"scheduler", {"LRScheduler"}, "it is the base class of the others", "choose one of them"},
  };
}

}  // namespace

void add_not_supported(Registries& registries) {
  for (const Family& family : families()) {
    for (const std::string& name : family.names)
      registries.of(family.kind).add_not_supported({name, family.reason, family.instead});
  }
}

}  // namespace runner
