import Kafka

extension Configuration {
    /// The consumer of a service.
    func consumer(_ name: String) -> ConsumerConfiguration {
        ConsumerConfiguration(
            brokers: text("KAFKA_BROKERS"), clientId: name,
            queuedKilobytesPerPartition: integer("FETCH_KILOBYTES_MAX"),
            fetchWaitMilliseconds: integer("FETCH_WAIT_MS"))
    }

    /// The relay's producer. The outbox hands it whole chunks, so it need not wait for more. What it cannot send within
    /// three quarters of the time of the relay's session it drops: a process that sleeps until another one has the
    /// relay sends nothing old behind what that one sends (ADR 8).
    func producer(_ name: String) -> ProducerConfiguration {
        ProducerConfiguration(
            brokers: text("KAFKA_BROKERS"), clientId: "\(name) relay",
            idempotence: text("PRODUCER_IDEMPOTENCE") == "on", lingerMilliseconds: 1,
            deliveryTimeoutMilliseconds: integer("SESSION_TIMEOUT_MS") / 4 * 3)
    }
}
