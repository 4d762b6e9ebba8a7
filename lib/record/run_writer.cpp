#include "record/run_writer.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/choice.h"
#include "base/files.h"
#include "base/log.h"
#include "base/stop.h"
#include "base/text.h"
#include "record/checkpoint.h"
#include "record/private_folder.h"

namespace runner {
namespace {

constexpr std::size_t buffer_size = 1U << 16U;  // bytes
constexpr const char* new_checkpoint = "checkpoint.new";
constexpr auto sync_interval = std::chrono::seconds(1);
constexpr auto flush_interval = std::chrono::milliseconds(200);

/// The first bytes of a file. Throws std::runtime_error where they are others by now.
void copy_begin(const std::filesystem::path& from, const FileBegin& begin, OutputFile& to) {
  FileReader file(from);
  std::string block(static_cast<std::size_t>(std::min<std::uint64_t>(begin.size, buffer_size)), '\0');
  for (std::uint64_t left = begin.size; left > 0;) {
    const std::size_t got =
        file.read(block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size())));
    if (got == 0) break;
    to.write(std::string_view(block).substr(0, got));
    left -= got;
  }
  if (to.size() == begin.size && (begin.hash.empty() || to.hash() == begin.hash)) return;
  throw std::runtime_error(fmt::format("cannot read '{}': it has changed", from.string()));
}

/// By default spdlog would tell the terminal and go on with half a log.
std::shared_ptr<spdlog::logger> open_whole_log(const std::filesystem::path& folder, bool timing) {
  auto log = open_log(folder / "log.txt", timing);
  // It is called where spdlog has caught what went wrong.
  log->set_error_handler([](const std::string& message) {
    try {
      if (const std::exception_ptr caught = std::current_exception()) std::rethrow_exception(caught);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception&) {  // its message is the one at hand
    }
    throw std::runtime_error(message);
  });
  return log;
}

/// A row for each row of the data, which are counted from 1.
std::string outputs_text(const OutputRows& outputs) {
  CsvWriter csv;
  csv.text("row");
  for (const Column& column : outputs.columns) csv.text(column.name);
  csv.end_row();
  const std::size_t width = outputs.columns.size();
  for (std::size_t i = 0; i < outputs.values.size(); i += width) {
    csv.integer(static_cast<std::int64_t>(i / width + 1));
    for (std::size_t j = 0; j < width; ++j) csv.number(outputs.values[i + j]);
    csv.end_row();
  }
  return csv.content();
}

std::string end_text(const RunEnd& end) {
  const std::string reason = end.message.empty() ? "" : ": " + end.message;
  const auto count = [](std::int64_t number, std::string_view noun) {
    return counted(static_cast<std::size_t>(number), noun);
  };
  return fmt::format("{} after {}, {}, {}{}", choice_name(end.status), count(end.epochs, "epoch"),
                     count(end.iterations, "iteration"), count(end.samples, "sample"), reason);
}

}  // namespace

void RunWriter::Rows::flush() {
  file.write(csv.content());
  csv.clear();
}

RunWriter::RunWriter(const std::filesystem::path& results, const std::string& id, std::string_view config,
                     RunWriterOptions options)
    : target_(run_folder(results, id)), options_(options), epoch_columns_(columns_of_epochs({})) {
  try {
    make_folder(results, id);
    config_->write(config);
    log_ = open_whole_log(folder_, options_.timing);
  } catch (...) {
    discard();
    throw;
  }
}

/// Another process may take the folder for one that was left, before it is locked.
void RunWriter::make_folder(const std::filesystem::path& results, const std::string& id) {
  constexpr int attempts = 100;
  for (int i = 0; i < attempts; ++i) {
    folder_ = private_run_folder(results, id);
    if (::mkdir(folder_.c_str(), 0777) != 0) {
      throw std::runtime_error(
          fmt::format("cannot make '{}': {}", folder_.string(), std::generic_category().message(errno)));
    }
    try {
      config_ = std::make_unique<OutputFile>(folder_ / locked_file);
      if (config_->own()) return;
    } catch (const std::runtime_error&) {
      if (i + 1 == attempts || is_there(folder_)) throw;
    }
  }
  throw std::runtime_error(fmt::format("cannot lock '{}'", (folder_ / locked_file).string()));
}

RunWriter::~RunWriter() {
  if (!closed_) discard();
}

void RunWriter::discard() {
  closed_ = true;
  log_.reset();
  metrics_.reset();
  iterations_.reset();
  predictions_.reset();
  remove_private(folder_);  // what stays is cleared away when the results are opened again
  config_.reset();
}

