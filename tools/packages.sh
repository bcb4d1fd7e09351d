# Sourced by run, test and bench: the Debian packages each needs, and how to install what is missing. Debian 12, root or sudo.

PACKAGES_BUILD="g++ cmake ninja-build pkg-config python3 ccache mold libboost1.81-dev libexpected-dev libicu-dev
libxapian-dev libsodium-dev libsqlite3-dev libpq-dev zlib1g-dev libbrotli-dev libarchive-dev libvips-dev libseccomp-dev"
PACKAGES_TEST="doctest-dev postgresql-15 chromium default-jre-headless strace libxml2-utils curl
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
