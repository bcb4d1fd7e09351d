#!/usr/bin/env bash
# Builds the libFuzzer targets and runs each for a while, two at a time.
#   fuzz/run.sh [SECONDS_PER_TARGET=60]
# Inputs it finds stay in build/fuzz/found/NAME and are where the next run begins. Ends with 1, and with the path of the
# input, when a property does not hold.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
jobs=$(nproc)
if [ "$jobs" -gt 2 ]; then jobs=2; fi
mkdir -p build/fuzz
cmake --preset fuzz >build/fuzz/configure.log 2>&1 || { cat build/fuzz/configure.log; exit 1; }
ninja -C build/fuzz document_fuzz framing_fuzz query_fuzz framing_seeds
build/fuzz/fuzz/framing_seeds build/fuzz/seeds/framing

export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=0 UBSAN_OPTIONS=print_stacktrace=1
symbolizer=$(command -v llvm-symbolizer-19 || command -v llvm-symbolizer || true)
if [ -n "$symbolizer" ]; then export ASAN_SYMBOLIZER_PATH=$symbolizer; fi
# What a limit in the code bounds must be reachable: a head has 16 KB; the rest says what it has to say in less.
most_bytes() { case $1 in framing) echo 20000 ;; document) echo 4000 ;; *) echo 1000 ;; esac; }

target() {
  local name=$1 found=build/fuzz/found/$1 failed=build/fuzz/failed/$1
  mkdir -p "$found" "$failed" "build/fuzz/seeds/$name"
  # Inputs of seconds are looked at once: as seeds they would leave no time for others.
  if [ -d "fuzz/corpus/${name}_large" ]; then
    for input in fuzz/corpus/"$name"_large/*; do
      if ! build/fuzz/fuzz/"$name"_fuzz -timeout=60 "$input" >"build/fuzz/$name.log" 2>&1; then
        echo "Test unit written to $input" >>"build/fuzz/$name.log"
        return 1
      fi
    done
  fi
  build/fuzz/fuzz/"$name"_fuzz "$found" "fuzz/corpus/$name" "build/fuzz/seeds/$name" -dict="fuzz/$name.dict" \
    -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=512 -timeout=10 -max_len="$(most_bytes "$name")" \
    -artifact_prefix="$failed/" -print_final_stats=1 >"build/fuzz/$name.log" 2>&1
}

running=0 failures=0
# One that fails must not stop the others: all are told together.
for name in document framing query; do
  if [ "$running" -ge "$jobs" ]; then wait -n || true; running=$((running - 1)); fi
  { target "$name" && echo 0 || echo 1; } >"build/fuzz/$name.outcome" &
  running=$((running + 1))
done
wait
for name in document framing query; do
  log=build/fuzz/$name.log
  if [ "$(cat "build/fuzz/$name.outcome")" = 0 ]; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$name: $runs executions, $(sed -n 's/^stat::average_exec_per_sec: *//p' "$log") a second"
  else
    failures=$((failures + 1))
    grep -aE 'property does not hold|runtime error|ERROR: ' "$log" | head -n 3 || true
    echo "FAILED $name: $(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1) (log: $log)"
  fi
done
[ "$failures" = 0 ]
