/// A time for which a right is held that the server may give to others afterwards. A process that slept finds it over,
/// before it does what others may have done meanwhile. Counted by a clock that goes on while the process sleeps.
package struct Lease: Sendable {
    private let clocks: Clocks
    private let end: Int64

    /// Begins now.
    package init(milliseconds: Int, on clocks: Clocks = .ofMachine) {
        self.clocks = clocks
        end = clocks.monotonic() + Int64(milliseconds)
    }

    /// The right may be somebody else's.
    package var isOver: Bool { clocks.monotonic() >= end }

    /// What is left of it, and at least nothing.
    var millisecondsLeft: Int { max(0, Int(end - clocks.monotonic())) }
}
