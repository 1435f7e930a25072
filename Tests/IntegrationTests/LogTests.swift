import Foundation
import Glibc
import Support
import Testing

/// A log that cannot be written stops nothing (G10).
@Suite struct LogTests {
    /// Where standard error goes: a full disk, a pipe whose reader is gone, and one that is full, whose reader sleeps.
    enum Errors: CaseIterable { case fullDisk, closedPipe, fullPipe }

    private let sleeper = Pipe()

    private func handle(_ errors: Errors) throws -> FileHandle {
        switch errors {
        case .fullPipe:
            let handle = sleeper.fileHandleForWriting
            _ = fcntl(handle.fileDescriptor, F_SETFL, O_NONBLOCK)
            for size in [4_096, 1] { while (try? handle.write(contentsOf: Data(count: size))) != nil {} }
            _ = fcntl(handle.fileDescriptor, F_SETFL, 0)
            return handle
        case .fullDisk: return try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
        case .closedPipe:
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            return pipe.fileHandleForWriting
        }
    }

    @Test(arguments: Errors.allCases) func `services go on whose log cannot be written`(errors: Errors) throws {
        let platform = try Platform()
        let services = try Platform.services.map { try platform.start($0, errors: handle(errors)) }
        for service in services { try service.waitUntilReady() }
        try platform.announce("2022-03-01")
        for schema in Platform.schemas {
            try eventually("the day is open for \(schema)") {
                try platform.query("select today from \(schema).loop_day") == ["2022-03-01"]
            }
        }
        for service in services { #expect(service.stop() == 0) }
        // Who ends alive died of nothing.
        #expect(try platform.query("select max(starts) from registry.loop_partitions") == ["0"])
    }

    @Test(arguments: Errors.allCases)
    func `a wrong setting ends a service with its status, also if nobody can read why`(
        errors: Errors
    ) throws {
        var options = Platform.Options()
        options.isStarted = false
        let registry = try Platform(options).start("registry", ["CLOCK": "sundial"], errors: handle(errors))
        #expect(registry.wait() == 64)
    }

    @Test func `metrics and health that cannot be written stop nothing, and the log says so once`() throws {
        let platform = try Platform()
        let registry = try platform.start("registry", ["METRICS_FILE": "/dev/full/x"])
        try eventually("the log says it") { registry.log.contains { $0.hasPrefix("warning: reporter waits: cannot") } }
        try platform.announce("2022-03-01")
        try eventually("the day is open") {
            try platform.query("select today from registry.loop_day") == ["2022-03-01"]
        }
        #expect(registry.log.count { $0.contains("reporter waits") } == 1)
        #expect(registry.stop() == 0)
    }

    /// Else the first socket would be taken for standard error, and what is logged be written to the database's server.
    @Test(arguments: ["2>&-", "1>&- 2>&-", "0<&- 1>&- 2>&-"])
    func `what is closed at the start is nobody's log`(closed: String) throws {
        let platform = try Platform()
        try platform.execute("drop schema registry cascade")
        let result = try platform.runShell(
            "exec registry migrate \(closed)", settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
        #expect(result.status == 0)
        #expect(try platform.query("select count(*) > 5 from registry.loop_migrations") == ["t"])
    }
}
