package import Model

/// What the family still has of a pass when so many of its days are over: remaining days by total days of what was
/// paid, in whole fen, rounded up for the family (R1.68).
package func remainder(of pass: Enrolment, daysOver: Int) -> Fen {
    pass.paid - pass.paid.times(Int64(daysOver), per: Int64(pass.hours))
}

/// When days of a pass are counted next: after a billing cycle, and when it is over.
func nextDaysDue(of pass: Enrolment, _ circumstances: Circumstances) -> Day? {
    guard pass.hoursTaught < pass.hours else { return nil }
    let cycle = Int(circumstances.policy.value(.passBillingDays, on: pass.paidOn))
    return pass.starts.adding(days: min(pass.hours, pass.hoursTaught + cycle))
}

extension Draft {
    /// Days of passes whose billing cycle is over; not under a freeze: nobody may be there to teach (R1.32, R1.87).
    mutating func releaseDays(of id: Identifier) {
        guard let pass = state.enrolments[id], pass.daysDue.map({ $0 <= circumstances.today }) ?? false,
            state.institutions[pass.institution]?.isFrozen == false
        else { return }
        countDays(of: id)
    }

    /// The days of a pass before today are over, used or not (R1.68); the institution has its share of them. Of one
    /// that is closed none are counted: it may not teach.
    mutating func countDays(of id: Identifier) {
        guard var pass = state.enrolments[id], pass.daysDue != nil,
            state.institutions[pass.institution]?.status.isClosed == false
        else { return }
        let over = min(pass.hours, max(0, circumstances.today.days(since: pass.starts)))
        let days = over - pass.hoursTaught
        guard days > 0 else { return }
        let amount = state.ledger.balance(.unconsumed(id)) - remainder(of: pass, daysOver: over)
        let (due, transfers) = earn(amount, of: pass, .passDays, reference: id.description)
        pass.hoursTaught = over
        let released = PassReleased(
            enrolment: id, institution: pass.institution, days: days, through: pass.starts.adding(days: over - 1),
            amountFen: amount)
        add(.tuition(.passReleased(released, due: due, next: nextDaysDue(of: pass, circumstances), transfers)))
    }
}
