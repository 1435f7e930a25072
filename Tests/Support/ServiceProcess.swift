import Foundation
import Glibc

/// One process of a service, as an operator would run it.
package final class ServiceProcess {
    package let name: String
    private let process: Process
    private let directory: URL
    private let file: String

    /// Starts it; its files in the directory begin with `file`.
    init(
        _ name: String, program: URL, environment: [String: String], directory: URL, file: String,
        dataBytesMax: Int?, errors: FileHandle?
    ) throws {
        (self.name, self.directory, self.file) = (name, directory, file)
        process = Process()
        process.executableURL = program
        if let dataBytesMax {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "ulimit -d \(dataBytesMax / 1024) && exec \"$0\"", program.path]
        }
        process.environment = [
            "HEALTH_FILE": directory.appending(path: "\(file).health").path,
            "METRICS_FILE": directory.appending(path: "\(file).prom").path,
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try errors ?? newFile(directory.appending(path: "\(file).log"))
        try process.run()
        // For deploy/local, should this test be stopped itself.
        try "\(process.processIdentifier)\n\(began(process.processIdentifier))\n"
            .write(to: pidFile, atomically: true, encoding: .utf8)
    }

    /// When a process began, in ticks since the machine did, as `deploy/local` notes it.
    private func began(_ process: Int32) -> String {
        let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = line.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 19 ? String(fields[19]) : ""
    }

    private var pidFile: URL { directory.appending(path: "service-\(file).pid") }

    package var isRunning: Bool { process.isRunning }

    /// Sends a signal.
    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end; the exit status, or minus the signal that ended it.
    @discardableResult
    package func wait() -> Int32 {
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: pidFile)
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Ends it as an operator would (SIGTERM).
    @discardableResult
    package func stop() -> Int32 {
        signal(SIGTERM)
        return wait()
    }

    /// Ends it at once.
    package func killAtOnce() {
        signal(SIGKILL)
        wait()
    }

    /// It takes events, or would if another process ended.
    package var isReady: Bool { ["ready", "standing by"].contains(health) }

    /// What its health file says.
    package var health: String {
        let text = try? String(contentsOf: directory.appending(path: "\(file).health"), encoding: .utf8)
        return text?.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// The value of a metric.
    package func metric(_ name: String) -> Double? {
        let text = (try? String(contentsOf: directory.appending(path: "\(file).prom"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap {
            Double($0.dropFirst(name.count + 1))
        }
    }

    /// Its log lines' messages, with their level: `warning: broker waits: …`.
    package var log: [String] {
        struct Line: Decodable {
            var level: String
            var message: String
        }
        let text = (try? String(contentsOf: directory.appending(path: "\(file).log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { line in
            (try? JSONDecoder().decode(Line.self, from: Data(line.utf8))).map { "\($0.level): \($0.message)" }
                ?? "not JSON: \(line)"
        }
    }

    /// Waits until it says that it is ready.
    package func waitUntilReady() throws {
        try eventually(
            "\(name) is ready",
            {
                guard isRunning else { throw TestFailure("\(name) has ended; log: \(log.suffix(5))") }
                return isReady
            }, seen: { "health: \(health); log: \(log.suffix(5))" })
    }
}
