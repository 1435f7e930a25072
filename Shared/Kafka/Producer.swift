import CLibrdkafka

/// What became of all messages sent since the last report.
package struct DeliveryReport: Sendable {
    /// A message that did not arrive.
    package struct Failure: Sendable, Hashable {
        /// Which message, counted from 0 since the last report.
        package let index: Int
        package let error: KafkaError
    }

    package var delivered = 0
    package var failures: [Failure] = []
    /// The highest offset written in each partition.
    package var offsets: [TopicPartition: Int64] = [:]
}

/// A writer of messages, made and used on one thread. Its queue is bounded: when it is full, `send` waits for the
/// broker.
@safe
package final class Producer {
    private let client: OpaquePointer
    private let events: OpaquePointer
    private var sent = 0
    private var answered = 0
    private var report = DeliveryReport()
    private var fatal: KafkaError?

    package init(_ configuration: ProducerConfiguration) throws(KafkaError) {
        unsafe client = try makeClient(
            RD_KAFKA_PRODUCER, configuration.properties, events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
        unsafe events = rd_kafka_queue_get_main(client)
    }

    deinit {
        unsafe rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        unsafe rd_kafka_queue_destroy(events)
        unsafe rd_kafka_destroy(client)
    }

    /// Puts a message into the queue; without a key it goes to any partition, else to the one that Java clients would
    /// choose (murmur2). Its stamp (milliseconds since 1970) is the machine's time, unless one is given. One that can
    /// never be sent, such as a too large one, is reported like one that the broker refused.
    package func send(
        topic: String, key: [UInt8]?, headers: [(name: String, value: [UInt8])] = [], payload: [UInt8],
        partition: Int32? = nil, timestampMilliseconds: Int64? = nil
    ) throws(KafkaError) {
        while true {
            let code = produce(topic, key, headers, payload, partition, timestampMilliseconds)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { break }
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                let error = KafkaError(code, topic)
                guard error.isOfMessage else { throw error }
                report.failures.append(.init(index: sent, error: error))
                answered += 1
                break
            }
            try serve(timeoutMilliseconds: 100)
        }
        sent += 1
        if sent % 1000 == 0 { try serve(timeoutMilliseconds: 0) }
    }

    /// Waits until every message is acknowledged or has failed; a message that has neither in time makes it throw.
    package func finish(timeoutMilliseconds: Int) throws(KafkaError) -> DeliveryReport {
        var left = timeoutMilliseconds
        while answered < sent {
            let before = answered
            try serve(timeoutMilliseconds: 100)
            if answered == before { left -= 100 }
            guard left > 0 else {
                throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "\(sent - answered) messages are not acknowledged")
            }
        }
        defer { (sent, answered, report) = (0, 0, DeliveryReport()) }
        return report
    }

    /// True as soon as every message is acknowledged or has failed; false if that takes longer than this.
    package func isAnswered(withinMilliseconds: Int) throws(KafkaError) -> Bool {
        let end = ContinuousClock.now + .milliseconds(withinMilliseconds)
        repeat {
            if answered == sent { return true }
            try serve(timeoutMilliseconds: 10)
        } while ContinuousClock.now < end
        return answered == sent
    }

    /// Gives up what is not acknowledged: it fails.
    package func purge() { unsafe rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT) }

    // MARK: Inside

    private func produce(
        _ topic: String, _ key: [UInt8]?, _ headers: [(name: String, value: [UInt8])], _ payload: [UInt8],
        _ partition: Int32?, _ timestampMilliseconds: Int64?
    ) -> rd_kafka_resp_err_t {
        let list = unsafe headers.isEmpty ? nil : rd_kafka_headers_new(headers.count)
        for header in headers {
            unsafe rd_kafka_header_add(list, header.name, -1, header.value, header.value.count)
        }
        let number = sent + 1
        let error = unsafe topic.withCString { topic in
            unsafe payload.withUnsafeBytes { payload in
                unsafe (key ?? []).withUnsafeBytes { keyBytes in
                    var values = unsafe [
                        value(RD_KAFKA_VTYPE_TOPIC) { unsafe $0.cstr = topic },
                        value(RD_KAFKA_VTYPE_MSGFLAGS) { unsafe $0.i = RD_KAFKA_MSG_F_COPY },
                        value(RD_KAFKA_VTYPE_VALUE) {
                            unsafe $0.mem = .init(
                                ptr: UnsafeMutableRawPointer(mutating: payload.baseAddress), size: payload.count)
                        },
                        value(RD_KAFKA_VTYPE_OPAQUE) { unsafe $0.ptr = UnsafeMutableRawPointer(bitPattern: number) },
                    ]
                    if key != nil {
                        unsafe values.append(
                            value(RD_KAFKA_VTYPE_KEY) {
                                unsafe $0.mem = .init(
                                    ptr: UnsafeMutableRawPointer(mutating: keyBytes.baseAddress), size: keyBytes.count)
                            })
                    }
                    if unsafe list != nil {
                        unsafe values.append(value(RD_KAFKA_VTYPE_HEADERS) { unsafe $0.headers = list })
                    }
                    if let partition {
                        unsafe values.append(value(RD_KAFKA_VTYPE_PARTITION) { unsafe $0.i32 = partition })
                    }
                    if let timestampMilliseconds {
                        unsafe values.append(
                            value(RD_KAFKA_VTYPE_TIMESTAMP) { unsafe $0.i64 = timestampMilliseconds })
                    }
                    return unsafe rd_kafka_produceva(client, &values, values.count)
                }
            }
        }
        guard let error = unsafe error else { return RD_KAFKA_RESP_ERR_NO_ERROR }
        // A message that was not taken leaves its headers to the caller.
        if let list = unsafe list { unsafe rd_kafka_headers_destroy(list) }
        defer { unsafe rd_kafka_error_destroy(error) }
        return unsafe rd_kafka_error_code(error)
    }

    private func value(_ kind: rd_kafka_vtype_t, _ set: (inout rd_kafka_vu_t.__Unnamed_union_u) -> Void)
        -> rd_kafka_vu_t
    {
        var value = unsafe rd_kafka_vu_t()
        unsafe value.vtype = kind
        unsafe set(&value.u)
        return unsafe value
    }

    /// Takes delivery reports and errors off the queue.
    private func serve(timeoutMilliseconds: Int) throws(KafkaError) {
        var timeout = Int32(timeoutMilliseconds)
        while let event = unsafe rd_kafka_queue_poll(events, timeout) {
            timeout = 0
            defer { unsafe rd_kafka_event_destroy(event) }
            switch unsafe rd_kafka_event_type(event) {
            case RD_KAFKA_EVENT_DR:
                while let message = unsafe rd_kafka_event_message_next(event) { unsafe take(message.pointee) }
            case RD_KAFKA_EVENT_ERROR where unsafe rd_kafka_event_error_is_fatal(event) != 0:
                fatal = KafkaError(unsafe rd_kafka_event_error(event), nil, isFatal: true)
            default: break
            }
        }
        if let fatal { throw fatal }
    }

    private func take(_ message: rd_kafka_message_t) {
        answered += 1
        let topic = unsafe rd_kafka_topic_name(message.rkt).map { unsafe String(cString: $0) } ?? ""
        guard unsafe message.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let index = Int(bitPattern: unsafe message._private) - 1
            report.failures.append(.init(index: index, error: KafkaError(unsafe message.err, topic)))
            return
        }
        report.delivered += 1
        let partition = unsafe TopicPartition(topic: topic, partition: message.partition)
        report.offsets[partition] = max(report.offsets[partition] ?? -1, unsafe message.offset)
    }
}
