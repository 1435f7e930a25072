import EscrowRules
import Model
import Postgres
import Service

/// Institutions, and the entries of the blacklist that stand against them.
enum AccountTables {
    static let institutions = TableDescription<USCC, Institution>(
        "institutions", key: "institution",
        row: Institution.init, .changing("status", \.status), .changing("category", \.category),
        .changing("bank", \.bank), .changing("mode", \.mode), .changing("deposit_minimum_fen", \.depositMinimum),
        .changing("frozen", \.isFrozen), .changing("cleared", \.isCleared),
        .changing("instructions", \.instructions), .changing("open_fees_fen", \.openFees),
        .changing("open_deposit_fees_fen", \.openDepositFees), .changing("capacity_fen", \.capacity),
        .changing("open_hours", \.openHours), .changing("last_taught", \.lastTaught))

    static let restrictions = TableDescription<Identifier, (institution: USCC, expiresOn: Day)>(
        "restrictions", key: "entry",
        row: { ($0, $1) }, .changing("institution", \.institution), .changing("expires_on", \.expiresOn))

    static let all: [any DescribedTable] = [institutions, restrictions]
}

extension Load {
    private static let lockInstitutions = AccountTables.institutions.select(
        "where institution = any($1::text[]) order by institution for update")
    private static let findRestrictions = AccountTables.restrictions.select("where institution = any($1::text[])")

    /// Those that commands name. Nothing else is locked.
    mutating func institutions() throws(PostgresError) {
        let asked = keys.institutions.parameter
        guard !asked.isEmpty else { return }
        state.institutions.load(
            try AccountTables.institutions.rows(Self.lockInstitutions, [asked], from: connection))
        for row in try AccountTables.restrictions.rows(Self.findRestrictions, [asked], from: connection) {
            state.restrictions[row.row.institution, default: [:]][row.id] = row.row.expiresOn
        }
    }
}

extension Save {
    /// Institutions, and the last word on each entry of the blacklist.
    func institutions() throws(PostgresError) {
        try AccountTables.institutions.upsert(state.institutions.old + state.institutions.new, into: connection)
        var entries: [Identifier: (institution: USCC, expiresOn: Day)?] = [:]
        for case .accounts(.restrictionChanged(let entry, let institution, let expiresOn)) in facts.map(\.fact) {
            entries[entry] = .some(expiresOn.map { (institution, $0) })
        }
        try AccountTables.restrictions.upsert(entries.compactMapValues { $0 }.rows, into: connection)
        try AccountTables.restrictions.delete(entries.filter { $0.value == nil }.keys.sorted(), from: connection)
    }
}
