#!/usr/bin/env bash
# ./run around a program that is built already: which paper it fills, which account it makes, what it prints.
# usage: run_test.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
source=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/tree/tools" "$folder/tree/build/release" "$folder/bin"
cp "$source/run" "$folder/tree/"
cp "$source/tools/packages.sh" "$folder/tree/tools/"
echo 'install_missing() { :; }' >>"$folder/tree/tools/packages.sh"
touch "$folder/tree/build/release/build.ninja" "$folder/tree/package-lock.json"
printf '#!/bin/sh\necho "ninja: no work to do."\n' >"$folder/bin/ninja"
printf '#!/bin/sh\necho "$@" >>%s/npm\nmkdir -p node_modules\n[ ! -e %s/no-network ]\n' "$folder" "$folder" >"$folder/bin/npm"
# Commands are the real ones; the server only says what it was given.
cat >"$folder/tree/build/release/broadsheet" <<TEXT
#!/bin/sh
echo "\$@" >>$folder/commands
if [ "\$1" = serve ]; then exit 0; fi
if [ -e $folder/fail ] && [ "\$1" = sample ]; then exit 70; fi
exec $program "\$@"
TEXT
chmod +x "$folder/bin/ninja" "$folder/bin/npm" "$folder/tree/build/release/broadsheet"
export PATH="$folder/bin:$PATH"
cd "$folder/tree"

fail() { echo "$*"; cat "$folder/err"; exit 1; }
run() { : >"$folder/commands"; ./run "$@" 2>"$folder/err"; }
accounts() { python3 -c 'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM staff").fetchone()[0])' "$1/paper.db"; }

# Without a network: it says so and goes on. With one: the editor's parts come by the lock file, once.
touch "$folder/no-network"
run --listen 127.0.0.1:9123 --data "$folder/a" || fail "the first start failed"
grep -q "rich editor could not be fetched" "$folder/err" || fail "nothing is said about the editor"
[ ! -e node_modules ] || fail "half of the editor is left"
grep -q "http://localhost:9123/desk" "$folder/err" || fail "the address ignores --listen"
[ "$(accounts "$folder/a")" = 1 ] || fail "no account for the new paper"
[ "$(stat -c %a "$folder/a/sign-in.txt")" = 600 ] || fail "the password can be read by others"
rm "$folder/no-network"
run --data="$folder/a" --url https://paper.example/ || fail "the second start failed"
run --data "$folder/a" || fail "the third start failed"
[ "$(wc -l <"$folder/npm")" = 2 ] || fail "npm is asked every time"
grep -q -- "ci --ignore-scripts --no-audit --no-fund" "$folder/npm" || fail "npm is asked for something else"
touch -d '1 hour ago' node_modules/.broadsheet
run --data "$folder/a" || fail "a start after a new lock file failed"
[ "$(wc -l <"$folder/npm")" = 3 ] || fail "a new lock file is ignored"

# Asking for help makes and changes nothing.
before=$(cat "$folder/a/sign-in.txt")
run --data "$folder/a" --help || fail "no help"
[ "$(cat "$folder/commands")" = "serve --help" ] || fail "help did more than help: $(cat "$folder/commands")"
[ "$(cat "$folder/a/sign-in.txt")" = "$before" ] || fail "help wrote over the first password"

# A paper that was there keeps the accounts it has, whether the first password is still in its file or not.
run --data "$folder/a" --url https://paper.example/ || fail "the fifth start failed"
grep -q "https://paper.example/desk" "$folder/err" || fail "the address ignores --url"
rm "$folder/a/sign-in.txt"
run --data "$folder/a" || fail "a paper without sign-in.txt is not served"
[ "$(accounts "$folder/a")" = 1 ] && [ ! -e "$folder/a/sign-in.txt" ] || fail "an account was put into a paper that was there"
! grep -q "user add" "$folder/commands" || fail "an account was asked for"

# Every argument reaches the commands that fill the paper, and those do not override each other.
run --data "$folder/b" --resources "$source" --theme "$source/themes/classic" --listen 127.0.0.1:9124 || fail "arguments are not passed on"
for command in sample "user add" serve; do
  grep "^$command" "$folder/commands" | grep -q -- "--data $folder/b --resources $source --theme $source/themes/classic --listen 127.0.0.1:9124" || fail "$command was not given all"
done

# A sample that failed is not served, and leaves no account.
touch "$folder/fail"
if run --data "$folder/c"; then fail "a failed sample was served"; fi
! grep -q "^serve\|^user" "$folder/commands" || fail "it went on after a failed sample"
[ ! -e "$folder/c/sign-in.txt" ] || fail "a password file without an account"
echo "./run does what it says"
