import CLibrdkafka
import Glibc

/// Messages of one partition in the order of their offsets. It owns librdkafka's messages: they are freed together,
/// when nobody holds the batch any more; payloads are read where they lie. Any thread may read and free them: nothing
/// changes them, and librdkafka frees messages on any thread.
@safe
package final class Batch: @unchecked Sendable {
    private let messages: [UnsafeMutablePointer<rd_kafka_message_t>]
    private let owner: ConsumerHandle
    /// Where the partition ended, if nothing followed these messages when they were fetched: the offset that the next
    /// message can have at the least. It may lie beyond the last message, since a transaction's marker takes an offset.
    package let endOffset: Int64?
    /// The last look into the partition's queue left nothing in it.
    package let isAll: Bool

    init(
        _ messages: [UnsafeMutablePointer<rd_kafka_message_t>], of owner: ConsumerHandle, endOffset: Int64? = nil,
        isAll: Bool = true
    ) {
        unsafe self.messages = messages
        self.owner = owner
        self.endOffset = endOffset
        self.isAll = isAll
    }

    deinit {
        // The formatter (6.3) runs «for unsafe» together with the next word.
        // swift-format-ignore
        for unsafe message in unsafe messages { unsafe rd_kafka_message_destroy(message) }
    }

    /// Nothing followed these messages when they were fetched.
    package var reachedEnd: Bool { endOffset != nil }

    /// Number of messages.
    package var count: Int { unsafe messages.count }

    /// Place of a message in its partition.
    package func offset(_ index: Int) -> Int64 { unsafe messages[index].pointee.offset }

    /// The stamp of a message, milliseconds since 1970 (-1 if it has none), and whether it is the broker's: the moment
    /// of its arrival (`message.timestamp.type=LogAppendTime`). Else it is what the poster's program says.
    package func timestamp(_ index: Int) -> (milliseconds: Int64, isAppendTime: Bool) {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = unsafe rd_kafka_message_timestamp(messages[index], &kind)
        return (milliseconds, kind == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME)
    }

    /// Number of bytes of all messages.
    package var byteCount: Int { (0..<count).reduce(0) { $0 + byteCount($1) } }

    /// Number of bytes of a message, with its headers.
    package func byteCount(_ index: Int) -> Int { unsafe Self.byteCount(messages[index]) }

    static func byteCount(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int {
        unsafe message.pointee.len + headerByteCount(message)
    }

    /// Number of bytes of a message's headers, names and values.
    package func headerByteCount(_ index: Int) -> Int { unsafe Self.headerByteCount(messages[index]) }

    private static func headerByteCount(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int {
        var total = 0
        unsafe eachHeader(message) { unsafe total += strlen($0) + $2 }
        return total
    }

    private static func eachHeader(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>,
        _ take: (UnsafePointer<CChar>, UnsafeRawPointer?, Int) -> Void
    ) {
        var headers: OpaquePointer?
        guard unsafe rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let headers = unsafe headers
        else {
            return
        }
        var (place, size) = (0, 0)
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        while unsafe rd_kafka_header_get_all(headers, place, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let name = unsafe name
        {
            unsafe take(name, value, size)
            place += 1
        }
    }

    /// The bytes of a message, copied.
    package func payload(_ index: Int) -> [UInt8] {
        let message = unsafe messages[index].pointee
        return unsafe Self.bytes(message.payload, message.len)
    }

    /// The key of a message; nil if it has none.
    package func key(_ index: Int) -> [UInt8]? {
        let message = unsafe messages[index].pointee
        return unsafe message.key == nil ? nil : Self.bytes(message.key, message.key_len)
    }

    /// The headers of a message, in order.
    package func headers(_ index: Int) -> [(name: String, value: [UInt8])] {
        var result: [(name: String, value: [UInt8])] = []
        unsafe Self.eachHeader(messages[index]) { name, value, size in
            unsafe result.append((name: String(cString: name), value: Self.bytes(value, size)))
        }
        return result
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: start, count: unsafe start == nil ? 0 : count))
    }
}
