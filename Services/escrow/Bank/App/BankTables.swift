import EscrowRules
import Model
import Postgres
import Service

/// What the bank is told, and what it says.
enum BankTables {
    static let instructions = TableDescription(
        "instructions", id: \.id,
        row: Instruction.init, .key("instruction", \.id), .fixed("institution", \.institution),
        .fixed("account", \.account), .fixed("purpose", \.purpose), .fixed("payee", \.payee),
        .fixed("debit_account", \.debit), .fixed("amount_fen", \.amount), .fixed("enrolment", \.enrolment),
        .fixed("cause", \.cause), .fixed("refund", \.refund), .fixed("sent_on", \.sentOn),
        .fixed("valid_through", \.validThrough), .changing("status", \.status))

    static let bankEntries = TableDescription(
        "bank_entries", id: { BankEntryID(BankAccountID($0, $1), $2) }, .key("institution", \.account.institution),
        .key("account", \.account.account), .key("reference", \.reference),
        row: BankEntry.init, .changing("book_fen", \.book), .changing("statement_fen", \.statement),
        .fixed("since", \.since), .changing("explanation", \.explanation))

    static let statements = TableDescription(
        "statements", id: BankAccountID.init, .key("institution", \.institution), .key("account", \.account),
        row: EscrowRules.Statement.init, .changing("day", \.day), .changing("closing_fen", \.closing))

    static let all: [any DescribedTable] = [instructions, bankEntries, statements]
}

extension Load {
    mutating func bank() throws(PostgresError) {
        state.bankEntries.load(try BankTables.bankEntries.find(keys.bankEntries.sorted(), from: connection))
        state.statements.load(try BankTables.statements.find(keys.statements.sorted(), from: connection))
    }

    mutating func instructions() throws(PostgresError) {
        for instruction in try BankTables.instructions.find(keys.instructions.sorted(), from: connection) {
            state.load(instruction.row)
        }
    }
}

extension Save {
    func instructions() throws(PostgresError) {
        try BankTables.instructions.upsert(state.instructions.old + state.instructions.new, into: connection)
    }

    func bank() throws(PostgresError) {
        try BankTables.bankEntries.insert(state.bankEntries.new, into: connection)
        try BankTables.bankEntries.update(state.bankEntries.old, in: connection)
        try BankTables.statements.upsert(state.statements.old + state.statements.new, into: connection)
    }
}
