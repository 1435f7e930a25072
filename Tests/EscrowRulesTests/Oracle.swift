import EscrowRules
import Model
import Testing

/// A second, simpler set of books: plain dictionaries, folded from the facts one by one, that know nothing of the
/// rules' own ledger.
struct Oracle {
    /// Debits less credits of each account, by its name, posted and held by pending transfers.
    private(set) var signed: [String: Int64] = [:]
    private var pending: [Identifier: Held] = [:]
    /// Each family's cash, in fen.
    private(set) var families: [Identifier: Family] = [:]
    private var instructions: [Identifier: Instruction] = [:]
    private var suspended: [String: Int64] = [:]
    private(set) var transfers = 0
    private(set) var facts = 0

    struct Family {
        var institution: USCC
        var paidIn: Int64
        var taught: Int64 = 0
        var kept: Int64 = 0
        /// Tuition that goes back, with the interest that goes with it.
        var owed: Int64 = 0
        var interest: Int64 = 0
        /// What the bank paid out to it.
        var back: Int64 = 0

        var left: Int64 { paidIn - taught - kept - owed }
    }

    private struct Held: Equatable {
        var debit: String
        var credit: String
        var amount: Int64
    }

    /// What is wrong with a fact's transfers, if anything is.
    mutating func note(_ fact: Fact, cause: String) -> String? {
        facts += 1
        for transfer in fact.transfers {
            transfers += 1
            guard !transfer.reference.isEmpty, !cause.isEmpty else {
                return "a transfer without a reference or a cause"
            }
            guard transfer.amount.rawValue > 0 else { return "an amount of \(transfer.amount)" }
            let held = Held(
                debit: transfer.debit.description, credit: transfer.credit.description, amount: transfer.amount.rawValue
            )
            switch transfer.phase {
            case .posted: move(held)
            case .pending(let name):
                guard pending.updateValue(held, forKey: name) == nil else { return "pending transfer \(name) twice" }
            case .post(let name):
                guard pending.removeValue(forKey: name) == held else {
                    return "posting of \(name) differs from what is pending"
                }
                move(held)
            case .void(let name):
                guard pending.removeValue(forKey: name) == held else {
                    return "void of \(name) differs from what is pending"
                }
            }
            note(transfer)
        }
        note(fact)
        return nil
    }

    private mutating func move(_ held: Held) {
        signed[held.debit, default: 0] += held.amount
        signed[held.credit, default: 0] -= held.amount
    }

    private mutating func note(_ transfer: Transfer) {
        if case .unconsumed(let enrolment) = transfer.debit, transfer.kind == .repayment {
            families[enrolment]?.owed += transfer.amount.rawValue
        }
    }

    private mutating func note(_ fact: Fact) {
        switch fact {
        case .tuition(.paymentAccepted(let enrolment, _)):
            families[enrolment.id] = Family(institution: enrolment.institution, paidIn: enrolment.paid.rawValue)
        case .tuition(.lessonReleased(let lesson, _, _, _)):
            families[lesson.enrolment]?.taught += lesson.amountFen.rawValue
        case .tuition(.lessonReversed(let lesson, _, _, _)):
            families[lesson.enrolment]?.taught -= lesson.amountFen.rawValue
        case .tuition(.passReleased(let pass, _, _, _)): families[pass.enrolment]?.taught += pass.amountFen.rawValue
        case .families(.familyOwed(let enrolment, let kept, _, _)): families[enrolment]?.kept += kept.rawValue
        case .families(.refundAgreed(let agreed, _)):
            families[agreed.enrolment]?.interest += agreed.interestFen.rawValue
        case .tuition(.paymentSuspended(let payment, _)):
            suspended[payment.institution.description, default: 0] += payment.amountFen.rawValue
        case .bank(.instructed(let instruction, _)): instructions[instruction.id] = instruction
        case .bank(.instructionAccepted(let id)): instructions[id]?.status = .accepted
        case .bank(.instructionFailed(let instruction, _, _)): instructions[instruction.id]?.status = .failed
        case .bank(.instructionReplaced(let id, _)): instructions[id]?.status = .replaced
        case .bank(.instructionPaid(let instruction, _)):
            instructions[instruction.id]?.status = .paid
            if let enrolment = instruction.enrolment { families[enrolment]?.back += instruction.amount.rawValue }
            if instruction.purpose == .suspenseReturn {
                suspended[instruction.institution.description, default: 0] -= instruction.amount.rawValue
            }
        default: break
        }
    }

