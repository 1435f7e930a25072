import Testing

/// Every way in which two writers could lose an update or wait for each other stands in docs/locks.md.
@Suite struct LockTests {
    private static let path = "docs/locks.md"
    /// Columns of the table, and what is counted in them.
    private static let columns = [
        #"on conflict|\.(upsert|insertAbsent)\("#, #"\bupdate \S+ (\w+ )?set\b|\.update\("#,
        #"delete from |truncate |\.delete\("#, #"for update|for share|_advisory_\w*lock"#,
    ]

    @Test func `each file's statements that could lose an update, and its locks, are listed`() throws {
        let rows = try #require(MarkdownTable(Self.path)).rows
        var listed = Dictionary(rows.map { ($0[0].trimming { $0 == "`" }, Array($0[1...4])) }) { $1 }
        for file in Repository.swift("Services", "Shared") {
            let counts = try Self.columns.map { column in
                try file.text.split(separator: "\n").count { line in
                    try !line.drop { $0 == " " }.hasPrefix("//") && line.firstMatch(of: Regex(column)) != nil
                }
            }
            let isListed = listed.removeValue(forKey: file.path)
            guard counts != [0, 0, 0, 0] else {
                #expect(isListed == nil, "\(Self.path): \(file.path) has none")
                continue
            }
            #expect(isListed == counts.map { String($0) }, "\(Self.path): \(file.path) has \(counts)")
        }
        #expect(listed.isEmpty, "\(Self.path): no such files: \(listed.keys.sorted())")
        #expect(rows.allSatisfy { $0.count == 6 && !$0[5].isEmpty }, "\(Self.path): each row says why")
    }
}
