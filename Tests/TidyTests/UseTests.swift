import Testing

/// What the program declares, the program uses: what only tests ask for is no part of it.
@Suite struct UseTests {
    /// What the standard library and JSON call, and what is reached by its raw value.
    private static let calledByOthers: Set<String> = [
        "allKeys", "appendInterpolation", "appendLiteral", "callAsFunction", "codingPath", "decodeIfPresent",
        "decodeNil", "decodeNil(forKey:", "encodeNil", "encodeNil(forKey:", "hash(into:", "nestedContainer(keyedBy:",
        "nestedContainer",
        "nestedUnkeyedContainer", "nestedUnkeyedContainer(forKey:", "superDecoder", "superDecoder(forKey:",
        "superEncoder", "superEncoder(forKey:", "unkeyedContainer", "userInfo",
    ]
    private static let program = Repository.swift("Services", "Shared")

    @Test func `every function, property and type has a use in the program`() {
        let words = Self.program.flatMap { $0.lines.flatMap { Self.words($0.code) + Self.words($0.quoted) } }
        let unused = Self.unused(declared: Self.program.map(\.code), words)
        #expect(unused.subtracting(Self.calledByOthers).isEmpty, "\(unused.sorted())")
    }

    @Test func `every function is called with its first label in the program`() {
        let code = Self.program.map(\.code).joined(separator: "\n")
        let unused = Self.uncalled(in: code)
        #expect(unused.subtracting(Self.calledByOthers).isEmpty, "\(unused.sorted())")
    }

    @Test func `what is declared and not used is found`() {
        let code =
            "struct A { func used(in a: A) {}; func never(in a: A) {} }; let a = A(); a.used(in: a); a.never(of: a)"
        #expect(Self.unused(declared: [code], Self.words(code + " unrelated")).isEmpty)
        #expect(Self.unused(declared: ["var lonely = 1"], Self.words("var lonely = 1")) == ["lonely"])
        #expect(Self.uncalled(in: code) == ["never(in:"])
    }

    private static func words(_ text: String) -> [Substring] {
        text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// Names that do not occur but where they are declared.
    private static func unused(declared code: [String], _ words: [Substring]) -> Set<String> {
        let uses = Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
        let names = code.flatMap { text in
            text.matches(
                of: #/\b(?:func|var|let|struct|enum|class|protocol|typealias)\s+([A-Za-z]\w*)/#.wordBoundaryKind(
                    .simple)
            ).map(\.1)
        }
        let declarations = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        return Set(declarations.filter { name, count in uses[name, default: 0] <= count }.keys.map(String.init))
    }

    /// Functions of which the name with the first label does not occur but where they are declared.
    private static func uncalled(in code: String) -> Set<String> {
        func count(_ pattern: Regex<(Substring, Substring, Substring)>) -> [String: Int] {
            Dictionary(
                code.matches(of: pattern.wordBoundaryKind(.simple)).map { ("\($0.1)(\($0.2):", 1) }, uniquingKeysWith: +
            )
        }
        let declared = count(#/\bfunc\s+([A-Za-z]\w*)(?:<[^>]*>)?\(\s*([A-Za-z]\w*)(?:\s+\w+)?\s*:/#)
        let written = count(#/\b([A-Za-z]\w*)(?:<[^>]*>)?\(\s*([A-Za-z]\w*)(?:\s+\w+)?\s*:/#)
        return Set(declared.filter { name, count in written[name, default: 0] <= count }.keys)
    }
}
