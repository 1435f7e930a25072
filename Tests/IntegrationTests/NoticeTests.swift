import Foundation
import Glibc
import Model
import Support
import Testing

/// Notices are filed whoever is told, and by whichever process.
@Suite struct NoticeTests {
    /// In a replay, what is stated on a day is told on the next one.
    private static var options: Platform.Options {
        var options = Platform.Options()
        options.settings = ["CLOCK_PARTICIPANTS": "registry,notification"]
        return options
    }

    /// Recipients as others may have named them; no two of them may share a file.
    static let recipients = [
        "township:" + String(repeating: "街", count: 210), "..", ".", "../outside", "a/b", "a_b", "tab\there",
        "\u{1b}[2J", "education", "Education", "café", "cafe\u{301}", "township:城东街道", " ",
    ]

    /// Notices of a day as a transaction of the service leaves them, before their files are written.
    private static func notices(_ recipient: String, count: Int = 1) -> String {
        """
        insert into notification.notices select 'by-hand:' || md5('\(recipient)') || number, '\(recipient)',
            '2022-03-01', 'registry.patrol.suspicionReported.v1', 'G1', 'text', 8
            from generate_series(1, \(count)) number;
        insert into notification.loop_unwritten values ('\(recipient)', '2022-03-01');
        """
    }

