import CLibrdkafka

/// librdkafka's own cluster inside the process, with errors to order: a broker does not fail when a test wants it to.
@safe
package final class MockCluster {
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// Requests whose answers can be made to fail.
    package enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case metadata = 3
    }

    package init(brokers: Int) throws(MockClusterFailure) {
        let configuration = unsafe rd_kafka_conf_new()
        // That it knows no broker is as it should be: errors only.
        unsafe rd_kafka_conf_set(configuration, "log_level", "3", nil, 0)
        guard let client = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            throw MockClusterFailure()
        }
        unsafe self.client = client
        guard let made = unsafe rd_kafka_mock_cluster_new(client, Int32(brokers)) else {
            unsafe rd_kafka_destroy(client)
            throw MockClusterFailure()
        }
        unsafe cluster = made
    }

    deinit {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(client)
    }

    /// What clients are told to connect to.
    package var brokers: String {
        unsafe rd_kafka_mock_cluster_bootstraps(cluster).map { unsafe String(cString: $0) } ?? ""
    }

    /// Makes a topic.
    package func create(_ topic: String, partitions: Int) {
        unsafe rd_kafka_mock_topic_create(cluster, topic, Int32(partitions), 1)
    }

    /// The next answers to this kind of request are these errors, one each; then all is well again. Codes are the
    /// protocol's.
    package func fail(_ request: Request, with codes: [Int32]) {
        let errors = codes.map { rd_kafka_resp_err_t(rawValue: $0) }
        unsafe rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// A broker, from 1, goes away or comes back.
    package func setBroker(_ number: Int, isUp: Bool) {
        if isUp {
            unsafe rd_kafka_mock_broker_set_up(cluster, Int32(number))
        } else {
            unsafe rd_kafka_mock_broker_set_down(cluster, Int32(number))
        }
    }
}

/// librdkafka makes no cluster.
package struct MockClusterFailure: Error {}
