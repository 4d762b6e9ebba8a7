#include "record/run_folder.h"

#include <stdexcept>

#include "base/choice.h"
#include "base/files.h"
#include "config/json.h"
#include "record/status.h"

namespace runner {
namespace {

constexpr std::size_t largest_json = 1U << 24U;  // bytes

std::optional<std::string> try_read(const std::filesystem::path& path, std::size_t limit) {
  try {
    return read_file(path, limit);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

/// Throws std::runtime_error where a key is missing or of another kind.
RunResult decode_run(const Node& file, Status status) {
  RunResult run;
  run.status = status;
  run.message = json::text_at(file, "message");
  run.epochs = json::integer_at(file, "epochs");
  run.iterations = json::integer_at(file, "iterations");
  run.samples = json::integer_at(file, "samples");
  run.parameters = json::integer_at(file, "parameters");
  if (file.find("seconds")) run.seconds = json::number_at(file, "seconds");
  for (const Node& column : json::at(file, "columns").items())
    run.columns.push_back(
        recorded_column(json::text_at(column, "name"), json::boolean_at(column, "higher_is_better")));
  run.primary = json::text_at(file, "primary");
  return run;
}

bool has_content(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return !error && size > 0;
}

}  // namespace

std::filesystem::path run_folder(const std::filesystem::path& results, const std::string& id) {
  return results / "runs" / id;
}

std::string run_json(const RunResult& run) {
  Node file = json::object({{"status", json::text(choice_name(run.status))},
                            {"message", json::text(run.message)},
                            {"epochs", json::integer(run.epochs)},
                            {"iterations", json::integer(run.iterations)},
                            {"samples", json::integer(run.samples)},
                            {"parameters", json::integer(run.parameters)}});
  if (run.seconds) file = file.with("seconds", json::number(*run.seconds));
  std::vector<Node> columns;
  for (const Column& column : run.columns) {
    columns.push_back(
        json::object({{"name", json::text(column.name)},
                      {"higher_is_better", json::boolean(column.better == Direction::higher)}}));
  }
  file = file.with("columns", json::array(std::move(columns))).with("primary", json::text(run.primary));
  return json::write(file, 2) + "\n";
}

std::optional<RunResult> read_run(const std::filesystem::path& folder) {
  const auto text = try_read(folder / "run.json", largest_json);
  const auto status = read_status(folder);
  if (!text || !status) return std::nullopt;
  try {
    return decode_run(json::parse(*text), *status);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

std::optional<Status> read_status(const std::filesystem::path& folder) {
  constexpr std::size_t longest = 64;
  const auto text = try_read(folder / "status", longest);
  if (!text || text->empty() || text->back() != '\n') return std::nullopt;
  // After a power cut a file may be there without its content.
  if (!has_content(folder / "run.json") || !has_content(folder / "metrics.csv")) return std::nullopt;
  return choice_named<Status>(std::string_view(*text).substr(0, text->size() - 1));
}

std::unordered_map<std::string, Status> published_runs(const std::filesystem::path& results) {
  std::unordered_map<std::string, Status> runs;
  std::error_code error;
  for (std::filesystem::directory_iterator it(results / "runs", error), end; !error && it != end;
       it.increment(error)) {
    std::string id = it->path().filename().string();
    if (id.front() == '.') continue;
    const auto status = read_status(it->path());
    if (status) runs.emplace(std::move(id), *status);
  }
  return runs;
}

}  // namespace runner
