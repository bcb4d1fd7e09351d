#!/bin/sh
# A PostgreSQL cluster for the tests, of the machine's own PostgreSQL, reachable over a socket only. Installs nothing.
#   tests/postgres_cluster.sh start DIR   makes DIR, starts the server, prints its address for BROADSHEET_TEST_POSTGRES
#   tests/postgres_cluster.sh stop DIR    stops it and removes DIR
# Exits with 3 when there is no PostgreSQL: the caller may then test on SQLite alone.
set -eu

usage() {
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

[ $# -eq 2 ] || usage
command=$1
case $2 in
    /*) dir=$2 ;;
    *) dir=$(pwd)/$2 ;;
esac

programs=
for candidate in /usr/lib/postgresql/*/bin; do
    if [ -x "$candidate/initdb" ]; then programs=$candidate; fi
done
if [ -z "$programs" ]; then
    echo "postgres_cluster: no PostgreSQL server is installed (apt-get install postgresql-15)" >&2
    exit 3
fi

# PostgreSQL refuses to run as root; its own account does it then.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        su postgres -s /bin/sh -c "cd / && $1"
    else
        (cd / && sh -c "$1")
    fi
}

start() {
    if [ -e "$dir" ] && [ -n "$(ls -A "$dir" 2>/dev/null)" ]; then
        echo "postgres_cluster: $dir exists and is not empty" >&2
        exit 1
    fi
    mkdir -p "$dir"
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$dir"
        # The folders above it may be root's alone, as those of mktemp are; the account must be let through, and no more.
        above=$(dirname "$dir")
        while [ "$above" != / ] && ! as_owner "[ -x '$above' ] && [ -x '$dir' ]"; do
            case $above in /tmp/*|/var/tmp/*) chmod o+x "$above" ;; esac
            above=$(dirname "$above")
        done
    fi
    chmod 700 "$dir"
    # The port only names the socket: nothing listens on the network.
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 40000))
    as_owner "'$programs/initdb' -D '$dir/data' -U postgres -A trust -E UTF8 --locale=C --data-checksums" >"$dir/log.initdb" 2>&1 || {
        cat "$dir/log.initdb" >&2
        exit 1
    }
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
port = $port
max_connections = 60
shared_buffers = 32MB
CONF
    as_owner "'$programs/pg_ctl' -D '$dir/data' -l '$dir/log.server' -w -t 60 start" >/dev/null || {
        cat "$dir/log.server" >&2
        exit 1
    }
    echo "postgresql://postgres@/postgres?host=$dir&port=$port"
}

stop() {
    if [ -f "$dir/data/PG_VERSION" ]; then
        as_owner "'$programs/pg_ctl' -D '$dir/data' -m immediate -w -t 30 stop" >/dev/null || true
        rm -rf "$dir"
    fi
}

case $command in
    start) start ;;
    stop) stop ;;
    *) usage ;;
esac
