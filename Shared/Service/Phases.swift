/// Where a thread's time goes: each lap since the last one is counted to a phase, in microseconds. Made and used on one
/// thread.
final class Phases {
    private let thread: String
    private let metrics: Metrics
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant

    /// Counts into `<thread>_<phase>_microseconds_total`.
    init(_ thread: String, _ metrics: Metrics) {
        self.thread = thread
        self.metrics = metrics
        last = clock.now
    }

    /// What was done since the last lap was this.
    func lap(_ phase: String) {
        let now = clock.now
        metrics.add("\(thread)_\(phase)_microseconds_total", Int64((now - last) / .microseconds(1)))
        last = now
    }
}
