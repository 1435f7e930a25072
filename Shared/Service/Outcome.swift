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
struct Claim: Hashable, Sendable {
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
}

/// An event that was refused.
struct Rejection: Sendable {
    var origin: Origin
    var poster: String
    /// Nil if the message could not be read that far.
    var eventId: String?
    var reason: Reason
    /// What to do about it; without personal data.
    var detail: String
    var payload: [UInt8]

    /// The message on the topic of rejections: the original bytes, and why they were refused in headers.
    func message(topic: String) -> OutboxMessage {
        let headers = [
            "reason", reason.rawValue, "detail", detail, "poster", poster, "topic", origin.partition.topic,
            "partition", String(origin.partition.partition), "offset", String(origin.offset), "event-id", eventId ?? "",
        ]
        return OutboxMessage(topic: topic, key: poster, headers: headers, payload: payload, afterAll: false)
    }
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

    /// The messages cut into rows, in order; one that comes after all others has a row of its own.
    static func rows(_ messages: [OutboxMessage]) -> [ArraySlice<OutboxMessage>] {
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
