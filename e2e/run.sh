#!/usr/bin/env bash
# Walks a whole paper in a browser: e2e/run.sh PROGRAM [PREPARED_DATA_FOLDER]. Starts PROGRAM on a free loopback port over
# a fresh data folder (the sample newsroom, or a copy of the prepared folder), makes an account, runs the crawl, the
# checkers, Lighthouse and the journeys, and stops what it started. STEPS="crawl validate lighthouse journeys" chooses. The
# last line counts.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
program=$(realpath "${1:?usage: e2e/run.sh PROGRAM [PREPARED_DATA_FOLDER]}")
prepared=${2:-}
steps=${STEPS:-crawl validate lighthouse journeys}
. "$here/node.sh"

work=$(mktemp -d)
server=""
stop() {
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

data=$work/data
mkdir -p "$data"
if [ -n "$prepared" ]; then
  cp -a "$prepared/." "$data/"
else
  "$program" sample --data "$data" --resources "$root" || exit 1
fi
rm -f "$data/lock"

# No quotes, no spaces: it goes into a form as it stands.
export E2E_EMAIL=e2e-chief@paper.example
E2E_PASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
export E2E_PASSWORD
printf '%s\n' "$E2E_PASSWORD" >"$work/password"
"$program" user add "$E2E_EMAIL" --name "Walker" --role chief --language en --password-file "$work/password" --data "$data" --resources "$root" >"$work/user.log" 2>&1 ||
  { cat "$work/user.log" >&2; exit 1; }

# To be spoilt by e2e/problems.mjs; copied while nobody writes.
case " $steps " in *" validate "*) cp -a "$data" "$work/hurt" && rm -f "$work/hurt/lock" ;; esac

port=$("$NODE" -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
export BASE_URL=http://localhost:$port
"$program" serve --data "$data" --resources "$root" --listen "127.0.0.1:$port" >"$work/serve.log" 2>&1 &
server=$!
ready=""
for _ in $(seq 200); do
  # Search answers 503 until its index is built, which the first start does in the background.
  curl -fsS -o /dev/null "$BASE_URL/en/" 2>/dev/null && curl -fsS -o /dev/null "$BASE_URL/en/search?q=treaty" 2>/dev/null && ready=yes && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.3
done
[ -n "$ready" ] || { echo "The program did not start:" >&2; cat "$work/serve.log" >&2; exit 1; }

passed=0
failed=0
count() { # NAME STATUS
  if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "e2e: $1 failed" >&2; fi
}
for step in $steps; do
  case $step in
    crawl)
      "$NODE" "$here/crawl.mjs" "$BASE_URL"
      count crawl $? ;;
    validate)
      "$program" check --list --data "$data" --resources "$root" >"$work/routes" && "$NODE" "$here/prepare.mjs" "$BASE_URL" "$work/prepared.json"
      count "preparing what has no address" $?
      "$NODE" "$here/problems.mjs" "$BASE_URL" "$program" "$work/hurt" "$root" "$work/prepared.json"
      count "making what goes wrong" $?
      "$NODE" "$here/validate.mjs" "$BASE_URL" "$work/routes" "$work/prepared.json"
      count validate $? ;;
    lighthouse)
      "$NODE" "$here/lighthouse.mjs" "$BASE_URL"
      count lighthouse $? ;;
    journeys)
      # One spec file after the other: one browser at a time. Goldens first: they are of the paper as it came, and other
      # journeys publish.
      for spec in $(printf '%s\n' "$here"/journeys/${SPEC:-*}.spec.ts | awk '{ print (/goldens/ ? 0 : 1), $0 }' | sort | cut -d' ' -f2); do
        (cd "$root" && "$NODE" node_modules/@playwright/test/cli.js test --config "$here/playwright.config.ts" "$(basename "$spec")") | tee "$work/journeys.log"
        ended=${PIPESTATUS[0]}
        passed=$((passed + $(awk '/^ +[0-9]+ passed/ {sum += $1} END {print sum + 0}' "$work/journeys.log")))
        broken=$(awk '/^ +[0-9]+ (failed|interrupted|did not run|flaky)/ {sum += $1} END {print sum + 0}' "$work/journeys.log")
        [ "$ended" -ne 0 ] && [ "$broken" -eq 0 ] && broken=1
        failed=$((failed + broken))
      done ;;
    *) echo "STEPS knows crawl, validate, lighthouse and journeys; \"$step\" is something else." >&2; exit 2 ;;
  esac
done
if grep -q 'level=error' "$work/serve.log"; then
  grep 'level=error' "$work/serve.log" | head -20 >&2
  count "the program's log" 1
fi
echo "e2e: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
