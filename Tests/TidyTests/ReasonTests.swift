import Model
import Testing

@Suite struct ReasonTests {
    private static let path = "docs/reasons.md"

    @Test func `every reason stands in docs/reasons.md once, in the order of the enum, and nothing else does`() throws {
        let table = try #require(MarkdownTable(Self.path))
        let codes = table.rows.map { $0[0].namesInBackticks.first ?? $0[0] }
        #expect(codes == Reason.allCases.map(\.rawValue), "\(Self.path): one row a case of Reason")
    }

    @Test func `every reason says what it means and what to do`() throws {
        for row in try #require(MarkdownTable(Self.path)).rows {
            #expect(
                row.count == 4 && row.allSatisfy { !$0.isEmpty },
                "\(Self.path): code, meaning, what the poster does, services: \(row)")
        }
    }

    @Test func `the services that refuse with a reason stand beside it`() throws {
        // What the loop and the decoder refuse, every service refuses; Decision.swift refuses for the rules that call
        // it.
        let shared = Repository.swift("Shared/Service", "Shared/Model")
            .filter { !$0.path.hasSuffix("/Reason.swift") && !$0.path.hasSuffix("/Decision.swift") }
            .map(\.code).joined(separator: "\n")
        let table = try #require(MarkdownTable(Self.path))
        let said = Dictionary(table.rows.map { ($0[0].namesInBackticks.first ?? "", Set($0[3].parts)) }) { $1 }
        for reason in Reason.allCases {
            let isShared = try shared.firstMatch(of: Regex("\\.\(reason)\\b")) != nil
            let services = ServiceFacts.all.filter { $0.refuses.contains(reason.rawValue) }.map(\.folder)
            #expect(
                said[reason.rawValue] == (isShared ? ["every"] : Set(services)),
                "\(Self.path): services of \(reason.rawValue)")
            #expect(isShared || !services.isEmpty, "\(reason.rawValue): nobody refuses with it")
        }
    }
}
