/// A time for which a right is held that the server may give to others afterwards. A process that slept finds it over,
/// before it does what others may have done meanwhile. Counted by a clock that goes on while the process sleeps.
package struct Lease: Sendable {
    private static let clock = ContinuousClock()

    private let end: ContinuousClock.Instant

    /// Begins now.
    package init(milliseconds: Int) { end = Self.clock.now + .milliseconds(milliseconds) }

    /// The right may be somebody else's.
    package var isOver: Bool { Self.clock.now >= end }

    /// What is left of it, and at least nothing.
    var millisecondsLeft: Int { max(0, Int((end - Self.clock.now) / .milliseconds(1))) }
}
