import Model
import Postgres

/// A day's opening, in transactions of a portion each.
extension Turn {
    /// A day begins; false if the offsets of record are not what this process last saw.
    func begin(_ day: Day, _ moves: [OffsetMove]) throws(PostgresError) -> Bool {
        try transaction { () throws(PostgresError) in
            guard try tables.hold(moves) else { return nil }
            let before = try tables.day().today
            try tables.open(day)
            // A day that is stated again (a replay, a restored backup) begins no quarter.
            if before.map({ $0 < day && Quarter(of: $0) != Quarter(of: day) }) ?? true {
                for ring in [.received, .rejections] + App.rings {
                    let kept = Int(configuration.district.policy.value(ring.keptDays, on: day))
                    try tables.empty(ring, slots: ring.emptied(on: day, kept: kept))
                }
            }
            return true
        } ?? false
    }

    /// What is left out of a day's opening: the next portion, or one by the note of a process that had it alone.
    enum LeftOut: Hashable {
        case this
        case suspect(String?)
    }

    /// The next portion of a day's opening, and whether it was the last; with that the event is taken. A portion that
    /// is left out is refused instead, and the next ones go on. A day opens once.
    func open(
        _ event: Received<App.Command>, _ day: Day, _ moves: [OffsetMove], most: Int, leavingOut: LeftOut
    ) throws(PostgresError) -> (outcome: Outcome, isLast: Bool, isLeftOut: Bool)? {
        try transaction { () throws(PostgresError) in
            guard try tables.hold(moves) else { return nil }
            let (today, progress) = (try tables.heldDay(), try tables.progress())
            let isLeftOut = leavingOut == .this || leavingOut == .suspect("\(day) \(progress.cursor ?? "")")
            var (parts, cursor) = ([event], String?.none)
            if let done = progress.doneThrough, day <= done {
                parts = [event.ignored]
            } else if let command = event.command {
                let portion = try round.application.portion(
                    of: command, after: progress.cursor, max: isLeftOut ? 1 : most, from: connection)
                parts = isLeftOut ? [event.failed()] : event.parts(portion.pieces)
                cursor = portion.cursor
            }
            let outcome = try complete(parts, on: today)
            if let cursor {
                try tables.advance(to: cursor)
            } else {
                _ = try Doubles(tables: tables, age: age(today)).remove(from: [event])
                guard try tables.move(moves) else { return nil }
                try tables.finish(day)
                try tables.count([event.origin.partition: parts.first.map { Tally(of: $0) } ?? Tally(accepted: 1)])
            }
            return (outcome, cursor == nil, isLeftOut)
        }
    }
}
