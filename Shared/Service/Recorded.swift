package import Model

/// A fact with the event that caused it.
package struct Recorded<Fact: Sendable>: Sendable {
    package var fact: Fact
    /// The CloudEvents id of the event that caused it; unique within a poster.
    package var cause: String
    /// Who posted that event.
    package var poster: String
    /// The piece of that event's work of which it came; empty if it is decided in one.
    package var piece: String
    /// Place among the facts of that piece, from 0.
    package var index: Int
    /// The event's own time, but not before `day`: when it took effect, in the district's time.
    package var time: Moment
    /// The district's day on which it took effect.
    package var day: Day

    package init(
        fact: Fact, cause: String, poster: String, piece: String = "", index: Int, time: Moment, day: Day
    ) {
        self.fact = fact
        self.cause = cause
        self.poster = poster
        self.piece = piece
        self.index = index
        self.time = time
        self.day = day
    }

    /// The id of this fact, the same in every replay; `part` tells apart several messages or rows of one fact.
    package func id(part: Int = 0) -> String {
        poster + ":" + cause + ":" + (piece.isEmpty ? "" : piece + ":") + String(index)
            + (part == 0 ? "" : "." + String(part))
    }
}
