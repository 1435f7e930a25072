import Kafka
import Model
import Postgres

/// A day opens, and in a replay closes; the registry's clock opens them.
extension Loop {
    /// Opens a day: first what waited too long by then is decided, then the day's own work, a portion a transaction;
    /// with the last one the event is taken. Whoever begins again goes on with the portion that is not done.
    func open(_ day: Day, _ event: Received<App.Command>) throws {
        phases.lap("merge")
        let claims = lanes.claims
        // What a process noted that died in the middle of it.
        let suspect = try journal.progress().suspect
        guard try turn.begin(day, claims) else {
            surroundings.log.warning("another process has moved the offsets; this batch is given up")
            return try resynchronise(lanes.partitions)
        }
        (today, isDue) = (max(today ?? day, day), true)
        surroundings.unhinder("calendar")
        while try takeDue() { try breathe() }
        var isDone = false
        while !isDone, !surroundings.shutdown.isRequested {
            isDone = try takePortion(of: event, day, claims, suspect)
            if !isDone { try breathe() }
        }
        // What failed meanwhile was begun again from the offsets of record.
        if isDone, lanes.claims == claims { lanes.commit() } else { try resynchronise(lanes.partitions) }
    }

    /// Takes the next portion of a day's opening; true if it was the last.
    private func takePortion(
        of event: Received<App.Command>, _ day: Day, _ claims: [Claim], _ suspect: String?
    ) throws -> Bool {
        let (careful, origin) = (isolation.isCareful(of: event.origin.partition), event.origin)
        let size = careful ? 1 : dayIsolation.size
        var isDone = false
        try isolated(\.dayIsolation, count: size) {
            if careful { try journal.suspectPortion(of: day) }
            let failed = dayIsolation.leavesOut(origin) != nil
            let taken = try turn.open(event, day, claims, most: size, leavingOut: failed ? .this : .suspect(suspect))
            guard let taken else { return nil }
            isDone = taken.isLast
            if taken.isLeftOut, !failed {
                surroundings.log.error(
                    "processes died in a portion of a day's opening; it is left out (EVENT_FAILED): the next day's "
                        + "opening takes it up again", ["event": origin.description])
            }
            if careful, isDone { isolation.tookOne(of: origin.partition) }
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

    /// In a replay: when nothing of the day is left in any partition, says so; the registry then opens the next day.
    func closeDay() throws -> Bool {
        guard configuration.isReplay, let today, closedThrough != today, !lanes.partitions.isEmpty else { return false }
        guard try isBarrierSet(for: today) else { return true }
        guard lanes.heads.allSatisfy({ $0.head != nil || $0.atEnd }) else { return false }
        try connection.transaction { (connection) throws(PostgresError) in
            guard try journal.close(today) else { return }
            let closed = DayClosed(day: today, service: Identifier(known: App.name))
            var message = OutboxMessage.stating(closed, id: "", source: App.name, time: Moment.start(of: today))
            message.afterAll = true
            try journal.publish([message])
        }
        closedThrough = today
        surroundings.relay.wake()
        return true
    }

    /// Commands that the wall clock brings (registry): each missed day opens, one a transaction and in order. The clock
    /// is no poster: what it says is never refused for its time.
    func tick() throws {
        let last = [today, clockThrough].compactMap { $0 }.max()
        switch application.due(at: Moment(milliseconds: WallClock.milliseconds()), after: last) {
        case .nothing: surroundings.unhinder("clock")
        case .hindered(let why): surroundings.hinder("clock", why)
        case .open(let day, let command):
            let event = Received.ofClock(command, opening: day, service: App.name)
            try isolated(\.isolation, count: 1) {
                guard let outcome = try turn.take(event) else { return nil }
                clockThrough = day
                try committed(outcome, arrivals: [])
                return 0
            } failedOn: {
                []
            }
        }
    }
}