TableColumns<EpochRecord> RunWriter::columns_of_epochs(const std::vector<Column>& measured) const {
  auto columns = epoch_columns(measured);
  return options_.timing ? columns : without_times(std::move(columns));
}

void RunWriter::begin_metrics() {
  metrics_ = std::make_unique<Rows>(folder_ / "metrics.csv");
  add_heading(metrics_->csv, epoch_columns_);
  metrics_->csv.end_row();
}

void RunWriter::start(const RunStart& start) {
  result_.columns = start.epoch_columns;
  epoch_columns_ = columns_of_epochs(start.epoch_columns);
  iteration_columns_ =
      iteration_columns(start.iteration_columns, start.parameter_columns, start.gradient_columns);
  result_.parameters = start.parameters;
  result_.baseline = start.baseline;
  result_.fold = start.fold;
  if (start.primary < start.epoch_columns.size()) result_.primary = start.epoch_columns[start.primary].name;
  log_->info("{} trainable parameters", start.parameters);
  if (!start.model_text.empty())
    model_hash_ = write_output_file(folder_ / model_file, start.model_text, false);
  if (start.goes_on) return go_on();
  begin_metrics();
  if (options_.iterations) begin_iterations();
}

void RunWriter::begin_iterations() {
  iterations_ = std::make_unique<Rows>(folder_ / "iterations.csv");
  add_heading(iterations_->csv, iteration_columns_);
  iterations_->csv.end_row();
}

/// Takes over the rows up to the checkpoint. They are copied: whoever wrote them may be alive on another
/// host.
void RunWriter::go_on() {
  assert(options_.left != nullptr);
  const LeftRun& left = *options_.left;
  // Without timing nothing may tell that the run was ever interrupted.
  if (options_.timing)
    log_->info("goes on from iteration {}{}", left.checkpoint.iteration,
               left.id == target_.filename().string() ? "" : " of run " + left.id);
  metrics_ = std::make_unique<Rows>(folder_ / "metrics.csv");
  copy_begin(left.folder / "metrics.csv", left.checkpoint.rows.metrics, metrics_->file);
  if (!options_.iterations) return;
  iterations_ = std::make_unique<Rows>(folder_ / "iterations.csv");
  copy_begin(left.folder / "iterations.csv", left.checkpoint.rows.iterations, iterations_->file);
}

RowsBegin RunWriter::rows() const {
  const auto begin = [](const Rows& rows) { return FileBegin{rows.file.size(), rows.file.hash()}; };
  return {begin(*metrics_), iterations_ ? begin(*iterations_) : FileBegin()};
}

void RunWriter::checkpoint(const RunEnd& now) {
  // A disk takes milliseconds to sync: a power cut may cost the last second, a killed process nothing.
  const auto time = std::chrono::steady_clock::now();
  const bool sync = time - synced_ >= sync_interval;
  if (sync) synced_ = time;
  for (auto* rows : {&metrics_, &iterations_}) {
    if (!*rows) continue;
    (*rows)->flush();
    if (sync) (*rows)->file.sync();
  }
  const std::filesystem::path fresh = folder_ / new_checkpoint;
  std::string hash =
      write_checkpoint(fresh, target_.filename().string(), now, rows(), {options_.timing, sync});
  std::filesystem::rename(fresh, folder_ / "checkpoint");
  checkpoint_hash_ = std::move(hash);
}

/// For the end that a run may not live to tell.
template <class Record>
void RunWriter::keep_position(const Record& record) {
  result_.epochs = record.epoch;
  result_.iterations = record.iteration;
  result_.samples = record.samples;
}

void RunWriter::iteration(const IterationRecord& record) {
  if (!iterations_) return;
  keep_position(record);
  CsvWriter& csv = iterations_->csv;
  add_row(csv, iteration_columns_, record);
  csv.end_row();
  if (csv.content().size() >= buffer_size) iterations_->flush();
}

void RunWriter::epoch(const EpochRecord& record) {
  assert(record.values.size() == result_.columns.size());
  keep_position(record);
  add_row(metrics_->csv, epoch_columns_, record);
  metrics_->csv.end_row();
  flush_now_and_then();
}

/// A small network has thousands of epochs in a second: who watches the file doesn't need each of them at
/// once.
void RunWriter::flush_now_and_then() {
  const auto now = std::chrono::steady_clock::now();
  if (now - flushed_ < flush_interval && metrics_->csv.content().size() < buffer_size) return;
  metrics_->flush();
  if (iterations_) iterations_->flush();
  flushed_ = now;
}

void RunWriter::predictions(const PredictionLayout& layout) {
  predictions_ = std::make_unique<PredictionFiles>(folder_, layout);
}

