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

    /// Asks it of a platform whose processes stand where `deploy/local up` puts them.
    private func status(of platform: Platform, in state: URL) throws -> Status {
        var environment = ProcessInfo.processInfo.environment
        environment["SUPERVISION_STATE"] = state.path
        let script = URL(fileURLWithPath: environment["SUPERVISION_LOCAL", default: ""])
        let result = try run(script, ["status"], environment: environment)
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
        for name in ["broker.pid", "cluster", "environment"] { try link(name, to: name) }
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
        let well = try status(of: platform, in: state)
        #expect(well.status == 0 && well.states["broker"] == "running" && well.states["database"] == "running")
        #expect(Platform.services.allSatisfy { well.states[$0] == "ready" }, "\(well.states)")

        services[2].signal(SIGSTOP)
        try eventually("the frozen one is not well") { try status(of: platform, in: state).status != 0 }
        #expect(try status(of: platform, in: state).states["escrow"] != "ready")
        services[2].signal(SIGCONT)
        try eventually("all are well") { try status(of: platform, in: state).status == 0 }

        services[4].killAtOnce()
        let ended = try status(of: platform, in: state)
        #expect(ended.status != 0 && ended.states["notification"] == "stopped", "\(ended.states)")
        try platform.servers("kill-broker")
        let alone = try status(of: platform, in: state)
        #expect(alone.status != 0 && alone.states["broker"] == "stopped", "\(alone.states)")
    }
}
