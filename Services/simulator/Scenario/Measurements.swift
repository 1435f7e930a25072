import Commands
import Foundation

/// How long events took from post to effect, as a histogram.
struct Effects {
    /// Upper bound in milliseconds → events up to it, cumulative.
    var buckets: [(bound: Double, count: Int64)] = []

    var count: Int64 { buckets.last?.count ?? 0 }

    func subtracting(_ other: Effects) -> Effects {
        guard other.buckets.count == buckets.count else { return self }
        return Effects(buckets: zip(buckets, other.buckets).map { ($0.bound, $0.count - $1.count) })
    }

    /// The bound below which so many of a hundred events stay; nil if there are none.
    func percentile(_ percent: Int64) -> Int? {
        guard count > 0 else { return nil }
        return buckets.first { $0.count * 100 >= count * percent }.map {
            $0.bound.isFinite ? Int($0.bound.rounded(.up)) : .max
        }
    }
}

/// What the services' metrics files say; nothing where there are none.
struct Measurements {
    private let directory: String?

    init(_ environment: Environment) { directory = environment.metricsDirectory }

    /// There is a directory of metrics.
    var exist: Bool { directory != nil }

    /// When the metrics of escrow were last written (services write them once a second).
    var written: Date? {
        directory.flatMap {
            try? FileManager.default.attributesOfItem(atPath: "\($0)/escrow.prom")[.modificationDate] as? Date
        }
    }

    /// The histogram of escrow, which takes the steady posts.
    func effects() -> Effects {
        let prefix = "event_effect_seconds_bucket{le=\""
        let buckets = lines("escrow").filter { $0.hasPrefix(prefix) }.compactMap {
            line -> (bound: Double, count: Int64)? in
            let rest = line.dropFirst(prefix.count)
            guard let count = rest.split(separator: " ").last.flatMap({ Int64($0) }) else { return nil }
            let bound = rest.prefix { $0 != "\"" }
            return (bound == "+Inf" ? .infinity : (Double(bound) ?? .infinity) * 1000, count)
        }
        return Effects(buckets: buckets)
    }

    /// Resident memory of each service now and at its highest, MB.
    func memory() -> [(service: String, now: Int, peak: Int)] {
        files().map { service in
            func value(_ name: String) -> Int {
                lines(service).first { $0.hasPrefix(name + " ") }?.split(separator: " ").last.flatMap { Double($0) }.map
                { Int($0 / 1_048_576) } ?? 0
            }
            return (service, value("process_resident_memory_bytes"), value("process_resident_memory_peak_bytes"))
        }
    }

    func memoryLines(whileWaiting: [(service: String, now: Int, peak: Int)]) -> [String] {
        memory().map { entry in
            let waiting = whileWaiting.first { $0.service == entry.service }?.now ?? 0
            return
                "memory of \(entry.service): \(waiting) MB while the year waits, \(entry.now) MB at the end, "
                + "\(entry.peak) MB at the most"
        }
    }

    /// Counters of a service by name.
    func counters(_ service: String) -> [String: Int64] {
        let pairs = lines(service).filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        return Dictionary(pairs.compactMap { pair in Int64(pair.last ?? "").map { (String(pair[0]), $0) } }) { $1 }
    }

    private func files() -> [String] {
        guard let directory else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".prom") }.map { String($0.dropLast(5)) }.sorted()
    }

    private func lines(_ service: String) -> [String] {
        guard let directory, let data = FileManager.default.contents(atPath: "\(directory)/\(service).prom") else {
            return []
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