void RunWriter::prediction(const PredictedRow& row) {
  predictions_->add(row);
}

void RunWriter::warning(const std::string& message) {
  log_->warn("{}", message);
}

void RunWriter::note(const std::string& message) {
  log_->info("{}", message);
}

RowsBegin RunWriter::close_rows(bool sync) {
  for (auto* file : {&metrics_, &iterations_}) {
    if (*file) (*file)->flush();
  }
  if (metrics_) written_ = rows();
  for (auto* rows : {&metrics_, &iterations_}) {
    if (*rows) std::exchange(*rows, nullptr)->file.close(sync);
  }
  return written_;
}

/// What the disk refuses is given up, so that the row that says so still gets its place.
void RunWriter::flush_what_is_possible() {
  for (auto* rows : {&metrics_, &iterations_}) {
    if (!*rows) continue;
    try {
      (*rows)->flush();
    } catch (const std::exception&) {
      (*rows)->csv.clear();
    }
  }
}

void RunWriter::log_end(const RunEnd& end) {
  if (!log_) log_ = open_whole_log(folder_, options_.timing);  // a second attempt
  if (end.status == Status::failed) {
    log_->error("{}", end_text(end));
  } else {
    log_->info("{}", end_text(end));
  }
  log_.reset();
}

void RunWriter::publish(const RunEnd& end) {
  const FinishFirst finish;
  // A short run that a power cut takes away is trained again; waiting for the disk would cost more than
  // training.
  const bool sync = end.seconds >= 1;
  const RowsBegin rows = close_rows(sync);
  if (predictions_) predicted_ = std::exchange(predictions_, nullptr)->close(sync);
  if (!end.tensors.empty()) {
    // The last one stays until its successor is whole.
    const bool has_one = !checkpoint_hash_.empty();
    const std::filesystem::path fresh = folder_ / (has_one ? new_checkpoint : "checkpoint");
    std::string hash =
        write_checkpoint(fresh, target_.filename().string(), end, rows, {options_.timing, sync});
    if (has_one) std::filesystem::rename(fresh, folder_ / "checkpoint");
    checkpoint_hash_ = std::move(hash);
  }
  if (end.outputs)
    outputs_hash_ = write_output_file(folder_ / "outputs.csv", outputs_text(*end.outputs), sync);
  result_.status = end.status;
  result_.message = end.message;
  result_.epochs = end.epochs;
  result_.iterations = end.iterations;
  result_.samples = end.samples;
  if (options_.timing && end.status != Status::failed) result_.seconds = end.seconds;
  log_end(end);
  result_.id = target_.filename().string();
  result_.files =
      proofs(rows, write_output_file(folder_ / "status", fmt::format("{}\n", choice_name(end.status)), sync));
  write_output_file(folder_ / "run.json", run_json(result_), sync);
  publish_run(folder_, target_, options_.replace);
  closed_ = true;
  config_.reset();
}

std::vector<ProvenFile> RunWriter::proofs(const RowsBegin& rows, const std::string& status_hash) const {
  std::vector<ProvenFile> files = {{locked_file, config_->hash()}, {"metrics.csv", rows.metrics.hash}};
  if (rows.iterations.size > 0) files.push_back({"iterations.csv", rows.iterations.hash});
  if (!checkpoint_hash_.empty()) files.push_back({"checkpoint", checkpoint_hash_});
  if (!model_hash_.empty()) files.push_back({model_file, model_hash_});
  files.insert(files.end(), predicted_.begin(), predicted_.end());
  if (!outputs_hash_.empty()) files.push_back({"outputs.csv", outputs_hash_});
  files.push_back({"log.txt", hash_file(folder_ / "log.txt")});
  files.push_back({"status", status_hash});
  return files;
}

void RunWriter::end(const RunEnd& end) {
  assert(!closed_);
  publish(end);
}

void RunWriter::fail(const std::string& message) {
  if (closed_) return;
  RunEnd end;
  end.status = Status::failed;
  end.message = message;
  end.epochs = result_.epochs;
  end.iterations = result_.iterations;
  end.samples = result_.samples;
  try {
    std::filesystem::remove(folder_ / new_checkpoint);  // it may be half of one, as may the only one
    if (checkpoint_hash_.empty()) std::filesystem::remove(folder_ / "checkpoint");
    predictions_.reset();
    if (predicted_.empty()) PredictionFiles::remove(folder_);
    if (!std::filesystem::exists(folder_ / "metrics.csv")) begin_metrics();
    flush_what_is_possible();
    publish(end);
  } catch (const std::exception&) {
    discard();
  }
}

}  // namespace runner
