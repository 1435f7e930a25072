# shellcheck shell=bash
# The services, by the names of their programs, as Package.swift lists them.
mapfile -t services < <(
    sed -n '/^let services = \[/,/^\]/s/.*"\([a-z-]*\)", "[A-Z][A-Za-z]*".*/\1/p' "$root/Package.swift"
)

# The schema, the topics and the role of a service bear the first word of its name.
role_of() { echo "${1%%-*}"; }
roles=()
for program in "${services[@]}"; do roles+=("$(role_of "$program")"); done

# Who closes each day of a scenario: the services, and those who answer them (the simulator, in the bank's name).
# shellcheck disable=SC2034
scenario_participants=$(IFS=,; echo "${roles[*]}"),bank
