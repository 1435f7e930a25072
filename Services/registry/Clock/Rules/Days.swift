package import Model

// The district's clock in a replay: days come from events, and the next one opens when every service has closed the
// last (design: Time).

/// A day is announced: all its events are posted. A day that was announced, or an earlier one, changes nothing.
func announce(_ day: Day, _ clock: Clock, _ calendar: WorkingCalendar) -> [Fact] {
    if let latest = clock.announced.last ?? clock.lastOpened, day <= latest { return [] }
    var clock = clock
    clock.announced.append(day)
    return [.clock(.dayAnnounced(day))] + openings(of: clock, calendar)
}

/// A service has closed a day. A day before the last opened is an old message; one after it is kept, since a log that
/// is read again holds the closings of its first reading.
func close(_ day: Day, _ service: Identifier, _ clock: Clock, _ calendar: WorkingCalendar) -> [Fact] {
    if let opened = clock.lastOpened, day < opened { return [] }
    var clock = clock
    clock.closed[day, default: []].insert(service)
    return [.clock(.serviceClosed(day, service: service))] + openings(of: clock, calendar)
}

/// The days that open now.
private func openings(of clock: Clock, _ calendar: WorkingCalendar) -> [Fact] {
    var clock = clock
    var facts: [Fact] = []
    while let next = clock.announced.first, clock.isClosed {
        facts.append(.clock(.dayOpened(opening(next, calendar))))
        clock.open(next)
    }
    return facts
}

/// The fact that a day begins. The clock goes on in a year without a calendar file: only whether people work is not
/// known.
package func opening(_ day: Day, _ calendar: WorkingCalendar) -> DayOpened {
    DayOpened(day: day, workingDay: try? calendar.isWorking(day))
}
