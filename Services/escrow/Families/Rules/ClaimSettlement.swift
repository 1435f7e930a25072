package import Model

/// How far the families of an institution whose people are gone are paid (R1.81, R1.87): what there is and what all of
/// them claim is reckoned first, and then each has its share, one after the other, in as many transactions as it takes.
package struct ClaimSettlement: Sendable, Hashable {
    /// The day on which it was reckoned.
    package var reckonedOn: Day
    /// The day whose opening goes on with it.
    package var day: Day
    package var division: Apportionment
    /// Of what there is, what lies in the deposit account: it is paid after what lies in the fee account.
    package var fromDeposit: Fen

    package init(reckonedOn: Day, day: Day, division: Apportionment, fromDeposit: Fen) {
        self.reckonedOn = reckonedOn
        self.day = day
        self.division = division
        self.fromDeposit = fromDeposit
    }

    /// Days on which it goes on if families were left out, whose part is kept for them. Then it is reckoned anew, so
    /// that what cannot be mended keeps nothing from the others.
    static let days = 7

    /// Not all families have had their part, and it is kept for them.
    func isOpen(on today: Day) -> Bool { !division.isOver && today <= reckonedOn.adding(days: Self.days) }

    /// What the next claim gets, from each account.
    func share(of claim: Fen) -> (fromFeeAccount: Fen, fromDeposit: Fen) {
        let (before, after) = (division.given, division.given(with: claim))
        let inFeeAccount = division.available - fromDeposit
        let fee = min(after, inFeeAccount) - min(before, inFeeAccount)
        return (fee, after - before - fee)
    }
}

/// What an institution's families claim together, as the database counts it.
package struct ClaimTotals: Sendable, Hashable {
    /// Families with tuition that is not taught, or with a refund that was not covered.
    package var families: Int
    /// What they claim, in fen.
    package var claims: Fen
    /// All instructions that no money is there for, in fen, the deposit's own aside.
    package var uncovered: Fen
    /// Those that came back and lie in the deposit account to be told again, in fen.
    package var returned: Fen

    package init(families: Int = 0, claims: Fen = .zero, uncovered: Fen = .zero, returned: Fen = .zero) {
        self.families = families
        self.claims = claims
        self.uncovered = uncovered
        self.returned = returned
    }

    /// The same from a state that has all rows. What was instructed today claims nothing before tomorrow.
    package init(of id: USCC, on today: Day, in state: State) {
        self.init()
        var claimants: Set<Identifier> = []
        for enrolment in state.enrolments.all where enrolment.institution == id {
            let tuition = state.ledger.balance(.unconsumed(enrolment.id))
            guard tuition > .zero else { continue }
            claims += tuition
            claimants.insert(enrolment.id)
        }
        for instruction in state.instructions.all where instruction.institution == id {
            let isOwed = instruction.debit != .riskDeposit(id)
            if isOwed, instruction.status == .uncovered { uncovered += instruction.amount }
            if isOwed, instruction.status == .failed, instruction.account == .deposit { returned += instruction.amount }
            guard instruction.isClaim(before: today), let enrolment = instruction.enrolment else { continue }
            claims += instruction.amount
            claimants.insert(enrolment)
        }
        families = claimants.count
    }
}

extension State {
    /// The day since which families have their parts of what is shared now.
    func sharedSince(_ id: USCC, on today: Day) -> Day {
        settlements[id].flatMap { $0.isOpen(on: today) ? $0.reckonedOn : nil } ?? today
    }
}

extension Instruction {
    /// A family's part of a settlement since a day.
    func isShare(since day: Day) -> Bool { cause == .institutionAbsconded && sentOn >= day }

    /// A family waits for its money, and did before today.
    func isClaim(before today: Day) -> Bool { status == .uncovered && enrolment != nil && sentOn < today }
}
