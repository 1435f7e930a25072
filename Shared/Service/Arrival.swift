import Model

/// When a message was posted: the broker's stamp. Where it does not stamp, what the poster's program says counts, if it
/// is not of the future.
///
/// Clocks go wrong. A stamp that lies more than ten minutes ahead of this machine's clock says that the broker's clock
/// was ahead for a moment, or that this machine's is behind; the event's own time tells which. If it would be of the
/// future here and not by the stamp, the stamp counts, and the event waits for its day; else it came now, so that one
/// wrong stamp does not hold its partition back.
enum Arrival {
    /// Milliseconds that two clocks may differ.
    static let toleranceMilliseconds: Int64 = 600_000

    /// All in milliseconds since 1970; a stamp below zero is none. `time` is the event's own, if it could be read.
    static func moment(_ stamp: Int64, isAppendTime: Bool, now: Int64, time: Int64? = nil) -> Moment {
        guard (0...lastMilliseconds).contains(stamp), isAppendTime || stamp <= now else {
            return Moment(milliseconds: now)
        }
        guard isAhead(stamp, of: now) else { return Moment(milliseconds: stamp) }
        let isOfStamp = time.map { isAhead($0, of: now) && !isAhead($0, of: stamp) } ?? false
        return Moment(milliseconds: isOfStamp ? stamp : now)
    }

    /// More than clocks may differ.
    static func isAhead(_ one: Int64, of other: Int64) -> Bool { one - toleranceMilliseconds > other }

    /// The end of 9999.
    private static let lastMilliseconds: Int64 = 253_402_300_799_999
}
