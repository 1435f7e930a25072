import CLibrdkafka
import Glibc

/// What a consumer has to say beside messages.
package enum ConsumerEvent: Sendable, Hashable {
    /// Nothing, or only messages are ready.
    case idle
    /// The group gives these partitions: answer with `start`.
    case assigned([TopicPartition])
    /// The group takes these partitions: answer with `stop`. They are lost if another member may have them already.
    case revoked([TopicPartition], lost: Bool)
    case failed(KafkaError)
}

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

/// A member of a consumer group, made and used on one thread. Each partition has a queue of its own, so that the caller
/// takes from whichever it wants next and the backlog of each is bounded by librdkafka. There are no callbacks:
/// everything is an event that `poll` returns.
@safe
package final class Consumer {
    private let handle: ConsumerHandle
    private var client: OpaquePointer { unsafe handle.client }
    private var main: OpaquePointer { unsafe handle.main }
    private var queues: [TopicPartition: OpaquePointer] = unsafe [:]
    /// Readable when something is in any queue.
    private let bell: Int32
    /// It has left the group for good.
    package private(set) var isClosed = false

    package init(_ configuration: ConsumerConfiguration) throws(KafkaError) {
        let events = RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR
        unsafe handle = ConsumerHandle(
            try makeClient(
                RD_KAFKA_CONSUMER, configuration.properties, ifKnown: configuration.propertiesIfKnown, events: events))
        bell = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        unsafe ring(main)
    }

    deinit {
        close()
        _ = Glibc.close(bell)
    }

    /// Joins the group for topics; a name that begins with ^ is a pattern.
    package func subscribe(_ topics: [String]) throws(KafkaError) {
        let list = PartitionList(topics.map { ($0, RD_KAFKA_PARTITION_UA, nil) })
        try unsafe check(rd_kafka_subscribe(client, list.pointer))
    }

    /// Waits until something comes, at most so long; call it often, or the group takes this member for dead.
    package func poll(timeoutMilliseconds: Int) -> ConsumerEvent {
        if let event = event() { return event }
        guard timeoutMilliseconds > 0 else { return .idle }
        var waiting = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
        _ = unsafe Glibc.poll(&waiting, 1, Int32(timeoutMilliseconds))
        var count: UInt64 = 0
        _ = unsafe read(bell, &count, 8)
        return event() ?? .idle
    }

    /// Begins reading assigned partitions at these offsets.
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
        if isCooperative {
            try unsafe check(rd_kafka_incremental_assign(client, list.pointer))
        } else {
            try unsafe check(rd_kafka_assign(client, list.pointer))
        }
    }

    /// The partitions that were started and not stopped.
    package var partitions: [TopicPartition] { unsafe Array(queues.keys) }

    /// Gives revoked partitions up.
    package func stop(_ partitions: [TopicPartition]) throws(KafkaError) {
        for partition in partitions {
            if let queue = unsafe queues.removeValue(forKey: partition) { unsafe rd_kafka_queue_destroy(queue) }
        }
        let list = PartitionList(partitions.map { ($0.topic, $0.partition, nil) })
        if isCooperative {
            try unsafe check(rd_kafka_incremental_unassign(client, list.pointer))
        } else {
            try unsafe check(rd_kafka_assign(client, nil))
        }
    }

    /// Goes on at another offset of assigned partitions; what was read ahead is dropped.
    package func seek(_ offsets: [TopicPartition: Int64], timeoutMilliseconds: Int = 10_000) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let list = PartitionList(offsets.map { ($0.key.topic, $0.key.partition, $0.value) })
        try unsafe check(rd_kafka_seek_partitions(client, list.pointer, Int32(timeoutMilliseconds)))
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
    package func endOffsets(of partitions: [TopicPartition], timeoutMilliseconds: Int) throws(KafkaError)
        -> [TopicPartition: Int64]
    {
        guard !partitions.isEmpty else { return [:] }
        let list = PartitionList(partitions.map { ($0.topic, $0.partition, Int64(RD_KAFKA_OFFSET_END)) })
        try unsafe check(rd_kafka_offsets_for_times(client, list.pointer, Int32(timeoutMilliseconds)))
        try list.checkEach()
        return list.offsets
    }

    /// True if a broker answers within this time.
    package func isAnswered(timeoutMilliseconds: Int) -> Bool {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(client, 0, nil, &metadata, Int32(timeoutMilliseconds))
        if let metadata = unsafe metadata { unsafe rd_kafka_metadata_destroy(metadata) }
        return code == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    /// Leaves the group.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        // The formatter (6.3) runs «for unsafe» together with the next word.
        // swift-format-ignore
        for unsafe (_, queue) in unsafe queues { unsafe rd_kafka_queue_destroy(queue) }
        unsafe queues = [:]
        // Closing asks for the last revocation as an event; it is answered here, since nobody polls any more.
        if let error = unsafe rd_kafka_consumer_close_queue(client, main) {
            unsafe rd_kafka_error_destroy(error)
            return
        }
        while unsafe rd_kafka_consumer_closed(client) == 0 {
            guard let event = unsafe rd_kafka_queue_poll(main, 100) else { continue }
            if unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                if isCooperative, let list = unsafe rd_kafka_event_topic_partition_list(event) {
                    if let error = unsafe rd_kafka_incremental_unassign(client, list) {
                        unsafe rd_kafka_error_destroy(error)
                    }
                } else {
                    _ = unsafe rd_kafka_assign(client, nil)
                }
            }
            unsafe rd_kafka_event_destroy(event)
        }
    }

    // MARK: Inside

    private var isCooperative: Bool {
        unsafe rd_kafka_rebalance_protocol(client).map { unsafe String(cString: $0) } == "COOPERATIVE"
    }

    private func ring(_ queue: OpaquePointer) {
        let one: UInt64 = 1
        unsafe withUnsafeBytes(of: one) { unsafe rd_kafka_queue_io_event_enable(queue, bell, $0.baseAddress, 8) }
    }

    private func event() -> ConsumerEvent? {
        guard let event = unsafe rd_kafka_queue_poll(main, 0) else { return nil }
        defer { unsafe rd_kafka_event_destroy(event) }
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE:
            let partitions = unsafe PartitionList.partitions(rd_kafka_event_topic_partition_list(event))
            return unsafe rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
                ? .assigned(partitions) : .revoked(partitions, lost: unsafe rd_kafka_assignment_lost(client) != 0)
        case RD_KAFKA_EVENT_ERROR:
            let message = unsafe rd_kafka_event_error_string(event).map { unsafe String(cString: $0) }
            return .failed(
                KafkaError(
                    unsafe rd_kafka_event_error(event), message,
                    isFatal: unsafe rd_kafka_event_error_is_fatal(event) != 0))
        default: return nil
        }
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
