# shellcheck shell=bash
# Apache Kafka as the broker of one run: one node that is broker and controller (BROKER=kafka). It keeps its topics over
# a kill. KAFKA_HOME is a release of it, or a folder with the same libs/; it needs Java 17.

# The folder of a Kafka that can run here; fails if there is none.
kafka_home() {
    local home=${KAFKA_HOME:-$root/../shared/kafka}
    command -v java >/dev/null && [ -d "$home/libs" ] && (cd "$home" && pwd)
}

# Small and soon up, for a run of minutes.
kafka_java_options=(-Xmx320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

# kafka_make DIRECTORY PORT: settings and an empty storage directory.
kafka_make() {
    local id
    kafka_home >/dev/null || fail "BROKER=kafka needs Java 17 and KAFKA_HOME, a release of Apache Kafka"
    mkdir -p "$1/kafka"
    kafka_settings "$1/kafka" "$2" "$(free_port)" >"$1/kafka/server.properties"
    cat >"$1/kafka/log4j2.properties" <<'SETTINGS'
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.started.name = kafka.server.KafkaRaftServer
logger.started.level = info
SETTINGS
    # The id of a cluster is 22 characters; one that begins with - would be taken for an option.
    id=A$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c2-22)
    java "${kafka_java_options[@]}" -cp "$(kafka_home)/libs/*" kafka.tools.StorageTool format -t "$id" \
        -c "$1/kafka/server.properties" >"$1/logs/broker-format.log" 2>&1 ||
        { tail -n 20 "$1/logs/broker-format.log" >&2; fail "Kafka's storage was not made"; }
}

# kafka_settings DIRECTORY PORT CONTROLLER_PORT
kafka_settings() {
    cat <<SETTINGS
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$3
listeners=PLAINTEXT://127.0.0.1:$2,CONTROLLER://127.0.0.1:$3
advertised.listeners=PLAINTEXT://127.0.0.1:$2
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$1/data
auto.create.topics.enable=false
message.max.bytes=10000000
replica.fetch.max.bytes=10000000
# One node holds one copy.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# A test's process is missed after two seconds.
group.min.session.timeout.ms=1000
# Tests move the clock: stamps lie years away from the broker's time.
log.message.timestamp.after.max.ms=9223372036854775807
# After a kill the registration of the node before must run out.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=500
SETTINGS
}

# kafka_run DIRECTORY: starts it and waits until it says that it is up.
kafka_run() {
    local directory=$1 tries log=$1/logs/broker.log before
    touch "$log"
    before=$(grep -c 'Kafka Server started' "$log" || true)
    detached setsid java "${kafka_java_options[@]}" "-Dlog4j2.configurationFile=$directory/kafka/log4j2.properties" \
        -cp "$(kafka_home)/libs/*" kafka.Kafka "$directory/kafka/server.properties" >>"$log" 2>&1 </dev/null &
    local pid=$!
    disown "$pid"
    note_process "$directory/broker.pid" "$pid"
    for ((tries = 0; tries < 600; tries++)); do
        if [ "$(grep -c 'Kafka Server started' "$log")" -gt "$before" ]; then return 0; fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$log" >&2
    fail "the broker did not start"
}
