// What departments and institutions tell the blacklist-publisher.

/// A department proposes to list an institution, with conduct and legal basis (R4.01, R4.04).
package struct ListingProposed: EventData {
    package static let type: EventType = "blacklist.listing.proposed.v1"
    package static let posters: Set<Role> = [.education, .market, .publicSecurity]
    package var entry: Identifier
    package var institution: USCC
    package var conduct: Prose
    package var basis: Prose
    package var decisionNumber: Line
    package var subject: String { institution.description }

    package init(entry: Identifier, institution: USCC, conduct: Prose, basis: Prose, decisionNumber: Line) {
        self.entry = entry
        self.institution = institution
        self.conduct = conduct
        self.basis = basis
        self.decisionNumber = decisionNumber
    }
}

/// The institution was told of content, facts, reasons, basis and its rights (R3.11, R4.03); the objection window
/// opens.
package struct NoticeServed: EventData {
    package static let type: EventType = "blacklist.notice.served.v1"
    package static let posters: Set<Role> = [.education, .market, .publicSecurity]
    package var entry: Identifier
    package var institution: USCC
    package var servedOn: Day
    package var subject: String { institution.description }

    package init(entry: Identifier, institution: USCC, servedOn: Day) {
        self.entry = entry
        self.institution = institution
        self.servedOn = servedOn
    }
}

/// The institution objects within the window (R4.03).
package struct ObjectionRaised: EventData {
    package static let type: EventType = "blacklist.objection.raised.v1"
    package static let posters: Set<Role> = [.institution]
    package var entry: Identifier
    package var institution: USCC
    package var subject: String { institution.description }

    package init(entry: Identifier, institution: USCC) {
        self.entry = entry
        self.institution = institution
    }
}

/// The authority verified the objection and answers it.
package struct ObjectionDecided: EventData {
    package static let type: EventType = "blacklist.objection.decided.v1"
    package static let posters: Set<Role> = [.education, .market, .publicSecurity]
    package var entry: Identifier
    package var institution: USCC
    package var upheld: Bool
    package var subject: String { institution.description }

    package init(entry: Identifier, institution: USCC, upheld: Bool) {
        self.entry = entry
        self.institution = institution
        self.upheld = upheld
    }
}

/// A listed institution is taken off the list: repaired or revoked (R4.07, R4.20).
package struct RemovalDecided: EventData {
    package static let type: EventType = "blacklist.removal.decided.v1"
    package static let posters: Set<Role> = [.education, .market, .publicSecurity]
    package var entry: Identifier
    package var institution: USCC
    package var decisionNumber: Line
    package var subject: String { institution.description }

    package init(entry: Identifier, institution: USCC, decisionNumber: Line) {
        self.entry = entry
        self.institution = institution
        self.decisionNumber = decisionNumber
    }
}

// What the blacklist-publisher states.

/// Where an entry stands (R4.36, as far as built).
package enum EntryStatus: String, Codable, Sendable, Hashable, CaseIterable {
    case proposed
    case noticeServed
    case objected
    case withdrawn
    case listed
    case removed
    case expired
}

/// An entry moved on.
package struct EntryStatusChanged: FactData {
    package static let type: EventType = "blacklist.entry.statusChanged.v1"
    package var entry: Identifier
    package var institution: USCC
    package var authority: Identifier
    package var status: EntryStatus
    package var subject: String { institution.description }

    package init(entry: Identifier, institution: USCC, authority: Identifier, status: EntryStatus) {
        self.entry = entry
        self.institution = institution
        self.authority = authority
        self.status = status
    }
}

/// A published entry, on the compacted topic `blacklist.entries`; registry and escrow obey it.
package struct EntrySnapshot: FactData {
    package static let type: EventType = "blacklist.entry.snapshot.v1"
    package static let topic = "blacklist.entries"
    package static let isCompacted = true
    package var entry: Identifier
    package var institution: USCC
    /// `listed`, `removed` or `expired`.
    package var status: EntryStatus
    package var conduct: Prose
    package var basis: Prose
    package var decisionNumber: Line
    package var authority: Identifier
    package var listedOn: Day
    /// First day on which the entry no longer stands (R4.07: three years).
    package var expiresOn: Day
    /// An institution may have several entries: the topic keeps the latest state of each.
    package var subject: String { entry.description }

    package init(
        entry: Identifier, institution: USCC, status: EntryStatus, conduct: Prose, basis: Prose, decisionNumber: Line,
        authority: Identifier, listedOn: Day, expiresOn: Day
    ) {
        self.entry = entry
        self.institution = institution
        self.status = status
        self.conduct = conduct
        self.basis = basis
        self.decisionNumber = decisionNumber
        self.authority = authority
        self.listedOn = listedOn
        self.expiresOn = expiresOn
    }
}
