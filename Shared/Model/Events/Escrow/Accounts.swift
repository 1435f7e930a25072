// Fee accounts, release modes, risk deposits and freezes: what the bank and the education commission tell escrow.

/// The bank opened an institution's one special fee account (R1.20, R1.22), and with it the dedicated account of its
/// risk deposit (R1.40).
package struct AccountOpened: EventData {
    package static let type: EventType = "escrow.account.opened.v1"
    package static let posters: Set<Role> = [.bank]
    package var institution: USCC
    package var bank: Line
    package var subject: String { institution.description }

    package init(institution: USCC, bank: Line) {
        self.institution = institution
        self.bank = bank
    }
}

/// How an institution's money is released. The department chooses for each institution and tells the bank (R1.34).
package enum ReleaseMode: String, Codable, Sendable, Hashable, CaseIterable {
    /// With each confirmed lesson its share (一课一消, R1.30, R1.31).
    case perLesson
    /// In monthly shares from the start of the course, such as 30, 30 and 40 per cent (R1.33).
    case rolling
    /// All but a retained share at the start of the course, the rest when it ends (R1.34).
    case retained
    /// All of it at the start of the course, against a risk deposit (R1.40-R1.44).
    case deposit
}

/// The mode in which enrolments from now on are released (R1.34); those that are paid keep theirs. Files the minimum of
/// the risk deposit too (R1.44).
package struct ReleaseModeAssigned: EventData {
    package static let type: EventType = "escrow.releaseMode.assigned.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var mode: ReleaseMode
    /// The least that must lie in the deposit account beside what the policy asks for (R1.41); nil: nothing more.
    package var depositMinimumFen: Fen?
    package var subject: String { institution.description }

    package init(institution: USCC, mode: ReleaseMode, depositMinimumFen: Fen? = nil) {
        self.institution = institution
        self.mode = mode
        self.depositMinimumFen = depositMinimumFen
    }
}

/// Money of the institution came into its risk deposit account (R1.40).
package struct DepositReceived: EventData {
    package static let type: EventType = "escrow.deposit.received.v1"
    package static let posters: Set<Role> = [.bank]
    package var institution: USCC
    /// The bank's reference, unique among its entries of this account.
    package var reference: Identifier
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, reference: Identifier, amountFen: Fen) {
        self.institution = institution
        self.reference = reference
        self.amountFen = amountFen
    }
}

/// The commission lets the institution have deposit back that is above its minimum (R1.41).
package struct DepositReleased: EventData {
    package static let type: EventType = "escrow.deposit.released.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var amountFen: Fen
    package var subject: String { institution.description }

    package init(institution: USCC, amountFen: Fen) {
        self.institution = institution
        self.amountFen = amountFen
    }
}

/// Releases of an institution stop; refunds go on (R1.87).
package struct AccountFrozen: EventData {
    package static let type: EventType = "escrow.account.frozen.v1"
    package static let posters: Set<Role> = [.education, .publicSecurity]
    package var institution: USCC
    package var cause: Line
    package var subject: String { institution.description }

    package init(institution: USCC, cause: Line) {
        self.institution = institution
        self.cause = cause
    }
}

/// A freeze ends.
package struct AccountUnfrozen: EventData {
    package static let type: EventType = "escrow.account.unfrozen.v1"
    package static let posters: Set<Role> = [.education]
    package var institution: USCC
    package var subject: String { institution.description }

    package init(institution: USCC) {
        self.institution = institution
    }
}
