import CLibrdkafka

/// librdkafka's list of partitions with offsets, freed with its owner.
@safe
final class PartitionList {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// Partitions; an offset if one is meant.
    init(_ partitions: [(topic: String, partition: Int32, offset: Int64?)]) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for entry in partitions {
            let added = unsafe rd_kafka_topic_partition_list_add(pointer, entry.topic, entry.partition)
            if let offset = entry.offset { unsafe added?.pointee.offset = offset }
        }
    }

    deinit { unsafe rd_kafka_topic_partition_list_destroy(pointer) }

    /// The first error that an entry carries.
    func checkEach() throws(KafkaError) {
        for index in 0..<Int(unsafe pointer.pointee.cnt) {
            let entry = unsafe pointer.pointee.elems[index]
            if unsafe entry.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaError(unsafe entry.err, unsafe String(cString: entry.topic))
            }
        }
    }

    /// The offsets in the list.
    var offsets: [TopicPartition: Int64] {
        var result: [TopicPartition: Int64] = [:]
        for index in 0..<Int(unsafe pointer.pointee.cnt) {
            let entry = unsafe pointer.pointee.elems[index]
            unsafe result[TopicPartition(topic: String(cString: entry.topic), partition: entry.partition)] =
                unsafe entry.offset
        }
        return result
    }

    /// The partitions of a list that belongs to somebody else.
    static func partitions(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [TopicPartition] {
        guard let list = unsafe list else { return [] }
        return (0..<Int(unsafe list.pointee.cnt)).map { index in
            let entry = unsafe list.pointee.elems[index]
            return unsafe TopicPartition(topic: String(cString: entry.topic), partition: entry.partition)
        }
    }
}
