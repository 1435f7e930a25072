package import Model

/// An entry of the blacklist on its way (R4.36).
package struct Entry: Sendable, Hashable {
    package var id: Identifier
    package var institution: USCC
    package var authority: Identifier
    package var conduct: Prose
    package var basis: Prose
    package var decisionNumber: Line
    package var status: EntryStatus
    package var proposedOn: Day
    package var servedOn: Day?
    /// The last day on which the institution may object.
    package var windowEnds: Day?
    package var listedOn: Day?
    /// First day on which the entry no longer stands.
    package var expiresOn: Day?

    package init(
        id: Identifier, institution: USCC, authority: Identifier, conduct: Prose, basis: Prose, decisionNumber: Line,
        status: EntryStatus, proposedOn: Day,
        servedOn: Day? = nil, windowEnds: Day? = nil, listedOn: Day? = nil, expiresOn: Day? = nil
    ) {
        self.id = id
        self.institution = institution
        self.authority = authority
        self.conduct = conduct
        self.basis = basis
        self.decisionNumber = decisionNumber
        self.status = status
        self.proposedOn = proposedOn
        self.servedOn = servedOn
        self.windowEnds = windowEnds
        self.listedOn = listedOn
        self.expiresOn = expiresOn
    }

    /// What others are told once it was on the list; nil before.
    package var snapshot: EntrySnapshot? {
        guard let listedOn, let expiresOn else { return nil }
        return EntrySnapshot(
            entry: id, institution: institution, status: status, conduct: conduct, basis: basis,
            decisionNumber: decisionNumber,
            authority: authority, listedOn: listedOn, expiresOn: expiresOn)
    }
}

/// The rows that a batch needs.
package struct State: Sendable {
    package var entries: [Identifier: Entry] = [:]
    /// Names of known institutions.
    package var institutions: [USCC: Line] = [:]
    /// Entries to be saved.
    package var changedEntries: Set<Identifier> = []
    /// Institutions to be saved.
    package var changedInstitutions: Set<USCC> = []

    package init() {}
}

/// The only way that the state changes.
package func evolve(_ state: inout State, _ fact: Fact) {
    switch fact {
    case .entryChanged(let entry):
        state.entries[entry.id] = entry
        state.changedEntries.insert(entry.id)
    case .institutionKnown(let id, let name):
        state.institutions[id] = name
        state.changedInstitutions.insert(id)
    }
}
