import CLibrdkafka
import Glibc

/// librdkafka's client and its main queue. Its messages belong to it: batches hold it too, since destroying a client
/// waits for its last message.
@safe
final class ConsumerHandle {
    let client: OpaquePointer
    let main: OpaquePointer

    init(_ client: OpaquePointer) {
        unsafe self.client = client
        unsafe rd_kafka_poll_set_consumer(client)
        unsafe main = rd_kafka_queue_get_consumer(client)
    }

    deinit {
        unsafe rd_kafka_queue_destroy(main)
        unsafe rd_kafka_destroy(client)
    }
}

/// Reads partitions that its owner names. It belongs to no group: who reads what is decided elsewhere, and offsets are
/// kept by whoever has the effects. Each partition has a queue of its own, so that the caller takes from whichever it
/// wants next and the backlog of each is bounded by librdkafka.
///
/// It is used on one thread; what the broker is asked (`knownPartitions`, `seek`, `endOffsets`) may be asked on another
/// one, since librdkafka's clients are for many threads and only `start` and `stop` change what is in this one.
@safe
package final class Consumer: @unchecked Sendable {
    /// The longest that a broker takes for an answer.
    private static let answerMilliseconds: Int32 = 10_000

    private let handle: ConsumerHandle
    private var client: OpaquePointer { unsafe handle.client }
    private var main: OpaquePointer { unsafe handle.main }
    private var queues: [TopicPartition: OpaquePointer] = unsafe [:]
    /// Readable when something is in any queue.
    private let bell: Int32

    package init(_ configuration: ConsumerConfiguration) throws(KafkaError) {
        unsafe handle = ConsumerHandle(
            try makeClient(
                RD_KAFKA_CONSUMER, configuration.properties, ifKnown: configuration.propertiesIfKnown,
                events: RD_KAFKA_EVENT_ERROR))
        bell = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        unsafe ring(main)
    }

    deinit {
        // The formatter (6.3) runs «for unsafe» together with the next word.
        // swift-format-ignore
        for unsafe (_, queue) in unsafe queues { unsafe rd_kafka_queue_destroy(queue) }
        if let error = unsafe rd_kafka_consumer_close_queue(client, main) { unsafe rd_kafka_error_destroy(error) }
        while unsafe rd_kafka_consumer_closed(client) == 0 {
            if let event = unsafe rd_kafka_queue_poll(main, 100) { unsafe rd_kafka_event_destroy(event) }
        }
        _ = Glibc.close(bell)
    }

    /// Waits until something comes, at most so long; what went wrong since the last call, if something did.
    package func poll(timeoutMilliseconds: Int) -> KafkaError? {
        if let error = error() { return error }
        guard timeoutMilliseconds > 0 else { return nil }
        var waiting = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
        _ = unsafe Glibc.poll(&waiting, 1, Int32(timeoutMilliseconds))
        var count: UInt64 = 0
        _ = unsafe read(bell, &count, 8)
        return error()
    }

    /// The partitions of all topics that the broker has.
    package func knownPartitions() throws(KafkaError) -> [TopicPartition] {
        try unsafe topics(of: client, timeoutMilliseconds: Int(Self.answerMilliseconds)).flatMap { topic, count in
            (0..<count).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
    }

    /// Begins reading further partitions at these offsets.
    package func start(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        for partition in offsets.keys where unsafe queues[partition] == nil {
            guard let queue = unsafe rd_kafka_queue_get_partition(client, partition.topic, partition.partition) else {
                continue
            }
            unsafe rd_kafka_queue_forward(queue, nil)
            unsafe ring(queue)
            unsafe queues[partition] = queue
        }
        let list = PartitionList(offsets.map { ($0.key.topic, $0.key.partition, $0.value) })
        try unsafe check(rd_kafka_incremental_assign(client, list.pointer))
    }

    /// The partitions that were started and not stopped.
    package var partitions: [TopicPartition] { unsafe Array(queues.keys) }

    /// Reads partitions no more.
    package func stop(_ partitions: [TopicPartition]) throws(KafkaError) {
        for partition in partitions {
            if let queue = unsafe queues.removeValue(forKey: partition) { unsafe rd_kafka_queue_destroy(queue) }
        }
        let list = PartitionList(partitions.map { ($0.topic, $0.partition, nil) })
        try unsafe check(rd_kafka_incremental_unassign(client, list.pointer))
    }

    /// Goes on at another offset of started partitions; what was read ahead is dropped.
    package func seek(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let list = PartitionList(offsets.map { ($0.key.topic, $0.key.partition, $0.value) })
        try unsafe check(rd_kafka_seek_partitions(client, list.pointer, Self.answerMilliseconds))
        try list.checkEach()
    }

    /// The messages of a partition that are there now, at most so many, and none behind those that are so many bytes.
    package func take(_ partition: TopicPartition, max: Int, bytes: Int = .max) throws(KafkaError) -> Batch {
        guard let queue = unsafe queues[partition] else { return unsafe Batch([], of: handle) }
        var messages: [UnsafeMutablePointer<rd_kafka_message_t>] = unsafe []
        var (endOffset, taken) = (Int64?.none, 0)
        var failure: KafkaError?
        // Not librdkafka's batch call: up to 2.11 it loses a message when a partition is paused at its end, as in a
        // rebalance (librdkafka #5213).
        while unsafe messages.count < max, taken < bytes, let message = unsafe rd_kafka_consume_queue(queue, 0) {
            let code = unsafe message.pointee.err
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                unsafe messages.append(message)
                taken += unsafe Batch.byteCount(message)
                endOffset = nil
                continue
            }
            if code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                endOffset = unsafe message.pointee.offset
            } else {
                failure = KafkaError(code, "\(partition)")
            }
            unsafe rd_kafka_message_destroy(message)
        }
        let batch = unsafe Batch(
            messages, of: handle, endOffset: endOffset, isAll: unsafe messages.count < max && taken < bytes)
        if let failure, failure.advice != .retry { throw failure }
        return batch
    }

    /// The offset after the last message of each partition, asked of the broker now. Some brokers answer with an offset
    /// inside the batch of messages that was sent last: take it as «at least so far, and the rest of that batch»
    /// (ContractTests).
    package func endOffsets(of partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let list = PartitionList(partitions.map { ($0.topic, $0.partition, Int64(RD_KAFKA_OFFSET_END)) })
        try unsafe check(rd_kafka_offsets_for_times(client, list.pointer, Self.answerMilliseconds))
        try list.checkEach()
        return list.offsets
    }

    // MARK: Inside

    private func ring(_ queue: OpaquePointer) {
        let one: UInt64 = 1
        unsafe withUnsafeBytes(of: one) { unsafe rd_kafka_queue_io_event_enable(queue, bell, $0.baseAddress, 8) }
    }

    private func error() -> KafkaError? {
        guard let event = unsafe rd_kafka_queue_poll(main, 0) else { return nil }
        defer { unsafe rd_kafka_event_destroy(event) }
        guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR else { return nil }
        let message = unsafe rd_kafka_event_error_string(event).map { unsafe String(cString: $0) }
        return KafkaError(
            unsafe rd_kafka_event_error(event), message, isFatal: unsafe rd_kafka_event_error_is_fatal(event) != 0)
    }

    private func check(_ code: rd_kafka_resp_err_t) throws(KafkaError) {
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
    }

    private func check(_ error: OpaquePointer?) throws(KafkaError) {
        guard let error = unsafe error else { return }
        defer { unsafe rd_kafka_error_destroy(error) }
        throw unsafe KafkaError(
            rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0)
    }
}
