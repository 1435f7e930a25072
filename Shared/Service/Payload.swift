import Kafka
import Model

/// The bytes of an event, with the headers that belong to it. They are a copy: a message in librdkafka's hands keeps
/// the whole answer of the broker alive, which may hold megabytes of other partitions.
struct Payload: Sendable {
    var bytes: [UInt8]
    var headers: MessageHeaders
    /// Number of bytes of all headers of the message. If they are too many, none is here.
    var headerBytes = 0

    /// Number of bytes, with the headers.
    var count: Int { bytes.count + headerBytes }
}

extension Messages {
    /// A message's bytes, with the headers that belong to its event. Headers take memory, rows and messages as the
    /// bytes do: too many are left where they lie, whosever they are.
    func event(_ index: Int) -> Payload {
        let headerBytes = headerByteCount(index)
        guard headerBytes <= MessageHeaders.bytesMax else {
            return Payload(bytes: payload(index), headers: .none, headerBytes: headerBytes)
        }
        let own = headers(index).map { MessageHeader(name: $0.name, value: $0.value) }.filter { header in
            let name = header.name.lowercased()
            return name.hasPrefix("ce_") || name == "content-type"
        }
        return Payload(bytes: payload(index), headers: MessageHeaders(own), headerBytes: headerBytes)
    }
}
