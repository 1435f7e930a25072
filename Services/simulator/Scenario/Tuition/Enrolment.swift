import Model

/// A course that a guardian pays for.
struct Enrolment: Sendable {
    /// From a day on the pupil is not taught, until it comes back.
    struct Away: Sendable {
        var from: Day
        var until: Day?
    }

    var id: Identifier
    var institution: USCC
    var pupil: Identifier
    var guardian: Identifier
    var course: Identifier
    var paid: Day
    var starts: Day
    var ends: Day
    /// An unlimited pass (R1.68): no hours.
    var isPass = false
    /// Paid for; gifts come on top.
    var hours: Int
    var giftHours: Int?
    var amount: Fen
    var method: PaymentMethod
    var away: Away?
    /// The enrolment whose money this is: the bank posts the payment when it carries out the transfer.
    var transferredFrom: Identifier?

    /// The pupil is on the roll of a lesson.
    func isTaught(on day: Day) -> Bool {
        guard day >= starts else { return false }
        guard let away, day >= away.from else { return true }
        return away.until.map { day >= $0 } ?? false
    }

    /// The payment as the bank posts it.
    var payment: PaymentReceived {
        PaymentReceived(
            enrolment: id, institution: institution, pupil: pupil, guardian: guardian, course: course, hours: hours,
            pass: isPass ? true : nil,
            giftHours: giftHours, courseStarts: starts, courseEnds: ends, amountFen: amount, method: method,
            contract: .model, transferredFrom: transferredFrom)
    }
}

extension Contract {
    /// The national model contract (R1.10).
    static let model = Contract(template: "GF-2021-2604", withdrawalDays: 0, voidTerms: [])
}
