import Kafka
import Model

/// Who said an event: ids are unique within a poster.
struct EventIdentity: Hashable, Comparable, Sendable {
    var poster: String
    var event: String

    static func < (left: Self, right: Self) -> Bool { (left.poster, left.event) < (right.poster, right.event) }
}

/// Where an event lies in the log.
struct Origin: Hashable, Sendable {
    var partition: TopicPartition
    var offset: Int64
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
    /// The last day on which it waits.
    var until: Day
    var payload: [UInt8]
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
