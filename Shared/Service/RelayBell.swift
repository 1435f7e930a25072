import Dispatch
import Synchronization

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
