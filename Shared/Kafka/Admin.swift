import CLibrdkafka

/// A topic as it should be.
package struct TopicSpecification: Sendable, Hashable {
    package var name: String
    package var partitions: Int
    package var replication: Int
    /// The broker's settings of the topic, by their names.
    package var settings: [String: String]

    package init(name: String, partitions: Int, replication: Int = 1, settings: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.settings = settings
    }
}

/// Makes, describes and alters topics.
@safe
package final class Admin {
    let client: OpaquePointer

    package init(brokers: String) throws(KafkaError) {
        unsafe client = try makeClient(
            RD_KAFKA_PRODUCER,
            [("bootstrap.servers", brokers), ("client.id", "admin"), ("reconnect.backoff.max.ms", "1000")],
            events: RD_KAFKA_EVENT_ERROR)
    }

    deinit { unsafe rd_kafka_destroy(client) }

    /// Makes topics; returns the names of those that were there already. The first other failure is thrown.
    package func create(_ topics: [TopicSpecification], timeoutMilliseconds: Int = 30_000) throws(KafkaError)
        -> [String]
    {
        guard !topics.isEmpty else { return [] }
        var list: [OpaquePointer?] = unsafe []
        defer { unsafe rd_kafka_NewTopic_destroy_array(&list, list.count) }
        for topic in topics {
            var message = [CChar](repeating: 0, count: 512)
            guard
                let new = unsafe rd_kafka_NewTopic_new(
                    topic.name, Int32(topic.partitions), Int32(topic.replication), &message, message.count)
            else {
                throw KafkaError(configuration: "\(topic.name): \(text(message))")
            }
            for (name, value) in topic.settings.sorted(by: { $0.key < $1.key }) {
                unsafe rd_kafka_NewTopic_set_config(new, name, value)
            }
            unsafe list.append(new)
        }
        let queue = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        unsafe rd_kafka_CreateTopics(client, &list, list.count, nil, queue)
        guard let event = unsafe rd_kafka_queue_poll(queue, Int32(timeoutMilliseconds)) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "topics were not made in \(timeoutMilliseconds) ms")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
        return try unsafe existing(rd_kafka_event_CreateTopics_result(event))
    }

    private func existing(_ result: OpaquePointer?) throws(KafkaError) -> [String] {
        var count = 0
        guard let results = unsafe rd_kafka_CreateTopics_result_topics(result, &count) else { return [] }
        var existing: [String] = []
        for index in 0..<count {
            let name = unsafe String(cString: rd_kafka_topic_result_name(results[index]))
            let code = unsafe rd_kafka_topic_result_error(results[index])
            if code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS {
                existing.append(name)
            } else if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaError(code, name)
            }
        }
        return existing
    }

    /// The topics of the cluster with the number of their partitions.
    package func topics() throws(KafkaError) -> [String: Int] {
        try unsafe Kafka.topics(of: client, timeoutMilliseconds: 10_000)
    }
}

/// The topics that the broker of a client has, with the number of their partitions.
func topics(of client: OpaquePointer, timeoutMilliseconds: Int) throws(KafkaError) -> [String: Int] {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = unsafe rd_kafka_metadata(client, 1, nil, &metadata, Int32(timeoutMilliseconds))
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata = unsafe metadata else { throw KafkaError(code) }
    defer { unsafe rd_kafka_metadata_destroy(metadata) }
    var topics: [String: Int] = [:]
    for index in 0..<Int(unsafe metadata.pointee.topic_cnt) {
        let topic = unsafe metadata.pointee.topics[index]
        topics[unsafe String(cString: topic.topic)] = Int(unsafe topic.partition_cnt)
    }
    return topics
}
