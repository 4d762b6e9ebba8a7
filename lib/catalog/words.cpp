#include "catalog/words.h"

#include <initializer_list>

// A table, to be read from top to bottom: of several entries for one word the first is taken whose name the
// place in the file has.

namespace runner {

namespace {

/// Several words for one thing.
struct Same {
  std::vector<std::string> said;
  std::string here;
  std::string write;
};

std::vector<KeyWord> key_words() {
  const std::vector<Same> same = {
      // parameters of layers
      {{"units", "n_units", "num_units", "hidden_units", "neurons", "nodes", "output_dim", "output_size",
        "out_dim", "out", "size", "hidden_size", "dim_out"},
       "out_features",
       ""},
      {{"input_dim", "input_shape", "input_size", "in", "in_dim"}, "in_features", ""},
      {{"rate", "prob", "probability", "drop_rate", "dropout_rate", "drop_prob"}, "p", ""},
      {{"alpha", "slope"}, "negative_slope", ""},
      {{"use_bias", "fit_intercept"}, "bias", ""},
      {{"kernel_initializer", "weight_initializer", "init"}, "weight_init", ""},
      {{"bias_initializer"}, "bias_init", ""},
      {{"epsilon"}, "eps", ""},
      {{"axis"}, "dim", ""},
      // parameters of optimizers and schedules
      {{"learning_rate", "learningrate", "learning_rate_init", "eta", "eta0", "lr_init", "initial_lr",
        "base_lr", "step_size", "alpha"},
       "lr",
       ""},
      {{"decay", "l2", "l2_reg", "l2_regularization", "wd", "alpha", "regularization", "kernel_regularizer"},
       "weight_decay",
       ""},
      {{"beta_1", "beta1", "beta_2", "beta2"}, "betas", "betas: [0.9, 0.999]"},
      {{"rho"}, "alpha", ""},
      {{"decay_steps", "t_max", "tmax", "num_training_steps"}, "T_max", ""},
      {{"decay_rate", "factor"}, "gamma", ""},
      {{"step", "every", "decay_steps"}, "step_size", ""},
      {{"max_learning_rate", "peak_lr"}, "max_lr", ""},
      {{"warmup_steps", "warmup_epochs", "warmup"}, "num_warmup_steps", ""},
      // training
      {{"n_epochs", "num_epochs", "max_epochs", "nb_epoch", "epoch", "max_iter", "n_iter", "num_train_epochs",
        "num_boost_round", "n_estimators"},
       "epochs",
       ""},
      {{"steps", "max_steps", "num_steps", "n_steps", "iters", "num_iterations", "max_iterations"},
       "iterations",
       ""},
      {{"batch", "batchsize", "bs", "mini_batch", "minibatch_size", "mini_batch_size", "train_batch_size",
        "per_device_train_batch_size"},
       "batch_size",
       ""},
      {{"gradient_clip_val", "gradient_clip", "grad_clip", "clipnorm", "clip_norm", "max_grad_norm",
        "gradient_clipping"},
       "clip_grad_norm",
       ""},
      {{"clipvalue", "clip_value"}, "clip_grad_value", ""},
      {{"gradient_accumulation_steps", "accumulate_grad_batches", "accumulation_steps"},
       "accumulate_gradients",
       ""},
      {{"check_val_every_n_epoch", "eval_every", "validate_every"}, "evaluate_every", ""},
      {{"ema", "swa"}, "averaging", "training: {averaging: EMA}"},
      {{"random_state", "random_seed", "manual_seed", "rng", "seed_everything"}, "seed", ""},
      {{"precision", "float_type"}, "dtype", "dtype: float64"},
      // data
      {{"validation_split", "val_split", "val_size", "validation_size", "valid_size", "validation_fraction",
        "val_fraction", "valid_fraction", "val"},
       "validation",
       ""},
      {{"test_size", "test_split", "test_fraction"}, "test", ""},
      {{"train_test_split", "splits"}, "split", "data: {split: {validation: 0.2, test: 0.2}}"},
      {{"file", "filename", "csv", "data_path", "train_path", "csv_path"}, "path", ""},
      {{"label", "labels", "label_column", "target_column", "y", "output_features"}, "target", ""},
      {{"x", "columns", "feature_columns", "input_features"}, "features", ""},
      {{"scaler", "scaling", "normalization", "normalize", "standardize", "transforms", "transform",
        "preprocessing"},
       "preprocess",
       "preprocess: [StandardScaler]"},
      {{"sep", "separator"}, "delimiter", ""},
      {{"samples", "num_samples", "n"}, "n_samples", ""},
      // sections
      {{"hidden_layers", "hidden_layer_sizes", "hidden_sizes", "hidden_dims", "num_layers", "n_layers"},
       "network",
       "network: [{type: Linear, out_features: 64}, ReLU, {type: Linear, out_features: 2}]"},
      {{"layers", "model", "net", "nn", "architecture", "module", "modules", "combiner"}, "network", ""},
      {{"criterion", "loss_fn", "loss_function", "objective", "cost"}, "loss", ""},
      {{"solver", "optim", "optimiser", "algorithm"}, "optimizer", ""},
      {{"lr_scheduler", "learning_rate_scheduler", "lr_schedule", "schedule", "sched"}, "scheduler", ""},
      {{"train", "trainer", "fit", "training_args", "hparams"}, "training", "training: {epochs: 10}"},
      {{"dataset", "datasets", "dataloader", "data_loader", "datamodule", "train_data", "input"}, "data", ""},
      {{"callbacks", "early_stop", "earlystop"}, "early_stopping", "early_stopping: {patience: 10}"},
      {{"eval_metric", "scoring", "eval_metrics"}, "metrics", ""},
      {{"exp_name", "experiment", "experiment_name", "run_name", "title", "project"}, "name", ""},
      {{"defaults", "_base_", "base", "include", "inherit"}, "extends", ""},
      {{"n_seeds", "num_seeds", "repeats", "n_repeats", "n_runs", "repetitions", "seed"}, "seeds", ""},
      {{"param_grid", "search_space", "param_space", "hyperparameters", "hyperparameter_search", "hyperopt"},
       "sweep",
       "sweep: {grid: {optimizer.lr: [0.1, 0.01]}}"},
      {{"checkpoints", "checkpointing", "save_every"}, "checkpoint", "checkpoint: {every: 60s}"},
      // what has no key
      {{"activation"}, "", "write the layer behind it: {}"},
      {{"dropout"}, "", "write a layer of the network: {type: Dropout, p: {}}"},
      {{"device", "gpu", "gpus", "cuda", "accelerator", "devices", "use_gpu"},
       "",
       "leave it out: training is on processors, how many says --jobs and --threads"},
      {{"num_workers", "n_jobs", "workers", "nthread", "num_threads", "threads"},
       "",
       "write it on the command line: runner FILE --threads {}"},
      {{"jobs"}, "", "write it on the command line: runner FILE --jobs {}"},
      {{"verbose", "verbosity", "silent", "progress_bar", "enable_progress_bar"},
       "",
       "write it on the command line: runner FILE --quiet"},
      {{"output_dir", "save_dir", "log_dir", "logdir", "results_dir", "default_root_dir", "out_dir", "hydra"},
       "",
       "write it on the command line: runner FILE --results FOLDER"},
      {{"logger", "wandb", "tensorboard", "logging", "log_every_n_steps"},
       "",
       "leave it out: every run writes metrics.csv"},
      {{"pin_memory", "persistent_workers", "inplace", "foreach", "fused", "capturable", "differentiable",
        "trainable", "strategy", "num_nodes"},
       "",
       "leave it out: it changes no number"},
      {{"compile"}, "", "leave it out: loss, optimizer and metrics are keys of the file"},
  };
  std::vector<KeyWord> words;
  for (const Same& one : same)
    for (const std::string& said : one.said) words.push_back({said, one.here, one.write});
  return words;
}

struct SameName {
  std::string kind;
  std::vector<std::string> said;
  std::string write;
};

std::vector<NameWord> name_words() {
  const std::vector<SameName> same = {
      {"layer",
       {"Dense", "FullyConnected", "fc", "MLP", "Affine", "LinearLayer"},
       "{type: Linear, out_features: 16}"},
      {"layer", {"swish", "hard_silu"}, "SiLU"},
      {"layer", {"BatchNormalization", "BatchNorm", "bn"}, "BatchNorm1d"},
      {"layer", {"LayerNormalization"}, "LayerNorm"},
      {"layer", {"Activation"}, "write the activation itself: ReLU"},
      {"layer", {"Input", "InputLayer"}, "leave it out: the data says how many inputs there are"},
      {"layer", {"logistic"}, "Sigmoid"},
      {"layer", {"passthrough", "linear_activation"}, "Identity"},
      {"layer",
       {"Add", "Skip", "ResidualBlock"},
       "write {Residual: [{type: Linear, out_features: 16}, ReLU]}"},
      {"layer", {"Concatenate"}, "write {Concat: [[{type: Linear, out_features: 16}], []]}"},
      {"layer", {"Conv", "Convolution2D", "MaxPooling2D"}, "write Flatten, {type: Linear, out_features: 16}"},
      {"loss",
       {"categorical_crossentropy", "sparse_categorical_crossentropy", "crossentropy",
        "softmax_cross_entropy", "log_loss", "logloss", "softmax", "multi_logloss", "sparse_softmax"},
       "CrossEntropyLoss"},
      {"loss",
       {"binary_crossentropy", "bce_logits", "binary_cross_entropy", "sigmoid_cross_entropy", "logistic"},
       "BCEWithLogitsLoss"},
      {"loss", {"mean_squared_error", "squared_error", "l2", "rmse", "regression"}, "MSELoss"},
      {"loss", {"mean_absolute_error", "absolute_error"}, "L1Loss"},
      {"loss", {"kl_divergence", "kld"}, "KLDivLoss"},
      {"loss", {"categorical_hinge", "hinge"}, "MultiMarginLoss"},
      {"loss", {"poisson"}, "PoissonNLLLoss"},
      {"optimizer", {"gd", "gradient_descent", "GradientDescent", "stochastic_gradient_descent"}, "SGD"},
      {"optimizer", {"sgd_momentum", "momentum_sgd", "SGDM"}, "{type: SGD, momentum: 0.9}"},
      {"optimizer", {"nesterov", "nag"}, "{type: SGD, momentum: 0.9, nesterov: true}"},
      {"scheduler", {"cosine", "cosine_decay", "CosineDecay", "CosineAnnealing_LR"}, "CosineAnnealingLR"},
      {"scheduler", {"plateau", "reduce_on_plateau", "ReduceLROnPlateauScheduler"}, "ReduceLROnPlateau"},
      {"scheduler", {"ExponentialDecay", "exponential_decay", "exp"}, "{type: ExponentialLR, gamma: 0.95}"},
      {"scheduler", {"LearningRateScheduler"}, "{type: LambdaLR, lr_lambda: 0.95 ** epoch}"},
      {"scheduler", {"PiecewiseConstantDecay", "multistep"}, "{type: MultiStepLR, milestones: [30, 60]}"},
      {"scheduler", {"PolynomialDecay"}, "PolynomialLR"},
      {"scheduler", {"linear_warmup"}, "WarmupLR"},
      {"scheduler", {"step_decay", "StepDecay"}, "{type: StepLR, step_size: 10}"},
      {"metric",
       {"acc", "categorical_accuracy", "accuracy_score", "binary_accuracy", "sparse_categorical_accuracy"},
       "accuracy"},
      {"metric",
       {"mse", "mean_squared_error"},
       "with loss: MSELoss it is the column val_loss; write rmse for its root"},
      {"metric", {"loss"}, "leave it out: every run has the columns train_loss and val_loss"},
      {"metric", {"mean_absolute_error", "l1"}, "mae"},
      {"metric", {"root_mean_squared_error"}, "rmse"},
      {"metric", {"r2_score", "r_squared", "rsquared"}, "r2"},
      {"preprocessor",
       {"standard", "standardize", "zscore", "z_score", "normalize", "normalization"},
       "StandardScaler"},
      {"preprocessor", {"minmax", "min_max", "rescale"}, "MinMaxScaler"},
      {"data", {"moons"}, "make_moons"},
      {"data", {"circles"}, "make_circles"},
      {"data", {"blobs"}, "make_blobs"},
      {"data", {"read_csv", "table", "pandas", "file", "tsv"}, "{type: csv, path: data.csv}"},
      {"data",
       {"mnist", "fashion_mnist"},
       "{type: idx, path: train-images-idx3-ubyte, labels: train-labels-idx1-ubyte}"},
      {"data",
       {"iris", "wine", "digits", "load_iris", "load_digits", "breast_cancer", "titanic", "cifar10"},
       "save it as a file and write {type: csv, path: data.csv}"},
      {"initializer", {"he_normal", "he"}, "kaiming_normal"},
      {"initializer", {"he_uniform"}, "kaiming_uniform"},
      {"initializer", {"glorot_uniform", "glorot", "xavier"}, "xavier_uniform"},
      {"initializer", {"glorot_normal"}, "xavier_normal"},
      {"initializer", {"random_normal", "gaussian"}, "normal"},
      {"initializer", {"random_uniform"}, "uniform"},
      {"initializer", {"zero"}, "zeros"},
  };
  std::vector<NameWord> words;
  for (const SameName& one : same)
    for (const std::string& said : one.said) words.push_back({one.kind, said, one.write});
  return words;
}

}  // namespace

Words words() {
  Words all;
  all.keys = key_words();
  all.names = name_words();
  all.values = {
      {"shuffle", "true", "each_epoch"},
      {"shuffle", "false", "none"},
      {"shuffle", "yes", "each_epoch"},
      {"shuffle", "no", "none"},
      {"dtype", "float", "float32"},
      {"dtype", "double", "float64"},
      {"dtype", "fp32", "float32"},
      {"dtype", "fp64", "float64"},
      {"dtype", "64", "float64"},
      {"dtype", "32", "float32"},
      {"mode", "minimize", "min"},
      {"mode", "maximize", "max"},
      {"interval", "step", "iteration"},
      {"interval", "batch", "iteration"},
      {"interval", "epochs", "epoch"},
      {"dtype", "torch.float64", "float64"},
      {"dtype", "torch.float32", "float32"},
  };
  all.signatures = {
      {"Linear", {"", "out_features", "bias"}},
      {"Dense", {"units", "activation"}},
      {"Dropout", {"p"}},
      {"BatchNorm1d", {"", "eps", "momentum"}},
      {"LayerNorm", {"normalized_shape", "eps"}},
      {"LeakyReLU", {"negative_slope"}},
      {"ELU", {"alpha"}},
      {"Softmax", {"dim"}},
      {"LogSoftmax", {"dim"}},
      {"SGD", {"params", "lr", "momentum"}},
      {"Adam", {"params", "lr", "betas"}},
      {"AdamW", {"params", "lr", "betas"}},
      {"RMSprop", {"params", "lr", "alpha"}},
      {"StepLR", {"optimizer", "step_size", "gamma"}},
      {"MultiStepLR", {"optimizer", "milestones", "gamma"}},
      {"ExponentialLR", {"optimizer", "gamma"}},
      {"CosineAnnealingLR", {"optimizer", "T_max", "eta_min"}},
      {"OneCycleLR", {"optimizer", "max_lr"}},
  };
  all.examples = {
      {"training", "{epochs: 10}"},
      {"optimizer", "{type: SGD, lr: 0.1}"},
      {"data", "{type: csv, path: data.csv}"},
      {"network", "[{type: Linear, out_features: 16}, ReLU, {type: Linear, out_features: 2}]"},
      {"early_stopping", "{patience: 10}"},
      {"checkpoint", "{every: 60s}"},
      {"record", "{parameters: true}"},
      {"sweep", "{grid: {optimizer.lr: [0.1, 0.01]}}"},
      {"search", "{min_epochs: 1}"},
      {"grid", "{optimizer.lr: [0.1, 0.01]}"},
      {"cases", "[{optimizer.lr: 0.1}, {optimizer.lr: 0.01}]"},
      {"values", "{optimizer.lr: {loguniform: [1e-4, 1]}}"},
      {"seeds", "5"},
      {"n", "20"},
      {"split", "{validation: 0.2, test: 0.2}"},
      {"path", "data.csv"},
      {"labels", "labels.idx"},
      {"target", "target"},
      {"out_features", "16"},
      {"layers", "[{type: Linear, out_features: 16}, ReLU]"},
      {"branches", "[[{type: Linear, out_features: 16}], []]"},
      {"lr_lambda", "0.95 ** epoch"},
      {"gamma", "0.95"},
      {"milestones", "[30, 60]"},
      {"schedulers", "[{type: StepLR, step_size: 10}]"},
      {"metric", "val_loss"},
      {"parameters", "['*.bias']"},
      {"monitor", "val_loss"},
  };
  all.options = {
      {"o", "--results {}"},
      {"output", "--results {}"},
      {"outputdir", "--results {}"},
      {"out", "--results {}"},
      {"outdir", "--results {}"},
      {"logdir", "--results {}"},
      {"savedir", "--results {}"},
      {"workers", "--threads {}"},
      {"numworkers", "--threads {}"},
      {"njobs", "--jobs {}"},
      {"resume", "nothing: the same command goes on where it was"},
      {"continue", "nothing: the same command goes on where it was"},
      {"device", "nothing: training is on processors, how many says --jobs and --threads"},
      {"gpu", "nothing: training is on processors, how many says --jobs and --threads"},
      {"gpus", "nothing: training is on processors, how many says --jobs and --threads"},
      {"verbose", "nothing: what is done is told unless --quiet is there"},
      {"overwrite", "--force"},
  };
  return all;
}

}  // namespace runner
