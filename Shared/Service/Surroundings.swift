import Foundation
import Kafka
import Model
import Postgres
import Synchronization

/// What the threads of a service share.
package final class Surroundings: Sendable {
    package let log: Log
    let clocks: Clocks
    package let metrics = Metrics()
    package let shutdown = Shutdown()
    let relay = RelayBell()
    private let lastBeat = Atomic<Int64>(0)
    private let hindrances: Hindrances
    /// Another process takes the events.
    private let standsBy = Atomic<Bool>(false)
    private let hasFailed = Atomic<Bool>(false)
    private let hasBegun = Atomic<Bool>(false)
    /// What operators were told of.
    private let told = Mutex<Set<String>>([])

    package init(log: Log, clocks: Clocks = .ofMachine) {
        (self.log, self.clocks) = (log, clocks)
        hindrances = Hindrances(log: log, clocks: clocks)
        hindrances.expect("loop", "starting")
        expectWork()
    }

    /// Parts that only the process has which takes the events.
    private static let loopParts = ["loop", "broker", "partitions", "calendar", "clock", "stamps", "files"]

    private func expectWork() {
        hindrances.expect("broker", "not reached yet")
        hindrances.expect("partitions", "none yet")
    }

    /// Begins now.
    func lease(milliseconds: Int) -> Lease { Lease(milliseconds: milliseconds, on: clocks) }

    /// The loop is alive.
    func beat() { lastBeat.store(clocks.monotonic(), ordering: .relaxed) }

    /// Another process of the service takes the events; this one waits for its end, and for nothing else.
    func standBy() {
        hindrances.forget(Self.loopParts)
        if !standsBy.exchange(true, ordering: .relaxed) { log.info("standing by: another process takes the events") }
    }

    /// Another process takes the events.
    var isStandingBy: Bool { standsBy.load(ordering: .relaxed) }

    /// This process takes the events.
    func takeLead() {
        guard standsBy.exchange(false, ordering: .relaxed) else { return }
        hindrances.forget(Self.loopParts)
        expectWork()
        log.info("takes the events now")
    }

    /// Some part cannot go on: the service ends with an error.
    func fail() {
        hasFailed.store(true, ordering: .relaxed)
        shutdown.request()
    }

    /// True if some part could not go on.
    var failed: Bool { hasFailed.load(ordering: .relaxed) }

    /// True the first time that the loop begins in this process.
    func beginsFirst() -> Bool { !hasBegun.exchange(true, ordering: .relaxed) }

    /// Milliseconds between the wish to stop and the end of a process that waits for a server which says nothing: less
    /// than supervisors give it.
    private static let lastMilliseconds: Int64 = 8_000

    /// Ends the process if it does not end by itself in time after shutdown was asked for. What is not committed is
    /// taken again by the next one.
    func endInTime() {
        while !shutdown.isRequested { MonotonicClock.sleep(milliseconds: 100) }
        let began = MonotonicClock.milliseconds()
        while !shutdown.isOver {
            MonotonicClock.sleep(milliseconds: 50)
            guard MonotonicClock.milliseconds() - began > Self.lastMilliseconds else { continue }
            log.error("ends without waiting any longer: broker or database does not answer")
            LogWriter.end(1)
        }
    }

    /// Waits, but not longer than until shutdown is asked for.
    func pause(milliseconds: Int64) {
        let until = clocks.monotonic() + milliseconds
        while !shutdown.isRequested, clocks.monotonic() < until { clocks.sleep(min(50, milliseconds)) }
    }

    /// Something keeps a part of the service from its work: said once, however often and in whatever words it is seen,
    /// and told by `health` until it is over. It may have begun before it was seen (monotonic milliseconds).
    func hinder(_ part: String, _ text: String, since: Int64? = nil) { hindrances.hinder(part, text, since: since) }

    /// Something that an operator must mend: said once, however often it is met.
    func alarm(_ text: String) {
        guard told.withLock({ $0.insert(text).inserted }) else { return }
        log.error(text)
        metrics.add("alarms_total", 1)
    }

    /// Something that an operator should look at: said once, however often it is met.
    func warnOnce(_ text: String) {
        if told.withLock({ $0.insert(text).inserted }) { log.warning(text) }
    }

    /// The part goes on; said if its hindrance was.
    func unhinder(_ part: String) { hindrances.unhinder(part) }

    /// Milliseconds that something has kept the part from its work; 0 if nothing does.
    func hindered(_ part: String) -> Int { hindrances.milliseconds(part) }

    /// True while something keeps the part from its work.
    func isHindered(_ part: String) -> Bool { hindrances.isHindered(part) }

    /// What `health` will say: that it is ready or stands by, or what waits for what, and for how long.
    var health: String {
        if let summary = hindrances.summary { return summary }
        let silence = clocks.monotonic() - lastBeat.load(ordering: .relaxed)
        guard silence <= 30_000 else { return "the loop has been silent for \(silence / 1000) s" }
        return isStandingBy ? Health.standingBy : Health.ready
    }

    /// Counts a committed batch.
    func observe(_ arrivals: [Int64], facts: Int) {
        let now = clocks.wall()
        metrics.add("events_taken_total", Int64(arrivals.count))
        metrics.add("facts_total", Int64(facts))
        metrics.add("batches_total", 1)
        metrics.observeEffect(arrivals.filter { $0 > 0 }.map { max(0, now - $0) })
    }
}
