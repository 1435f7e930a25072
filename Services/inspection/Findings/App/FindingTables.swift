import InspectionRules
import Model
import Postgres
import Service

/// Findings and their rectification.
enum FindingTables {
    private static let findings = TableDescription(
        "findings", id: \.id,
        row: {
            Finding(
                id: $0, inspection: $1, institution: $2, department: $3, category: $4, severity: $5, state: $6, due: $7,
                isOverdue: $8, termsOverdue: Int($9))
        }, .key("finding", \.id), .fixed("inspection", \.inspection),
        .fixed("institution", \.institution), .fixed("department", \.department), .fixed("category", \.category),
        .fixed("severity", \.severity), .changing("state", \.state), .changing("due", \.due),
        .changing("is_overdue", \.isOverdue), .changing("terms_overdue", { @Sendable in Int64($0.termsOverdue) }))

    static let all: [any DescribedTable] = [findings]

    private static let lock = findings.select("where finding = any($1::text[]) order by finding for update")

    static func load(
        _ keys: Keys, into state: inout State, from connection: any Database
    ) throws(PostgresError) {
        guard !keys.findings.isEmpty else { return }
        for finding in try findings.rows(lock, [keys.findings.sorted()], from: connection) {
            state.findings[finding.id] = finding.row
        }
    }

    static func save(_ state: State, to connection: any Database) throws(PostgresError) {
        try findings.upsert(state.findings.rows(state.changedFindings), into: connection)
    }
}
