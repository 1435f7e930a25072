import Model

/// How far an event of a lane may go.
enum Pace: Sendable, Hashable {
    /// Taken as soon as it is there: announcements of the clock and bytes that are no event.
    case immediate
    /// Opens a day.
    case day(Day)
    /// A fact of another service.
    case fact(Moment)
    /// A command or report.
    case intake(Moment)
}

/// Where the merge goes next.
enum MergeStep: Sendable, Hashable {
    /// Take the first event of this lane.
    case take(Int)
    /// This lane has nothing fetched and is not at its end: what it holds may be earlier than all that is there.
    case blocked(Int)
    /// The next event belongs to a day that has not opened.
    case held
    /// Nothing is left.
    case drained
}

/// What the merge sees of one partition.
struct Lane: Sendable, Hashable {
    /// The pace of its first event, if something is fetched.
    var pace: Pace?
    /// Nothing follows what is fetched, as far as one must know.
    var atEnd: Bool

    init(pace: Pace?, atEnd: Bool) {
        self.pace = pace
        self.atEnd = atEnd
    }
}

/// Takes the events of several partitions in the order of their time, as Kafka Streams does: the earliest event goes
/// first, and a partition with nothing fetched that is not at its end holds the others back. So a day never overtakes
/// what happened before it (design: Time).
///
/// An event waits until the day on which it arrived is open, so that a day that is behind (the registry was away) comes
/// before what was posted on it. In a replay two more rules make every run the same (ADR 2): an event waits until its
/// day is open, and what another service stated on a day counts from the next day, since the moment of its arrival
/// cannot be repeated.
enum Merge {
    /// The next step over lanes in a fixed order (by topic and partition).
    static func next(_ lanes: [Lane], today: Day?, isReplay: Bool) -> MergeStep {
        var best: (key: Key, lane: Int)?
        var (blocked, isHeld) = (Int?.none, false)
        for (index, lane) in lanes.enumerated() {
            guard let pace = lane.pace else {
                if !lane.atEnd, blocked == nil { blocked = index }
                continue
            }
            if pace == .immediate { return .take(index) }
            if !isReplay, isEarly(pace, today) {
                isHeld = true
                continue
            }
            let key = Key(pace, isReplay: isReplay)
            if best.map({ key < $0.key }) ?? true { best = (key, index) }
        }
        guard let best else { return isHeld ? .held : blocked.map { .blocked($0) } ?? .drained }
        if let blocked { return .blocked(blocked) }
        if best.key.rank == 0 { return .take(best.lane) }
        guard let today else { return .held }
        return isReplay && best.key.time >= Moment.start(of: today.adding(days: 1)) ? .held : .take(best.lane)
    }

    /// Posted on a day that has not opened.
    private static func isEarly(_ pace: Pace, _ today: Day?) -> Bool {
        guard case .intake(let arrival) = pace, let today else { return false }
        return arrival.day > today
    }

    /// Order of first events: time, then days before facts before intake.
    private struct Key: Comparable {
        var time: Moment
        var rank: Int

        init(_ pace: Pace, isReplay: Bool) {
            switch pace {
            case .immediate: (time, rank) = (Moment.start(of: Day(ordinal: 0)), 0)
            case .day(let day): (time, rank) = (Moment.start(of: day), 0)
            case .fact(let time): (self.time, rank) = (isReplay ? Moment.start(of: time.day.adding(days: 1)) : time, 1)
            case .intake(let time): (self.time, rank) = (time, 2)
            }
        }

        static func < (left: Key, right: Key) -> Bool { (left.time, left.rank) < (right.time, right.rank) }
    }
}
