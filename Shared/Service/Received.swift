import Kafka
import Model

/// Where the bytes of an event are.
enum Payload: Sendable {
    case fetched(Batch, index: Int)
    case kept([UInt8], MessageHeaders)

    /// The bytes, copied.
    var bytes: [UInt8] {
        switch self {
        case .fetched(let batch, let index): batch.payload(index)
        case .kept(let bytes, _): bytes
        }
    }

    /// Number of bytes.
    var count: Int {
        switch self {
        case .fetched(let batch, let index): batch.byteCount(index)
        case .kept(let bytes, _): bytes.count
        }
    }

    /// The headers that belong to the event.
    var headers: MessageHeaders {
        switch self {
        case .fetched(let batch, let index):
            MessageHeaders(
                batch.headers(index).map { MessageHeader(name: $0.name, value: $0.value) }.filter { header in
                    let name = header.name.lowercased()
                    return name.hasPrefix("ce_") || name == "content-type"
                })
        case .kept(_, let headers): headers
        }
    }
}

extension Batch {
    /// When a message was posted: the broker's stamp. Where it does not stamp, what the poster's program says counts,
    /// but it cannot have come later than now.
    func arrival(_ index: Int) -> Moment {
        let stamp = timestamp(index)
        if stamp.isAppendTime { return Moment(milliseconds: stamp.milliseconds) }
        let now = WallClock.milliseconds()
        return Moment(milliseconds: stamp.milliseconds < 0 ? now : min(stamp.milliseconds, now))
    }
}

/// An event as the loop carries it: what it is, who said it, where it lies.
struct Received<Command: Sendable>: Sendable {
    /// What was made of the bytes.
    enum Content: Sendable {
        case command(Command)
        /// Not to be decided: malformed, or not for this poster to say.
        case refused(Reason, String)
        /// A fact of another service that this one does not need.
        case ignored
    }

    var origin: Origin
    /// The poster whose topic it came on, or the service that stated it.
    var poster: String
    /// Nil if the envelope could not be read.
    var head: EventHead?
    var content: Content
    /// Tells a double from an id used again.
    var fingerprint: Int64
    /// When it was posted, by the broker's clock (`message.timestamp.type=LogAppendTime`). Rules of a replay are told
    /// the event's own time instead.
    var arrival: Moment
    var payload: Payload
    var pace: Pace
    /// Index of its first fact: the opening of a day is decided in portions.
    var firstFact = 0
    /// It waited too long already: what it refers to is not waited for again.
    var isOverdue = false

    /// Its identity, if its envelope could be read.
    var id: EventIdentity? { head.map { EventIdentity(poster: poster, event: $0.id) } }

    /// A post goes by its own time, but within the day on which it arrived: a poster cannot move itself to another day.
    var paceByArrival: Pace {
        guard case .intake(let time) = pace else { return pace }
        return .intake(min(max(time, Moment.start(of: arrival.day)), arrival))
    }

    /// The same event, refused.
    func refused(_ reason: Reason, _ detail: String) -> Self {
        var event = self
        event.content = .refused(reason, detail)
        return event
    }

    /// As it is kept among the rejections.
    func rejection(_ reason: Reason, _ detail: String) -> Rejection {
        Rejection(
            origin: origin, poster: poster, eventId: head?.id, reason: reason, detail: detail, payload: payload.bytes,
            headers: payload.headers, arrival: arrival)
    }
}
