#!/usr/bin/env bash
# The sanitizers are at work: each fault on purpose ends the program, in its sanitizer's words.
#   tests/sanitizers_test.sh build/sanitize/broadsheet_faults
set -uo pipefail
program=${1:?usage: tests/sanitizers_test.sh PROGRAM}
bad=0
caught() { # FAULT WORDS
  local out
  out=$("$program" "$1" 2>&1) && { echo "not caught: $1"; bad=1; return; }
  grep -qa "$2" <<<"$out" || { echo "$1 ended without \"$2\":"; tail -n 20 <<<"$out"; bad=1; return; }
  echo "caught: $1"
}
caught read "AddressSanitizer: heap-buffer-overflow"
caught overflow "signed integer overflow"
caught index "Assertion '__n < this->size()' failed"
caught leak "LeakSanitizer: detected memory leaks"
exit $bad
