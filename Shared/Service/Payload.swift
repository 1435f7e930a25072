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

    /// When a message was posted; `now` in milliseconds since 1970.
    func arrival(_ index: Int, now: Int64) -> Moment {
        let stamp = timestamp(index)
        return Arrival.moment(stamp.milliseconds, isAppendTime: stamp.isAppendTime, now: now)
    }
}

/// When a message was posted: the broker's stamp. Where it does not stamp, what the poster's program says counts. It
/// cannot have come later than now; a broker may be ten minutes ahead, but one whose clock was wrong for a moment does
/// not hold its posts back until then.
enum Arrival {
    private static let brokerAheadMilliseconds: Int64 = 600_000

    /// All in milliseconds since 1970; a stamp below zero is none.
    static func moment(_ stamp: Int64, isAppendTime: Bool, now: Int64) -> Moment {
        let last = isAppendTime ? now + brokerAheadMilliseconds : now
        return Moment(milliseconds: (0...max(0, last)).contains(stamp) ? stamp : now)
    }
}
