import EscrowRules
import Foundation
import Model
import Postgres
import Testing

@testable import Escrow

/// A day's work in portions of one transaction each. Needs a database (`DATABASE_URL`).
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DATABASE_URL"] != nil))
struct PortionTests {
    typealias Cut = (institutions: Int, rows: Int)

    /// Down to one row a transaction, so that one institution's day is cut between any two rows, too.
    static let cuts: [Cut] = [(1, 1), (2, 3), (7, 140), (1_000, 20_000)]

    @Test(arguments: [11, 12] as [UInt64])
    func `a day gives the same tables in however many portions it is done`(seed: UInt64) throws {
        var tables: [[String]] = []
        var portions: [Int] = []
        for (number, cut) in Self.cuts.enumerated() {
            let schema = "escrow_portion_test_\(seed)_\(number)"
            var district = try StoredDistrict(schema: schema, seed: seed, portions: cut)
            for _ in 0..<200 { try district.step() }
            district.windUp()
            for _ in 0..<150 { try district.step() }
            try district.step(opening: true)
            try Tables(district).compare()
            try Reports(district).check()
            tables.append(try district.content())
            portions.append(district.numberOfPortions)
            try district.connection.script("drop schema \(schema) cascade")
        }
        #expect(portions[0] > 3 * portions[1] / 2 && portions[1] > portions[3], "\(portions)")
        for other in tables.dropFirst() {
            #expect(other == tables[0], "\(Set(other).symmetricDifference(tables[0]).sorted().prefix(10))")
        }
    }
}

extension StoredDistrict {
    /// Every row of every table, without the ids of transfers and what follows from them: they count portions.
    fileprivate func content() throws -> [String] {
        let tables = [
            "institutions", "restrictions", "courses", "enrolments", "attendances", "refunds", "instructions",
            "suspensions", "creditor_claims", "claim_settlements", "bank_entries", "statements", "alerts", "accounts",
            "account_days",
        ]
        var lines = try tables.flatMap { table in
            try rows("select '\(table) ' || row_to_json(\(table))::text from \(table)")
        }
        lines += try rows(
            """
            select 'transfers ' || row_to_json(moved)::text from (
                select institution, day, kind, phase, debit_account, credit_account, amount_fen, reference, pending
                from transfers) moved
            """)
        lines += try rows("select 'seals ' || institution || ' ' || day || ' ' || transfers from seals")
        return lines.sorted()
    }

    private func rows(_ query: String) throws -> [String] {
        try connection.query(Postgres.Statement(query), []).map { $0.string(0) }
    }
}
