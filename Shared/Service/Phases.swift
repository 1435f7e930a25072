/// Where a thread's time goes: each step counts to its phase, in microseconds, without the steps within it that have
/// phases of their own. Made and used on one thread.
final class Phases {
    private let thread: String
    private let metrics: Metrics
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant
    /// Phases of the steps that run, the innermost last.
    private var running: [String] = []

    /// Counts into `<thread>_<phase>_microseconds_total`.
    init(_ thread: String, _ metrics: Metrics) {
        self.thread = thread
        self.metrics = metrics
        last = clock.now
    }

    /// Runs a step, and counts its time.
    func during<Result, Failure: Error>(
        _ phase: String, _ step: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        count()
        running.append(phase)
        defer {
            count()
            running.removeLast()
        }
        return try step()
    }

    /// What passed since the last count was the innermost step's.
    private func count() {
        let now = clock.now
        if let phase = running.last {
            metrics.add("\(thread)_\(phase)_microseconds_total", Int64((now - last) / .microseconds(1)))
        }
        last = now
    }
}
