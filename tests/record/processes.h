#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "base/files.h"

/// The number of a process that has ended.
inline pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

/// A private name as another process would make it.
inline std::string name_made_by(pid_t pid, const std::string& salt) {
  std::string name = runner::private_name();
  for (int i = 0; i < 3; ++i) name.resize(name.rfind('-'));
  return name + std::string("-").append(std::to_string(pid)) + "-" + salt + "-0";
}
