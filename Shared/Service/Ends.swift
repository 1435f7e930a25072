import Kafka

/// Where the broker's partitions end, and for how long it is waited for.
extension Loop {
    /// Where partitions end, exclusive; nil while the leader of one of them does not answer. What some brokers answer
    /// is an offset inside the last batch (FETCH_CHECK), which says no more than that the partition is not empty.
    func ends(of partitions: [TopicPartition]) throws -> [TopicPartition: Int64]? {
        do {
            return try ask { (broker) throws(KafkaError) in try broker.endOffsets(of: partitions) }
        } catch let error as KafkaError where error.advice != .stop {
            return nil
        }
    }

    /// A partition that does not give what it holds has been waited for during `MERGE_WAIT_MS`: that its leader is away
    /// for long does not keep this process from the others.
    var isBrokerAwayForLong: Bool { milliseconds(since: blocked()) > configuration.integer("MERGE_WAIT_MS") }

    /// Operators see in health for what this process has waited, after ten seconds.
    func sayWaits(for partitions: [TopicPartition]) {
        let since = blocked()
        guard milliseconds(since: since) > 10_000, let first = partitions.first else { return }
        let others = partitions.count - 1
        surroundings.hinder(
            "order",
            "\(first)\(others > 0 ? " and \(others) more" : "") may hold what comes before all that is there, and the "
                + "broker does not give it: is it, or the partition's leader, away?", since: since)
    }

    /// Since when a partition has held the others back, by the monotonic clock: from now on, if none did.
    private func blocked() -> Int64 {
        let since = blockedSince ?? surroundings.clocks.monotonic()
        blockedSince = since
        return since
    }

    /// No partition holds the others back.
    func unblock() {
        guard blockedSince != nil else { return }
        blockedSince = nil
        surroundings.unhinder("order")
    }
}
