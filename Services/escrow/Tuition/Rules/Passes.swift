package import Model

/// What the family still has of a pass when so many of its days are over: remaining days by total days of what was
/// paid, in whole fen, rounded up for the family (R1.68).
package func remainder(of pass: Pass, paid: Fen, daysOver: Int) -> Fen {
    paid - paid.times(Int64(daysOver), per: Int64(pass.days))
}

/// When days of a pass are counted next: after a billing cycle, and when it is over.
func nextDaysDue(of pass: Pass, starts: Day, paidOn: Day, _ circumstances: Circumstances) -> Day? {
    guard pass.left > 0 else { return nil }
    let cycle = Int(circumstances.policy.value(.passBillingDays, on: paidOn))
    return starts.adding(days: min(pass.days, pass.over + cycle))
}

extension Draft {
    /// Days of passes whose billing cycle is over; not under a freeze: nobody may be there to teach (R1.32, R1.87).
    mutating func releaseDays(of id: Identifier) {
        guard let enrolment = state.enrolments[id], let due = enrolment.purchase.pass?.due, due <= circumstances.today,
            state.institutions[enrolment.institution]?.isFrozen == false
        else { return }
        countDays(of: id)
    }

    /// The days of a pass before today are over, used or not (R1.68); the institution has its share of them. Of one
    /// that is closed none are counted: it may not teach.
    mutating func countDays(of id: Identifier) {
        guard let enrolment = state.enrolments[id], var pass = enrolment.purchase.pass, pass.due != nil,
            state.institutions[enrolment.institution]?.status.isClosed == false
        else { return }
        let over = min(pass.days, max(0, circumstances.today.days(since: enrolment.starts)))
        let days = over - pass.over
        guard days > 0 else { return }
        let amount =
            state.ledger.balance(.unconsumed(id)) - remainder(of: pass, paid: enrolment.paid, daysOver: over)
        let (due, transfers) = earn(amount, of: enrolment, .passDays, reference: id.description)
        pass.over = over
        let next = nextDaysDue(of: pass, starts: enrolment.starts, paidOn: enrolment.paidOn, circumstances)
        let released = PassReleased(
            enrolment: id, institution: enrolment.institution, days: days,
            through: enrolment.starts.adding(days: over - 1), amountFen: amount)
        add(.tuition(.passReleased(released, due: due, next: next, transfers)))
    }
}
