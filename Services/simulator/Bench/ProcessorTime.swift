import Commands
import Foundation

/// Processor time of processes, as the kernel counts it.
struct ProcessorTime {
    /// Processes by what they are called together.
    private let watched: [(name: String, processes: [Substring])]

    /// Takes `NAME=PID,PID;NAME=PID`.
    init(_ text: String, help: String) throws(CommandError) {
        var watched: [(name: String, processes: [Substring])] = []
        for part in text.split(separator: ";") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, !watched.contains(where: { $0.name == sides[0] }) else {
                throw CommandError("--watch «\(part)»: each name once, with its processes\n\(help)")
            }
            watched.append((String(sides[0]), sides[1].split(separator: ",")))
        }
        self.watched = watched
    }

    /// Hundredths of a second until now, by name.
    func ticks() -> [String: Int] {
        Dictionary(watched.map { ($0.name, $0.processes.reduce(0) { $0 + Self.ticks(of: $1) }) }) { $1 }
    }

    /// Says what lies between two measurements.
    func say(from before: [String: Int], to after: [String: Int]) {
        let parts = watched.map {
            "\($0.name) \(Double(after[$0.name, default: 0] - before[$0.name, default: 0]) / 100) s"
        }
        if !parts.isEmpty { Terminal.print("processor time: \(parts.joined(separator: ", "))") }
    }

    /// User and system time are the 14th and 15th of the fields; the second one, a name in parentheses, may hold
    /// spaces.
    private static func ticks(of process: Substring) -> Int {
        guard let data = try? FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/stat")).readToEnd(),
            let fields = String(decoding: data, as: UTF8.self).split(separator: ")").last?.split(separator: " "),
            fields.count > 12
        else { return 0 }
        return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }
}
