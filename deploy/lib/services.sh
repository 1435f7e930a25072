# shellcheck shell=bash
# Schemas, topics, the five services and the console for one run.

# prepare DIRECTORY CONFIGURATION DISTRICT: schemas, topics, services up and ready.
prepare() {
    local directory=$1 bin=$root/.build/$2 service
    # The stand-in holds every fetch back for its whole wait, and shows messages out of their order.
    if [ "${BROKER:-stand-in}" = stand-in ]; then
        export FETCH_WAIT_MS=${FETCH_WAIT_MS:-5} FETCH_CHECK=${FETCH_CHECK:-on}
    fi
    export DISTRICT_DIRECTORY=$3 CALENDAR_DIRECTORY=$root/deploy/calendars LD_LIBRARY_PATH=$state/lib
    load_environment "$directory"
    for service in "${services[@]}"; do
        step "migrating $service" "$directory/logs/migrate-$service.log" "$bin/$service" migrate
    done
    step "making topics" "$directory/logs/topics.log" "$bin/console" topics create
    for service in "${services[@]}"; do service_start "$directory" "$bin" "$service"; done
    for service in "${services[@]}"; do
        step "waiting for $service" "$directory/logs/wait-$service.log" wait_ready "$directory" "$bin" "$service"
    done
}

# as_role URL ROLE: a URL of the private cluster for another role; a URL that was given is used as it is.
as_role() {
    case "$1" in
        "postgresql://owner@/supervision?host="*) echo "${1/owner@/$2@}" ;;
        *) echo "$1" ;;
    esac
}

# service_start DIRECTORY BIN SERVICE [NUMBER]: a second process of a service has a number, and files of its own.
service_start() {
    local directory=$1 bin=$2 service=$3 name=$3${4:-}
    mkdir -p "$directory/public" "$directory/notices" "$directory/metrics"
    DATABASE_URL=$(as_role "$DATABASE_URL" "$(role_of "$service")") METRICS_FILE=$directory/metrics/$name.prom \
        HEALTH_FILE=$directory/$name.health PUBLIC_DIRECTORY=$directory/public NOTICE_DIRECTORY=$directory/notices \
        detached setsid "$bin/$service" >>"$directory/logs/$name.log" 2>&1 </dev/null &
    local pid=$!
    disown "$pid"
    note_process "$directory/service-$name.pid" "$pid"
}

wait_ready() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        if HEALTH_FILE=$1/$3.health "$2/$3" health; then return 0; fi
        if ! runs "$1/service-$3.pid"; then
            tail -n 20 "$1/logs/$3.log"
            return 1
        fi
        sleep 0.1
    done
    return 1
}

# console DIRECTORY CONFIGURATION ARGUMENTS, and so the simulator
console() { program_for_people console "$@"; }
simulator() { program_for_people simulator "$@"; }

# must_be_ours COMMAND: it begins several times with nothing, which is for servers of this machine's own.
must_be_ours() {
    [ -z "${KAFKA_BROKERS:-}${DATABASE_URL:-}" ] \
        || fail "$1 begins again and again with an empty broker and an empty database: it starts its own;" \
            "run it without KAFKA_BROKERS and DATABASE_URL"
}

# must_be_empty DIRECTORY CONFIGURATION: broker and database, where they were given.
must_be_empty() { step "looking whether broker and database are empty" "$1/logs/empty.log" simulator "$1" "$2" check; }

# program_for_people PROGRAM DIRECTORY CONFIGURATION ARGUMENTS
program_for_people() {
    local program=$1 directory=$2 bin=$root/.build/$3
    shift 3
    load_environment "$directory"
    DISTRICT_DIRECTORY=${DISTRICT_DIRECTORY:-$root/deploy/districts/qianjiang} \
        CALENDAR_DIRECTORY=$root/deploy/calendars METRICS_DIRECTORY=$directory/metrics \
        LD_LIBRARY_PATH=$state/lib "$bin/$program" "$@"
}

# What runs, second processes too; fails if a part of it is stopped, does not answer or is not well.
status() {
    local part pid file program state bad=0
    printf '%-22s %8s  %10s  %s\n' PART PID MEMORY STATE
    for part in broker database "${services[@]}" $(further_processes "$1"); do
        case "$part" in
            broker) file=$1/broker.pid ;;
            database) file=$([ ! -s "$1/cluster" ] || echo "$(cat "$1/cluster")/data/postmaster.pid") ;;
            *) file=$1/service-$part.pid ;;
        esac
        if [ -s "$1/environment" ] && is_given "$1" "$part"; then
            printf '%-22s %8s  %10s  %s\n' "$part" - - "given"
            continue
        fi
        if runs "$file"; then
            pid=$(head -n 1 "$file")
            state=running
            case "$part" in
                broker | database) ;;
                # What the program's own command says, which knows how old the file is.
                *)
                    program=${SUPERVISION_BIN:-$root/.build/release}/${part%%[0-9]*}
                    state=$(HEALTH_FILE=$1/$part.health "$program" health 2>&1) ||
                        bad=$((bad + 1))
                    ;;
            esac
            printf '%-22s %8d  %7d MB  %s\n' "$part" "$pid" \
                "$(($(awk '/VmRSS/ { print $2 }' "/proc/$pid/status") / 1024))" "$state"
        else
            printf '%-22s %8s  %10s  %s\n' "$part" - - stopped
            bad=$((bad + 1))
        fi
    done
    # Not what was given: a password may be in it.
    if [ -e "$1/broker.port" ]; then grep ^KAFKA_BROKERS= "$1/environment" || true; fi
    if [ -s "$1/cluster" ]; then grep ^DATABASE_URL= "$1/environment" || true; fi
    [ "$bad" = 0 ] || fail "$bad not well; see: deploy/local logs SERVICE, and deploy/local up"
}

# is_given DIRECTORY PART: whether a server is one that an operator gave, and none that was started here.
is_given() {
    case "$2" in
        broker) [ ! -e "$1/broker.port" ] ;;
        database) [ ! -s "$1/cluster" ] ;;
        *) false ;;
    esac
}

# further_processes DIRECTORY: second processes of services, as they are called.
further_processes() {
    local file name
    for file in "$1"/service-*[0-9].pid; do
        [ -e "$file" ] || continue
        name=${file##*/service-}
        echo "${name%.pid}"
    done
}

logs() {
    local service=${2:?which service?}
    [ -e "$1/logs/$service.log" ] || fail "no log of «$service»; services: ${services[*]}, broker"
    if [ "${3:-}" = -f ]; then tail -f "$1/logs/$service.log"; else cat "$1/logs/$service.log"; fi
}
