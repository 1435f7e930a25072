# shellcheck shell=bash
# How the script speaks.

say() { printf '\033[1m==\033[0m %s\n' "$*" >&2; }

fail() {
    printf 'deploy/%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# step TEXT LOG COMMAND …: runs a command with its output in a log; says how long it took, or shows the end of the log.
step() {
    local text=$1 log=$2 began=$SECONDS status
    shift 2
    printf '\033[1m==\033[0m %s ' "$text" >&2
    # Not as a condition: bash would then go on after a failed command inside.
    set +e
    (set -e; "$@") >"$log" 2>&1
    status=$?
    set -e
    if [ "$status" = 0 ]; then
        printf '(%d s)\n' $((SECONDS - began)) >&2
    else
        printf 'failed after %d s; %s ends:\n' $((SECONDS - began)) "$log" >&2
        tail -n 20 "$log" >&2
        exit 1
    fi
}
