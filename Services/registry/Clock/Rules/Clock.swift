package import Model

/// What the registry is told of the district's clock.
package enum ClockCommand: Sendable, Hashable {
    /// The clock of a replay: all events of a day are posted.
    case announceDay(Day)
    /// A service has done a day's work.
    case closeDay(Day, service: Identifier)
    case dayOpened(DayOpened)
}

/// What became of days.
package enum ClockFact: Sendable, Hashable {
    case dayAnnounced(Day)
    case serviceClosed(Day, service: Identifier)
    case dayOpened(DayOpened)
}

extension Keys {
    mutating func add(_ command: ClockCommand) {
        switch command {
        case .announceDay, .closeDay: concernClock = true
        case .dayOpened: break
        }
    }
}

func decide(_ command: ClockCommand, _ state: State, _ circumstances: Circumstances) -> [Fact] {
    switch command {
    case .announceDay(let day): announce(day, state.clock, circumstances.calendar)
    case .closeDay(let day, let service): close(day, service, state.clock, circumstances.calendar)
    case .dayOpened: []
    }
}

extension State {
    mutating func apply(_ fact: ClockFact) {
        switch fact {
        case .dayAnnounced(let day): clock.announced.append(day)
        case .serviceClosed(let day, let service): clock.closed[day, default: []].insert(service)
        case .dayOpened(let opened): clock.open(opened.day)
        }
    }
}

/// The district's clock as far as the registry has heard (replay).
package struct Clock: Sendable, Hashable {
    /// Services that must close a day before the next opens.
    package var participants: Set<Identifier>
    package var lastOpened: Day?
    /// Announced days that have not opened, in order.
    package var announced: [Day]
    /// Services that have closed a day, for `lastOpened` and later days.
    package var closed: [Day: Set<Identifier>]

    package init(
        participants: Set<Identifier>, lastOpened: Day? = nil, announced: [Day] = [],
        closed: [Day: Set<Identifier>] = [:]
    ) {
        self.participants = participants
        self.lastOpened = lastOpened
        self.announced = announced
        self.closed = closed
    }

    /// Nothing has opened, or every participant has closed what opened last.
    var isClosed: Bool { lastOpened.map { participants.isSubset(of: closed[$0] ?? []) } ?? true }

    /// A day opens.
    mutating func open(_ day: Day) {
        lastOpened = day
        announced.removeAll { $0 <= day }
        closed = closed.filter { $0.key >= day }
    }
}
