import Testing

@Suite struct GlossaryTests {
    private static let path = "docs/glossary.md"

    @Test func `every name of the glossary occurs in the code`() throws {
        let table = try #require(MarkdownTable(Self.path))
        #expect(table.rows.count > 30)
        let code = Repository.sources.filter { $0.path.hasPrefix("Services/") || $0.path.hasPrefix("Shared/") }.flatMap
        { source in
            source.path.hasSuffix(".sql") ? source.lines.map(\.whole) : source.lines.map { $0.code + "\n" + $0.quoted }
        }.joined(separator: "\n")
        for row in table.rows {
            let names = row[1].namesInBackticks
            #expect(
                !names.isEmpty || row[1] == "not built", "\(Self.path): \(row[0]): a name in the code, or «not built»")
            for name in names {
                #expect(Self.occurs(name, in: code), "\(Self.path): \(row[0]): nothing in the code is called \(name)")
            }
        }
    }

    @Test func `no term stands twice`() throws {
        let terms = try #require(MarkdownTable(Self.path)).rows.map { $0[0] }
        for term in Set(terms) { #expect(terms.count { $0 == term } == 1, "\(Self.path): \(term)") }
    }

    private static func occurs(_ name: String, in code: String) -> Bool {
        code.ranges(of: name).contains { range in
            let isBegun = range.lowerBound > code.startIndex && code[code.index(before: range.lowerBound)].isIdentifier
            let goesOn = range.upperBound < code.endIndex && code[range.upperBound].isIdentifier
            return !isBegun && !goesOn
        }
    }
}
