import Dispatch
import Synchronization

/// Rung after each commit, so that the relay need not wait for its turn.
final class RelayBell: Sendable {
    /// Entered while it was not rung. Not a semaphore: on Linux that waits by the wall clock, which is set back.
    private let silence = DispatchGroup()
    private let isRung = Atomic<Bool>(false)

    init() { silence.enter() }

    deinit { if !isRung.load(ordering: .acquiring) { silence.leave() } }

    /// There may be something in the outbox.
    func wake() {
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) { silence.leave() }
    }

    /// Waits until somebody rings, or the time is over.
    func wait(milliseconds: Int) {
        _ = silence.wait(timeout: .now() + .milliseconds(milliseconds))
        guard isRung.load(ordering: .acquiring) else { return }
        silence.enter()
        isRung.store(false, ordering: .releasing)
    }
}
