import Kafka
import Model

/// Who said an event: ids are unique within a poster.
struct EventIdentity: Hashable, Comparable, Sendable {
    var poster: String
    var event: String

    static func < (left: Self, right: Self) -> Bool { (left.poster, left.event) < (right.poster, right.event) }
}

/// Where an event lies in the log.
struct Origin: Hashable, Sendable, CustomStringConvertible {
    var partition: TopicPartition
    var offset: Int64

    /// `<topic>/<partition>/<offset>`
    var description: String { "\(partition.topic)/\(partition.partition)/\(offset)" }
}

/// The move of one partition's offset that a batch makes.
struct OffsetMove: Hashable, Sendable {
    var partition: TopicPartition
    var expected: Int64
    var next: Int64
}

/// What became of a partition's events.
struct Tally: Hashable, Sendable {
    var accepted: Int64 = 0
    var rejected: Int64 = 0
    var doubled: Int64 = 0
    var ignored: Int64 = 0
}

/// An event that waits for what it refers to.
struct WaitingEvent: Sendable {
    var id: EventIdentity
    var awaits: String
    var origin: Origin
    var time: Moment
    /// When it was posted.
    var arrival: Moment
    /// The last day on which it waits.
    var until: Day
    var payload: [UInt8]
    var headers: MessageHeaders
    /// What it waited for is there.
    var isReady = false

    /// An operator lets it be decided again (`console rejected retry`).
    var isRetried: Bool { awaits == "retry" }
}

/// A message to publish.
struct OutboxMessage: Sendable {
    var topic: String
    var key: String
    /// Names and values in turn.
    var headers: [String]
    var payload: [UInt8]
    /// Only when all before it are acknowledged.
    var afterAll: Bool
}

extension OutboxMessage {
    /// Between names and values of headers, as the outbox keeps them.
    static let separator: Character = "\u{1f}"
    /// Messages in a row of the outbox at the most.
    static let rowMax = 500
    /// A row is full with so many bytes, so that the relay's memory is bounded.
    static let rowBytes = 1_000_000
    /// Bytes of a header's value at the most.
    private static let headerBytesMax = 1_000

    /// Names and values in one text, as the outbox keeps them.
    var joinedHeaders: String { headers.map { Self.legal($0) }.joined(separator: String(Self.separator)) }

    /// Names and values out of the outbox's text.
    static func headers(_ joined: String) -> [String] {
        guard !joined.isEmpty else { return [] }
        return joined.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// Names with the bytes of their values.
    var headerPairs: [(name: String, value: [UInt8])] {
        stride(from: 0, to: headers.count - 1, by: 2).map { (name: headers[$0], value: Array(headers[$0 + 1].utf8)) }
    }

    /// A text as a header may have it: in one line, without control characters, and not longer than can be read.
    static func legal(_ text: String) -> String {
        let isLegal = text.utf8.count <= headerBytesMax && text.unicodeScalars.allSatisfy { !isControl($0) }
        guard !isLegal else { return text }
        var (result, bytes) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= headerBytesMax else { return String(result) + "…" }
            result.append(isControl(scalar) ? "\u{fffd}" : scalar)
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// The messages cut into rows of one topic each, in the order that they have there; one that comes after all others
    /// has a row of its own, the last.
    static func rows(_ messages: [OutboxMessage]) -> [ArraySlice<OutboxMessage>] {
        let (last, others) = (messages.filter(\.afterAll), messages.filter { !$0.afterAll })
        let topics = Dictionary(grouping: others, by: \.topic).sorted { $0.key < $1.key }
        return (topics.map(\.value) + [last]).flatMap(cut)
    }

    private static func cut(_ messages: [OutboxMessage]) -> [ArraySlice<OutboxMessage>] {
        var rows: [ArraySlice<OutboxMessage>] = []
        var (first, bytes) = (0, 0)
        for (index, message) in messages.enumerated() {
            let isFull = index - first == rowMax || bytes >= rowBytes || message.afterAll || messages[first].afterAll
            if isFull, index > first {
                rows.append(messages[first..<index])
                (first, bytes) = (index, 0)
            }
            bytes += message.payload.count
        }
        if first < messages.count { rows.append(messages[first...]) }
        return rows
    }
}
