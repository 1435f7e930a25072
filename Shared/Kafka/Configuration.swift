import CLibrdkafka

/// How a consumer reads.
package struct ConsumerConfiguration: Sendable {
    package var brokers: String
    package var clientId: String
    /// Messages read ahead in each partition.
    package var queuedMessagesPerPartition: Int
    /// KiB read ahead in each partition.
    package var queuedKilobytesPerPartition: Int
    /// Milliseconds that the broker may hold a fetch back until there is something.
    package var fetchWaitMilliseconds: Int
    /// Largest message, bytes.
    package var messageBytesMax: Int
    /// Further settings by librdkafka's names.
    package var extra: [String: String]

    package init(
        brokers: String, clientId: String, queuedMessagesPerPartition: Int = 2_000,
        queuedKilobytesPerPartition: Int = 2_048,
        fetchWaitMilliseconds: Int = 50, messageBytesMax: Int = 12_000_000,
        extra: [String: String] = [:]
    ) {
        self.brokers = brokers
        self.clientId = clientId
        self.queuedMessagesPerPartition = queuedMessagesPerPartition
        self.queuedKilobytesPerPartition = queuedKilobytesPerPartition
        self.fetchWaitMilliseconds = fetchWaitMilliseconds
        self.messageBytesMax = messageBytesMax
        self.extra = extra
    }

    var properties: [(String, String)] {
        [
            ("bootstrap.servers", brokers), ("client.id", clientId),
            // librdkafka wants a name; nobody joins.
            ("group.id", clientId),
            ("queued.min.messages", String(queuedMessagesPerPartition)),
            ("queued.max.messages.kbytes", String(queuedKilobytesPerPartition)),
            ("fetch.message.max.bytes", "1048576"), ("fetch.wait.max.ms", String(fetchWaitMilliseconds)),
            ("receive.message.max.bytes", "100000000"),
            ("message.max.bytes", String(messageBytesMax)),
            ("enable.partition.eof", "true"),
            ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"), ("auto.offset.reset", "error"),
            // What a poster said in a transaction counts when it is committed.
            ("isolation.level", "read_committed"),
            ("reconnect.backoff.max.ms", "1000"), ("allow.auto.create.topics", "false"),
        ] + extra.sorted { $0.key < $1.key }
    }

    /// A partition whose queue was full is fetched again so soon after; the library's own second would make a fast
    /// reader wait. Known since librdkafka 2.2.
    var propertiesIfKnown: [(String, String)] { [("fetch.queue.backoff.ms", "10")] }
}

/// How a producer writes.
package struct ProducerConfiguration: Sendable {
    package var brokers: String
    package var clientId: String
    /// The broker drops what is sent twice and keeps the order (KIP-98).
    package var idempotence: Bool
    /// Milliseconds to wait for a batch to fill.
    package var lingerMilliseconds: Int
    /// Messages in the queue before `send` waits.
    package var queueMessagesMax: Int
    /// KiB in the queue before `send` waits.
    package var queueKilobytesMax: Int
    /// Largest message, bytes.
    package var messageBytesMax: Int
    /// Milliseconds after which a message that was not acknowledged has failed.
    package var deliveryTimeoutMilliseconds: Int
    /// Further settings by librdkafka's names.
    package var extra: [String: String]

    package init(
        brokers: String, clientId: String, idempotence: Bool = true, lingerMilliseconds: Int = 5,
        queueMessagesMax: Int = 100_000,
        queueKilobytesMax: Int = 65_536, messageBytesMax: Int = 12_000_000, deliveryTimeoutMilliseconds: Int = 60_000,
        extra: [String: String] = [:]
    ) {
        self.brokers = brokers
        self.clientId = clientId
        self.idempotence = idempotence
        self.lingerMilliseconds = lingerMilliseconds
        self.queueMessagesMax = queueMessagesMax
        self.queueKilobytesMax = queueKilobytesMax
        self.messageBytesMax = messageBytesMax
        self.deliveryTimeoutMilliseconds = deliveryTimeoutMilliseconds
        self.extra = extra
    }

    var properties: [(String, String)] {
        [
            ("bootstrap.servers", brokers), ("client.id", clientId),
            ("enable.idempotence", idempotence ? "true" : "false"),
            ("acks", "all"), ("linger.ms", String(lingerMilliseconds)),
            ("queue.buffering.max.messages", String(queueMessagesMax)),
            ("queue.buffering.max.kbytes", String(queueKilobytesMax)), ("message.max.bytes", String(messageBytesMax)),
            ("delivery.timeout.ms", String(deliveryTimeoutMilliseconds)),
            ("request.timeout.ms", String(min(30_000, deliveryTimeoutMilliseconds))),
            ("partitioner", "murmur2_random"), ("reconnect.backoff.max.ms", "1000"),
            ("allow.auto.create.topics", "false"),
        ] + extra.sorted { $0.key < $1.key }
    }
}

/// Makes a client of librdkafka; the configuration is freed if it fails. Properties that an older library does not know
/// are left out if they may be.
func makeClient(
    _ kind: rd_kafka_type_t, _ properties: [(String, String)], ifKnown: [(String, String)] = [], events: Int32
) throws(KafkaError) -> OpaquePointer {
    guard let configuration = unsafe rd_kafka_conf_new() else { throw KafkaError(configuration: "out of memory") }
    var message = [CChar](repeating: 0, count: 512)
    for (name, value) in properties {
        guard unsafe rd_kafka_conf_set(configuration, name, value, &message, message.count) == RD_KAFKA_CONF_OK else {
            unsafe rd_kafka_conf_destroy(configuration)
            throw KafkaError(configuration: text(message))
        }
    }
    for (name, value) in ifKnown { _ = unsafe rd_kafka_conf_set(configuration, name, value, &message, message.count) }
    unsafe rd_kafka_conf_set_events(configuration, events)
    // Lost brokers are reported as events; librdkafka's own lines on standard error would only repeat them.
    unsafe rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
    guard let client = unsafe rd_kafka_new(kind, configuration, &message, message.count) else {
        unsafe rd_kafka_conf_destroy(configuration)
        throw KafkaError(configuration: text(message))
    }
    return unsafe client
}

/// The text of a C buffer.
func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
