import Model
import Postgres
import RegistryRules
import Service

/// The register, and the entries of the blacklist that stand against institutions.
enum InstitutionTables {
    private static let institutions = TableDescription(
        "institutions", id: \.id,
        row: Institution.init, .key("institution", \.id), .changing("name", \.name), .changing("address", \.address),
        .changing("grid", \.grid), .changing("township", \.township), .changing("status", \.status),
        .changing("since", \.since), .changing("category", \.category),
        .changing("surveyed_category", \.surveyedCategory), .changing("cause", \.cause))

    /// By entry, the institution.
    private static let restrictions = TableDescription<Identifier, USCC>(
        "restrictions", key: "entry", row: { $0 }, .value("institution", .fixed))

    static let all: [any DescribedTable] = [institutions, restrictions]

    private static let lockInstitutions = institutions.select(
        "where institution = any($1::text[]) order by institution for update")
    private static let findRestrictions = restrictions.select("where institution = any($1::text[])")

    static func load(
        _ keys: Keys, into state: inout State, from connection: any Database
    ) throws(PostgresError) {
        let ids = keys.institutions.sorted().map(\.stored)
        guard !ids.isEmpty else { return }
        for institution in try institutions.rows(lockInstitutions, [ids], from: connection) {
            state.institutions[institution.id] = institution.row
        }
        for restriction in try restrictions.rows(findRestrictions, [ids], from: connection) {
            state.restrictions[restriction.row, default: []].insert(restriction.id)
        }
    }

    /// Institutions, and the last word on each entry of the blacklist.
    static func save(
        _ state: State, _ facts: [Recorded<Fact>], to connection: any Database
    ) throws(PostgresError) {
        try institutions.upsert(state.institutions.rows(state.changed), into: connection)
        var entries: [Identifier: USCC?] = [:]
        for case .institutions(.restrictionChanged(let entry, let institution, let isListed)) in facts.map(\.fact) {
            entries[entry] = .some(isListed ? institution : nil)
        }
        try restrictions.insertAbsent(entries.compactMapValues { $0 }.rows, into: connection)
        try restrictions.delete(entries.filter { $0.value == nil }.keys.sorted(), from: connection)
    }
}
