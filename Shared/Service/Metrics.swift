import Foundation
import Synchronization

/// Counters, gauges and histograms in Prometheus' text format. Names and labels hold no personal data (G8).
package final class Metrics: Sendable {
    private struct Values {
        var counters: [String: Int64] = [:]
        var gauges: [String: Double] = [:]
        var effect = Histogram()
    }

    private let values = Mutex(Values())

    package init() {}

    /// Adds to a counter.
    package func add(_ name: String, _ count: Int64) { values.withLock { $0.counters[name, default: 0] += count } }

    /// Sets a gauge.
    package func set(_ name: String, _ value: Double) { values.withLock { $0.gauges[name] = value } }

    /// How long it took from the post of these events to the commit of their effects, in milliseconds.
    func observeEffect(_ milliseconds: [Int64]) {
        values.withLock { values in for value in milliseconds { values.effect.observe(value) } }
    }

    /// The text file's content.
    package func text() -> String {
        let (counters, gauges, effect) = values.withLock { ($0.counters, $0.gauges, $0.effect) }
        var lines: [String] = []
        for (name, value) in counters.sorted(by: { $0.key < $1.key }) {
            lines += ["# TYPE \(name) counter", "\(name) \(value)"]
        }
        for (name, value) in gauges.sorted(by: { $0.key < $1.key }) {
            lines += ["# TYPE \(name) gauge", "\(name) \(value)"]
        }
        return (lines + effect.lines(name: "event_effect_seconds")).joined(separator: "\n") + "\n"
    }

    /// Resident memory now and at its highest, in bytes, from the kernel's account of this process.
    func measureMemory() {
        guard let status = Files.read("/proc/self/status") else { return }
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard parts.count >= 2, let kilobytes = Double(parts[1]) else { continue }
            if parts[0] == "VmRSS:" { set("process_resident_memory_bytes", kilobytes * 1024) }
            if parts[0] == "VmHWM:" { set("process_resident_memory_peak_bytes", kilobytes * 1024) }
        }
    }
}

/// Counts of durations in buckets that grow by a quarter from 1 ms to about ten minutes.
struct Histogram {
    static let bounds: [Double] = (0..<60).map { index in (0..<index).reduce(1.0) { value, _ in value * 1.25 } }

    private var counts = [Int64](repeating: 0, count: bounds.count + 1)
    private var sum: Int64 = 0
    private var count: Int64 = 0

    /// Adds one duration in milliseconds.
    mutating func observe(_ milliseconds: Int64) {
        counts[Self.bounds.firstIndex { Double(milliseconds) <= $0 } ?? Self.bounds.count] += 1
        sum += milliseconds
        count += 1
    }

    /// Prometheus' lines: cumulative buckets in seconds, sum and count.
    func lines(name: String) -> [String] {
        var lines = ["# TYPE \(name) histogram"]
        var total: Int64 = 0
        for (bound, value) in zip(Self.bounds, counts) {
            total += value
            lines.append("\(name)_bucket{le=\"\((bound * 1000).rounded() / 1_000_000)\"} \(total)")
        }
        return lines + [
            "\(name)_bucket{le=\"+Inf\"} \(count)", "\(name)_sum \(Double(sum) / 1000)", "\(name)_count \(count)",
        ]
    }
}
