import Foundation

/// What operators' tools read: a metrics file and a health file, written each second by a thread of its own.
enum Health {
    /// Writes both files until shutdown.
    static func report(_ configuration: Configuration, _ surroundings: Surroundings) {
        while !surroundings.shutdown.isRequested {
            surroundings.metrics.measureMemory()
            do {
                try write(configuration.text("METRICS_FILE"), surroundings.metrics.text())
                try write(configuration.text("HEALTH_FILE"), surroundings.health)
                surroundings.unhinder("reporter")
            } catch {
                surroundings.hinder("reporter", "\(error)")
            }
            surroundings.pause(milliseconds: 1000)
        }
        try? write(configuration.text("METRICS_FILE"), surroundings.metrics.text())
        try? write(configuration.text("HEALTH_FILE"), "stopped")
    }

    /// 0 if the service whose health file this is was ready a moment ago; else 1, and says why.
    static func check(_ path: String) -> Int32 {
        guard !path.isEmpty else {
            print("HEALTH_FILE is not set: health is known only from that file")
            return 1
        }
        guard let data = Files.read(path), let written = modified(path) else {
            print("not started: \(path) is not there")
            return 1
        }
        let age = Date().timeIntervalSince(written)
        let text = String(decoding: data, as: UTF8.self)
        print(age < 15 ? text : "silent for \(Int(age)) s")
        return age < 15 && text == "ready" ? 0 : 1
    }

    private static func modified(_ path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }

    private static func write(_ path: String, _ text: String) throws(FileError) {
        guard !path.isEmpty else { return }
        try Files.replace(path, with: Data(text.utf8))
    }
}
