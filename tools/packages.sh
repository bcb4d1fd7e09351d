# Sourced by run, test and bench: the Debian packages each needs, and how to install what is missing. Debian 12, root or sudo.

PACKAGES_BUILD="g++ cmake ninja-build pkg-config python3 ccache mold libboost1.81-dev libexpected-dev libicu-dev
libxapian-dev libsodium-dev libsqlite3-dev libpq-dev zlib1g-dev libbrotli-dev libarchive-dev libvips-dev libseccomp-dev"
PACKAGES_TEST="doctest-dev poppler-utils postgresql-15 chromium default-jre-headless strace libxml2-utils curl
clang-format-19 clang-tidy-19 clang-19 libclang-rt-19-dev git fonts-dejavu-core"
PACKAGES_BENCH="nginx-light wrk curl python3"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_missing PACKAGE…: asks apt only for what is not there, so that a second run costs nothing.
install_missing() {
  local missing="" name
  for name in "$@"; do
    [ -e "/var/lib/dpkg/info/$name.list" ] || [ -e "/var/lib/dpkg/info/$name:amd64.list" ] || [ -e "/var/lib/dpkg/info/$name:arm64.list" ] || missing="$missing $name"
  done
  [ -z "$missing" ] && return 0
  echo "Installing Debian packages:$missing" >&2
  as_root apt-get update -qq
  # Services that packages bring must not start by themselves: the tests start their own.
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# install_node_modules: the desk's editor and the tests in Chromium, by the lock file. Asks npm only when that changed.
# What npm leaves half done is removed, so that the build never finds half an editor.
install_node_modules() {
  if [ -f node_modules/.broadsheet ] && [ ! package-lock.json -nt node_modules/.broadsheet ]; then return 0; fi
  command -v npm >/dev/null || install_missing nodejs npm || return 1
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || { rm -rf node_modules; return 1; }
  touch node_modules/.broadsheet
}
