import Model

/// How far an event's own time may lie from its arrival: posts are taken from some minutes ahead of it, for clocks
/// differ, to a policy's days behind it, for as long as doubles of it would be known. In a replay the district's day
/// stands for the arrival of what is old. Facts of services are never refused for their time.
struct Age {
    let today: Day?
    private let isReplay: Bool
    /// By the policy of the district's day: days behind, minutes ahead.
    private let behind: Int
    private let ahead: Int64

    init(today: Day?, _ configuration: Configuration) {
        (self.today, isReplay) = (today, configuration.isReplay)
        let (policy, day) = (configuration.district.policy, today ?? Day(ordinal: 0))
        (behind, ahead) = (Int(policy.value(.eventBehindDays, on: day)), policy.value(.eventAheadMinutes, on: day))
    }

    /// Slots of ids among which a double of events of these times can lie.
    func slots(from first: Moment, through last: Moment) -> Set<Int> {
        guard let today else { return Set(0..<Ring.received.size) }
        return Ring.received.slots(
            from: min(first.day, today.adding(days: -behind)), through: max(last.day, today.adding(days: 1)))
    }

    /// Whether what a service states is so old that its id is not kept any more: a replay, or a service that begins
    /// from nothing, states it again. In production it arrived long after its day, and that day is long over here too:
    /// what a registry states of days that it missed is not, nor what is read late for the first time.
    func isStatedAgain(_ time: Moment, arrival: Moment) -> Bool {
        guard let today else { return false }
        let day = isReplay ? today : min(today, arrival.day)
        return day.days(since: time.day) > behind
    }

    /// Why a post of this time and arrival is refused; nil if it is not.
    func refusal(of time: Moment, arrival: Moment) -> (Reason, String)? {
        let arrivalDay = isReplay ? (today ?? time.day) : arrival.day
        if arrivalDay.days(since: time.day) > behind {
            return (.timeTooOld, "time is more than \(behind) days before the post arrived")
        }
        if !isReplay, time.milliseconds - arrival.milliseconds > ahead * 60_000 {
            return (.timeInFuture, "time is more than \(ahead) minutes after the post arrived (\(arrival))")
        }
        return nil
    }
}
