import EscrowRules
import Model
import Testing

/// The ledger itself: double entry, limits, pending transfers, all or none.
struct LedgerTests {
    private static let bank = AccountID.bank(institution)
    private static let family = AccountID.unconsumed("e")
    private static let payable = AccountID.refundsPayable(institution)

    private static func ledger(_ opened: [AccountID] = [bank, family, payable]) -> Ledger {
        var ledger = Ledger()
        for account in opened { ledger.open(account) }
        return ledger
    }

    private static func transfer(
        _ debit: AccountID, _ credit: AccountID, _ fen: Int64, _ phase: TransferPhase = .posted
    ) -> Transfer {
        Transfer(.payment, debit: debit, credit: credit, amount: Fen(fen), reference: "r", phase: phase)
    }

    /// Posts, and says in a word what came of it.
    private static func post(_ transfers: [Transfer], _ ledger: inout Ledger) -> String {
        do throws(LedgerError) {
            try ledger.post(transfers)
            return "posted"
        } catch {
            switch error {
            case .exceeds(_, let available): return "exceeds \(available.rawValue)"
            case .notOpen(let account): return "not open: \(account)"
            case .invalid: return "invalid"
            case .pendingExists: return "pending exists"
            case .pendingUnknown: return "pending unknown"
            }
        }
    }

    @Test(arguments: AccountKind.allCases)
    func `no account goes below zero on its normal side`(_ kind: AccountKind) {
        let account = kind == .unconsumed ? Self.family : .institution(kind, institution)
        let counter = kind.isAsset ? AccountID.unconsumed("counter") : .bank(other)
        var ledger = Self.ledger([account, counter])
        func move(_ fen: Int64, out: Bool) -> Transfer {
            kind.isAsset == out ? Self.transfer(counter, account, fen) : Self.transfer(account, counter, fen)
        }
        #expect(Self.post([move(1, out: true)], &ledger) == "exceeds 0")
        #expect(Self.post([move(100, out: false)], &ledger) == "posted")
        #expect(Self.post([move(101, out: true)], &ledger) == "exceeds 100")
        #expect(Self.post([move(100, out: true)], &ledger) == "posted")
        #expect(ledger.balance(account) == .zero)
        #expect(ledger.accounts[account] == Totals(debits: Fen(100), credits: Fen(100)))
    }

    @Test func `a transfer moves an amount above zero between two open accounts`() {
        var ledger = Self.ledger()
        #expect(Self.post([Self.transfer(Self.bank, Self.family, 0)], &ledger) == "invalid")
        #expect(Self.post([Self.transfer(Self.bank, Self.family, -1)], &ledger) == "invalid")
        #expect(Self.post([Self.transfer(Self.bank, Self.bank, 1)], &ledger) == "invalid")
        #expect(Self.post([Self.transfer(Self.bank, .unconsumed("x"), 1)], &ledger) == "not open: x/unconsumed")
        #expect(Self.post([Self.transfer(.bank(other), Self.family, 1)], &ledger) == "not open: \(other)/bank")
        #expect(ledger.accounts.values.allSatisfy { $0 == Totals() })
        #expect(Self.post([], &ledger) == "posted")
    }

