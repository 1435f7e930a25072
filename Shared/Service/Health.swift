import Foundation

/// What operators' tools read: a metrics file and a health file, written each second by a thread of its own.
enum Health {
    /// It takes events.
    static let ready = "ready"
    /// Another process takes them, and this one would go on.
    static let standingBy = "standing by"

    /// Writes both files until shutdown.
    static func report(_ configuration: Configuration, _ surroundings: Surroundings) {
        while !surroundings.shutdown.isRequested {
            surroundings.metrics.measureMemory()
            do {
                try write(configuration.text("METRICS_FILE"), surroundings.metrics.text())
                try say(surroundings.health, in: configuration.text("HEALTH_FILE"))
                surroundings.unhinder("reporter")
            } catch {
                surroundings.hinder("reporter", "\(error)")
            }
            surroundings.pause(milliseconds: 1000)
        }
        try? write(configuration.text("METRICS_FILE"), surroundings.metrics.text())
        try? say("stopped", in: configuration.text("HEALTH_FILE"))
    }

    /// 0 if the service whose health file this is was ready or stood by a moment ago; else 1, and says why.
    static func check(_ path: String) -> Int32 {
        guard !path.isEmpty else {
            print("HEALTH_FILE is not set: health is known only from that file")
            return 1
        }
        guard let data = Files.read(path) else {
            print("not started: \(path) is not there")
            return 1
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let (said, written) = (String(lines.first ?? ""), lines.dropFirst().first.flatMap { Double($0) })
        guard let written, let now = MonotonicClock.secondsSinceBoot(), written <= now else {
            print("not started since the machine was")
            return 1
        }
        let isFresh = now - written < 15
        print(isFresh ? said : "silent for \(Int(now - written)) s")
        return isFresh && [ready, standingBy].contains(said) ? 0 : 1
    }

    /// The first line is for everybody; the second is the age's beginning, in seconds since the machine began: the time
    /// of a file is the wall clock's.
    private static func say(_ health: String, in path: String) throws(FileError) {
        try write(path, "\(health)\n\(MonotonicClock.secondsSinceBoot() ?? -1)\n")
    }

    private static func write(_ path: String, _ text: String) throws(FileError) {
        guard !path.isEmpty else { return }
        try Files.replace(path, with: Data(text.utf8))
    }
}
