package import CLibrdkafka

/// What librdkafka says of a broker that is away, for tests that have none.
package enum Failure {
    /// The connection ended.
    package static let transport = RD_KAFKA_RESP_ERR__TRANSPORT
    /// Nobody answered.
    package static let timedOut = RD_KAFKA_RESP_ERR__TIMED_OUT
}
