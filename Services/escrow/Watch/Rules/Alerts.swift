import Model

/// What a rule saw: how bad, and in figures.
struct Finding {
    var rule: AlertRule
    var level: AlertLevel
    var detail: Prose
}

extension Draft {
    /// All rules that look at an institution once a day (R1.50-R1.54).
    mutating func watch(_ id: USCC) {
        guard let institution = state.institutions[id], institution.bank != nil else { return }
        let census = state.census[id] ?? Census()
        let differences = differences(census)
        let findings = [
            balance(id), deposit(id, institution), refundWave(census), refundsOverdue(census),
            teaching(id, institution), inflow(institution), differences ?? nil,
        ]
        var found = Set(findings.compactMap { $0?.rule })
        // Not known is not gone.
        if differences == nil { found.insert(.unreconciled) }
        for finding in findings { if let finding { raise(finding, id) } }
        // A clue that nobody took up goes by itself when what it saw is gone.
        for rule in AlertRule.daily where !found.contains(rule) {
            if var alert = state.openAlert(rule, of: id), alert.status == .clue {
                alert.status = .closed
                add(.watch(.alertChanged(alert)))
            }
        }
    }

    /// One open alert a rule: raised, or risen from yellow to red.
    mutating func raise(_ finding: Finding, _ id: USCC) {
        if var alert = state.openAlert(finding.rule, of: id) {
            guard alert.level == .yellow, finding.level == .red else { return }
            (alert.level, alert.detail) = (.red, finding.detail)
            return add(.watch(.alertChanged(alert)))
        }
        let alert = Alert(
            id: "\(id)-\(finding.rule.rawValue)-\(circumstances.today)", institution: id, rule: finding.rule,
            level: finding.level,
            raisedOn: circumstances.today, detail: finding.detail)
        if state.alerts[alert.id] == nil { add(.watch(.alertChanged(alert))) }
    }

    /// R1.50, R1.51: a movement out of an account that is a large part of it.
    mutating func watchMovement(of amount: Fen, _ source: AccountID, _ instruction: Instruction) throws(Refusal) {
        let balance = state.ledger.balance(source)
        guard amount >= Fen(circumstances.policy(.largeMovementFenMin)),
            amount > balance.times(circumstances.policy(.largeMovementPermille), per: 1_000)
        else { return }
        raise(
            Finding(
                rule: .largeMovement, level: .yellow,
                detail: "\(amount) of \(balance) yuan for \(instruction.purpose.rawValue)"),
            instruction.institution)
    }

    // MARK: Daily rules

    /// R1.54: families' tuition that neither account covers.
    private func balance(_ id: USCC) -> Finding? {
        let missing = state.ledger.balance(.advanced(id)) + state.ledger.balance(.fees(id))
        let own =
            state.ledger.available(.pendingRelease(id)) + state.ledger.available(.earned(id))
            + state.ledger.available(.riskDeposit(id))
        guard missing > own else { return nil }
        let liability = state.unconsumed(of: id) + state.ledger.balance(.refundsPayable(id))
        return Finding(
            rule: .balanceBelowLiability, level: .red,
            detail: "\(missing - own) of \(liability) yuan owed to families are not there")
    }

    /// R1.41, R1.52.
    private func deposit(_ id: USCC, _ institution: Institution) -> Finding? {
        let (minimum, there) = (minimumDeposit(institution, circumstances), state.ledger.available(.riskDeposit(id)))
        guard there < minimum.times(circumstances.policy(.depositYellowPermille), per: 1_000) else {
            return nil
        }
        return Finding(
            rule: .depositBelowMinimum, level: there < minimum ? .red : .yellow,
            detail: "deposit of \(there) yuan, minimum \(minimum)")
    }

    private func refundWave(_ census: Census) -> Finding? {
        let wave = Int(circumstances.policy(.refundWaveCount))
        guard census.refundsAsked >= wave else { return nil }
        return Finding(
            rule: .refundWave, level: census.refundsAsked >= 2 * wave ? .red : .yellow,
            detail: "\(census.refundsAsked) refunds asked for in seven days")
    }

    private func refundsOverdue(_ census: Census) -> Finding? {
        guard census.refundsOverdue > 0 else { return nil }
        return Finding(
            rule: .refundOverdue, level: .red, detail: "\(census.refundsOverdue) agreed refunds are not paid in time")
    }

    private func teaching(_ id: USCC, _ institution: Institution) -> Finding? {
        let days = Int(circumstances.policy(.teachingStoppedDays))
        guard institution.status.isRunning, let last = institution.lastTaught,
            last.adding(days: days) < circumstances.today,
            institution.openHours > 0, state.unconsumed(of: id) > .zero
        else { return nil }
        return Finding(
            rule: .teachingStopped, level: last.adding(days: 2 * days) < circumstances.today ? .red : .yellow,
            detail: "no lesson since \(last), \(state.unconsumed(of: id)) yuan of tuition left")
    }

    private func inflow(_ institution: Institution) -> Finding? {
        guard institution.openFees > institution.capacity else { return nil }
        return Finding(
            rule: .inflowAboveCapacity, level: .red,
            detail: "fees of \(institution.openFees) yuan, courses for \(institution.capacity)")
    }

    /// Nil if the calendar does not say how old they are.
    private mutating func differences(_ census: Census) -> Finding?? {
        guard let since = census.openSince else { return .some(nil) }
        let (days, today) = (Int(circumstances.policy(.unreconciledWorkingDays)), circumstances.today)
        return ask { (calendar) throws(MissingCalendarYear) in
            guard try calendar.arePast(workingDays: days, since: since, on: today) else { return nil }
            let isOld = try calendar.arePast(workingDays: 2 * days, since: since, on: today)
            return Finding(
                rule: .unreconciled, level: isOld ? .red : .yellow, detail: "books and bank differ since \(since)")
        }
    }
}

extension AlertRule {
    /// Rules that look every day: what they saw can be gone.
    static let daily: [AlertRule] = [
        .balanceBelowLiability, .depositBelowMinimum, .refundWave, .refundOverdue, .teachingStopped,
        .inflowAboveCapacity, .unreconciled,
    ]
}
