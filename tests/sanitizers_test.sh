#!/usr/bin/env bash
# The sanitizers are at work: each fault on purpose ends the test binary, in its sanitizer's words.
#   tests/sanitizers_test.sh build/sanitize/broadsheet_tests
set -uo pipefail
binary=${1:?usage: tests/sanitizers_test.sh BINARY}
bad=0
caught() { # TEST_CASE WORDS
  local out
  out=$("$binary" -ns -tc="$1" 2>&1) && { echo "not caught: $1"; bad=1; return; }
  grep -qa "$2" <<<"$out" || { echo "$1 ended without \"$2\":"; tail -n 20 <<<"$out"; bad=1; return; }
  echo "caught: $1"
}
caught "fault: a read after the end" "AddressSanitizer: heap-buffer-overflow"
caught "fault: a number that does not fit" "signed integer overflow"
caught "fault: an index that a vector does not have" "Assertion '__n < this->size()' failed"
caught "fault: memory that nobody gives back" "LeakSanitizer: detected memory leaks"
exit $bad
