# shellcheck shell=bash
# What escrow takes in a second, beside two yardsticks on the same topics and in the same database.

# bench_escrow [--events N] [--entries N | --sizes] [--processes N]
bench_escrow() {
    local directory=$state/bench events=200000 entries=0 processes=1 sizes="" process rate copied commits bare
    # What an operator gave; a load that begins anew has servers of its own again.
    local given_brokers=${KAFKA_BROKERS:-} given_database=${DATABASE_URL:-}
    while [ $# -gt 0 ]; do
        case "$1" in
            --events) events=${2:?how many?}; shift 2 ;;
            --entries) entries=${2:?how many?}; shift 2 ;;
            --processes) processes=${2:?how many?}; shift 2 ;;
            --sizes) sizes=1; shift ;;
            *) fail "bench escrow [--events N] [--entries N | --sizes] [--processes N]" ;;
        esac
    done
    if [ -n "$sizes" ]; then must_be_ours "bench escrow --sizes"; fi
    install_missing
    build release
    stop_at_end "$directory"
    if [ -n "$sizes" ]; then
        bench_sizes
        return
    fi
    bench_load "$entries"
    for process in "$directory"/service-*.pid; do end_process "$process"; done
    psql_bench "$directory" <<<'create schema bench' >/dev/null
    say "yardsticks"
    copied=$(yardstick_copy "$directory")
    commits=$(yardstick_commits "$directory")
    bare=$({ echo "\\set events $events"; cat "$root/deploy/lib/bench-bare.sql"; } | psql_bench "$directory")
    echo "kcat | psql COPY and an idempotent insert, no rules: $copied events/s;" \
        "escrow is at $(ratio "$rate" "$copied") times that (goal 1.5)"
    echo "one commit an event: $commits events/s; escrow is at $(ratio "$rate" "$commits") times that (goal 15)"
    echo "the same ids, transfers and accounts written again by SQL alone: $bare events/s," \
        "$(ratio "$bare" "$copied") and $(ratio "$bare" "$commits") times those"
}

# The load on a small ledger, on a large one, and on a small one again: what the machine does meanwhile shows between
# the first and the last.
bench_sizes() {
    local small large again
    bench_load 100000
    small=$rate
    bench_load 10000000
    large=$rate
    bench_load 100000
    again=$rate
    echo "10,000,000 entries: $large events/s; 100,000 entries: $small before, $again after;" \
        "ratio $(ratio "$((2 * large))" "$((small + again))") (goal 0.9)"
}

# bench_load ENTRIES: servers and escrow from nothing, a ledger with so many transfers, and the load; sets rate.
bench_load() {
    local number
    fresh "$directory"
    KAFKA_BROKERS=$given_brokers DATABASE_URL=$given_database servers_start "$directory"
    must_be_empty "$directory" release
    services=(escrow)
    CLOCK=events prepare "$directory" release "$root/deploy/districts/qianjiang"
    for ((number = 2; number <= processes; number++)); do
        CLOCK=events service_start "$directory" "$root/.build/release" escrow "$number"
    done
    say "posting $events events while escrow waits, with $1 entries in the ledger, then timing"
    long simulator "$directory" release bench \
        --events "$events" --entries "$1" --watch "$(watched)" >"$directory/escrow.txt"
    cat "$directory/escrow.txt"
    rate=$(awk '/^escrow:/ { print $(NF - 1) }' "$directory/escrow.txt")
}

# The processes whose time is told.
watched() {
    local backends
    backends=$(echo "\\t on
select string_agg(pid::text, ',') from pg_stat_activity where usename = 'escrow'" \
        | psql_bench "$directory" | tr -d ' \n')
    echo "escrow=$(head -q -n 1 "$directory"/service-escrow*.pid | paste -sd,);its PostgreSQL connections=$backends$(
        # An operator's broker may be elsewhere.
        if [ -s "$directory/broker.pid" ]; then echo ";the broker=$(head -n 1 "$directory/broker.pid")"; fi
    )"
}

psql_bench() { load_environment "$1"; "$(postgres_bin)/psql" -X -q -v ON_ERROR_STOP=1 "$DATABASE_URL" -f -; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# per_second EVENTS BEGAN: since a time in nanoseconds.
per_second() { echo $(($1 * 1000 / (($(date +%s%N) - $2) / 1000000))); }

# bench_topic DIRECTORY TOPIC [OPTION …]: the events of a topic from the beginning, one a line.
bench_topic() {
    load_environment "$1"
    LD_LIBRARY_PATH=$state/lib kcat -C -q -e -o beginning -X fetch.wait.max.ms=5 -b "$KAFKA_BROKERS" -t "$2" "${@:3}"
}

# The columns of an event; the primary key makes the insert idempotent.
bench_table() {
    cat <<SQL
create table bench.$1 (
    poster text collate "C", id text collate "C", type text not null, "time" timestamptz not null,
    institution text not null, enrolment text, lesson integer, hours integer, amount_fen bigint,
    primary key (poster, id));
SQL
}

bench_insert='select event ->> $$source$$, event ->> $$id$$, event ->> $$type$$, (event ->> $$time$$)::timestamptz,
    event -> $$data$$ ->> $$institution$$, event -> $$data$$ ->> $$enrolment$$,
    (event -> $$data$$ ->> $$lesson$$)::int, (event -> $$data$$ ->> $$hours$$)::int,
    (event -> $$data$$ ->> $$amountFen$$)::bigint'

# All events into a staging table, and from there in one statement.
yardstick_copy() {
    local began count topic
    { bench_table copied; echo 'create table bench.staging (event jsonb);'; } | psql_bench "$1"
    began=$(date +%s%N)
    {
        echo "copy bench.staging from stdin with (format csv, quote e'\\x01', delimiter e'\\x02');"
        for topic in bank institutions guardians; do bench_topic "$1" "escrow.intake.$topic"; done
        echo '\.'
        echo "insert into bench.copied $bench_insert from bench.staging on conflict do nothing;"
    } | psql_bench "$1"
    count=$(echo '\t on
select count(*) from bench.copied' | psql_bench "$1" | tr -d ' \n')
    per_second "$count" "$began"
}

# A sample of 5,000 events, each in a statement and a commit of its own.
yardstick_commits() {
    local began
    bench_table committed | psql_bench "$1"
    {
        echo "prepare one (jsonb) as insert into bench.committed $bench_insert"
        echo "from (values (\$1)) one (event) on conflict do nothing;"
        bench_topic "$1" escrow.intake.guardians -c 5000 | sed "s/'/''/g; s/.*/execute one('&');/"
    } >"$1/commits.sql"
    began=$(date +%s%N)
    psql_bench "$1" <"$1/commits.sql"
    per_second 5000 "$began"
}
