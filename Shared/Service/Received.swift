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

extension Batch {
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

    /// When a message was posted.
    func arrival(_ index: Int) -> Moment {
        let stamp = timestamp(index)
        return Arrival.moment(stamp.milliseconds, isAppendTime: stamp.isAppendTime, now: WallClock.milliseconds())
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

/// An event as the loop carries it: what it is, who said it, where it lies.
struct Received<Command: Sendable>: Sendable {
    /// What was made of the bytes. Indirect: an event is handed on many times, and a command has many texts.
    indirect enum Content: Sendable {
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
    /// Name of a piece of its work; empty if it is decided in one.
    var piece = ""
    /// It waited too long already: what it refers to is not waited for again.
    var isOverdue = false

    /// Its identity, if its envelope could be read.
    var id: EventIdentity? { head.map { EventIdentity(poster: poster, event: $0.id) } }

    /// A post goes by its own time, but within the day on which it arrived: a poster cannot move itself to another day.
    var paceByArrival: Pace {
        guard case .intake(let time) = pace else { return pace }
        return .intake(min(max(time, Moment.start(of: arrival.day)), arrival))
    }

    /// Pieces of its work.
    func parts(_ pieces: [Portion<Command>.Piece]) -> [Self] {
        pieces.map { piece in
            var part = self
            (part.piece, part.content) = (piece.name, .command(piece.command))
            return part
        }
    }

    /// The same event, with nothing to decide.
    var ignored: Self {
        var event = self
        event.content = .ignored
        return event
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
            headers: payload.headers, arrival: arrival, fingerprint: fingerprint)
    }
}

extension Tally {
    /// One event, by what a part of it comes to.
    init<Command>(of event: Received<Command>) {
        switch event.content {
        case .command: self.init(accepted: 1)
        case .refused: self.init(rejected: 1)
        case .ignored: self.init(ignored: 1)
        }
    }
}
