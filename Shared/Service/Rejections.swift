import Kafka
import Model

/// An event that was refused.
struct Rejection: Sendable {
    /// The bytes that were refused, or what is known of them.
    enum Payload: Sendable, Hashable {
        case kept([UInt8])
        /// Too large to be kept twice: it stays where it lies, and is so many bytes with this SHA-256 (hexadecimal).
        case leftInPlace(bytes: Int, sha256: String)
    }

    var origin: Origin
    var poster: String
    /// Nil if the message could not be read that far.
    var eventId: String?
    var reason: Reason
    /// Of the event's content; 0 if it could not be read that far.
    var fingerprint: Int64
    /// What to do about it; without personal data.
    var detail: String
    var payload: Payload
    /// Headers that belong to the event.
    var headers: MessageHeaders
    /// When it was posted.
    var arrival: Moment

    init(
        origin: Origin, poster: String, eventId: String?, reason: Reason, detail: String, payload: [UInt8],
        headers: MessageHeaders, arrival: Moment, fingerprint: Int64 = 0
    ) {
        (self.origin, self.reason, self.headers, self.arrival) = (origin, reason, headers, arrival)
        self.fingerprint = fingerprint
        // These may be a poster's own texts: PostgreSQL and readers of headers take no control characters.
        self.poster = OutboxMessage.legal(poster)
        self.eventId = eventId.map { OutboxMessage.legal($0) }
        self.detail = OutboxMessage.legal(detail)
        self.payload = .kept(payload)
    }

    /// The message on the topic of rejections: the original bytes or their sum, and why they were refused in headers.
    func message(topic: String) -> OutboxMessage {
        var headers = [
            "reason", reason.rawValue, "detail", detail, "poster", poster, "topic", origin.partition.topic,
            "partition", String(origin.partition.partition), "offset", String(origin.offset), "event-id", eventId ?? "",
        ]
        for header in self.headers.all {
            headers += [
                OutboxMessage.legal(header.name), OutboxMessage.legal(String(decoding: header.value, as: UTF8.self)),
            ]
        }
        var bytes: [UInt8] = []
        switch payload {
        case .kept(let kept): bytes = kept
        case .leftInPlace(let count, let sum):
            headers += ["payload-bytes", String(count), "payload-sha256", sum]
        }
        return OutboxMessage(topic: topic, key: poster, headers: headers, payload: bytes, afterAll: false)
    }
}

extension Rejection.Payload {
    /// The bytes, if they are kept.
    var kept: [UInt8]? {
        if case .kept(let bytes) = self { bytes } else { nil }
    }

    /// How many bytes were left in place.
    var leftBytes: Int64? {
        if case .leftInPlace(let bytes, _) = self { Int64(bytes) } else { nil }
    }

    /// The sum of the bytes that were left in place.
    var leftSum: String? {
        if case .leftInPlace(_, let sum) = self { sum } else { nil }
    }
}
