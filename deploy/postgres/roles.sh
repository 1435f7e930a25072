#!/usr/bin/env bash
# Makes the roles of the platform's database, once, when the database's volume is new. The postgres image runs it (or
# reads it in) as the database's owner before it listens on the network. The migrations then grant each service's role
# what it needs in the schema of its name.
set -euo pipefail

# psql reads the password itself and quotes it: arguments can be read by everybody who sees the list of processes, and a
# password may have any character.
role() {
    printf '%s\n' "\\set password \`cat /run/secrets/$1-password\`" "create role $1 login password :'password';"
}

# Whoever has a password and is not the owner: the services, the reader, the console.
names=()
for file in /run/secrets/*-password; do
    name=$(basename "$file" -password)
    if [ "$name" != "$POSTGRES_USER" ]; then names+=("$name"); fi
done

{
    for name in "${names[@]}"; do role "$name"; done
    # The reader sees only what services publish as report_* views; report and ledger need no more. The console's digest
    # and the simulator read every table and write none.
    echo "grant pg_read_all_data to console;"
    # By default everybody may connect to every database; here only those who have work to do.
    echo "revoke all on database $POSTGRES_DB from public;"
    echo "grant connect on database $POSTGRES_DB to $(IFS=,; echo "${names[*]}");"
    # Report and ledger make a function of their own for the time of their connection.
    echo "grant temporary on database $POSTGRES_DB to reader, console;"
} | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB"
