import Foundation
import Testing

@Suite struct ArchitectureTests {
    private static let path = "ARCHITECTURE.md"

    /// Lines of a list with numbers: what to read, in this order.
    private static func reading() throws -> [String] {
        try #require(Repository.text(path)).split(separator: "\n").filter { $0.contains(/^\d+\.\s/) }.map(String.init)
    }

    @Test func `eight files are to be read, and all of them are there`() throws {
        let lines = try Self.reading()
        #expect(lines.count == 8)
        for line in lines {
            let name = line.namesInBackticks.first ?? line
            let isThere =
                name.hasSuffix("/") ? Repository.paths.contains { $0.hasPrefix(name) } : Repository.paths.contains(name)
            #expect(isThere, "\(Self.path): there is no \(name)")
        }
    }

    @Test func `every guarantee names tests that there are`() throws {
        let table = try #require(MarkdownTable(Self.path, below: "Guarantees"))
        #expect(table.rows.map { $0[0] } == (1...10).map { "G\($0)" })
        for row in table.rows {
            let names = row[3].matches(of: /[A-Z]\w+Tests(\/\w+)?/).map { String($0.0) }
            #expect(!names.isEmpty, "\(Self.path): \(row[0]) names no test")
            for name in names {
                let isThere = Repository.paths.contains {
                    $0 == "Tests/\(name).swift" || $0.hasPrefix("Tests/\(name)/")
                }
                #expect(isThere, "\(Self.path): \(row[0]): there is no Tests/\(name)")
            }
        }
    }
}
