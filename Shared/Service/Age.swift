import Model

/// How far an event's own time may lie from its arrival: posts are taken from some minutes ahead of it, for clocks
/// differ, to a policy's days behind it, for as long as doubles of it would be known. In a replay the district's day
/// stands for the arrival of what is old. Facts of services are never refused for their time.
struct Age {
    let today: Day?
    private let isReplay: Bool
    private let policy: Policy

    init(today: Day?, _ configuration: Configuration) {
        (self.today, isReplay, policy) = (today, configuration.isReplay, configuration.district.policy)
    }

    /// Slots of ids among which a double of these events can lie.
    func slots(of times: some Sequence<Moment>) -> Set<Int> {
        guard let today else { return Set(0..<Ring.received.size) }
        let behind = Int(policy.value(.eventBehindDays, on: today))
        let slots = Ring.received.slots(from: today.adding(days: -behind), through: today.adding(days: 1))
        return times.reduce(into: slots) { $0.insert(Ring.received.slot(of: $1.day)) }
    }

    /// Why a post of this time and arrival is refused; nil if it is not.
    func refusal(of time: Moment, arrival: Moment) -> (Reason, String)? {
        let arrivalDay = isReplay ? (today ?? time.day) : arrival.day
        let behind = policy.value(.eventBehindDays, on: arrivalDay)
        if Int64(arrivalDay.days(since: time.day)) > behind {
            return (.timeTooOld, "time \(time) is more than \(behind) days before the post arrived")
        }
        let ahead = policy.value(.eventAheadMinutes, on: arrivalDay)
        if !isReplay, time.milliseconds - arrival.milliseconds > ahead * 60_000 {
            return (.timeInFuture, "time \(time) is more than \(ahead) minutes after the post arrived (\(arrival))")
        }
        return nil
    }
}
