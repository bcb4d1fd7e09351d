#!/bin/sh
# Bundles the desk's islands (src/*/desk/*.ts, one script a file) into a folder: build/islands, or the one given.
# Fetches esbuild and ProseMirror by the lock file when they are not there yet. Needs npm for that, but no node to bundle.
set -eu
cd "$(dirname "$0")/.."
out="${1:-build/islands}"

esbuild=""
find_esbuild() {
    for binary in node_modules/@esbuild/*/bin/esbuild; do
        if [ -x "$binary" ]; then esbuild="$binary"; fi
    done
}
find_esbuild
if [ -z "$esbuild" ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts
    find_esbuild
fi

set --
for island in src/site/desk/*.ts src/features/*/desk/*.ts; do
    if [ -f "$island" ]; then set -- "$@" "$island"; fi
done
if [ $# -eq 0 ]; then exit 0; fi
mkdir -p "$out"
# One flat folder: an island's name is its script's. Plain scripts, since the desk's policy allows nothing inline.
"$esbuild" "$@" --bundle --minify --format=iife --target=es2020 --legal-comments=none --charset=utf8 \
    --entry-names='[name]' --outdir="$out" --log-level=warning
