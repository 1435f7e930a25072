import EscrowRules
import Model
import Postgres
import Service
import Testing

@testable import Escrow

/// Every table, row by row and column by column, against the oracle.
struct Tables {
    private let connection: Connection
    private let state: State
    private let facts: [Recorded<Fact>]
    private let today: Day

    init(_ district: StoredDistrict) {
        (connection, state, facts, today) = (district.connection, district.oracle, district.facts, district.today)
    }

    func compare() throws {
        try compareInstitutions()
        try compareTuition()
        try compareFamilies()
        try compareBank()
        try compareSettlements()
        try compareLedger()
    }

    private func compareInstitutions() throws {
        try expect(
            "institutions",
            "institution status category bank mode deposit_minimum_fen frozen cleared instructions open_fees_fen "
                + "open_deposit_fees_fen capacity_fen "
                + "open_hours last_taught",
            rows(state.institutions) { id, row in
                [
                    id, row.status.rawValue, row.category?.rawValue, row.bank, row.mode.rawValue,
                    row.depositMinimum.rawValue, row.isFrozen, row.isCleared,
                    row.instructions, row.openFees.rawValue, row.openDepositFees.rawValue, row.capacity.rawValue,
                    row.openHours, row.lastTaught,
                ]
            })
        try expect(
            "restrictions", "institution entry expires_on",
            state.restrictions.keys.flatMap { id in
                state.restrictions[id, default: [:]].map { line([id, $0.key, $0.value]) }
            })
        try expect(
            "alerts", "alert institution rule level status raised_on detail due answer",
            rows(state.alerts) { id, row in
                [
                    id, row.institution, row.rule.rawValue, row.level.rawValue, row.status.rawValue, row.raisedOn,
                    row.detail, row.due, row.answer,
                ]
            })
    }

    private func compareTuition() throws {
        try expect(
            "courses",
            "institution course starts ends lessons hours_per_lesson hour_price_fen pass_day_price_fen seats",
            rows(state.courses) { id, row in
                [
                    id.institution, id.course, row.starts, row.ends, row.lessons, row.hoursPerLesson,
                    row.hourPrice.rawValue, row.passDayPrice?.rawValue,
                    row.seats,
                ]
            })
        try expect(
            "enrolments",
            """
            enrolment institution pupil course guardian reference hours paid_fen paid_on starts ends withdrawal_days \
            mode hours_held hours_taught \
            taught_fen released_fen share_due repaid pass days_due
            """,
            rows(state.enrolments) { id, row in
                [
                    id, row.institution, row.course.pupil, row.course.course, row.guardian, row.reference,
                    row.purchase.hours?.bought ?? row.purchase.pass?.days,
                    row.paid.rawValue, row.paidOn,
                    row.starts, row.ends, row.withdrawalDays, row.mode.rawValue, row.purchase.hours?.held ?? 0,
                    row.purchase.hours?.taught ?? row.purchase.pass?.over,
                    row.taught.rawValue,
                    row.released.rawValue, row.shareDue, row.isRepaid, row.purchase.pass != nil, row.purchase.pass?.due,
                ]
            })
        try expect(
            "attendances", "enrolment lesson institution hours held_on due status amount_fen",
            rows(state.attendances) { id, row in
                [
                    id.enrolment, id.lesson, row.institution, row.hours, row.heldOn, row.due, row.status.rawValue,
                    row.amount.rawValue,
                ]
            })
    }

    private func compareFamilies() throws {
        try expect(
            "refunds", "refund enrolment institution cause requested_on due status pay_by owed_fen",
            rows(state.refunds) { id, row in
                [
                    id, row.enrolment, row.institution, row.cause.rawValue, row.requestedOn, row.due,
                    row.status.rawValue, row.payBy, row.owed.rawValue,
                ]
            })
        try expect(
            "creditor_claims", "claim institution rank amount_fen awarded_fen",
            rows(state.claims) { id, row in
                [id, row.institution, row.rank.rawValue, row.amount.rawValue, row.awarded.rawValue]
            })
        try expect(
            "suspensions", "institution reference enrolment amount_fen day reason",
            rows(state.suspensions) { id, row in
                [row.institution, id.reference, row.enrolment, row.amount.rawValue, row.day, row.reason.rawValue]
            })
    }