    @Test func `linked transfers are posted all or none, each on what the ones before left`() {
        var ledger = Self.ledger()
        #expect(
            Self.post(
                [Self.transfer(Self.bank, Self.family, 100), Self.transfer(Self.family, Self.payable, 101)], &ledger)
                == "exceeds 100")
        #expect(ledger.accounts.values.allSatisfy { $0 == Totals() })
        #expect(ledger.moved.isEmpty)
        #expect(
            Self.post(
                [Self.transfer(Self.bank, Self.family, 100), Self.transfer(Self.family, Self.payable, 100)], &ledger)
                == "posted")
        #expect(ledger.balance(Self.payable) == Fen(100))
        #expect(ledger.moved == [Self.bank, Self.family, Self.payable])
    }

    @Test func `a pending transfer holds its amount on both sides until it is posted or voided`() {
        var ledger = Self.ledger()
        #expect(Self.post([Self.transfer(Self.bank, Self.payable, 100)], &ledger) == "posted")
        func payout(_ fen: Int64, _ phase: TransferPhase) -> [Transfer] {
            [Self.transfer(Self.payable, Self.bank, fen, phase)]
        }
        #expect(Self.post(payout(60, .pending("i-1")), &ledger) == "posted")
        #expect(ledger.balance(Self.bank) == Fen(100))
        #expect(ledger.available(Self.bank) == Fen(40))
        #expect(ledger.available(Self.payable) == Fen(40))
        #expect(Self.post(payout(41, .pending("i-2")), &ledger) == "exceeds 40")
        #expect(Self.post(payout(41, .posted), &ledger) == "exceeds 40")
        #expect(Self.post(payout(40, .pending("i-1")), &ledger) == "pending exists")
        #expect(Self.post(payout(59, .post("i-1")), &ledger) == "pending unknown")
        #expect(Self.post(payout(60, .post("i-2")), &ledger) == "pending unknown")
        #expect(Self.post([Self.transfer(Self.family, Self.bank, 60, .void("i-1"))], &ledger) == "pending unknown")
        #expect(Self.post(payout(60, .void("i-1")), &ledger) == "posted")
        #expect(ledger.available(Self.bank) == Fen(100))
        // The name is free again, and once it is posted nothing is pending.
        #expect(Self.post(payout(100, .pending("i-1")), &ledger) == "posted")
        #expect(Self.post(payout(100, .post("i-1")), &ledger) == "posted")
        #expect(Self.post(payout(100, .post("i-1")), &ledger) == "pending unknown")
        #expect(ledger.accounts[Self.bank] == Totals(debits: Fen(100), credits: Fen(100)))
        #expect(ledger.pending.isEmpty)
    }

    @Test func `a name may be held, given up and held again within linked transfers`() {
        var ledger = Self.ledger()
        #expect(Self.post([Self.transfer(Self.bank, Self.payable, 100)], &ledger) == "posted")
        func payout(_ phase: TransferPhase) -> Transfer { Self.transfer(Self.payable, Self.bank, 60, phase) }
        #expect(Self.post([payout(.pending("i")), payout(.pending("i"))], &ledger) == "pending exists")
        #expect(
            Self.post([payout(.pending("i")), payout(.void("i")), payout(.void("i"))], &ledger) == "pending unknown")
        #expect(ledger.pending.isEmpty)
        #expect(
            Self.post([payout(.pending("i")), payout(.void("i")), payout(.pending("i")), payout(.post("i"))], &ledger)
                == "posted")
        #expect(ledger.balance(Self.bank) == Fen(40))
        #expect(ledger.available(Self.bank) == Fen(40))
        #expect(ledger.pending.isEmpty)
    }

    @Test func `money that is only pending cannot be spent`() {
        var ledger = Self.ledger()
        #expect(Self.post([Self.transfer(Self.bank, Self.family, 100, .pending("p"))], &ledger) == "posted")
        #expect(ledger.available(Self.family) == .zero)
        #expect(Self.post([Self.transfer(Self.family, Self.payable, 1)], &ledger) == "exceeds 0")
    }

    @Test func `a reversal is the opposite, under the same reference`() {
        var ledger = Self.ledger()
        let transfer = Self.transfer(Self.bank, Self.family, 100)
        #expect(Self.post([transfer, transfer.reversed], &ledger) == "posted")
        #expect(transfer.reversed.kind == .reversal)
        #expect(transfer.reversed.reference == transfer.reference)
        #expect(ledger.balance(Self.bank) == .zero)
    }

    @Test func `loaded accounts are as they were, and only what moves has changed`() {
        var ledger = Ledger()
        ledger.load(Self.bank, Totals(debits: Fen(100), pendingCredits: Fen(30)))
        ledger.load(Self.payable, Totals(credits: Fen(100), pendingDebits: Fen(30)))
        let held = Self.transfer(Self.payable, Self.bank, 30, .pending("i-1"))
        ledger.load(pending: "i-1", held)
        ledger.open(Self.bank)
        #expect(ledger.opened.isEmpty && ledger.moved.isEmpty)
        #expect(ledger.available(Self.bank) == Fen(70))
        #expect(Self.post([Self.transfer(Self.payable, Self.bank, 30, .post("i-1"))], &ledger) == "posted")
        #expect(ledger.balance(Self.bank) == Fen(70))
        #expect(ledger.moved == [Self.bank, Self.payable])
    }

    @Test func `accounts and kinds are named for people`() {
        #expect(Self.bank.description == "\(institution)/bank")
        #expect(Self.family.description == "e/unconsumed")
        #expect(AccountKind.ofInstitutions.count == AccountKind.allCases.count - 1)
        #expect(TransferPhase.allNames == ["posted", "pending", "post", "void"])
    }
}

extension TransferPhase {
    fileprivate static let allNames = [TransferPhase.posted, .pending("p"), .post("p"), .void("p")].map(\.name)
}
