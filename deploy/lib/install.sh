# shellcheck shell=bash
# What the machine needs beside a Swift toolchain: Debian packages (faketime moves the clock of tests), and two wheels
# (a broker, and a current librdkafka).

packages=(librdkafka-dev libpq-dev pkg-config postgresql postgresql-client
    kcat python3-venv libcurl4 curl ca-certificates faketime)

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "installing packages needs root or sudo: install by hand: ${packages[*]}"
    fi
}

install_missing() {
    local missing=() package
    command -v swift >/dev/null || fail "no Swift toolchain on the PATH: install Swift 6.2 or later from swift.org"
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        step "installing ${missing[*]}" "$state/install.log" install_packages "${missing[@]}"
    fi
    install_wheels broker
}

# moved_clock_libraries: makes what lets a program see another time, and prints it as LD_PRELOAD wants it.
moved_clock_libraries() {
    clang -shared -fPIC -O1 -o "$state/lib/timed_waits.so" "$root/Tests/Clock/timed_waits.c" ||
        fail "Tests/Clock did not compile"
    echo "$(dpkg-query -L libfaketime | grep '/libfaketimeMT\.so'):$state/lib/timed_waits.so"
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -q
    # PostgreSQL's package would start a cluster of its own; this project needs only the programs.
    if ! dpkg-query -W postgresql-common >/dev/null 2>&1; then
        as_root apt-get install -q -y --no-install-recommends postgresql-common
        as_root sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' \
            /etc/postgresql-common/createcluster.conf
    fi
    as_root apt-get install -q -y --no-install-recommends "$@"
}

# install_wheels NAME: the wheels of deploy/broker/NAME.txt, pinned by hash, in a virtual environment of that name.
install_wheels() {
    local list=$root/deploy/broker/$1.txt venv=$state/$1-wheels
    if ! cmp -s "$list" "$venv/installed.txt"; then
        step "installing wheels of deploy/broker/$1.txt" "$state/wheels.log" make_venv "$list" "$venv"
    fi
    if [ "$1" = broker ]; then
        mkdir -p "$state/lib"
        ln -sf "$venv"/lib/python3*/site-packages/confluent_kafka.libs/librdkafka-*.so.1 "$state/lib/librdkafka.so.1"
    fi
}

make_venv() {
    rm -rf "$2"
    /usr/bin/python3 -m venv "$2"
    "$2/bin/pip" install -q --no-deps --require-hashes --only-binary :all: -r "$1"
    cp "$1" "$2/installed.txt"
}

# build release|debug [OPTION …]
build() {
    local configuration=$1
    shift
    step "building ($configuration)" "$state/build-$configuration.log" \
        swift build --package-path "$root" -c "$configuration" --explicit-target-dependency-import-check error "$@"
}
