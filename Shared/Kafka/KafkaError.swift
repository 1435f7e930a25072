import CLibrdkafka

/// What went wrong with the broker or on the way to it, in one line without payloads.
package struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the caller can do.
    package enum Advice: Sendable, Hashable {
        /// Try again: the client goes on by itself.
        case retry
        /// Make a new client and go on from what is committed.
        case reconnect
        /// Nothing: the request or the configuration is wrong.
        case stop
    }

    /// librdkafka's number: negative for errors of the client, positive for the broker's.
    package let code: Int32
    /// librdkafka's short name, such as `_ALL_BROKERS_DOWN`.
    package let name: String
    package let message: String
    package let advice: Advice

    init(_ code: rd_kafka_resp_err_t, _ message: String? = nil, isFatal: Bool = false) {
        self.code = code.rawValue
        name = unsafe String(cString: rd_kafka_err2name(code))
        let meaning = unsafe String(cString: rd_kafka_err2str(code))
        self.message = message.map { $0.isEmpty || $0.contains(meaning) ? $0 : "\(meaning) (\($0))" } ?? meaning
        advice = isFatal ? .reconnect : Self.advice(code)
    }

    /// A setting that librdkafka does not take.
    init(configuration message: String) {
        code = RD_KAFKA_RESP_ERR__INVALID_ARG.rawValue
        name = "_INVALID_ARG"
        self.message = message
        advice = .stop
    }

    /// It is about one message, which no broker will take however often it is sent; the next ones can go on.
    package var isOfMessage: Bool {
        switch rd_kafka_resp_err_t(rawValue: code) {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE,
            RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_INVALID_RECORD,
            RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
            RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR__BAD_MSG:
            true
        default: false
        }
    }

    package var description: String { "\(name): \(message)" }

    /// Errors of the transport and of leaders that move pass by themselves; those that end this client's session need a
    /// new one.
    private static func advice(_ code: rd_kafka_resp_err_t) -> Advice {
        switch code {
        case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR__STATE,
            RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED,
            RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
            RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
            RD_KAFKA_RESP_ERR__PURGE_QUEUE,
            RD_KAFKA_RESP_ERR__DESTROY:
            .reconnect
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR__AUTHENTICATION,
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
            RD_KAFKA_RESP_ERR_INVALID_CONFIG, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
            RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RD_KAFKA_RESP_ERR_INVALID_PARTITIONS,
            RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
            .stop
        default: .retry
        }
    }
}
