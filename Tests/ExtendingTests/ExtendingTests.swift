import Foundation
import Model
import Support
import Testing

/// `docs/extending.md` is what a developer does: its pieces, in their order, are put into a copy of the code, which is
/// built and run.
@Suite struct ExtendingTests {
    private let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized

    @Test func `a sixth service made by the document builds, runs and answers`() throws {
        let text = try String(contentsOf: root.appending(path: "docs/extending.md"), encoding: .utf8)
        let chapters = text.components(separatedBy: "\n## ").map { Piece.all(of: $0) }.filter { !$0.isEmpty }
        try #require(chapters.count == 3, "a service, a command, a column")
        let lines = chapters[0].map(\.added)
        #expect((1...120).contains(lines.reduce(0, +)), "lines of Swift and SQL: \(lines)")
        let list = chapters[0].filter { $0.path == "Package.swift" }
        #expect(list.map(\.added) == [1], "one line of the list")

        let copy = FileManager.default.temporaryDirectory.appending(path: "extending-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for part in ["Package.swift", "Shared", "Services", "Tests", "deploy"] {
            try FileManager.default.copyItem(at: root.appending(path: part), to: copy.appending(path: part))
        }
        for piece in chapters[0] { try piece.put(into: copy) }
        try build(copy)

        var options = Platform.Options()
        options.checkout = copy
        options.migrated = ["hello"]
        options.settings = ["CLOCK_PARTICIPANTS": "hello"]
        let platform = try Platform(options)
        let first = try platform.startAll(["hello"])[0]
        try open("2022-03-01", on: platform)
        try greet("hello.greeting.said.v1", "世界", on: platform)
        try greet("hello.greeting.said.v1", "世界", on: platform)
        try eventually(
            "hello has counted", { try greetings(platform) == ["世界,2"] }, seen: { first.log.suffix(3).joined() })
        #expect(
            try platform.console("tail", "hello.events").lines.count { $0.contains("hello.greeting.counted.v1") } == 2)
        #expect(first.stop() == 0)

        for piece in chapters[1] + chapters[2] { try piece.put(into: copy) }
        try build(copy)
        let unfit = try platform.start("hello")
        #expect(unfit.wait() != 0, "its schema is not what it was built for")
        #expect(unfit.log.contains { $0.contains("the table greetings has no column last_by") })
        try platform.migrate("hello")
        let second = try platform.startAll(["hello"])[0]
        try greet("hello.greeting.said.v1", "大家", on: platform)
        try greet("hello.greetings.forgotten.v1", "世界", on: platform)
        try greet("hello.greetings.forgotten.v1", "nobody", on: platform)
        try eventually(
            "hello has answered", { try greetings(platform) == ["世界,0,education", "大家,1,education"] },
            seen: { second.log.suffix(3).joined() })
        try eventually("the last is refused") { try platform.reasons("hello") == ["STATE_FORBIDS"] }
    }

    private func build(_ copy: URL) throws {
        for program in ["hello", "console"] {
            let result = try run(
                URL(fileURLWithPath: "/usr/bin/env"),
                ["swift", "build", "--package-path", copy.path, "--product", program],
                environment: ProcessInfo.processInfo.environment)
            guard result.status == 0 else { throw TestFailure("\(program): \(result.output)\(result.errors)") }
        }
    }

    /// The registry, which opens days, does not run here.
    private func open(_ text: String, on platform: Platform) throws {
        let data = DayOpened(day: day(text), workingDay: true)
        let event = CloudEvent(
            id: "opened:\(text)", source: "registry", type: DayOpened.type, subject: data.subject,
            time: .start(of: day(text)), data: data)
        try platform.send([Post(event.encoded(), on: DayOpened.topic, key: Array(data.subject.utf8))])
    }

    private func greet(_ type: String, _ name: String, on platform: Platform) throws {
        try platform.console(
            "post", "--as", "education", "--type", type, "--data", "{\"name\":\"\(name)\"}", "--time",
            "2022-03-01T08:00:00+08:00")
    }

    private func greetings(_ platform: Platform) throws -> [String] {
        try platform.query("select * from hello.report_greetings order by 1")
    }
}