    // MARK: Comparison

    /// What is not as it must be in the rules' state, in sentences; none if all is well.
    func faults(in state: State) -> [String] {
        balances(state) + families(state) + institutions(state) + payouts(state)
    }

    private func balances(_ state: State) -> [String] {
        var faults: [String] = []
        if signed.values.reduce(0, +) != 0 {
            faults.append("debits and credits differ by \(signed.values.reduce(0, +))")
        }
        var holds: [String: Int64] = [:]
        for held in pending.values {
            holds[held.debit, default: 0] -= held.amount
            holds[held.credit, default: 0] -= held.amount
        }
        for account in state.ledger.accounts.keys {
            let totals = state.ledger.accounts[account, default: Totals()]
            let name = account.description
            let sum = totals.debits.rawValue - totals.credits.rawValue
            if sum != signed[name, default: 0] {
                faults.append("\(name) is \(sum), the transfers come to \(signed[name, default: 0])")
            }
            let (balance, held) = (account.kind.isAsset ? sum : -sum, holds[name, default: 0])
            if balance + held < 0 { faults.append("\(name) has \(balance), of which \(-held) are held") }
            let heldThere = account.kind.isAsset ? totals.pendingCredits : totals.pendingDebits
            if heldThere.rawValue != -held { faults.append("\(name) holds \(heldThere), pending transfers \(-held)") }
        }
        let unopened = Set(signed.keys).subtracting(state.ledger.accounts.keys.map(\.description))
        if !unopened.isEmpty { faults.append("transfers on accounts that are not open: \(unopened)") }
        return faults
    }

    private func families(_ state: State) -> [String] {
        var faults: [String] = []
        var held: [Identifier: Int] = [:]
        for id in state.attendances.ids {
            if let row = state.attendances[id], row.status == .held || row.status == .disputed {
                held[id.enrolment, default: 0] += row.hours
            }
        }
        var open: [Identifier: Int64] = [:]
        for instruction in instructions.values where instruction.isOpen {
            if let enrolment = instruction.enrolment { open[enrolment, default: 0] += instruction.amount.rawValue }
        }
        for row in state.enrolments.all {
            let id = row.id
            guard let family = families[id] else {
                faults.append("\(id) came from nowhere")
                continue
            }
            let unconsumed = state.ledger.balance(.unconsumed(id)).rawValue
            if family.left != unconsumed {
                faults.append("\(id) has \(unconsumed), paid less taught, kept and owed is \(family.left)")
            }
            if row.paid.rawValue != unconsumed + row.taught.rawValue + family.owed {
                faults.append(
                    "\(id): \(row.paid) paid, \(unconsumed) left, \(row.taught) taught, \(family.owed) to go back")
            }
            if family.owed + family.interest != family.back + open[id, default: 0] {
                faults.append(
                    "\(id): \(family.owed) and \(family.interest) owed, \(family.back) paid back, "
                        + "\(open[id, default: 0]) instructed"
                )
            }
            let hoursHeld = row.purchase.hours?.held ?? 0
            if hoursHeld != held[id, default: 0] {
                faults.append("\(id): \(hoursHeld) hours held, roll calls say \(held[id, default: 0])")
            }
            // Every hour that is left has its share; the hours of a payment of fewer fen than hours may be worth
            // nothing.
            if let hours = row.purchase.hours {
                let least = row.paid.rawValue / Int64(hours.bought) * Int64(hours.left)
                if !row.isRepaid, unconsumed < least || (hours.left == 0 && unconsumed != 0) {
                    faults.append("\(id): \(hours.left) hours left, \(unconsumed) fen")
                }
                if hours.taught + hours.held > hours.bought || hours.taught < 0 {
                    faults.append("\(id): \(hours.taught) of \(hours.bought) taught")
                }
            }
            // A pass goes by its remaining days, rounded up for the family (R1.68).
            if let pass = row.purchase.pass {
                let (parts, share) = (Int64(pass.days), row.paid.rawValue * Int64(pass.left))
                if !row.isRepaid, unconsumed != (share + parts - 1) / parts {
                    faults.append("\(id): a pass with \(pass.left) days, \(unconsumed) fen")
                }
                if !(0...pass.days).contains(pass.over) { faults.append("\(id): \(pass.over) of \(pass.days) days") }
            }
            if family.owed > 0, !row.isRepaid { faults.append("\(id) has its money back and goes on") }
        }
        return faults
    }

