import Model

/// What others are told after a step.
extension Loop {
    /// After a commit: the relay has work, files follow, and waiting events may be due.
    func committed(_ outcome: Turn<App>.Outcome, arrivals: [Int64]) throws {
        today = outcome.today
        isDue = isDue || outcome.isWaking
        surroundings.relay.wake()
        surroundings.observe(arrivals, facts: outcome.facts.count)
        if outcome.failed > 0 { surroundings.metrics.add("events_failed_total", Int64(outcome.failed)) }
        for text in outcome.refusedFacts.map(\.alarm) { surroundings.alarm(text) }
        for text in Set(outcome.facts.compactMap({ application.alarm($0.fact) })) { surroundings.alarm(text) }
        try files.keep(outcome.facts)
    }

    /// The broker stamps with a clock that is so many milliseconds ahead of this machine's.
    func compareClocks(_ ahead: Int64) {
        guard ahead > Arrival.toleranceMilliseconds else { return surroundings.unhinder("stamps") }
        surroundings.hinder(
            "stamps",
            "the broker's clock is \(ahead / 60_000) minutes ahead of this machine's: one of them is wrong; "
                + "what is posted meanwhile counts by the one that fits its own time")
    }

    /// Posts were refused as of the future. If their time is now, the broker's clock is behind.
    func compareClocks(_ refused: [Received<App.Command>]) {
        let now = surroundings.clocks.wall()
        let isNow = refused.contains { event in
            guard event.isPosted, let time = event.head?.time.milliseconds else { return false }
            return Arrival.isAhead(time, of: event.arrival.milliseconds)
                && !Arrival.isAhead(time, of: now) && !Arrival.isAhead(now, of: time)
        }
        if isNow {
            surroundings.alarm(
                "posts are refused as TIME_IN_FUTURE though their time is now: is the broker's clock behind?")
        }
    }
}
