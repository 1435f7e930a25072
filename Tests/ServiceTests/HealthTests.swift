import Model
import Support
import Testing

@testable import Service

/// What operators are told while a part waits.
@Suite struct HealthTests {
    @Test func `health says what waits for what and for how long, whatever words it is seen in, until it goes on`() {
        let time = SimulatedTime()
        let surroundings = Surroundings(log: Log(service: "survey", least: .error), clocks: time.clocks(from: morning))
        #expect(surroundings.health.hasPrefix("broker waits: not reached yet (for 0 s); loop waits: starting"))
        for part in ["broker", "loop", "partitions"] { surroundings.unhinder(part) }
        surroundings.beat()
        #expect(surroundings.health == "ready")
        surroundings.hinder("calendar", "the district's day is 2022-03-01")
        time.pass(12_000)
        surroundings.hinder("calendar", "the district's day is 2022-03-02")
        #expect(surroundings.health == "calendar waits: the district's day is 2022-03-02 (for 12 s)")
        surroundings.unhinder("calendar")
        #expect(surroundings.health == "ready")
        let since = time.now
        time.pass(10_000)
        surroundings.hinder("calendar", "the district has no day yet", since: since)
        #expect(surroundings.health == "calendar waits: the district has no day yet (for 10 s)")
        surroundings.unhinder("calendar")
        time.pass(21_000)
        #expect(surroundings.health == "the loop has been silent for 43 s")
    }

    @Test func `what an operator must mend is said once, however often it is met`() {
        let surroundings = Surroundings(log: Log(service: "survey", least: .error))
        for _ in 1...3 { surroundings.alarm("deadlines wait: the calendar has no file for 2023") }
        surroundings.alarm("another thing")
        #expect(surroundings.metrics.text().contains("alarms_total 2"))
    }
}