    private func institutions(_ state: State) -> [String] {
        var faults: [String] = []
        for id in state.institutions.ids.sorted() {
            guard let institution = state.institutions[id] else { continue }
            let untaught = state.enrolments.all.filter { $0.institution == id && !$0.isRepaid }.reduce(0) {
                switch $1.purchase {
                case .hours(let hours): $0 + hours.bought - hours.taught - hours.held
                case .pass(let pass): $0 + pass.days - pass.over
                }
            }
            if institution.openHours != untaught {
                faults.append("\(id): \(institution.openHours) hours open, enrolments have \(untaught)")
            }
            func balance(_ kind: AccountKind) -> Int64 { state.ledger.balance(.institution(kind, id)).rawValue }
            let rows = state.enrolments.all.filter { $0.institution == id }
            let left = families.values.filter { $0.institution == id }.reduce(0) { $0 + $1.left }
            if state.unconsumed(of: id).rawValue != left {
                faults.append("\(id): unconsumed \(state.unconsumed(of: id)), families \(left)")
            }
            let open = rows.filter { !$0.isFinished }
            if open.reduce(0, { $0 + $1.paid.rawValue }) != institution.openFees.rawValue {
                faults.append("\(id): open fees \(institution.openFees)")
            }
            let deposits = open.filter { $0.mode == .deposit }.reduce(0) { $0 + $1.paid.rawValue }
            if deposits != institution.openDepositFees.rawValue {
                faults.append("\(id): open deposit fees \(institution.openDepositFees)")
            }
            guard institution.status != .absconded else { continue }
            let (advance, earned) = rows.reduce((0, 0)) { ($0.0 + $1.advance.rawValue, $0.1 + $1.earned.rawValue) }
            if advance != balance(.advanced) {
                faults.append("\(id): advanced \(balance(.advanced)), enrolments \(advance)")
            }
            if earned != balance(.earned) { faults.append("\(id): earned \(balance(.earned)), enrolments \(earned)") }
        }
        return faults
    }

    private func payouts(_ state: State) -> [String] {
        var faults: [String] = []
        for instruction in instructions.values where state.instructions[instruction.id]?.status != instruction.status {
            faults.append("instruction \(instruction.id) is \(instruction.status)")
        }
        let sent = Set(instructions.values.filter(\.status.isPending).map(\.id))
        if sent != Set(pending.keys) {
            faults.append("instructions sent and pending transfers differ: \(sent.symmetricDifference(pending.keys))")
        }
        if Set(state.ledger.pending.keys) != Set(pending.keys) {
            faults.append("the ledger's pending transfers are others")
        }
        for instruction in instructions.values
        where instruction.status.isPending && pending[instruction.id]?.amount != instruction.amount.rawValue {
            faults.append(
                "instruction \(instruction.id) holds \(pending[instruction.id]?.amount ?? 0) of \(instruction.amount)")
        }
        for id in state.institutions.ids.sorted() {
            for account in [AccountID.refundsPayable(id), .suspense(id)] {
                let open = instructions.values.filter { $0.debit == account && $0.isOpen }.reduce(0) {
                    $0 + $1.amount.rawValue
                }
                let balance = state.ledger.balance(account).rawValue
                if open != balance { faults.append("\(account) is \(balance), instructions come to \(open)") }
            }
            let suspense = state.ledger.balance(.suspense(id)).rawValue
            if suspense != suspended[id.description, default: 0] { faults.append("\(id): suspense \(suspense)") }
        }
        return faults
    }
}

extension Instruction {
    /// The bank may still pay it, or another one in its place.
    fileprivate var isOpen: Bool { status.isPending || status == .uncovered || status == .failed }
}
