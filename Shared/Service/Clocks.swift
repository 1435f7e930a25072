import Foundation
import Glibc

/// What the loop asks of clocks, in milliseconds; a simulation moves them itself.
package struct Clocks: Sendable {
    /// Since some moment, for waiting and ages.
    let monotonic: @Sendable () -> Int64
    /// Since 1970.
    let wall: @Sendable () -> Int64
    let sleep: @Sendable (Int64) -> Void

    /// The machine's own.
    package static let ofMachine = Clocks(
        monotonic: { MonotonicClock.milliseconds() }, wall: { WallClock.milliseconds() },
        sleep: { MonotonicClock.sleep(milliseconds: $0) })
}

/// The wall clock: for logs, metrics, the arrival of what a broker does not stamp, and the registry's calendar; never
/// for a rule, and never for waiting or ages: it is set back and put on.
package enum WallClock {
    /// Milliseconds since 1970.
    package static func milliseconds() -> Int64 { Int64((Date().timeIntervalSince1970 * 1000).rounded()) }
}

/// The clock for all waiting and all ages: it goes on whatever is done to the wall clock, also while the machine
/// sleeps.
package enum MonotonicClock {
    private static let start = ContinuousClock.now

    /// Milliseconds since this process asked first.
    package static func milliseconds() -> Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }

    /// Sleeps so long. Foundation's sleep waits for a time of the wall clock.
    package static func sleep(milliseconds: Int64) { usleep(UInt32(clamping: max(0, milliseconds) * 1000)) }

    /// Seconds since the machine began, the same for all processes on it; nil where it cannot be read.
    static func secondsSinceBoot() -> Double? {
        Files.read("/proc/uptime").flatMap {
            String(decoding: $0, as: UTF8.self).split(separator: " ").first.flatMap { Double($0) }
        }
    }
}
