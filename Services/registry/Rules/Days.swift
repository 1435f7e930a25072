package import Model

// The district's clock in a replay: days come from events, and the next one opens when every service has closed the last (design: Time).

/// A day is announced: all its events are posted. A day that was announced, or an earlier one, changes nothing.
func announce(_ day: Day, _ clock: Clock, _ calendar: WorkingCalendar) throws(Refusal) -> [Fact] {
    if let latest = clock.announced.last ?? clock.lastOpened, day <= latest { return [] }
    _ = try opening(day, calendar)
    return [.dayAnnounced(day)] + (try open(clock, announced: clock.announced + [day], closed: clock.closed, calendar))
}

/// A service has closed a day; a day that is not the last opened is an old message.
func close(_ day: Day, _ service: String, _ clock: Clock, _ calendar: WorkingCalendar) throws(Refusal) -> [Fact] {
    guard day == clock.lastOpened else { return [] }
    return [.serviceClosed(day, service: service)]
        + (try open(clock, announced: clock.announced, closed: clock.closed.union([service]), calendar))
}

private func open(_ clock: Clock, announced: [Day], closed: Set<String>, _ calendar: WorkingCalendar) throws(Refusal) -> [Fact] {
    guard let next = announced.first, clock.lastOpened == nil || clock.participants.isSubset(of: closed) else { return [] }
    return [.dayOpened(try opening(next, calendar))]
}

/// The fact that a day begins; a year without a calendar file is refused by name.
package func opening(_ day: Day, _ calendar: WorkingCalendar) throws(Refusal) -> DayOpened {
    do {
        return DayOpened(day: day, workingDay: try calendar.isWorking(day))
    } catch {
        throw .refused(.calendarYearMissing, error.description)
    }
}
