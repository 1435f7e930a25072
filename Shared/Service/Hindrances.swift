import Synchronization

/// What keeps parts of a service from their work, and since when. Used on all threads.
final class Hindrances: Sendable {
    private struct Hindrance {
        var text: String
        /// Milliseconds of the monotonic clock.
        var since: Int64
        /// It was logged.
        var isSaid = false
    }

    private let log: Log
    private let clocks: Clocks
    private let parts = Mutex<[String: Hindrance]>([:])

    init(log: Log, clocks: Clocks) { (self.log, self.clocks) = (log, clocks) }

    /// Nothing is said of a part that has not begun yet, unless somebody asks.
    func expect(_ part: String, _ text: String) {
        parts.withLock { $0[part] = Hindrance(text: text, since: clocks.monotonic()) }
    }

    /// Nothing is expected of these parts.
    func forget(_ parts: [String]) { self.parts.withLock { all in for part in parts { all[part] = nil } } }

    /// Something keeps a part from its work, from now on or from an earlier moment of the monotonic clock: said once,
    /// however often and in whatever words it is seen.
    func hinder(_ part: String, _ text: String, since: Int64? = nil) {
        let wasSaid = parts.withLock { parts in
            let before = parts[part]
            let since = before?.since ?? since ?? clocks.monotonic()
            parts[part] = Hindrance(text: text, since: since, isSaid: true)
            return before?.isSaid ?? false
        }
        if !wasSaid { log.warning("\(part) waits: \(text)") }
    }

    /// The part goes on; said if its hindrance was.
    func unhinder(_ part: String) {
        let gone = parts.withLock { $0.removeValue(forKey: part) }
        if gone?.isSaid == true { log.info("\(part) goes on") }
    }

    /// Something keeps the part from its work.
    func isHindered(_ part: String) -> Bool { parts.withLock { $0[part] != nil } }

    /// Milliseconds that something has kept the part from its work; 0 if nothing does.
    func milliseconds(_ part: String) -> Int {
        let now = clocks.monotonic()
        return parts.withLock { $0[part].map { Int(now - $0.since) } ?? 0 }
    }

    /// What waits for what, and for how long; nil if nothing does.
    var summary: String? {
        let now = clocks.monotonic()
        let all = parts.withLock { $0.sorted { $0.key < $1.key } }
        guard !all.isEmpty else { return nil }
        return all.map { part, hindrance in
            "\(part) waits: \(hindrance.text) (for \((now - hindrance.since) / 1_000) s)"
        }.joined(separator: "; ")
    }
}
