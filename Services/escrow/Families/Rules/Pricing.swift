package import Model

/// How a refund is counted, in fen.
package struct Quote: Hashable, Sendable {
    /// What goes back of what was paid.
    package var principal: Fen
    /// What the institution keeps of what is not taught.
    package var kept: Fen
}

/// What a family gets back of an enrolment. By the institution's cause, or without one, hours taught count at the
/// discounted price, gifts by ratio: that is what the lessons used up (R1.64, R1.65). By the consumer's cause they
/// count at the original price, but the family never owes more than it paid (R1.66). A pass goes back by its remaining
/// days, by whosever cause (R1.68).
package func quote(_ enrolment: Enrolment, unconsumed: Fen, hourPrice: Fen, cause: RefundCause) -> Quote {
    guard cause == .consumer, let hours = enrolment.purchase.hours else {
        return Quote(principal: unconsumed, kept: .zero)
    }
    let delivered = hourPrice * Int64(hours.taught)
    let principal = min(unconsumed, max(.zero, enrolment.paid - delivered))
    return Quote(principal: principal, kept: unconsumed - principal)
}

/// Simple interest in whole fen, rounded down: amount × rate in millionths a year × days / 365.
package func interest(on amount: Fen, ratePpm: Int64, from first: Day, to last: Day) -> Fen {
    let days = Int64(max(0, last.days(since: first)))
    return amount.times(ratePpm * days, per: 365 * 1_000_000)
}

/// What a principal bore from the payment to the day: the part that lay in the fee account its real rate, the part that
/// the institution had in advance the loan rate by its own cause, else the deposit rate, as of the day of the contract
/// (R1.67).
package func interest(
    on quote: Quote, advance: Fen, of enrolment: Enrolment, cause: RefundCause, on day: Day, _ policy: Policy
) -> Fen {
    let advanced = min(quote.principal, advance)
    let rate = policy.value(cause == .institution ? .loanPrimeRatePpm : .depositRatePpm, on: enrolment.paidOn)
    let escrowed = policy.value(.escrowRatePpm, on: enrolment.paidOn)
    return interest(on: quote.principal - advanced, ratePpm: escrowed, from: enrolment.paidOn, to: day)
        + interest(on: advanced, ratePpm: rate, from: enrolment.paidOn, to: day)
}
