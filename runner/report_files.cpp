#include "report_files.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "output.h"
#include "page/write_page.h"

// The environment, by POSIX.
extern char** environ;

namespace runner {

namespace {

/// Whether a command stands in one of the folders of PATH.
bool is_in_path(const std::string& command) {
  const char* path = std::getenv("PATH");
  std::string folders = path ? path : "";
  while (!folders.empty()) {
    const std::size_t end = folders.find(':');
    if (::access((folders.substr(0, end) + "/" + command).c_str(), X_OK) == 0) return true;
    folders.erase(0, end == std::string::npos ? end : end + 1);
  }
  return false;
}

/// The words that show a file: those of $BROWSER (the first of several between colons; %s stands for the
/// file), else of the desktop's own command; none where there is neither.
std::vector<std::string> browser_words(const std::string& file) {
  const char* browser = std::getenv("BROWSER");
  std::string command = browser ? std::string(browser).substr(0, std::string(browser).find(':')) : "";
  std::vector<std::string> words;
  bool has_file = false;
  while (!command.empty()) {
    const std::size_t end = command.find(' ');
    std::string word = command.substr(0, end);
    command.erase(0, end == std::string::npos ? end : end + 1);
    if (word.empty()) continue;
    if (const std::size_t at = word.find("%s"); at != std::string::npos) {
      word.replace(at, 2, file);
      has_file = true;
    }
    words.push_back(std::move(word));
  }
  if (words.empty() && is_in_path("xdg-open")) words.emplace_back("xdg-open");
  if (!words.empty() && !has_file) words.push_back(file);
  return words;
}

/// Starts it and does not wait: some browsers stay until they are closed. What it says is not ours. Returns
/// the system's reason where it can't be started.
int start(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

void open_in_browser(const std::filesystem::path& page) {
  const auto words = browser_words(std::filesystem::absolute(page).string());
  if (words.empty()) {
    tell("runner: there is nothing to open the page with: neither $BROWSER nor xdg-open\n");
    return;
  }
  if (const int error = start(words))
    tell("runner: '{}' can't be started: {}\n", words.front(), std::generic_category().message(error));
}

}  // namespace

bool write_report_files(const Plan& plan, const std::filesystem::path& results, const Options& options) {
  try {
    const page::ExperimentData data = page::read_experiment(plan, results, !options.no_timing);
    page::write_page(data, results);
    return true;
  } catch (const std::runtime_error& error) {
    tell("runner: {}\n", error.what());
    return false;
  }
}

void point_to_page(const std::filesystem::path& results, const Options& options) {
  const std::filesystem::path page = results / page::page_file;
  if (!options.quiet) say("\n{}\n", page.string());
  if (options.open) open_in_browser(page);
}

}  // namespace runner
