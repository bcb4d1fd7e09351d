#!/usr/bin/env bash
# A full disk: the data folder lies on a small tmpfs. Reads go on, writes are refused beforehand with 507, and after room was made
# the paper writes again and is whole. Needs root for the mount; usage: full_disk_test.sh PROGRAM
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'kill $server 2>/dev/null || true; wait 2>/dev/null || true; umount "$folder" 2>/dev/null || true; rmdir "$folder"' EXIT
mount -t tmpfs -o size=160m tmpfs "$folder"
"$program" sample --data "$folder" 2>/dev/null
printf 'correct horse battery\n' >"$folder/word"
"$program" user add chief@paper.example --role chief --password-file "$folder/word" --data "$folder" >/dev/null
port=$((20000 + RANDOM % 10000))
"$program" serve --data "$folder" --listen 127.0.0.1:$port 2>"$folder/log" &
server=$!
base=http://localhost:$port
for _ in $(seq 100); do curl -sf -o /dev/null $base/en/ && break; sleep 0.1; done
cookies="$folder/cookies"
curl -s -o /dev/null -c "$cookies" -H "Origin: $base" --data-urlencode email=chief@paper.example --data-urlencode 'password=correct horse battery' $base/desk/sign-in
withdraw() { curl -s -o /dev/null -w '%{http_code}' -b "$cookies" -H "Origin: $base" -d edition=$2 $base/desk/stories/$1/withdraw; }
[ "$(withdraw csto-history en)" = 303 ] || { echo "a write was refused while there was room"; exit 1; }
free_kb=$(df --output=avail -k "$folder" | tail -n 1)
dd if=/dev/zero of="$folder/filler" bs=1024 count=$((free_kb - 8192)) status=none
code=$(withdraw csto-history es)
[ "$code" = 507 ] || { echo "a write on a full disk answered $code, not 507"; exit 1; }
for path in /en/ /es/ /es/2024/10/como-un-tratado-se-hizo-alianza; do
  code=$(curl -s -o /dev/null -w '%{http_code}' $base$path)
  [ "$code" = 200 ] || { echo "$path answered $code on a full disk"; exit 1; }
done
rm "$folder/filler"
[ "$(withdraw csto-history es)" = 303 ] || { echo "writes did not come back when there was room"; exit 1; }
kill $server; wait $server || true
"$program" check --data "$folder" | tail -n 3