    private func compareBank() throws {
        try expect(
            "instructions",
            "instruction institution account purpose payee debit_account amount_fen enrolment cause refund sent_on "
                + "valid_through status",
            rows(state.instructions) { id, row in
                [
                    id, row.institution, row.account.rawValue, row.purpose.rawValue, row.payee, row.debit.description,
                    row.amount.rawValue, row.enrolment,
                    row.cause?.rawValue, row.refund, row.sentOn, row.validThrough, row.status.rawValue,
                ]
            })
        try expect(
            "bank_entries", "institution account reference book_fen statement_fen since explanation",
            rows(state.bankEntries) { id, row in
                [
                    id.account.institution, id.account.account.rawValue, id.reference, row.book?.rawValue,
                    row.statement?.rawValue, row.since,
                    row.explanation,
                ]
            })
        try expect(
            "statements", "institution account day closing_fen",
            rows(state.statements) { id, row in [id.institution, id.account.rawValue, row.day, row.closing.rawValue] })
    }

    private func compareSettlements() throws {
        try expect(
            "claim_settlements", "institution reckoned_on day claims_fen available_fen passed_fen deposit_fen",
            rows(state.settlements) { id, row in
                [
                    id, row.reckonedOn, row.day, row.division.claims.rawValue, row.division.available.rawValue,
                    row.division.passed.rawValue, row.fromDeposit.rawValue,
                ]
            })
    }

    private func compareLedger() throws {
        try expect(
            "accounts", "account kind debits_fen credits_fen pending_debits_fen pending_credits_fen",
            state.ledger.accounts.keys.map { id in
                let row = state.ledger.accounts[id, default: Totals()]
                return line([
                    id.description, id.kind.rawValue, row.debits.rawValue, row.credits.rawValue,
                    row.pendingDebits.rawValue, row.pendingCredits.rawValue,
                ])
            })
        let posted = facts.flatMap { fact in
            fact.fact.transfers.enumerated().map { (id: fact.id(part: $0.offset), fact: fact, transfer: $0.element) }
        }
        try expect(
            "transfers", "transfer day kind phase debit_account credit_account amount_fen reference poster cause",
            posted.map { row in
                line([
                    row.id, row.fact.day, row.transfer.kind.rawValue, row.transfer.phase.name,
                    row.transfer.debit.description, row.transfer.credit.description,
                    row.transfer.amount.rawValue, row.transfer.reference, row.fact.poster, row.fact.cause,
                ])
            })
        try expect("account_days", "account day debits_fen credits_fen", closings())
        let seals = facts.compactMap { fact in if case .linked(let seal) = fact.fact { seal } else { nil } }
        try expect("seals", "institution day transfers", seals.map { line([$0.institution, $0.day, $0.transfers]) })
    }

    /// Totals at the end of each day that is over, of the accounts that moved on it, folded from the transfers.
    private func closings() -> [String] {
        var totals: [AccountID: Totals] = [:]
        var closings: [String] = []
        for (day, facts) in Dictionary(grouping: facts, by: \.day).sorted(by: { $0.key < $1.key }) {
            var moved: Set<AccountID> = []
            for transfer in facts.flatMap(\.fact.transfers) where transfer.phase.counts {
                totals[transfer.debit, default: Totals()].debits += transfer.amount
                totals[transfer.credit, default: Totals()].credits += transfer.amount
                moved.formUnion([transfer.debit, transfer.credit])
            }
            guard day < today else { continue }
            closings += moved.map {
                line([$0.description, day, totals[$0]?.debits.rawValue, totals[$0]?.credits.rawValue])
            }
        }
        return closings
    }

    // MARK: Lines

    private func expect(_ table: String, _ columns: String, _ expected: [String]) throws {
        let texts = columns.split(separator: " ").map { "\($0)::text" }.joined(separator: ", ")
        let rows = try connection.query(
            Postgres.Statement("select array_to_string(array[\(texts)], '|', '-') from \(table)"), []
        ).map { $0.string(0) }
        let (more, less) = (Set(rows).subtracting(expected), Set(expected).subtracting(rows))
        #expect(
            rows.count == expected.count && more.isEmpty && less.isEmpty,
            "\(table): the database has \(more.sorted()), the rules \(less.sorted())")
    }

    private func rows<ID, Row>(_ table: Table<ID, Row>, _ columns: (ID, Row) -> [Any?]) -> [String] {
        table.ids.compactMap { id in table[id].map { line(columns(id, $0)) } }
    }

    private func line(_ columns: [Any?]) -> String { columns.map { $0.map { "\($0)" } ?? "-" }.joined(separator: "|") }
}

extension TransferPhase {
    /// True if it changes what was debited and credited.
    fileprivate var counts: Bool {
        switch self {
        case .posted, .post: true
        case .pending, .void: false
        }
    }
}