    /// The lines of each folder's files, as its reader sees them: what a process that was frozen had not put in place
    /// yet lies beside them under a name of its own.
    private func filed(_ platform: Platform) throws -> [String: [String]] {
        let directory = platform.directory.appending(path: "notices")
        var lines: [String: [String]] = [:]
        for folder in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let own = directory.appending(path: folder)
            for file in (try? FileManager.default.contentsOfDirectory(atPath: own.path)) ?? []
            where file.hasSuffix(".jsonl") {
                let text = (try? String(contentsOf: own.appending(path: file), encoding: .utf8)) ?? ""
                lines[folder, default: []] += text.split(separator: "\n").map(String.init)
            }
        }
        return lines
    }

    private func isAllWritten(_ platform: Platform) throws -> Bool {
        try platform.query("select 1 from notification.loop_unwritten limit 1").isEmpty
    }

    @Test func `a township of 210 characters keeps nobody from being told`() throws {
        let platform = try Platform(Self.options)
        let services = try platform.startAll(["registry", "notification"])
        try platform.announce("2022-03-01")
        let time = Moment.start(of: day("2022-03-01"))
        let townships = [String(repeating: "街", count: 210), "城东街道"]
        try platform.post(
            townships.enumerated().map { GridDrawn(grid: "G\($0)", township: Identifier(known: $1)) }, by: "education",
            at: time)
        try platform.post(
            [0, 1].map { PatrolReported(grid: "G\($0)", institution: nil, result: .suspected) }, by: "grid-workers",
            at: time.adding(milliseconds: 1))
        try platform.announce("2022-03-02")
        try eventually("the other township is told", { try filed(platform)["township:城东街道"]?.count == 1 }) {
            services[1].health
        }
        try eventually("all is written") { try isAllWritten(platform) }
        try services[1].waitUntilReady()
    }

    @Test func `every recipient has a folder of its own inside the directory, and keeps it`() throws {
        let platform = try Platform(Self.options)
        for recipient in Self.recipients { try platform.execute(Self.notices(recipient)) }
        let notification = try platform.startAll(["notification"])[0]
        try eventually("all files are written", { try isAllWritten(platform) }, seen: { notification.health })
        let files = try filed(platform)
        #expect(files.count == Self.recipients.count && files.values.allSatisfy { $0.count == 1 })
        #expect(Set(files.keys.map { $0.lowercased().precomposedStringWithCanonicalMapping }).count == files.count)
        #expect(files["education"]?.first?.contains("\"recipient\"") == false)
        #expect(files.filter { $0.key.hasPrefix("@") }.values.allSatisfy { $0[0].contains("\"recipient\":\"") })
        #expect(
            FileManager.default.fileExists(atPath: platform.directory.appending(path: "outside").path) == false)
        let folders = try platform.query("select folder from notification.notice_folders order by recipient")
        #expect(notification.stop() == 0)
        try platform.execute("delete from notification.notices")
        for recipient in Self.recipients { try platform.execute(Self.notices(recipient, count: 2)) }
        try platform.startAll(["notification"])
        try eventually("all files are written again") { try isAllWritten(platform) }
        #expect(try filed(platform).values.allSatisfy { $0.count == 2 })
        #expect(try platform.query("select folder from notification.notice_folders order by recipient") == folders)
    }

    @Test func `files that have had their time are removed, and nothing else that lies there`() throws {
        let platform = try Platform(Self.options)
        let directory = platform.directory.appending(path: "notices/education")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let names = ["2019-02-27.jsonl", "2019-03-01.jsonl", "2022-02-28.jsonl", "2018.jsonl", "2018-01-01.txt"]
        for name in names { try Data("{}".utf8).write(to: directory.appending(path: name)) }
        let services = try platform.startAll(["registry", "notification"])
        try platform.announce("2022-02-28")
        try platform.announce("2022-03-01")
        try eventually("the old one is gone") {
            try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == names.dropFirst().sorted()
        } seen: {
            services[1].health
        }
    }

    @Test func `a directory that is not ours holds up no event and no other file, and health names no recipient`()
        throws
    {
        let platform = try Platform(Self.options)
        // Nobody can make a directory where a file is.
        try Data().write(to: platform.directory.appending(path: "notices/secret"))
        try platform.execute(Self.notices("secret") + Self.notices("other"))
        let services = [try platform.start("registry"), try platform.start("notification")]
        try eventually("health says it", { services[1].health.contains("files waits: cannot") }) { services[1].health }
        try platform.suspectInTownship()
        try eventually("events are taken, and the other files written") {
            try filed(platform)["other"]?.count == 1 && filed(platform)["township:城东街道"]?.count == 1
        }
        #expect(!services[1].health.contains("secret") && !services[1].log.joined().contains("secret"))
        #expect(services[1].log.count { $0.contains("files waits") } == 1)
        try FileManager.default.removeItem(at: platform.directory.appending(path: "notices/secret"))
        try eventually("the last file is written by itself") { try filed(platform)["secret"]?.count == 1 }
        try services[1].waitUntilReady()
    }

    @Test func `events are taken while tens of thousands of files are behind, whether they can be written or not`()
        throws
    {
        let platform = try Platform(Self.options)
        // Nobody can make a directory where a file is.
        try Data().write(to: platform.directory.appending(path: "notices/secret"))
        try platform.execute(
            """
            insert into notification.notices select 'by-hand:' || n, 'r' || n, '2022-03-01',
                'registry.patrol.suspicionReported.v1', 'G1', 'text', 8 from generate_series(1, 30000) n;
            insert into notification.loop_unwritten select 'r' || n, '2022-03-01' from generate_series(1, 30000) n;
            \(Self.notices("secret"))
            """)
        let services = try platform.startAll(["registry"]) + [try platform.start("notification")]
        try platform.announce("2022-03-01")
        try platform.post(
            [
                DepartmentEnrolled(
                    department: "culture", name: "文旅委", leadingGroup: false, governanceTaskForce: false, taskGroups: [])
            ],
            by: "education", at: .start(of: day("2022-03-01")))
        try platform.announce("2022-03-02")
        try eventually("the department is known") {
            try platform.query("select 1 from notification.departments where department = 'culture'").count == 1
        }
        #expect(try platform.query("select count(*) > 1000 from notification.loop_unwritten") == ["t"])
        // So many directories take a slow disk minutes.
        try eventually(
            "all but one are written", seconds: 900,
            {
                try platform.query("select recipient from notification.loop_unwritten") == ["secret"]
            }
        ) { services[1].health }
        try eventually("health says it") { services[1].health.contains("files waits: cannot") }
    }

    @Test func `what another process had in hand when it ended is written, and what it had not begun, too`()
        throws
    {
        let platform = try Platform(Self.options)
        try platform.execute(Self.notices("held") + Self.notices("free"))
        // As the transaction of a process that is frozen, until the server ends it.
        try platform.execute("begin; select from notification.loop_unwritten where recipient = 'held' for update")
        let services = try platform.startAll(["registry", "notification", "notification"])
        try eventually("the other file is written") { try filed(platform)["free"]?.count == 1 }
        #expect(try filed(platform)["held"] == nil)
        try platform.execute("rollback")
        try eventually("the file is written though nothing else happens") {
            try filed(platform)["held"]?.count == 1
        } seen: {
            services[2].health
        }
        try platform.execute(Self.notices("left"))
        services[1].killAtOnce()
        try eventually("who takes up its partitions writes the file", { try isAllWritten(platform) }) {
            services[2].health
        }
        #expect(try filed(platform)["left"]?.count == 1)
    }

    @Test func `two processes write each file whole, also while one of them is frozen and thawed`() throws {
        var options = Self.options
        options.settings["BATCH_EVENTS_MAX"] = "5"
        let platform = try Platform(options)
        let services = try platform.startAll(["registry", "notification", "notification"])
        try platform.announce("2022-03-01")
        func suspect(_ numbers: Range<Int>, on date: String, until next: String) throws {
            let time = Moment.start(of: day(date))
            try platform.post(
                numbers.map { GridDrawn(grid: "G\($0)", township: "T\($0 % 7)") }, by: "education", at: time)
            try platform.post(
                numbers.map { PatrolReported(grid: "G\($0)", institution: nil, result: .suspected) },
                by: "grid-workers", at: time.adding(milliseconds: 1))
            try platform.announce(next)
        }
        func areWhole(_ count: Int) throws {
            try eventually("\(count) notices are in the files") {
                let files = try filed(platform)
                return try isAllWritten(platform) && files["education"]?.count == count
                    && files.filter { $0.key.hasPrefix("@") }.values.reduce(0) { $0 + $1.count } == count
            } seen: {
                let counts = ((try? filed(platform)) ?? [:]).mapValues(\.count)
                let unwritten = (try? platform.query("select recipient, day from notification.loop_unwritten")) ?? []
                return "files \(counts.filter { $0.key.hasPrefix("@") }.values.reduce(0, +)), education "
                    + "\(counts["education"] ?? 0), behind \(unwritten), "
                    + "\((try? platform.query("select count(*) from notification.notices")) ?? []); "
                    + services.map { $0.isRunning ? $0.health : "ended" }.joined(separator: "; ")
            }
        }
        try suspect(0..<150, on: "2022-03-01", until: "2022-03-02")
        try eventually("some are written") { try filed(platform)["education"]?.count ?? 0 > 0 }
        services[1].signal(SIGSTOP)
        try suspect(150..<200, on: "2022-03-02", until: "2022-03-03")
        try areWhole(200)
        services[1].signal(SIGCONT)
        try suspect(200..<250, on: "2022-03-03", until: "2022-03-04")
        try areWhole(250)
        #expect(services.allSatisfy { $0.isRunning })
    }
}
