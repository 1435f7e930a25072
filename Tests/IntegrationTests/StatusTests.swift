import Foundation
import Glibc
import Support
import Testing

/// What an operator sees of a platform on this machine: `deploy/local status`.
@Suite struct StatusTests {
    private struct Status {
        var status: Int32
        /// Of a part: what it is.
        var states: [String: String]
    }

    private func local(_ command: String, in state: URL) throws -> CommandResult {
        var environment = ProcessInfo.processInfo.environment
        environment["SUPERVISION_STATE"] = state.path
        return try run(
            URL(fileURLWithPath: environment["SUPERVISION_LOCAL", default: ""]), [command], environment: environment)
    }

    /// Asks it of a platform whose processes stand where `deploy/local up` puts them.
    private func status(in state: URL) throws -> Status {
        let result = try local("status", in: state)
        let words = result.lines.dropFirst().map { $0.split(separator: " ").map(String.init) }.filter { $0.count > 3 }
        // A part that runs has its memory with the unit.
        let states = words.map { ($0[0], $0[($0[1] == "-" ? 3 : 4)...].joined(separator: " ")) }
        return Status(status: result.status, states: Dictionary(states) { $1 })
    }

    /// The folder of a state with links to what the platform has.
    private func state(of platform: Platform) throws -> URL {
        let (state, files) = (platform.directory.appending(path: "state"), FileManager.default)
        let up = state.appending(path: "up")
        try files.createDirectory(at: up, withIntermediateDirectories: true)
        func link(_ name: String, to file: String) throws {
            try files.createSymbolicLink(
                at: up.appending(path: name), withDestinationURL: platform.directory.appending(path: file))
        }
        for name in ["broker.pid", "broker.port", "cluster", "environment"] { try link(name, to: name) }
        for service in Platform.services {
            try link("service-\(service).pid", to: "service-\(service)-0.pid")
            try link("\(service).health", to: "\(service)-0.health")
        }
        return state
    }

    @Test func `a part that is stopped, frozen or waits makes the status an error, and is named`() throws {
        let platform = try Platform()
        let services = try platform.startAll()
        let state = try state(of: platform)
        let well = try status(in: state)
        #expect(well.status == 0 && well.states["broker"] == "running" && well.states["database"] == "running")
        #expect(Platform.services.allSatisfy { well.states[$0] == "ready" }, "\(well.states)")

        services[2].signal(SIGSTOP)
        try eventually("the frozen one is not well") { try status(in: state).status != 0 }
        #expect(try status(in: state).states["escrow"] != "ready")
        services[2].signal(SIGCONT)
        try eventually("all are well") { try status(in: state).status == 0 }

        services[4].killAtOnce()
        let ended = try status(in: state)
        #expect(ended.status != 0 && ended.states["notification"] == "stopped", "\(ended.states)")
        try platform.servers("kill-broker")
        let alone = try status(in: state)
        #expect(alone.status != 0 && alone.states["broker"] == "stopped", "\(alone.states)")
    }

    @Test func `a process that got the number of one that ended is none of ours`() throws {
        let platform = try Platform(isEmpty)
        let up = platform.directory.appending(path: "state/up")
        try FileManager.default.createDirectory(at: up, withIntermediateDirectories: true)
        let other = Process()
        other.executableURL = URL(fileURLWithPath: "/bin/sleep")
        other.arguments = ["600"]
        (other.standardOutput, other.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try other.run()
        defer { other.terminate() }
        let file = up.appending(path: "service-escrow.pid")
        let line = try String(contentsOfFile: "/proc/\(other.processIdentifier)/stat", encoding: .utf8)
        let began = try #require(Int(line.split(separator: " ")[21]))
        try "\(other.processIdentifier)\n\(began)\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(try status(in: up.deletingLastPathComponent()).states["escrow"] != "stopped")
        try "\(other.processIdentifier)\n\(began - 1)\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(try status(in: up.deletingLastPathComponent()).states["escrow"] == "stopped")
        #expect(try local("down", in: up.deletingLastPathComponent()).status == 0)
        #expect(other.isRunning && !FileManager.default.fileExists(atPath: file.path))
    }

    @Test func `a server that was given is not called stopped, and its password is neither shown nor run`() throws {
        let platform = try Platform(isEmpty)
        let (state, files) = (platform.directory.appending(path: "state"), FileManager.default)
        let trap = platform.directory.appending(path: "pl4nted")
        let url = "host=/nowhere password='p $(touch \(trap.path))'"
        func local(_ arguments: String...) throws -> CommandResult {
            let given = [
                "KAFKA_BROKERS": "broker.example:9092", "DATABASE_URL": url, "SUPERVISION_STATE": state.path,
            ]
            return try run(
                URL(fileURLWithPath: ProcessInfo.processInfo.environment["SUPERVISION_LOCAL", default: ""]), arguments,
                environment: ProcessInfo.processInfo.environment.merging(given) { $1 })
        }
        #expect(try local("servers", "start", state.appending(path: "up").path).status == 0)
        let status = try local("status")
        let given = status.lines.filter { $0.hasSuffix(" given") }.compactMap { $0.split(separator: " ").first }
        #expect(given == ["broker", "database"], "\(status.output)")
        // The services are not there.
        #expect(status.status != 0 && status.errors.contains("5 not well"), "\(status.errors)")
        let psql = try local("psql", "--command", "select 1")
        let down = try local("down")
        #expect(down.status == 0 && (down.output + down.errors).contains("that were given are left as they are"))
        for output in [status, psql, down].flatMap({ [$0.output, $0.errors] }) {
            #expect(!output.contains("pl4nted") && !output.contains("command not found"), "\(output)")
        }
        #expect(!files.fileExists(atPath: trap.path))
    }

    /// A folder and nothing that runs.
    private var isEmpty: Platform.Options {
        var options = Platform.Options()
        options.isStarted = false
        return options
    }
}
