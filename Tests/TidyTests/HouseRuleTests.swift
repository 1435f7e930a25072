import Testing

@Suite struct HouseRuleTests {
    @Test(arguments: houseRules) func `every line keeps to the rule`(rule: HouseRule) throws {
        for finding in try Self.findings(rule, in: Repository.sources) { Issue.record("\(finding)") }
    }

    @Test(arguments: houseRules) func `the rule sees a line that breaks it`(rule: HouseRule) throws {
        let path = try #require(try Self.somePath(of: rule), "no file has a path that the rule is about")
        #expect(try Self.findings(rule, in: [Source(path: path, text: rule.broken)]).count == 1)
    }

    @Test(arguments: Repository.swift("Services", "Shared", "Tests").map(\.path))
    func `a file is one idea: at most 400 lines`(path: String) throws {
        let lines =
            try #require(Repository.text(path)).split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(
            lines <= 400, "\(path):401: the file has \(lines) lines; make two of it, each with a subject of its own")
    }

    @Test(arguments: Repository.swift("Shared").filter { $0.path.hasPrefix("Shared/Service/") }.map(\.path))
    func `the loop is read a screen at a time: files of 150 lines, functions of 50`(path: String) throws {
        let lines = try #require(Repository.text(path)).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count - 1 <= 150, "\(path):151: the file has \(lines.count - 1) lines; make two of it")
        for (line, count) in Self.functions(lines.map(String.init)) {
            #expect(count <= 50, "\(path):\(line): the function has \(count) lines; give a part of it a name")
        }
    }

    /// Where functions begin, and how many lines each has; the formatter puts what closes one under its beginning.
    private static func functions(_ lines: [String]) -> [(line: Int, count: Int)] {
        var result: [(line: Int, count: Int)] = []
        var open: (line: Int, indent: String)?
        for (index, line) in lines.enumerated() {
            let indent = String(line.prefix { $0 == " " })
            if let begin = open, line == begin.indent + "}" {
                result.append((begin.line + 1, index - begin.line + 1))
                open = nil
            } else if line.contains("func ") || line.contains(" init("), !line.contains("//"), open == nil {
                open = line.hasSuffix("}") ? nil : (index, indent)
            } else if let begin = open, line.isEmpty, lines[begin.line..<index].allSatisfy({ !$0.hasSuffix("{") }) {
                // A protocol's requirement has no body.
                open = nil
            }
        }
        return result
    }

    @Test func `a function is measured from its name to what closes it`() {
        let body = Array(repeating: "        work()", count: 3)
        let lines =
            ["struct A {", "    func a() {"] + body + ["    }", "", "    func b(", "    ) {"] + body + ["    }", "}"]
        #expect(Self.functions(lines).map(\.line) == [2, 8] && Self.functions(lines).map(\.count) == [5, 6])
    }

    @Test func `comments, quotes and names in backticks are told from code`() {
        let text = """
            let a = "b \\(c + "d") e" // f
            /* g
            h */ let i = `j k`
            """
        let lines = Source(path: "a.swift", text: text).lines
        #expect(lines.map { Self.words($0.code) } == [["let", "a", "=", "c", "+"], [], ["let", "i", "="]])
        #expect(lines.map { Self.words($0.quoted) } == [["b", "d", "e"], [], []])
    }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static func somePath(of rule: HouseRule) throws -> String? {
        try Repository.paths.first { try isAbout($0, rule) }
    }

    private static func isAbout(_ path: String, _ rule: HouseRule) throws -> Bool {
        if let except = rule.except, try Regex(except).firstMatch(in: path) != nil { return false }
        return try Regex(rule.paths).firstMatch(in: path) != nil
    }

    private static func findings(_ rule: HouseRule, in sources: [Source]) throws -> [String] {
        let pattern = try Regex(rule.pattern)
        let unlessAfter = try rule.unlessAfter.map { try Regex($0) }
        return try sources.filter { try isAbout($0.path, rule) }.flatMap { source in
            source.lines.indices.compactMap { index in
                let line = source.lines[index]
                let view =
                    switch rule.view {
                    case .whole: line.whole
                    case .code: line.code
                    case .quoted: line.quoted
                    }
                guard view.firstMatch(of: pattern) != nil else { return nil }
                if let unlessAfter, index > 0, source.lines[index - 1].whole.firstMatch(of: unlessAfter) != nil {
                    return nil
                }
                let text = line.whole.drop { $0 == " " }.prefix(100)
                return "\(source.path):\(index + 1): \(rule.name): «\(text)»; instead: \(rule.instead)"
            }
        }
    }
}
