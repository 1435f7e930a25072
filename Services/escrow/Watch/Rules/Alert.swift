package import Model

/// An alert of an institution (R1.52). There is one open alert an institution and rule.
package struct Alert: Sendable, Hashable {
    /// `<uscc>-<rule>-<day>`.
    package var id: Identifier
    package var institution: USCC
    package var rule: AlertRule
    package var level: AlertLevel
    package var status: AlertStatus
    package var raisedOn: Day
    /// What was seen, in figures.
    package var detail: Prose
    /// Day by which the institution must answer a warning.
    package var due: Day?
    package var answer: Prose?

    package init(
        id: Identifier, institution: USCC, rule: AlertRule, level: AlertLevel, status: AlertStatus = .clue,
        raisedOn: Day,
        detail: Prose,
        due: Day? = nil, answer: Prose? = nil
    ) {
        self.id = id
        self.institution = institution
        self.rule = rule
        self.level = level
        self.status = status
        self.raisedOn = raisedOn
        self.detail = detail
        self.due = due
        self.answer = answer
    }
}

/// What the database counts of an institution when a day opens.
package struct Census: Sendable, Hashable {
    /// Refunds asked for in the last seven days.
    package var refundsAsked: Int
    /// Agreed refunds that should have been paid before this day.
    package var refundsOverdue: Int
    /// The earliest day of a difference between books and bank; nil if there is none.
    package var openSince: Day?

    package init(refundsAsked: Int = 0, refundsOverdue: Int = 0, openSince: Day? = nil) {
        self.refundsAsked = refundsAsked
        self.refundsOverdue = refundsOverdue
        self.openSince = openSince
    }
}

/// The link of an institution's hash chain for one day: SHA-256 over the link before it and the transfers of the day.
package struct Seal: Sendable, Hashable {
    package var institution: USCC
    package var day: Day
    package var transfers: Int
    /// 32 bytes.
    package var hash: [UInt8]

    package init(institution: USCC, day: Day, transfers: Int, hash: [UInt8]) {
        self.institution = institution
        self.day = day
        self.transfers = transfers
        self.hash = hash
    }
}
