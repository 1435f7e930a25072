# shellcheck shell=bash
# A year under faults: processes are killed, frozen and ended in order, and the broker is killed, by a seeded dice. What
# comes out must be what came out undisturbed, row for row (G2, G6, G7). The simulator that posts and answers goes on
# over all that; a killed database would end it (FaultTests kill the database).

# faults [SCENARIO] [--processes N,…] [--runs N] [--seed N]
faults() {
    local usage="faults [SCENARIO] [--processes N,…] [--runs N] [--seed N]"
    local scenario=qianjiang-2022 processes=1,2,3 runs=3 seed=1 count run digest calm failed=0
    while [ $# -gt 0 ]; do
        case "$1" in
            --processes) processes=${2:?how many?}; shift 2 ;;
            --runs) runs=${2:?how many?}; shift 2 ;;
            --seed) seed=${2:?which?}; shift 2 ;;
            -*) fail "$usage" ;;
            *) scenario=$1; shift ;;
        esac
    done
    must_be_ours faults
    install_missing
    build release
    # What operators run; a process that is frozen for seconds loses its right.
    export BROKER=kafka SESSION_TIMEOUT_MS=${SESSION_TIMEOUT_MS:-3000}
    stop_at_end "$state/faults"
    calm=$(faults_year "$scenario" 1 0)
    cp "$state/faults/digest.txt" "$state/faults-calm.txt"
    echo "undisturbed, one process of each service: $calm"
    for count in ${processes//,/ }; do
        for ((run = 0; run < runs; run++)); do
            digest=$(faults_year "$scenario" "$count" "$((seed + run))")
            echo "$count of each, seed $((seed + run)): $digest"
            diff "$state/faults-calm.txt" "$state/faults/digest.txt" || failed=1
        done
    done
    return "$failed"
}

# faults_year SCENARIO PROCESSES SEED: a year from nothing, disturbed unless the seed is 0; prints its digest and what
# was done to it.
faults_year() {
    local directory=$state/faults scenario=$1 count=$2 seed=$3 number service pid status=0
    fresh "$directory"
    servers_start "$directory" >&2
    export CLOCK=events CLOCK_PARTICIPANTS=$scenario_participants
    prepare "$directory" release "$root/deploy/districts/$(district_of "$scenario")"
    for ((number = 2; number <= count; number++)); do
        for service in "${services[@]}"; do service_start "$directory" "$root/.build/release" "$service" "$number"; done
    done
    simulator "$directory" release scenario "$scenario" >"$directory/scenario.txt" 2>&1 &
    pid=$!
    if [ "$seed" != 0 ]; then disturb "$directory" "$count" "$seed" "$pid"; fi
    wait "$pid" || status=$?
    [ "$status" = 0 ] || { tail -n 20 "$directory/scenario.txt" >&2; fail "the year ended with status $status"; }
    { console "$directory" release digest; refused "$directory"; } >"$directory/digest.txt"
    touch "$directory/faults.txt"
    echo "$(sha256sum <"$directory/digest.txt" | cut -c1-16); faults:" \
        "$(cut -d' ' -f2 "$directory/faults.txt" | sort | uniq -c | awk '{ printf "%d %s ", $1, $2 }')"
}

# refused DIRECTORY: what was refused and why, for a difference to be read.
refused() {
    local service
    load_environment "$1"
    for service in "${roles[@]}"; do
        "$(postgres_bin)/psql" -AtX "$DATABASE_URL" -c "select '$service', poster, event_id, reason, count(*),
            md5(coalesce(payload, '')) from $service.loop_rejections group by 2, 3, 4, 6 order by 1, 2, 3, 4, 6"
    done
}

# disturb DIRECTORY PROCESSES SEED PID: a fault every few seconds until the process ends.
disturb() {
    local directory=$1 count=$2 dice pid=$4 service number name
    RANDOM=$3
    while kill -0 "$pid" 2>/dev/null; do
        sleep "$((RANDOM % 3 + 1)).$((RANDOM % 10))"
        dice=$((RANDOM % 20))
        service=${services[RANDOM % ${#services[@]}]}
        number=$((RANDOM % count + 1))
        name=$service$([ "$number" = 1 ] || echo "$number")
        case "$dice" in
            18 | 19)
                echo "$SECONDS broker killed" >>"$directory/faults.txt"
                end_process "$directory/broker.pid" KILL
                sleep "$((RANDOM % 3))"
                broker_run "$directory"
                ;;
            1[2-7])
                echo "$SECONDS frozen $name" >>"$directory/faults.txt"
                signal "$directory/service-$name.pid" STOP
                sleep "$((RANDOM % 6 + 1))"
                signal "$directory/service-$name.pid" CONT
                ;;
            *)
                local signal=KILL
                if [ "$dice" -lt 4 ]; then signal=TERM; fi
                echo "$SECONDS $([ "$signal" = KILL ] && echo killed || echo ended) $name" >>"$directory/faults.txt"
                end_process "$directory/service-$name.pid" "$signal"
                service_start "$directory" "$root/.build/release" "$service" "${name#"$service"}"
                ;;
        esac
    done
}
