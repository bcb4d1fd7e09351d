#!/usr/bin/env bash
# The program's commands as somebody types them: exit codes and what they leave behind. usage: commands_test.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
resources=$(cd "$(dirname "$0")/.." && pwd)

# expect CODE WORDS COMMAND…: what it prints on standard error has WORDS.
expect() {
  local code=$1 words=$2 got=0; shift 2
  "$@" >"$folder/out" 2>"$folder/err" || got=$?
  [ "$got" = "$code" ] || { echo "$* ended with $got, not $code:"; cat "$folder/err"; exit 1; }
  [ -z "$words" ] || grep -q -- "$words" "$folder/err" || { echo "$* does not say \"$words\":"; cat "$folder/err"; exit 1; }
}

# 65 means that a paper is there, and nothing else: half a sample is not one.
mkdir "$folder/resources"
cp -r "$resources/themes" "$folder/resources/"
cp -r "$resources/sample" "$folder/resources/"
broken=$(find "$folder/resources/sample/stories" -name '*.json' | sort | tail -1)
echo '{"published": {' >"$broken"
expect 70 "$(basename "$broken")" "$program" sample --data "$folder/a" --resources "$folder/resources"
rm -rf "$folder/a"
cp "$resources/sample/stories/$(basename "$broken")" "$broken"
sed -i 's/"section"/"no_section"/' "$broken"
expect 70 "refused" "$program" sample --data "$folder/a" --resources "$folder/resources"
expect 70 "half of it" "$program" sample --data "$folder/a" --resources "$folder/resources"
expect 70 "half of it" "$program" sample --data "$folder/a"
expect 0 "" "$program" sample --data "$folder/b"
expect 65 "already" "$program" sample --data "$folder/b"

# Sessions in clear are a choice that somebody makes.
expect 64 "insecure-http" "$program" serve --data "$folder/b" --url http://192.0.2.1:8080
expect 64 "trusted-proxy" "$program" serve --data "$folder/b" --trusted-proxy localhost
port=$((20000 + RANDOM % 10000))
serve() { "$program" serve --data "$folder/b" --listen 127.0.0.1:$port "$@" 2>"$folder/log" & server=$!
  for _ in $(seq 100); do curl -sf -o /dev/null -H "Host: $host" http://127.0.0.1:$port/en/ && return; sleep 0.1; done
  cat "$folder/log"; exit 1; }
stop() { kill $server; wait $server 2>/dev/null || true; server=; }
host=192.0.2.1 serve --url http://192.0.2.1 --insecure-http
grep -q url.insecure "$folder/log" || { echo "--insecure-http warns of nothing"; exit 1; }
stop
for url in http://localhost:$port http://127.0.0.1:$port https://paper.example; do
  host=${url#*://} serve --url $url
  if grep -q url.insecure "$folder/log"; then echo "$url is called insecure"; exit 1; fi
  stop
done

# A backup is its owner's, and a damaged one leaves no paper behind.
(umask 022; expect 0 "" "$program" backup "$folder/paper.tar.xz" --data "$folder/b")
[ "$(stat -c %a "$folder/paper.tar.xz")" = 600 ] || { echo "the backup can be read by others"; exit 1; }
head -c $(($(stat -c %s "$folder/paper.tar.xz") - 2000)) "$folder/paper.tar.xz" >"$folder/cut.tar.xz"
expect 65 "" "$program" restore "$folder/cut.tar.xz" --data "$folder/c"
[ ! -e "$folder/c/paper.db" ] && [ ! -e "$folder/c/media" ] || { echo "a damaged backup left a paper"; exit 1; }
expect 0 "" "$program" restore "$folder/paper.tar.xz" --data "$folder/c"
[ -f "$folder/c/paper.db" ] && [ -d "$folder/c/media" ] && [ ! -e "$folder/c/restore.part" ] || { ls "$folder/c"; exit 1; }
expect 73 "holds a paper" "$program" restore "$folder/paper.tar.xz" --data "$folder/c"
expect 65 "" "$program" restore "$resources/README.md" --data "$folder/d"
expect 66 "cannot be read" "$program" restore "$folder/nothing" --data "$folder/d"

# A backup never takes the place of what is there, least of all of the paper.
before=$(sha256sum <"$folder/paper.tar.xz")
expect 73 "there already" "$program" backup "$folder/paper.tar.xz" --data "$folder/b"
[ "$before" = "$(sha256sum <"$folder/paper.tar.xz")" ] || { echo "a backup was written over"; exit 1; }
expect 73 "there already" "$program" backup "$folder/b/paper.db" --data "$folder/b"
expect 73 "somewhere else" "$program" backup "$folder/b/media/new.tar.xz" --data "$folder/b"
ln -s "$folder/b" "$folder/link"
expect 73 "somewhere else" "$program" backup "$folder/link/new.tar.xz" --data "$folder/b"
expect 73 "" "$program" backup "$folder/nowhere/new.tar.xz" --data "$folder/b"
expect 0 "" "$program" check --list --data "$folder/b"

# A slip in --data is not answered with an empty paper.
for command in "backup $folder/e.tar.xz" "user add a@paper.example" "token create a@paper.example" reindex check "edition list"; do
  expect 66 "no folder" "$program" $command --data "$folder/typo"
done
expect 66 "cannot be read" "$program" restore "$folder/none.tar.xz" --data "$folder/typo"
expect 64 "no command" "$program" frobnicate --data "$folder/typo"
mkdir "$folder/empty"
expect 64 "user add EMAIL" "$program" user list --data "$folder/empty"
expect 64 "backup FILE" "$program" backup --data "$folder/empty"
for command in "backup $folder/e.tar.xz" "token create a@paper.example" reindex check "edition list"; do
  expect 66 "holds no paper" "$program" $command --data "$folder/empty"
done
[ ! -e "$folder/typo" ] && [ ! -e "$folder/e.tar.xz" ] && [ -z "$(ls "$folder/empty")" ] || { echo "something was made all the same"; exit 1; }
expect 0 "" "$program" user add a@paper.example --data "$folder/empty"   # the first account, before the first start
expect 0 "" "$program" check --data "$folder/empty"
expect 73 "cannot be made" "$program" serve --data /dev/null
mkdir "$folder/damaged"
echo "This was a paper once." >"$folder/damaged/paper.db"
expect 74 "broadsheet restore" "$program" serve --data "$folder/damaged" --listen 127.0.0.1:$port

# Words that the theme lacks are listed, all of them.
cp -r "$resources/themes/classic" "$folder/theme"
python3 - "$folder/theme/locales/es.json" <<'PYTHON'
import json, sys
words = json.load(open(sys.argv[1]))
del words["kind"]["news"], words["kind"]["opinion"]
json.dump(words, open(sys.argv[1], "w"))
PYTHON
expect 78 "lacks 2 words" "$program" serve --data "$folder/b" --theme "$folder/theme" --listen 127.0.0.1:$port
expect 65 "" "$program" check --data "$folder/b" --theme "$folder/theme"
grep -q "es lacks the word kind.news" "$folder/out" && grep -q "es lacks the word kind.opinion" "$folder/out" || { cat "$folder/out"; exit 1; }

# A server's folder is its own.
host=localhost:$port serve --url http://localhost:$port
expect 64 "another database" "$program" check --data "$folder/b" --database postgresql://nowhere/paper
expect 75 "in use" "$program" serve --data "$folder/b" --listen 127.0.0.1:$((port + 1))
stop
echo "commands do what they say"
