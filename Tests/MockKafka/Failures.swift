import CLibrdkafka

@testable package import Kafka

extension KafkaError {
    /// The connection to a broker ended.
    package static let transport = KafkaError(RD_KAFKA_RESP_ERR__TRANSPORT)
    /// Nobody answered.
    package static let timedOut = KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT)
}
