#!/usr/bin/env bash
# A backup taken from a running paper, restored into an empty folder, is the same paper: page by page. usage: backup_test.sh PROGRAM
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'kill $server $other 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server= other=
"$program" sample --data "$folder/a" 2>/dev/null
port=$((20000 + RANDOM % 10000))
"$program" serve --data "$folder/a" --listen 127.0.0.1:$port --url http://localhost:9999 2>/dev/null &
server=$!
for _ in $(seq 100); do curl -sf -o /dev/null -H 'Host: localhost:9999' http://127.0.0.1:$port/en/ && break; sleep 0.1; done
"$program" backup "$folder/paper.tar.xz" --data "$folder/a"
"$program" restore "$folder/paper.tar.xz" --data "$folder/b"
if "$program" restore "$folder/paper.tar.xz" --data "$folder/b" 2>/dev/null; then echo "a restore went over a paper"; exit 1; fi
"$program" serve --data "$folder/b" --listen 127.0.0.1:$((port + 1)) --url http://localhost:9999 2>/dev/null &
other=$!
for _ in $(seq 100); do curl -sf -o /dev/null -H 'Host: localhost:9999' http://127.0.0.1:$((port + 1))/en/ && break; sleep 0.1; done
curl -s -H 'Host: localhost:9999' http://127.0.0.1:$port/sitemap.xml | grep -o 'http[^<]*' | sed 's|http://localhost:9999||' >"$folder/files"
pages=0
for file in $(cat "$folder/files"); do
  for path in $(curl -s -H 'Host: localhost:9999' http://127.0.0.1:$port$file | grep -o '<loc>[^<]*' | sed 's|<loc>http://localhost:9999||'); do
    cmp <(curl -s -H 'Host: localhost:9999' "http://127.0.0.1:$port$path") <(curl -s -H 'Host: localhost:9999' "http://127.0.0.1:$((port + 1))$path") || { echo "$path differs"; exit 1; }
    pages=$((pages + 1))
  done
done
[ $pages -gt 100 ] || { echo "only $pages pages compared"; exit 1; }
# One flipped byte is noticed.
python3 - "$folder/paper.tar.xz" <<'PYTHON'
import sys
path = sys.argv[1]
data = bytearray(open(path, "rb").read())
data[len(data) // 2] ^= 0x10
open(path + ".damaged", "wb").write(data)
PYTHON
if "$program" restore "$folder/paper.tar.xz.damaged" --data "$folder/c" 2>/dev/null; then echo "a damaged backup was restored"; exit 1; fi
echo "$pages pages are the same after the restore"
