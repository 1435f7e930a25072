import Kafka
import Model

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

extension Reason {
    /// Facts of services were refused.
    var alarm: String { "facts of services are refused as \(rawValue): see console rejected" }
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

extension Received {
    /// The command, if there is one to decide.
    var command: Command? {
        if case .command(let command) = content { command } else { nil }
    }

    /// There is one to decide.
    var isCommand: Bool {
        if case .command = content { true } else { false }
    }
}

extension Received {
    /// The same event, refused since the program or the database cannot take it, or has an id of it already.
    func failed(_ reason: Reason = .eventFailed) -> Self {
        refused(
            reason,
            reason == .idReused
                ? "an id of it was used before; what is new needs an id of its own"
                : "the platform could not decide this event; it is kept, and the operators are told: do not post it "
                    + "again")
    }
}
