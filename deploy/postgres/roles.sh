#!/usr/bin/env bash
# Makes the roles of the platform's database, once, when the database's volume is new. The postgres image runs it (or
# reads it in) as the database's owner before it listens on the network. The migrations then grant each service's role
# what it needs in the schema of its name.
set -euo pipefail

# The password comes on standard input: arguments can be read by everybody who sees the list of processes.
role() {
    printf "create role %s login password '%s';\n" "$1" "$(cat "/run/secrets/$1-password")"
}

{
    for name in registry inspection escrow blacklist notification reader console; do role "$name"; done
    # The console's report and digest read every schema and write none. The reader sees only what services publish as
    # report_* views.
    echo "grant pg_read_all_data to console;"
    # By default everybody may connect to every database; here only those who have work to do.
    echo "revoke all on database $POSTGRES_DB from public;"
    echo "grant connect on database $POSTGRES_DB to"
    echo "registry, inspection, escrow, blacklist, notification, reader, console;"
    # The report makes a function of its own for the time of its connection.
    echo "grant temporary on database $POSTGRES_DB to console;"
} | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"
