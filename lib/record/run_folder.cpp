#include "record/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "base/choice.h"
#include "base/files.h"
#include "base/text.h"
#include "config/json.h"
#include "record/run_rows.h"
#include "record/status.h"
#include "record/stored.h"

namespace runner {
namespace {

constexpr std::size_t largest_json = 1U << 24U;  // bytes

constexpr std::string_view hash_opening = "  \"hash\": \"", hash_ending = "\"\n}\n";

/// Throws std::runtime_error where the last key is not the hash of the text before it.
void check_hash(std::string_view text) {
  constexpr std::size_t size = hash_opening.size() + hash_digits + hash_ending.size();
  const std::string_view before = text.substr(0, text.size() - std::min(size, text.size()));
  const std::string expected = std::string(hash_opening) + hash_text(before) + std::string(hash_ending);
  if (text.substr(before.size()) != expected) throw std::runtime_error("another hash");
}

/// Of format 1.
constexpr std::array<std::string_view, 9> keys_of_run = {
    "status", "message", "epochs", "iterations", "samples", "parameters", "seconds", "columns", "primary"};

/// Throws std::runtime_error where a key is missing or of another kind.
RunResult decode_run(const Node& file) {
  RunResult run;
  const auto status = choice_named<Status>(json::text_at(file, "status"));
  if (!status) throw std::runtime_error("no status");
  run.status = *status;
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

/// Throws std::runtime_error where the text is not what was written, or of a run with another id.
RunResult decode_run_json(const std::string& text, const std::string& id, const std::filesystem::path& path) {
  const Node file = json::parse(text);
  if (has_only(file, keys_of_run)) return decode_run(file);
  check_hash(text);
  check_format(json::integer_at(file, "format"), path);
  RunResult run = decode_run(file);
  run.id = json::text_at(file, "id");
  if (!id.empty() && run.id != id)
    throw Damage(fmt::format("run.json is of the run {}", visible_text(run.id)));
  for (const auto& [name, place, hash] : json::at(file, "files").entries())
    run.files.push_back({name, hash.text()});
  return run;
}

/// Throws Damage.
RunResult read_run_json(const std::filesystem::path& folder, const std::string& id) {
  const std::filesystem::path path = folder / "run.json";
  const std::string text = read_stored(path, largest_json);
  try {
    return decode_run_json(text, id, path);
  } catch (const Damage&) {
    throw;
  } catch (const LaterFormat&) {
    throw;
  } catch (const std::runtime_error&) {
    throw Damage("run.json is damaged");
  }
}

void check_status(const std::filesystem::path& folder, const RunResult& run) {
  constexpr std::size_t longest = 64;
  const std::string text = read_stored(folder / "status", longest);
  if (text != fmt::format("{}\n", choice_name(run.status))) throw Damage("status is not what run.json says");
}

void check_files(const std::filesystem::path& folder, const RunResult& run) {
  for (const auto& [name, hash] : run.files) {
    if (name == "status") continue;
    if (hash_stored(folder / name) != hash) throw Damage(name + " is not the one that was written");
  }
  if (!run.id.empty()) return;
  // Format 1: as far as its content tells.
  if (!read_rows(folder, run)) throw Damage("metrics.csv is damaged");
}

/// After a power cut a file of format 1 may be there without its content.
void check_content(const std::filesystem::path& folder, const RunResult& run) {
  const bool is_empty = run.id.empty() && hash_stored(folder / "metrics.csv", 1) == hash_text("");
  if (is_empty) throw Damage("metrics.csv is empty");
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
  if (run.id.empty()) return json::write(file, 2) + "\n";
  std::vector<Node::Entry> files;
  for (const auto& [name, hash] : run.files) files.push_back({name, {}, json::text(hash)});
  file = file.with("id", json::text(run.id))
             .with("format", json::integer(folder_format))
             .with("files", Node::map(std::move(files)));
  std::string text = json::write(file, 2);
  text.resize(text.size() - std::string_view("\n}").size());
  text += ",\n";
  return text + std::string(hash_opening) + hash_text(text) + std::string(hash_ending);
}

FoundRun find_run(const std::filesystem::path& folder, const std::string& id, Look look) {
  FoundRun found;
  found.there = is_there(folder);
  if (!found.there) return found;
  try {
    RunResult run = read_run_json(folder, id);
    check_status(folder, run);
    check_content(folder, run);
    if (look == Look::at_all) check_files(folder, run);
    found.result = std::move(run);
  } catch (const Damage& damage) {
    found.damage = damage.what();
  }
  return found;
}

FoundRun find_run(const std::filesystem::path& folder, Look look) {
  return find_run(folder, folder.filename().string(), look);
}

std::optional<RunResult> read_run(const std::filesystem::path& folder) {
  return find_run(folder, Look::at_its_end).result;
}

bool holds_result(const std::filesystem::path& folder) {
  const auto run = read_run(folder);
  return run && is_result(run->status);
}

Verified verify_results(const std::filesystem::path& results) {
  constexpr std::size_t id_digits = 16;
  const auto is_id = [](const std::string& name) {
    return name.size() == id_digits && name.find_first_not_of("0123456789abcdef") == std::string::npos;
  };
  std::vector<std::filesystem::path> folders = entries_of(results / "runs");
  std::sort(folders.begin(), folders.end());
  Verified verified;
  for (const auto& folder : folders) {
    if (!is_id(folder.filename().string())) continue;
    try {
      const FoundRun found = find_run(folder, Look::at_all);
      if (found.result) ++(found.is_proven() ? verified.proven : verified.unproven);
      if (found.is_damaged())
        verified.damaged.push_back(fmt::format("{}: {}", folder.string(), found.damage));
    } catch (const std::runtime_error& error) {
      verified.damaged.push_back(fmt::format("{}: {}", folder.string(), error.what()));
    }
  }
  return verified;
}

}  // namespace runner
