import Kafka
import Model
import Postgres

/// A day opens; the registry's clock opens them.
extension Loop {
    /// Opens a day: first what waited too long by then is decided, then the day's own work, a portion a transaction;
    /// with the last one the event is taken. Whoever begins again goes on with the portion that is not done.
    func open(_ day: Day, _ event: Received<App.Command>) throws {
        let moves = lanes.moves
        // What a process noted that died in the middle of it.
        let suspect = try tables.progress().suspect
        guard try turn.begin(day, moves) else {
            surroundings.log.warning("another process has moved the offsets; this batch is given up")
            return try resynchronise(lanes.partitions)
        }
        (today, isDue) = (max(today ?? day, day), true)
        surroundings.unhinder("calendar")
        while !surroundings.shutdown.isRequested, try takeDue() { try breathe() }
        var isDone = false
        while !isDone, !surroundings.shutdown.isRequested {
            isDone = try takePortion(of: event, day, moves, suspect)
            if !isDone { try breathe() }
        }
        // What failed meanwhile was begun again from the offsets of record.
        if isDone, lanes.moves == moves { lanes.commit() } else { try resynchronise(lanes.partitions) }
    }

    /// Takes the next portion of a day's opening; true if it was the last.
    private func takePortion(
        of event: Received<App.Command>, _ day: Day, _ moves: [OffsetMove], _ suspect: String?
    ) throws -> Bool {
        let (careful, origin) = (isolation.isCareful(of: event.origin.partition), event.origin)
        let size = careful ? 1 : dayIsolation.size
        var isDone = false
        try isolated(\.dayIsolation, count: size) {
            if careful { try tables.suspectPortion(of: day) }
            let failed = dayIsolation.leavesOut(origin) != nil
            let taken = try turn.open(event, day, moves, most: size, leavingOut: failed ? .this : .suspect(suspect))
            guard let taken else { return nil }
            isDone = taken.isLast
            if taken.isLeftOut, !failed {
                surroundings.log.error(
                    "processes died in a portion of a day's opening; it is left out (EVENT_FAILED): the next day's "
                        + "opening takes it up again", ["event": origin.description])
            }
            if careful { isDone ? isolation.tookAll(of: origin.partition) : isolation.tookOne(of: origin.partition) }
            try committed(taken.outcome, arrivals: [])
            return 1
        } failedOn: {
            [origin]
        }
        return isDone
    }

    /// Long work says now and then that it goes on.
    private func breathe() throws {
        surroundings.beat()
        try serve(waitMilliseconds: 0)
    }

    /// Commands that the wall clock brings (registry): each missed day opens, one a transaction and in order. The clock
    /// is no poster: what it says is never refused for its time.
    func tick() throws {
        guard clockAsked.isOver else { return }
        let last = [today, clockThrough].compactMap { $0 }.max()
        switch application.due(at: Moment(milliseconds: surroundings.clocks.wall()), after: last) {
        case .nothing: surroundings.unhinder("clock")
        case .hindered(let why): surroundings.hinder("clock", why)
        case .open(let day, let command):
            let event = Received.ofClock(command, opening: day, service: App.name)
            // Until it is known that it could, and not sooner than in a second if it could not.
            clockAsked = surroundings.lease(milliseconds: 1_000)
            try isolated(\.isolation, count: 1, part: "clock") {
                guard let outcome = try turn.take(event) else { return nil }
                (clockThrough, clockAsked) = (day, surroundings.lease(milliseconds: 0))
                surroundings.unhinder("clock")
                try committed(outcome, arrivals: [])
                return 0
            } failedOn: {
                []
            }
        }
    }
}
