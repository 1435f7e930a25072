import Model

/// An account that the bank keeps.
struct BankPlace: Hashable, Comparable, Sendable {
    var institution: USCC
    var account: BankAccount

    static func < (left: Self, right: Self) -> Bool {
        (left.institution, left.account.rawValue) < (right.institution, right.account.rawValue)
    }
}

/// The bank's own books: what came in and went out, as the bank itself did it. It knows nothing of escrow's.
struct BankBooks {
    private struct Account {
        var balance = Fen.zero
        /// Closing of the last statement, and what moved since.
        var stated = Fen.zero
        var lines: [StatementLine] = []
        /// Balance in fen times days, since the last interest.
        var fenDays: Int64 = 0
    }

    private var accounts: [BankPlace: Account] = [:]
    private var references: Set<String> = []

    /// All that lies in the accounts.
    var total: Fen { accounts.values.reduce(.zero) { $0 + $1.balance } }
    var count: Int { accounts.count }

    func balance(_ place: BankPlace) -> Fen { accounts[place]?.balance ?? .zero }

    /// Opens both accounts of an institution.
    mutating func open(_ institution: USCC) {
        for account in BankAccount.allCases where accounts[BankPlace(institution: institution, account: account)] == nil
        {
            accounts[BankPlace(institution: institution, account: account)] = Account()
        }
    }

    /// Enters a movement, once for each reference. False if the bank keeps no such account, or has it already.
    @discardableResult
    mutating func enter(_ line: StatementLine, in place: BankPlace) -> Bool {
        guard accounts[place] != nil,
            references.insert("\(place.institution)/\(place.account.rawValue)/\(line.reference)").inserted
        else { return false }
        accounts[place]?.balance += line.amountFen
        accounts[place]?.lines.append(line)
        return true
    }

    /// A day is over: what lies there bears interest for it.
    mutating func endDay() {
        for (place, account) in accounts { accounts[place]?.fenDays = account.fenDays + account.balance.rawValue }
    }

    /// Interest since it was last asked for, account by account; a year has 360 days, as banks count.
    mutating func takeInterest(ratePpm: Int64) -> [(place: BankPlace, amount: Fen)] {
        var earned: [(place: BankPlace, amount: Fen)] = []
        for place in accounts.keys.sorted() {
            guard let days = accounts[place]?.fenDays else { continue }
            let (high, low) = days.multipliedFullWidth(by: ratePpm)
            let amount = Fen((360_000_000 as Int64).dividingFullWidth((high, low)).quotient)
            guard amount > .zero else { continue }
            accounts[place]?.fenDays = 0
            earned.append((place, amount))
        }
        return earned
    }

    /// Statements of the accounts that moved since their last one.
    mutating func statements(of day: Day) -> [StatementReceived] {
        accounts.keys.sorted().compactMap { place in
            guard let account = accounts[place], !account.lines.isEmpty else { return nil }
            accounts[place]?.stated = account.balance
            accounts[place]?.lines = []
            return StatementReceived(
                institution: place.institution, account: place.account, day: day, openingFen: account.stated,
                lines: account.lines,
                closingFen: account.balance)
        }
    }
}
