import Foundation
import Model
import Support
import Testing

/// What documents give people to type does what it says: every command line of console and services, and every
/// statement, is found in them and run. (README's events by hand: RecipeTests; its two commands: CI and the demo; what
/// docker-compose is told: `deploy/try-compose`; the sum of a link: AuditTests; docs/extending.md: ExtendingTests.)
@Suite struct DocumentTests {
    /// Command lines that end with 1, and why.
    private static let judged = [
        "console report": "the figures of a district without a year are off",
        "console ledger balance": "it is named without an account",
        "console rejected retry": "it is named without a place",
        "escrow health": "escrow does not run here",
    ]

    @Test func `every command line of console and services in a document does what it says`() throws {
        let platform = try Platform()
        try platform.startAll(["registry"])
        try platform.announce("2022-03-01")
        try platform.send([Post(Array("not JSON".utf8), on: "registry.intake.education")])
        try eventually("it is refused") { try platform.reasons("registry").contains("JSON_MALFORMED") }
        let places = "select concat(topic, '/', partition, '/', record_offset) from registry.report_rejections"
        let place = try #require(try platform.query(places).first)
        // What is decided again is no rejection any more.
        let found = Set(try Self.spans(beginningWith: #"(?:console|escrow|SERVICE)"#)).sorted()
        let lines = found.filter { !$0.contains("retry") } + found.filter { $0.contains("retry") }
        #expect(lines.count > 12, "\(lines)")
        for line in lines {
            let typed = line.replacingOccurrences(of: "PLACE", with: place)
                .replacingOccurrences(of: "<poster>", with: "education")
                .replacingOccurrences(of: "SERVICE", with: "escrow").replacingOccurrences(of: "--follow ", with: "")
            let result = try platform.runShell(
                "cd '\(Self.root.path)'; \(typed)", settings: ["DATABASE_URL": platform.databaseURL(as: "owner")])
            let said = result.output + result.errors
            let isJudged = Self.judged.keys.contains { line == $0 || ($0 == "console report" && line.hasPrefix($0)) }
            #expect(
                (result.status == 0 || isJudged) && !said.contains("not understood") && !said.contains("unknown"),
                "\(line): \(result.status): \(said.suffix(400))")
        }
    }

    @Test func `every statement in a document runs`() throws {
        let platform = try Platform()
        let statements = try Self.spans(beginningWith: #"(?:select|insert into|update|delete from)"#)
        #expect(statements.count > 3)
        for statement in statements {
            let typed = statement.replacingOccurrences(of: "id = …", with: "id = 0")
            #expect(throws: Never.self, "\(statement)") { try platform.execute("begin; \(typed); rollback") }
        }
    }

    // MARK: Finding

    private static let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized

    /// Texts in backticks, and lines that are set apart, that begin with one of these words and go on.
    private static func spans(beginningWith words: String) throws -> [String] {
        let inLine = try Regex<(Substring, Substring)>("`(\(words) [^`]+)`")
        let apart = try Regex<(Substring, Substring)>("\\n    (\(words) [^\\n]+)")
        return try documents().flatMap { text in
            (text.matches(of: inLine).map { String($0.1) } + text.matches(of: apart).map { String($0.1) }).map {
                $0.split { $0.isWhitespace }.joined(separator: " ")
            }
        }
    }

    private static func documents() throws -> [String] {
        let folders = ["", "docs/", "docs/adr/"] + Platform.services.map { "Services/\($0)/" } + ["Services/console/"]
        return try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
                .filter { $0.hasSuffix(".md") && $0 != "extending.md" }
                .map { try String(contentsOf: root.appending(path: folder + $0), encoding: .utf8) }
        }
    }
}
