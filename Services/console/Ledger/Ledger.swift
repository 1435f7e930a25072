import Commands
import Model
import Postgres

/// `ledger`: what an auditor asks of escrow's books.
enum Ledger {
    static let help = """
        console ledger verify [INSTITUTION] [--topic]
          Computes the hash chains of all institutions (or of one) again from the transfers, and every balance from
          its entries; compares them with what is stored. --topic compares the seals with the messages that were
          published, too. Ends with 1 and names the place if anything is off.
        console ledger balance ACCOUNT [DAY]
          The balance of an account, now or at the end of a past day. ACCOUNT is INSTITUTION/KIND or
          ENROLMENT/unconsumed.
        console ledger statement ENROLMENT
          All movements of a family's tuition, with the balance after each.
        console ledger trial-balance [DAY]
          Debits, credits and balance of each kind of account, now or at the end of a past day.
        console ledger export [INSTITUTION] [--from DAY] [--through DAY]
          The journal as CSV with Chinese headers, in the order of the chain, for a spreadsheet (UTF-8 with a byte
          order mark).
        Days are written like 2022-03-01. They read the views of escrow (DATABASE_URL).
        """

    static func run(_ arguments: [String], _ environment: Environment) throws -> Bool {
        let options = try Options(
            Array(arguments.dropFirst()), flags: ["topic"], values: ["from", "through"], help: help)
        let rest = options.rest
        switch (arguments.first, rest.count) {
        case ("verify", 0...1):
            return try LedgerVerification(database: environment.database(), institution: try institution(rest.first))
                .run(brokers: options.has("topic") ? environment.brokers : nil)
        case ("balance", 1...2):
            try LedgerQueries(environment.database()).balance(rest[0], on: try day(rest.dropFirst().first))
        case ("statement", 1): try LedgerQueries(environment.database()).statement(rest[0])
        case ("trial-balance", 0...1): try LedgerQueries(environment.database()).trialBalance(on: try day(rest.first))
        case ("export", 0...1):
            try LedgerExport(database: environment.database(), institution: try institution(rest.first)).run(
                from: try day(options["from"]), through: try day(options["through"]))
        default: throw CommandError(help)
        }
        return true
    }

    private static func day(_ text: String?) throws(CommandError) -> PostgresDate? {
        guard let text else { return nil }
        guard let day = Day(text) else { throw CommandError("«\(text)» is no day; write it like 2022-03-01") }
        return PostgresDate(daysSince1970: day.ordinal)
    }

    private static func institution(_ text: String?) throws(CommandError) -> String? {
        guard let text else { return nil }
        do {
            return try USCC(text).description
        } catch {
            throw CommandError("«\(text)» is no credit code: \(error.detail)")
        }
    }
}
