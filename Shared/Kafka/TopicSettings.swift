import CLibrdkafka

extension Admin {
    /// The broker's settings of a topic, by their names.
    package func describe(_ topic: String) throws(KafkaError) -> [String: String] {
        var settings: [String: String] = [:]
        for entry in try entries(of: topic) { settings[entry.name] = entry.value }
        return settings
    }

    /// Gives a topic other settings; those that it has of its own and that are not named stay. False if the broker
    /// cannot alter topics.
    package func alter(_ topic: String, _ settings: [String: String]) throws(KafkaError) -> Bool {
        // The request replaces all that the topic has of its own; Debian 12's library has no other.
        var own: [String: String] = [:]
        for entry in try entries(of: topic) where entry.isOwn { own[entry.name] = entry.value }
        let resource = unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        var resources: [OpaquePointer?] = unsafe [resource]
        defer { unsafe rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
        for (name, value) in own.merging(settings, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            unsafe rd_kafka_ConfigResource_set_config(resource, name, value)
        }
        let queue = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        unsafe rd_kafka_AlterConfigs(client, &resources, resources.count, nil, queue)
        let event: OpaquePointer
        do {
            unsafe event = try answer(queue, about: topic)
        } catch {
            guard error.code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE.rawValue else { throw error }
            return false
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        var count = 0
        let altered = unsafe rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
        if count == 1, let first = unsafe altered?[0] { try unsafe check(first, topic) }
        return true
    }

    /// A setting of a topic, and whether it is the topic's own or the broker's standard.
    private struct Entry {
        var name: String
        var value: String
        var isOwn: Bool
    }

    private func entries(of topic: String) throws(KafkaError) -> [Entry] {
        var resources: [OpaquePointer?] = unsafe [rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)]
        defer { unsafe rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
        let queue = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        unsafe rd_kafka_DescribeConfigs(client, &resources, resources.count, nil, queue)
        let event = try unsafe answer(queue, about: topic)
        defer { unsafe rd_kafka_event_destroy(event) }
        var count = 0
        guard
            let described = unsafe rd_kafka_DescribeConfigs_result_resources(
                rd_kafka_event_DescribeConfigs_result(event), &count), count == 1, let first = unsafe described[0]
        else {
            return []
        }
        try unsafe check(first, topic)
        var entryCount = 0
        let entries = unsafe rd_kafka_ConfigResource_configs(first, &entryCount)
        return (0..<entryCount).compactMap { index in
            guard let entry = unsafe entries?[index], let name = unsafe rd_kafka_ConfigEntry_name(entry) else {
                return nil
            }
            return unsafe Entry(
                name: String(cString: name),
                value: rd_kafka_ConfigEntry_value(entry).map { unsafe String(cString: $0) } ?? "",
                isOwn: rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
        }
    }

    /// Waits for the answer to a request.
    private func answer(_ queue: OpaquePointer?, about topic: String) throws(KafkaError) -> OpaquePointer {
        guard let event = unsafe rd_kafka_queue_poll(queue, 10_000) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "no answer about \(topic)")
        }
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            unsafe rd_kafka_event_destroy(event)
            throw KafkaError(code, topic)
        }
        return unsafe event
    }

    private func check(_ resource: OpaquePointer, _ topic: String) throws(KafkaError) {
        let code = unsafe rd_kafka_ConfigResource_error(resource)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, topic) }
    }
}
