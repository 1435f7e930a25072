import Foundation
import Kafka
import Model
import Postgres
import Synchronization

/// The wall clock: for logs, metrics, waiting and the registry's system clock; never for a rule.
package enum WallClock {
    /// Milliseconds since 1970.
    package static func milliseconds() -> Int64 { Int64((Date().timeIntervalSince1970 * 1000).rounded()) }
}

/// What the threads of a service share.
package final class Surroundings: Sendable {
    package let log: Log
    package let metrics = Metrics()
    package let shutdown = Shutdown()
    let relay = RelayBell()
    private let lastBeat = Atomic<Int64>(0)
    private let condition = Mutex<String>("starting")
    private let hasFailed = Atomic<Bool>(false)

    package init(log: Log) {
        self.log = log
    }

    /// The loop is alive.
    func beat() { lastBeat.store(WallClock.milliseconds(), ordering: .relaxed) }

    /// Some part cannot go on: the service ends with an error.
    func fail() {
        hasFailed.store(true, ordering: .relaxed)
        shutdown.request()
    }

    /// True if some part could not go on.
    var failed: Bool { hasFailed.load(ordering: .relaxed) }

    /// Waits, but not longer than until shutdown is asked for.
    func pause(milliseconds: Int64) {
        let until = WallClock.milliseconds() + milliseconds
        while !shutdown.isRequested, WallClock.milliseconds() < until { Thread.sleep(forTimeInterval: 0.05) }
    }

    /// What the service is doing, for `health`: "ready" or why not.
    func setCondition(_ text: String) { condition.withLock { $0 = text } }

    /// What `health` will say.
    var health: String {
        let text = condition.withLock { $0 }
        let silence = WallClock.milliseconds() - lastBeat.load(ordering: .relaxed)
        return text == "ready" && silence > 30_000 ? "the loop has been silent for \(silence / 1000) s" : text
    }

    /// Counts a committed batch.
    func observe(_ postedAt: [Int64], facts: Int) {
        let now = WallClock.milliseconds()
        metrics.add("events_taken_total", Int64(postedAt.count))
        metrics.add("facts_total", Int64(facts))
        metrics.add("batches_total", 1)
        metrics.observeEffect(postedAt.filter { $0 > 0 }.map { max(0, now - $0) })
    }
}

/// Rung after each commit, so that the relay need not wait for its turn.
final class RelayBell: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isRung = Atomic<Bool>(false)

    /// There may be something in the outbox.
    func wake() {
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) { semaphore.signal() }
    }

    /// Waits until somebody rings, or the time is over.
    func wait(milliseconds: Int) {
        _ = semaphore.wait(timeout: .now() + .milliseconds(milliseconds))
        isRung.store(false, ordering: .releasing)
    }
}

/// Why a thread of the service stopped, and what to do about it.
package struct LoopError: Error, Sendable, CustomStringConvertible {
    enum Advice { case reconnect, stop }

    let advice: Advice
    package let description: String

    package init(_ error: any Error) {
        switch error {
        case let error as PostgresError:
            (advice, description) = (error.advice == .stop ? .stop : .reconnect, "database: \(error)")
        case let error as KafkaError:
            (advice, description) = (error.advice == .stop ? .stop : .reconnect, "broker: \(error)")
        case let error as FileError:
            (advice, description) = (.reconnect, error.description)
        case let error as LoopError:
            self = error
        default:
            (advice, description) = (.stop, "\(error)")
        }
    }
}
